"""Erasing for good: who proposes and who decides, what they are told, and what the address says then."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Notice
from forum.actions.discussions import reply
from forum.actions.moderation import appealing, content
from forum.actions.moderation.deciding import (
    ErasureWaits,
    NotAboutThis,
    NotFromHere,
    OwnContent,
    StaleDecision,
    Why,
)
from forum.actions.moderation.erasing import DecidedAlready, NobodyErasesAlone, approve, refuse
from forum.models import Erasure, Post, ReviewItem
from safety.models import AuditEntry
from tests.accounts.test_people import PASSWORD, confirm
from tests.factories import administrator, member, moderator, trusted, verified
from tests.forum.erasing import decide, erased, places_of, proposed
from tests.forum.reviewed import SECRET, WHY, latest, reported, waiting

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
TOMBSTONE = "it could identify a patient."


# Who, and from where


@pytest.mark.parametrize("state", ["published", "held", "hidden", "returned", "removed"])
def test_what_is_proposed_is_hidden_at_once(state):
    item = waiting(state)
    acts = AuditEntry.objects.count()

    proposed(item)

    written, item = Post.objects.get(pk=item.post_id), ReviewItem.objects.get(pk=item.pk)
    assert written.state == ("removed" if state == "removed" else "hidden")
    assert (item.status, item.because, item.claimed_by) == ("pending", "erasure", None)
    assert [entry.act for entry in AuditEntry.objects.order_by("number")[acts:]] == ["propose erasure"]
    assert item.events.latest("pk").act == "proposed"


def test_nobody_proposes_to_erase_their_own_a_name_or_what_is_gone():
    own = moderator()
    with pytest.raises(OwnContent):
        proposed(waiting(author=own), by=own)
    with pytest.raises(NotAboutThis):
        proposed(reported(person=member(name="Zebra")))
    item = waiting()
    erased(item)
    with pytest.raises(NotFromHere):
        proposed(item)


def test_nobody_erases_alone():
    both = administrator(is_moderator=True)
    made = proposed(waiting(), by=both)

    with pytest.raises(NobodyErasesAlone):
        decide(approve, made, by=both)
    with pytest.raises(IntegrityError, match="nobody_erases_alone"), transaction.atomic():
        Erasure.objects.filter(pk=made.pk).update(decided_by=both)

    assert Post.objects.get(pk=made.post_id).state == "hidden"


@pytest.mark.parametrize("who", ["the proposer", "a moderator", "an administrator who proposed it"])
def test_whoever_may_not_erase_keeps_it_from_nobody_who_may(client, who):
    by = administrator(is_moderator=True) if who.startswith("an") else moderator()
    made = proposed(waiting(), by=by)
    item, one = made.item, moderator() if who == "a moderator" else by
    client.force_login(one)

    assert "Take it on" not in client.get(item.get_absolute_url()).text
    refused = client.post(reverse("moderation-claim", args=[item.pk]))

    assert refused.status_code == 409
    assert "Somebody else decides what this waits for." in refused.text
    until = timezone.now() + timedelta(minutes=30)
    ReviewItem.objects.filter(pk=item.pk).update(claimed_by=one, claimed_until=until)
    decide(approve, made)
    assert Post.objects.get(pk=made.post_id).state == "erased"


def test_an_administrator_takes_on_what_another_person_proposes_to_erase(client):
    item, chief = proposed(waiting()).item, administrator()
    client.force_login(chief)

    assert "Take it on" in client.get(item.get_absolute_url()).text
    client.post(reverse("moderation-claim", args=[item.pk]))

    assert ReviewItem.objects.get(pk=item.pk).claimed_by == chief


def test_an_administrator_does_not_erase_their_own():
    author = administrator()
    made = proposed(waiting("published", author=author))

    with pytest.raises(OwnContent):
        decide(approve, made, by=author)


def test_it_is_decided_once_and_about_how_it_stands():
    made = proposed(waiting())
    version = ReviewItem.objects.get(pk=made.item_id).version
    decide(refuse, made, note="No patient is meant.")

    with pytest.raises(StaleDecision):
        decide(approve, made, version=version)
    with pytest.raises(DecidedAlready):
        decide(approve, made)


@pytest.mark.parametrize(
    "act", [content.keep, content.hide, content.return_for_changes, content.remove, content.ignore]
)
def test_nothing_else_is_decided_until_then(act):
    item = waiting("published")
    proposed(item)

    with pytest.raises(ErasureWaits):
        act(**latest(item), by=moderator(), why=WHY)
    with pytest.raises(ErasureWaits):
        proposed(item)


def test_an_appeal_waits_until_then_too():
    item = waiting("published")
    event = content.hide(**latest(item), by=moderator(), why=WHY)
    made = appealing.appeal(decision=event, by=event.about, words="It is fair.")
    proposal = proposed(item)

    with pytest.raises(ErasureWaits):
        appealing.answer(
            appeal=made, by=moderator(), version=latest(item)["version"], is_upheld=True, words="Yes"
        )
    decide(approve, proposal)

    made.refresh_from_db()
    assert (made.state, made.words, made.answer) == ("refused", "Erased", "Erased")


def test_what_is_not_erased_stays_hidden_and_before_moderators():
    item = waiting("published")
    made = proposed(item)
    acts = AuditEntry.objects.count()

    event = decide(refuse, made, note="No patient is meant.")

    item = ReviewItem.objects.get(pk=item.pk)
    assert (item.status, item.because, item.post.state) == ("pending", "patient data", "hidden")
    assert (event.act, event.private_note) == ("spared", "No patient is meant.")
    assert [entry.act for entry in AuditEntry.objects.order_by("number")[acts:]] == ["refuse erasure"]
    content.keep(**latest(item), by=moderator(), why=Why(words="The number is made up."))
    assert Post.objects.get(pk=item.post_id).state == "published"
    proposed(item)


# Who is told


def test_the_author_the_proposer_and_administrators_are_told_and_never_the_text():
    watching = administrator()
    item = waiting("published")
    made = proposed(item)
    assert Notice.objects.get(user=watching).address == made.get_absolute_url()

    decide(approve, made)

    told = [one.subject for one in Notice.objects.filter(user=item.author).order_by("pk")]
    assert [words.split(": ")[0].split(" was ")[1] for words in told] == ["hidden", "erased for good"]
    assert Notice.objects.filter(user=made.proposed_by, subject__contains="erased for good").exists()
    assert not [one for one in Notice.objects.all() if SECRET in one.subject + one.text]


# The pages


def test_a_moderator_proposes_and_an_administrator_erases_on_pages(client):
    item = waiting("published", is_opening=True)
    client.force_login(moderator())
    address = reverse("moderation-erase", args=[item.pk])
    assert f'href="{address}"' in client.get(item.get_absolute_url()).text
    asked = client.get(address)
    assert "backups that were made while it was here" in asked.text
    assert "below it either" not in asked.text
    assert client.post(address, {"version": 1}).text.count("Choose a reason.") == 2
    assert (
        client.post(address, {"version": latest(item)["version"], "why": "patient", "words": ""}).status_code
        == 302
    )

    made = Erasure.objects.get()
    assert "An administrator decides" in client.get(item.get_absolute_url()).text
    assert client.get(made.get_absolute_url()).status_code == 403
    confirm(client, administrator())
    assert SECRET in client.get(made.get_absolute_url()).text
    sent = {"version": latest(item)["version"], "decision": "keep", "note": ""}
    assert "Say why it is not to be erased." in client.post(made.get_absolute_url(), sent).text
    done = client.post(made.get_absolute_url(), sent | {"decision": "erase"}, follow=True)

    assert "The post is erased for good. Nothing brings it back." in done.text
    assert places_of(SECRET) == []


def test_that_replies_go_with_what_opens_their_thread_is_said_before(client):
    item = waiting("published", is_opening=True)
    for _ in range(2):
        reply(thread=item.content.thread, by=trusted(member()), text="We do it too.")
    client.force_login(moderator())

    page = client.get(reverse("moderation-erase", args=[item.pk])).text

    assert "Members no longer see the 2 replies below it either" in page
    assert "first split them off into a thread of their own" in page


def test_who_erases_shows_again_that_it_is_them(client):
    made = proposed(waiting())
    chief = administrator()
    chief.set_password(PASSWORD)
    chief.save()
    client.force_login(chief)
    sent = {"version": latest(made.item)["version"], "decision": "erase"}

    answered = client.post(made.get_absolute_url(), sent)
    assert answered.url.startswith(reverse("account_reauthenticate"))
    assert Erasure.objects.get().state == "proposed"

    client.post(answered.url, {"password": PASSWORD})
    assert Erasure.objects.get().state == "approved"


def test_only_moderators_propose_and_only_other_administrators_decide(client):
    item = waiting()
    made = proposed(waiting(), by=(both := administrator(is_moderator=True)))
    for who, proposes, decides in (
        (member(), 403, 403),
        (moderator(), 200, 403),
        (administrator(), 403, 200),
        (both, 200, 403),
        (moderator(name="Own"), 200, 403),
    ):
        client.force_login(who)
        assert client.get(reverse("moderation-erase", args=[item.pk])).status_code == proposes
        assert client.get(made.get_absolute_url()).status_code == decides
    client.logout()
    assert client.get(made.get_absolute_url()).status_code == 302


@pytest.mark.parametrize("who", ["member", "author", "moderator", "administrator"])
def test_the_address_says_when_and_why_it_was_erased(client, who):
    opening, reply = waiting("published", is_opening=True), waiting("published")
    people_here = {"member": member, "moderator": moderator, "administrator": administrator}
    addresses = {}
    for item in (opening, reply):
        addresses[item.post.get_absolute_url()] = item
        client.force_login(item.author if who == "author" else people_here[who]())
        erased(item)
        answered = client.get(item.post.get_absolute_url())
        assert answered.status_code == 410
        assert TOMBSTONE in answered.text
    if who in ("member", "author"):
        assert client.get(opening.post.thread.get_absolute_url()).status_code == 410
    client.force_login(verified())
    assert [client.get(address).status_code for address in addresses] == [404, 404]
    client.logout()
    assert [client.get(address).status_code for address in addresses] == [302, 302]
