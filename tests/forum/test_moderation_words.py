"""Small words on the pages of moderation: who did what, until when, how many wait, and where a page lies."""

from datetime import datetime

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.actions.membership import claim_membership
from forum.actions.moderation import people
from forum.actions.reporting import report
from forum.models import Reason
from metrics.models import Area
from tests.factories import administrator, member, moderator, post, thread, verified
from tests.forum.reviewed import WHY, hidden, latest, reported, waiting

pytestmark = pytest.mark.django_db


def page(client, user, address: str) -> str:
    client.force_login(user)
    return client.get(address).text


@pytest.mark.parametrize(
    ("number", "words"), [(1, "1 claim waits. Open"), (2, "2 claims wait, the oldest first. Open")]
)
def test_it_is_said_how_many_claims_wait(client, number, words):
    for _ in range(number):
        claim_membership(user=verified(), area=Area.objects.get(code="03R"))

    assert words in page(client, administrator(), reverse("claims"))


def test_a_month_keeps_its_capital_letter(client, time_machine):
    time_machine.move_to(datetime(2026, 11, 2, 12, tzinfo=timezone.get_current_timezone()), tick=False)
    item = reported()
    until = datetime(2026, 11, 23, 9, 30, tzinfo=timezone.get_current_timezone())

    people.silence(**latest(item), by=moderator(), why=WHY, until=until)

    assert "Until 23 November 2026, 09:30" in page(client, item.author, reverse("moderation-mine"))


def test_who_did_something_is_named_and_nobody_where_nobody_did(client):
    held = page(client, moderator(), waiting().get_absolute_url())
    item = report(by=member(), reason=Reason.PATIENT, post=post(thread()))
    by_rule = page(client, moderator(), item.item.get_absolute_url())

    assert "By itself" not in held + by_rule
    assert "<strong>Waited for a moderator</strong>, " in held
    assert "<strong>Waited for a moderator</strong>, by itself" not in held
    assert "<strong>Hidden</strong>, by itself, " in by_rule


@pytest.mark.parametrize(("act", "is_wrong"), [("keep", False), ("remove", True)])
def test_nobody_is_asked_what_is_wrong_with_what_is_approved(client, act, is_wrong):
    asked = page(client, moderator(), reverse("moderation-decide", args=[waiting().pk, act]))

    assert ("Say what is wrong" in asked) == is_wrong


def trail(client, user, address: str) -> list[str]:
    client.force_login(user)
    return [words for words, _ in client.get(address).context["links"]]


def test_each_page_says_where_it_lies(client):
    made, one = post(thread(title="Theatres")), member(name="Robin")
    reader, decision = member(), hidden()

    assert trail(client, reader, reverse("report-post", args=[made.pk])) == ["Home", "Forum", "Theatres"]
    assert trail(client, reader, reverse("report-thread", args=[made.thread_id])) == [
        *("Home", "Forum", "Theatres"),
    ]
    assert trail(client, reader, reverse("report-person", args=[one.pk])) == ["Home", "Robin"]
    assert trail(client, reader, reverse("moderation-mine")) == ["Home", "Your account"]
    assert trail(client, decision.about, reverse("moderation-appeal", args=[decision.pk])) == [
        *("Home", "Your account", "Decisions about my work"),
    ]
