"""Names that moderators ask to change, and people whom they warn, silence or suspend."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice, Restriction
from accounts.permissions import is_silenced, is_suspended
from forum.actions.moderation import people
from forum.actions.moderation.deciding import NobodyToTell, NotAboutThis, StaleDecision
from forum.models import Post, ReviewItem
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, verified
from tests.forum.reviewed import WHY, carry_out, latest, reported, waiting

pytestmark = pytest.mark.django_db


def test_a_name_is_asked_to_change_or_taken_away():
    rude = member(name="Best Consultant Ever")
    item = reported(person=rude)

    carry_out("return_for_changes", item)
    assert ReviewItem.objects.get(pk=item.pk).status == "returned"
    carry_out("remove", item)

    rude.refresh_from_db()
    assert rude.name == ""
    assert Notice.objects.filter(user=rude).count() == 2
    with pytest.raises(NotAboutThis):
        carry_out("hide", item)


def test_whoever_is_silenced_or_suspended_for_what_they_wrote_is_told_how_to_appeal():
    quiet, away = waiting(), waiting()

    people.silence(**latest(quiet), by=moderator(), why=WHY, until=None)
    people.suspend(**latest(away), by=moderator(), why=WHY, until=None)

    told = Notice.objects.get(user=quiet.author)
    assert "You may appeal once, under “Decisions about my work”." in told.text
    assert told.address == reverse("moderation-mine")
    said = Notice.objects.filter(user=away.author).order_by("pk").values_list("text", flat=True)
    assert "You may appeal once: another message says how." in said[0]
    assert "You may appeal once, without signing in" in said[1]


@pytest.mark.parametrize(
    ("act", "audited"), [("warn", "warn"), ("silence", "silence"), ("suspend", "suspension")]
)
def test_authors_are_warned_silenced_or_suspended_with_one_row_in_the_log(act, audited):
    item = reported()
    before = AuditEntry.objects.count()
    until = {} if act == "warn" else {"until": timezone.now() + timedelta(days=7)}

    getattr(people, act)(**latest(item), by=moderator(), why=WHY, **until)

    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.latest("number").act == audited
    assert (is_silenced(item.author), is_suspended(item.author)) == (act == "silence", act == "suspend")
    assert Notice.objects.filter(user=item.author).exists()
    assert ReviewItem.objects.get(pk=item.pk).status == "pending"


def test_a_warning_sent_twice_from_one_page_is_sent_once():
    item = reported()
    seen = latest(item)
    people.warn(**seen, by=moderator(), why=WHY)

    with pytest.raises(StaleDecision):
        people.warn(**seen, by=moderator(), why=WHY)


def test_nobody_warns_a_former_member():
    item = waiting("published")
    Post.objects.filter(pk=item.post_id).update(author=None)

    with pytest.raises(NobodyToTell):
        people.warn(**latest(item), by=moderator(), why=WHY)
    carry_out("remove", item)


def test_a_restriction_keeps_the_private_note_to_moderators():
    item = reported()

    people.silence(**latest(item), by=administrator(), why=WHY, until=None)

    made = Restriction.objects.get()
    assert (made.reason, made.private_note) == ("Please keep to theatres.", "Third time")
    assert "Third time" not in Notice.objects.get(user=item.author).text


def test_a_decision_needs_somebody_verified_to_have_reported():
    item = reported(by=verified())

    carry_out("ignore", item)

    assert item.reports.get().outcome == "ignored"
