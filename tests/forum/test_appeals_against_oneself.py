"""Whoever took a decision does nothing where an appeal against it waits: no way leads around that."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from forum.actions.discussions import edit_post
from forum.actions.moderation import appealing, claiming, content, erasing, escalating, people, threads
from forum.actions.moderation.deciding import AppealAgainstYou, AppealWaits, DecisionRefused
from forum.models import Appeal, Erasure, Post, ReviewEvent, ReviewItem, Thread
from safety.models import AuditEntry
from tests.factories import administrator, member, moderator, post, signed_in, thread
from tests.forum.reviewed import WHY, latest, opened, reported

pytestmark = pytest.mark.django_db
FORMS = {
    "keep": {"words": "It may stand."},
    "hide": {"reason": "spam"},
    "return": {"reason": "spam", "words": "Change it."},
    "edit": {"reason": "layout", "text": "Otherwise", "note": "Clearer"},
    "remove": {"reason": "spam"},
    "ignore": {},
    "lock": {"reason": "spam"},
    "move": {"reason": "off topic"},
    "split": {"reason": "its own", "title": "Another"},
    "warn": {"reason": "spam", "words": "Stop."},
    "silence": {"reason": "spam", "days": "7"},
    "suspend": {"reason": "spam", "days": "7"},
    "escalate": {"reason": "serious", "private_note": "See to it."},
    "take-back": {},
}


def appealed(by: User, *, about: Post | None = None, act: Callable = content.hide, **more) -> Appeal:
    """Return an appeal against what somebody decided about a post."""
    item = opened(about or post(thread()))
    decision = act(**latest(item), by=by, why=WHY, **more)
    return appealing.appeal(decision=decision, by=decision.about, words="It is fair.")


def everything() -> tuple:
    """Return all that an act could have changed."""
    rows = (ReviewItem, ReviewEvent, Appeal, Post, Thread, Erasure, AuditEntry)
    return tuple(tuple(model.objects.order_by("pk").values_list()) for model in rows)


@pytest.fixture
def ann() -> User:
    """A moderator who took a decision."""
    return moderator(name="Ann")


# On the pages


@pytest.mark.parametrize("act", FORMS)
def test_no_form_of_a_review_takes_anything_from_whoever_decided(ann, act):
    item = appealed(ann).decision.item
    before = everything()

    answer = signed_in(ann).post(
        reverse("moderation-decide", args=[item.pk, act]),
        FORMS[act] | {"version": latest(item)["version"]},
    )

    assert answer.status_code == 403
    assert everything() == before


@pytest.mark.parametrize("route", ["moderation-claim", "moderation-answer", "moderation-erase"])
def test_nor_is_it_claimed_answered_or_proposed_to_be_erased_by_them(ann, route):
    item = appealed(ann).decision.item
    before = everything()
    sent = {"version": latest(item)["version"], "is_upheld": "no", "words": "No.", "why": "law"}

    answer = signed_in(ann).post(reverse(route, args=[item.pk]), sent)

    assert answer.status_code in (403, 409)
    assert everything() == before


def test_their_page_of_the_review_says_why_and_offers_nothing(ann):
    item = appealed(ann).decision.item
    address = reverse("moderation-item", args=[item.pk])

    own, others = (signed_in(who).get(address).text for who in (ann, moderator()))

    assert "An appeal against your decision waits here." in own
    assert "Take it on" not in own
    assert 'id="decide"' not in own
    assert "Answer the appeal" in others
    assert "An appeal against your decision" not in others


def test_an_administrator_who_decided_is_no_better(ann):
    chief, _ = administrator(), administrator()
    item = appealed(chief).decision.item
    escalating.escalate(**latest(item), by=ann, why=WHY)
    before = everything()

    for act in ("take-back", "warn", "keep"):
        form = FORMS[act] | {"version": latest(item)["version"]}
        assert (
            signed_in(chief).post(reverse("moderation-decide", args=[item.pk, act]), form).status_code == 403
        )

    assert everything() == before


# Behind the pages


@pytest.mark.parametrize(
    ("act", "more"),
    [
        (content.keep, {}),
        (content.remove, {}),
        (threads.split, {"title": "Another"}),
        (people.warn, {}),
        (people.silence, {"until": None}),
        (people.suspend, {"until": None}),
        (escalating.escalate, {}),
    ],
    ids=["keep", "remove", "split", "warn", "silence", "suspend", "escalate"],
)
def test_no_act_is_carried_out(ann, act, more):
    administrator()
    item = appealed(ann).decision.item
    before = everything()

    with pytest.raises((AppealAgainstYou, AppealWaits)):
        act(**latest(item), by=ann, why=WHY, **more)

    assert everything() == before


def test_whoever_passed_it_on_does_not_take_it_back(ann):
    administrator()
    item = opened(post(thread()))
    decision = content.hide(**latest(item), by=ann, why=WHY)
    appealing.appeal(decision=decision, by=decision.about, words="It is fair.")
    ReviewItem.objects.filter(pk=item.pk).update(is_for_administrators=True, passed_on_by=ann)

    with pytest.raises(AppealAgainstYou):
        escalating.take_back(**latest(item), by=ann, why=WHY)


def test_a_claim_of_theirs_from_before_binds_nobody(ann):
    one = appealed(ann)
    until = timezone.now() + timedelta(minutes=30)
    ReviewItem.objects.update(claimed_by=ann, claimed_until=until)

    with pytest.raises(DecisionRefused):
        claiming.claim(item=one.decision.item, by=ann)

    assert claiming.claim(item=one.decision.item, by=moderator()).claimed_by != ann


@pytest.mark.parametrize("hidden_by", ["post", "thread"])
def test_the_same_text_is_not_decided_about_by_its_other_review(ann, hidden_by):
    made = thread()
    reviews = {"post": opened(made.posts.get()), "thread": reported(thread=made)}
    decided, other = reviews.pop(hidden_by), reviews.popitem()[1]
    decision = content.hide(**latest(decided), by=ann, why=WHY)
    appealing.appeal(decision=decision, by=decision.about, words="It is fair.")
    before = everything()

    with pytest.raises(AppealAgainstYou):
        content.remove(**latest(other), by=ann, why=WHY)
    with pytest.raises(AppealAgainstYou):
        erasing.propose(**latest(other), by=ann, why=Erasure.Why.LAW)

    assert everything() == before


def test_whoever_edited_puts_no_version_back_until_the_appeal_is_answered(ann):
    written = post(thread(), text="We start late.")
    one = appealed(ann, about=written, act=content.edit, text="They start late.", note="Clearer")
    address = reverse("post-revisions", args=[written.pk])
    sent = {"version": "1", "note": "As it was"}

    assert signed_in(ann).post(address, sent).status_code == 403
    written.refresh_from_db()
    assert written.text == "They start late."
    appealing.answer(
        appeal=one, by=moderator(), version=latest(one.decision.item)["version"], is_upheld=False, words="No."
    )
    assert signed_in(ann).post(address, sent).status_code == 302


# Erasing for good, which ends an appeal


def proposed(by: User, one: Appeal) -> Erasure:
    return erasing.propose(**latest(one.decision.item), by=by, why=Erasure.Why.LAW)


def test_whoever_decided_does_not_erase_what_is_appealed_about():
    chief, second = administrator(), administrator()
    made = proposed(moderator(), appealed(chief))
    version = latest(made.item)["version"]

    assert signed_in(chief).get(reverse("moderation-erasure", args=[made.pk])).status_code == 403
    for act in (erasing.approve, lambda **asked: erasing.refuse(**asked, note="No.")):
        with pytest.raises(AppealAgainstYou):
            act(erasure=made, by=chief, version=version)

    erasing.approve(erasure=made, by=second, version=version)
    assert Appeal.objects.get().state == "refused"


def test_unless_there_is_nobody_else_so_that_patient_data_does_not_stay_for_want_of_one():
    chief = administrator()
    made = proposed(moderator(), appealed(chief))

    erasing.approve(erasure=made, by=chief, version=latest(made.item)["version"])

    assert Post.objects.get(pk=made.post_id).state == "erased"


# What is left to them


def test_others_act_meanwhile_and_they_again_once_it_is_answered(ann):
    one = appealed(ann)
    item = one.decision.item
    people.warn(**latest(item), by=moderator(), why=WHY)

    appealing.answer(
        appeal=one, by=moderator(), version=latest(item)["version"], is_upheld=False, words="No."
    )

    people.warn(**latest(item), by=ann, why=WHY)
    content.keep(**latest(item), by=ann, why=WHY)
    assert Post.objects.get(pk=item.post_id).state == "published"


def test_of_two_appeals_each_is_answered_by_who_took_the_other_decision(ann):
    bob = moderator()
    written = post(thread())
    item = opened(written)
    first = people.warn(**latest(item), by=ann, why=WHY)
    second = people.warn(**latest(item), by=bob, why=WHY)
    one, two = (
        appealing.appeal(decision=each, by=each.about, words="It is fair.") for each in (first, second)
    )

    for appeal, by in ((one, bob), (two, ann)):
        appealing.answer(
            appeal=appeal, by=by, version=latest(item)["version"], is_upheld=True, words="You are right."
        )

    assert {each.state for each in Appeal.objects.all()} == {"upheld"}


def test_an_author_goes_on_editing_their_own():
    made = appealed(moderator(), act=content.return_for_changes).decision.item.post

    edit_post(post=made, by=made.author, text="We start at nine.")

    assert Post.objects.get(pk=made.pk).text == "We start at nine."


def test_visitors_and_members_are_told_nothing_of_it(client):
    item = appealed(moderator()).decision.item

    assert client.get(item.get_absolute_url()).status_code == 302
    assert signed_in(member()).get(item.get_absolute_url()).status_code == 403
