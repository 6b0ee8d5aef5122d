"""Passing reviews on to administrators, and the reasons that each decision offers."""

import pytest
from django.urls import reverse

from accounts.models import Notice
from forum.actions.moderation import content
from forum.actions.moderation.appealing import appeal
from forum.actions.moderation.claiming import claim
from forum.actions.moderation.deciding import ForAdministrators, NotFromHere, OwnContent, StaleDecision, Why
from forum.actions.moderation.escalating import NoAdministrator, NotPassedOnByYou, escalate, take_back
from forum.models import Appeal, Reason, ReviewEvent, ReviewItem
from forum.models.reasons import FITTING, REPORTABLE, reasons_for
from forum.permissions.moderation import may_answer, may_decide, may_pass_on, may_take_back
from forum.queries.moderation import queue
from forum.views.moderation.deciding import DECISIONS
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, post, thread
from tests.forum.reviewed import WHY, hidden, latest, reported, waiting

pytestmark = pytest.mark.django_db
WORRIED = Why(reason=Reason.SERIOUS, private_note="The police may ask.")


@pytest.fixture
def chief(db):
    return administrator(name="Chief")


def passed_on(item: ReviewItem, by=None) -> ReviewEvent:
    return escalate(**latest(item), by=by or moderator(), why=WORRIED)


def test_what_is_passed_on_is_marked_written_down_and_told_to_administrators(chief):
    item, ann = reported(), moderator()
    before = AuditEntry.objects.count()

    event = passed_on(item, by=ann)

    item = ReviewItem.objects.get()
    assert (item.is_for_administrators, item.passed_on_by, item.status) == (True, ann, "pending")
    assert (event.act, event.reason, event.private_note) == ("escalated", "serious", "The police may ask.")
    assert AuditEntry.objects.count() == before + 1
    assert AuditEntry.objects.latest("number").act == "pass on"
    told = Notice.objects.get(user=chief)
    assert told.address == item.get_absolute_url()
    assert "The police may ask." not in told.text


def test_neither_author_nor_reporter_learns_that_it_was_passed_on(chief):
    item = reported()

    passed_on(item)

    assert not Notice.objects.exclude(user=chief).exists()
    assert not ReviewEvent.objects.about(item.author).exists()


def test_only_administrators_decide_what_was_passed_on(chief):
    item, ann = reported(), moderator()
    passed_on(item, by=ann)

    for act in (content.hide, content.keep):
        with pytest.raises(ForAdministrators):
            act(**latest(item), by=ann, why=WHY)
    with pytest.raises(ForAdministrators):
        claim(item=item, by=ann)
    assert not may_decide(ann, ReviewItem.objects.get())

    content.hide(**latest(item), by=chief, why=WHY)
    item = ReviewItem.objects.get()
    assert (item.status, item.is_for_administrators, item.passed_on_by) == ("rejected", False, None)


def test_who_passed_it_on_or_an_administrator_takes_it_back(chief):
    item, ann, bob = reported(), moderator(), moderator()
    passed_on(item, by=ann)
    assert not may_take_back(bob, ReviewItem.objects.get())
    with pytest.raises(NotPassedOnByYou):
        take_back(**latest(item), by=bob, why=Why())

    for who in (ann, chief):
        assert may_take_back(who, ReviewItem.objects.get())
        take_back(**latest(item), by=who, why=Why())
        assert AuditEntry.objects.latest("number").act == "take back"
        passed_on(item, by=ann)

    take_back(**latest(item), by=ann, why=Why())
    content.keep(**latest(item), by=bob, why=WHY)


def test_passing_on_is_about_the_latest_version_and_what_waits(chief):
    item = reported()
    seen = latest(item)
    reported(post=item.post)

    with pytest.raises(StaleDecision):
        escalate(**seen, by=moderator(), why=WORRIED)
    passed_on(item)
    with pytest.raises(ForAdministrators):
        passed_on(item)
    content.keep(**latest(item), by=chief, why=WHY)
    with pytest.raises(NotFromHere):
        passed_on(item)


def test_nobody_passes_on_their_own_nor_to_nobody():
    mine = moderator()
    with pytest.raises(OwnContent):
        passed_on(waiting(author=mine), by=mine)
    with pytest.raises(NoAdministrator):
        passed_on(reported())
    with pytest.raises(NoAdministrator):
        passed_on(waiting(author=administrator()))


