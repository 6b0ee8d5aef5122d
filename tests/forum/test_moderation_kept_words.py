"""A decision that comes too late: what was typed is asked again, with the reason that it came to nothing."""

import re

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import User
from forum.actions.discussions import edit_post
from forum.actions.moderation import appealing, content, erasing, escalating, people
from forum.actions.moderation.claiming import claim
from forum.models import Erasure, Post, Reason, ReviewItem
from tests.accounts.test_people import confirm
from tests.factories import administrator, member, moderator, post, signed_in, thread, trusted
from tests.forum.reviewed import WHY, hidden, latest, opened, reported, waiting

pytestmark = pytest.mark.django_db
TYPED = {
    "words": "Please keep to theatres, as we said in June.",
    "private_note": "Somebody else wrote the same.",
}
STALE = "Something has changed since you opened this page"
VERSION = re.compile(r'name="version" value="(\d+)"')


@pytest.fixture
def ann() -> User:
    return moderator(name="Ann")


def sent(version: int, **more) -> dict:
    return {"version": version, "reason": "off topic"} | TYPED | more


def address(item: ReviewItem, act: str = "hide") -> str:
    return reverse("moderation-decide", args=[item.pk, act])


def keeps(page: str) -> bool:
    return all(words in page for words in TYPED.values())


def test_words_stay_in_the_form_and_are_sent_again_about_how_it_stands_now(ann):
    written = post(thread(), trusted(member()), text="We start late.")
    item, client = reported(post=written), signed_in(ann)
    seen = latest(item)["version"]
    edit_post(post=written, by=written.author, text="We often start late.")
    reported(post=written)

    answered = client.post(address(item), sent(seen))

    assert answered.status_code == 409
    assert STALE in answered.text
    assert "We often start late." in answered.text
    assert "Done last: <strong>reported</strong>" in answered.text
    assert keeps(answered.text)
    assert '<option value="off topic" selected>' in answered.text
    assert Post.objects.get(pk=written.pk).state == "published"
    (now,) = VERSION.findall(answered.text)
    assert client.post(address(item), sent(int(now))).status_code == 302
    assert Post.objects.get(pk=written.pk).state == "hidden"


def test_words_stay_where_a_colleague_has_taken_it_on(ann):
    item = reported()
    claim(item=item, by=moderator(name="Bob"))

    answered = signed_in(ann).post(address(item), sent(item.version))

    assert answered.status_code == 409
    assert "Bob is looking at this until" in answered.text
    assert keeps(answered.text)


def test_an_edit_by_a_moderator_is_not_lost_either(ann):
    item = reported()
    seen = latest(item)["version"]
    reported(post=item.post)

    answered = signed_in(ann).post(address(item, "edit"), sent(seen, text="Better so.", note="Clearer"))

    assert answered.status_code == 409
    for words in ("Better so.</textarea>", 'value="Clearer"', "The text as it reads now", item.post.text):
        assert words in answered.text


@pytest.mark.parametrize("act", ["hide", "return", "edit"])
def test_what_a_colleague_decided_first_is_said_and_words_are_left_to_copy(ann, act):
    item = reported()
    seen = latest(item)["version"]
    content.remove(**latest(item), by=moderator(name="Bob"), why=WHY)

    answered = signed_in(ann).post(address(item, act), sent(seen, text="Better so.", note="Clearer"))

    assert answered.status_code == 409
    assert "Done last: <strong>removed</strong>, Bob" in answered.text
    assert "for you to copy" in answered.text
    assert keeps(answered.text)
    assert "data-prevent-double-click" not in answered.text


def test_a_form_that_is_not_whole_keeps_its_words_too_where_it_comes_too_late(ann):
    item = reported()
    content.remove(**latest(item), by=moderator(), why=WHY)

    answered = signed_in(ann).post(address(item), sent(1, reason=""))

    assert answered.status_code == 409
    assert "That cannot be done with what is removed." in answered.text
    assert keeps(answered.text)


# The reason is the real one


def test_an_appeal_that_waits_is_said_to(ann):
    decision = hidden()
    seen = latest(decision.item)["version"]
    appealing.appeal(decision=decision, by=decision.about, words="It is fair.")
    client = signed_in(ann)

    answered = client.post(address(decision.item, "keep"), sent(seen))

    assert answered.status_code == 409
    assert "An appeal waits here, and nothing was done." in answered.text
    assert STALE not in answered.text
    assert keeps(answered.text)
    asked = client.get(address(decision.item, "keep"))
    assert asked.status_code == 409
    assert "An appeal waits here" in asked.text