def test_an_appeal_passed_on_is_answered_by_an_administrator_who_did_not_decide(chief):
    decision = hidden(by=chief)
    appeal(decision=decision, by=decision.about, words="No.")
    with pytest.raises(NoAdministrator):
        passed_on(decision.item)
    other = administrator()

    passed_on(decision.item)

    waits = Appeal.objects.get()
    assert not may_answer(moderator(), waits)
    assert not may_answer(chief, waits)
    assert may_answer(other, waits)


def test_administrators_pass_nothing_on_to_one_another(chief):
    assert not may_pass_on(chief, reported())


def test_the_queue_shows_and_finds_what_is_for_administrators(client, chief):
    item, other = reported(), waiting()
    passed_on(item)
    assert list(queue(user=chief, for_administrators=True)) == [item]

    client.force_login(chief)
    assert "For administrators" in client.get("/moderation/").content.decode()
    page = client.get("/moderation/?decider=administrators").content.decode()
    assert item.get_absolute_url() in page
    assert other.get_absolute_url() not in page


def test_a_review_is_passed_on_and_taken_back_on_its_pages(client, chief):
    item, ann = reported(), moderator()
    client.force_login(ann)
    escalating_page = reverse("moderation-decide", args=[item.pk, "escalate"])
    back = reverse("moderation-decide", args=[item.pk, "take-back"])
    assert escalating_page in client.get(item.get_absolute_url()).content.decode()
    assert client.get(back).status_code == 403

    sent = {"version": latest(item)["version"], "reason": "serious", "private_note": "The police may ask."}
    assert (
        "Say what administrators"
        in client.post(escalating_page, sent | {"private_note": ""}).content.decode()
    )
    assert client.post(escalating_page, sent).status_code == 302

    page = client.get(item.get_absolute_url()).content.decode()
    assert "This was passed on to administrators" in page
    assert back in page
    hide = reverse("moderation-decide", args=[item.pk, "hide"])
    assert client.post(hide, {"version": latest(item)["version"], "reason": "spam"}).status_code == 403
    assert client.post(reverse("moderation-claim", args=[item.pk])).status_code == 409
    assert client.get(back).status_code == 200
    client.post(back, {"version": latest(item)["version"], "private_note": ""})
    assert client.get(hide).status_code == 200


# Reasons


def test_every_decision_that_takes_something_has_reasons_of_its_own():
    assert set(FITTING) == set(DECISIONS) - {"keep", "ignore", "take-back"}
    assert all(FITTING.values())
    assert len({FITTING[one] for one in ("lock", "move", "merge", "split", "warn", "suspend")}) == 6
    assert {reason for reasons in FITTING.values() for reason in reasons} | set(REPORTABLE) < set(Reason)


def test_a_reason_that_does_not_fit_is_refused_in_words(client):
    item = reported()
    client.force_login(moderator())
    address = reverse("moderation-decide", args=[item.pk, "hide"])

    answered = client.post(address, {"version": latest(item)["version"], "reason": "same", "words": ""})

    assert "Choose a reason from the list." in answered.content.decode()
    assert ReviewItem.objects.get().status == "pending"


def test_names_have_reasons_of_their_own(client):
    item = reported(person=member(name="Best Consultant"))
    client.force_login(moderator())

    page = client.get(reverse("moderation-decide", args=[item.pk, "return"])).content.decode()

    assert "It is not the name of a person" in page
    assert "Off topic" not in page
    assert ("no name", "It is not the name of a person") in reasons_for("remove", of_name=True)


def test_the_author_is_told_the_reason_in_plain_words_with_the_moderators_own():
    item = reported(post=post(thread()))

    content.return_for_changes(
        **latest(item), by=moderator(), why=Why(reason=Reason.NO_SOURCE, words="Say where 40% comes from.")
    )

    told = Notice.objects.get(user=item.author).text
    assert told.startswith("Figures or findings need a source\n\nSay where 40% comes from.")


def test_people_report_with_reasons_of_their_own(client):
    made = post(thread())
    client.force_login(member())
    address = reverse("report-post", args=[made.pk])

    page = client.get(address).content.decode()

    assert "Something else a moderator should know" in page
    assert "The rules do not settle it" not in page
    assert "from the list" in client.post(address, {"reason": "serious"}).content.decode()