def test_a_proposal_to_erase_is_said_to_wait(ann):
    item = reported()
    seen = latest(item)["version"]
    erasing.propose(**latest(item), by=moderator(), why=Erasure.Why.LAW)

    answered = signed_in(ann).post(address(item), sent(seen))

    assert answered.status_code == 409
    assert "This is proposed to be erased for good." in answered.text
    assert keeps(answered.text)


def test_what_was_passed_on_meanwhile_is_said_and_words_are_left_to_copy(ann):
    item = reported()
    administrator()
    escalating.escalate(**latest(item), by=moderator(), why=WHY)

    answered = signed_in(ann).post(address(item), sent(1))

    assert answered.status_code == 403
    assert "This was passed on to administrators." in answered.text
    assert keeps(answered.text)
    assert signed_in(ann).get(address(item)).status_code == 403


def test_whoever_is_appealed_against_meanwhile_is_told_and_keeps_their_words(ann):
    item = reported()
    decision = content.hide(**latest(item), by=ann, why=WHY)
    appealing.appeal(decision=decision, by=decision.about, words="It is fair.")

    answered = signed_in(ann).post(address(item, "warn"), sent(1))

    assert answered.status_code == 403
    assert "An appeal against your decision waits here." in answered.text
    assert keeps(answered.text)


@pytest.mark.parametrize(
    ("act", "said"),
    [
        ("lock", "That cannot be done with this kind of content."),
        ("ignore", "That cannot be done with what is not reported."),
        ("take-back", None),
    ],
)
def test_what_is_not_offered_is_answered_with_why(ann, act, said):
    item = waiting("published")

    answered = signed_in(ann).get(address(item, act))

    assert answered.status_code == (409 if said else 403)
    assert (said or "") in answered.text


# Appeals, and erasing for good


def answering(client: Client, item: ReviewItem, version: int):
    words = {"version": version, "is_upheld": "yes", "words": TYPED["words"]}
    return client.post(reverse("moderation-answer", args=[item.pk]), words)


def test_an_answer_that_comes_too_late_keeps_its_words(ann):
    decision = hidden()
    one = appealing.appeal(decision=decision, by=decision.about, words="It is fair.")
    seen = latest(decision.item)["version"]
    people.warn(**latest(decision.item), by=moderator(), why=WHY)

    changed = answering(signed_in(ann), decision.item, seen)
    assert (changed.status_code, STALE in changed.text, TYPED["words"] in changed.text) == (409, True, True)

    appealing.answer(appeal=one, **_now(decision.item), by=moderator(), is_upheld=False, words="No.")
    answered = answering(signed_in(ann), decision.item, seen)

    assert answered.status_code == 409
    assert "This appeal was answered in the meantime" in answered.text
    assert TYPED["words"] in answered.text
    assert "for you to copy" in answered.text


def test_a_proposal_to_erase_that_comes_too_late_is_sent_again(ann):
    item, client = reported(), signed_in(ann)
    seen = latest(item)["version"]
    reported(post=item.post)
    form = {"version": seen, "why": "law", "words": TYPED["words"]}

    answered = client.post(reverse("moderation-erase", args=[item.pk]), form)

    assert (answered.status_code, TYPED["words"] in answered.text) == (409, True)
    (now,) = VERSION.findall(answered.text)
    assert (
        client.post(reverse("moderation-erase", args=[item.pk]), form | {"version": now}).status_code == 302
    )


def test_a_decision_about_erasing_that_comes_too_late_is_sent_again():
    chief, item = administrator(), reported()
    made = erasing.propose(**latest(item), by=moderator(), why=Erasure.Why.LAW)
    seen = latest(item)["version"]
    reported(post=item.post, reason=Reason.SPAM, by=member())
    client = Client()
    confirm(client, chief)
    form = {"version": seen, "decision": "keep", "note": TYPED["words"]}

    answered = client.post(made.get_absolute_url(), form)

    assert (answered.status_code, TYPED["words"] in answered.text) == (409, True)
    (now,) = VERSION.findall(answered.text)
    assert client.post(made.get_absolute_url(), form | {"version": now}).status_code == 302


def _now(item: ReviewItem) -> dict:
    return {"version": latest(item)["version"]}


def test_nothing_is_told_of_ones_own(ann):
    own = opened(post(thread(), ann))

    assert signed_in(ann).post(address(own), sent(1)).status_code == 403
    assert not keeps(signed_in(ann).post(address(own), sent(1)).text)
