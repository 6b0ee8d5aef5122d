"""Going back and sending the same once more leads to what is there: nothing is posted twice, nothing new is lost."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from forum.actions.discussions import edit_post, reply, start_thread
from forum.actions.twice import PostedAlready
from forum.models import Event, Post, Thread
from metrics.models import Area
from tests.at_once import at_once
from tests.factories import case_study, member, moderator, post, signed_in, thread, trusted

pytestmark = pytest.mark.django_db
WORDS = {"title": "Late starts", "text": "We start late."}


def send(client, address: str, **fields):
    """Send a form that was opened anew, as it is after going back."""
    return client.post(address, {"key": uuid.uuid4()} | fields, follow=True)


def test_the_same_thread_sent_again_leads_to_the_one_that_is_there():
    author = trusted(member())
    client, address = signed_in(author), reverse("start-thread")
    first = send(client, address, **WORDS)

    again = send(client, address, **WORDS)

    assert again.redirect_chain == first.redirect_chain
    assert "You posted this a few minutes ago" in again.text
    assert "You posted this a few minutes ago" not in first.text
    assert Thread.objects.filter(title="Late starts").count() == 1


def test_the_same_reply_sent_again_leads_to_the_one_that_is_there():
    author, made = trusted(member()), thread()
    client, address = signed_in(author), reverse("reply", args=[made.pk])
    send(client, address, text="Half an hour.\r\nMostly.")

    again = send(client, address, text="Half an hour.\r\nMostly.")

    assert again.redirect_chain[-1][0].endswith("#post-2")
    assert "You posted this a few minutes ago" in again.text
    assert made.posts.count() == 2


def test_what_waits_for_a_moderator_is_not_posted_again_either():
    author = member()
    first = start_thread(by=author, **WORDS)

    with pytest.raises(PostedAlready) as already:
        start_thread(by=author, **WORDS)

    assert already.value.post.thread == first
    assert first.posts.get().state == "held"


def test_who_wanted_to_add_files_comes_to_the_files_of_what_is_there():
    client, address = signed_in(trusted(member())), reverse("start-thread")
    send(client, address, **WORDS)

    again = send(client, address, **WORDS, **{"add-files": "yes"})

    made = Post.objects.get(thread__title="Late starts")
    assert again.redirect_chain[-1][0] == reverse("post-files", args=[made.pk])


def test_what_was_edited_meanwhile_is_known_by_how_it_came():
    author = trusted(member())
    made = start_thread(by=author, **WORDS)
    edit_post(post=made.posts.get(), by=author, text="We start very late.", title="Very late starts")

    with pytest.raises(PostedAlready):
        start_thread(by=author, **WORDS)


def test_the_same_form_after_an_edit_makes_nothing_new():
    author, key = trusted(member()), uuid.uuid4()
    made = start_thread(by=author, key=key, **WORDS)
    edit_post(post=made.posts.get(), by=author, text="We start very late.")

    assert start_thread(by=author, key=key, **WORDS) == made


def test_what_is_changed_in_a_form_that_was_sent_is_not_lost():
    author, key, made = trusted(member()), uuid.uuid4(), thread()
    first = reply(thread=made, by=author, text="Half an hour.", key=key)

    second = reply(thread=made, by=author, text="Half an hour, and on Mondays an hour.", key=key)

    assert second.number == first.number + 1
    assert start_thread(by=author, key=key, **WORDS).posts.get().text == WORDS["text"]


def test_after_a_while_the_same_may_be_said_again():
    author, made = trusted(member()), thread()
    reply(thread=made, by=author, text="Any news?")

    with time_machine.travel(timezone.now() + timedelta(minutes=11)):
        assert reply(thread=made, by=author, text="Any news?").number == 3


def test_others_may_say_the_same():
    made = thread()
    reply(thread=made, by=trusted(member()), text="So did we.")

    assert reply(thread=made, by=trusted(member()), text="So did we.").number == 3


def test_the_same_is_said_in_two_threads_and_of_two_areas():
    author, case = trusted(member()), case_study(state="published")
    for about in (
        {},
        {"area": Area.objects.get(code="03R")},
        {"measure": "median-wait"},
        {"case_study": case},
    ):
        made = start_thread(by=author, **WORDS, **about)
        reply(thread=made, by=author, text="We do too.")

    assert Thread.objects.filter(title="Late starts").count() == 4


def test_a_reply_with_the_words_of_the_opening_is_posted():
    author = trusted(member())
    made = start_thread(by=author, **WORDS)

    assert reply(thread=made, by=author, text=WORDS["text"]).number == 2


def test_what_its_author_sees_no_more_does_not_stand_in_the_way():
    author, made = trusted(member()), thread()
    post(made, author, text="Any news?", state="removed")

    assert reply(thread=made, by=author, text="Any news?").number == 3


@pytest.mark.parametrize("someone", [moderator, lambda: trusted(member())])
@pytest.mark.django_db(transaction=True)
def test_the_same_sent_at_the_same_time_makes_one_thread_and_one_reply(someone):
    author = someone()

    def sent(work) -> int:
        try:
            made = work()
        except PostedAlready as already:
            made = already.post
        return made.pk if isinstance(made, Post) else made.posts.get(number=1).pk

    threads = at_once(*[lambda: sent(lambda: start_thread(by=author, **WORDS))] * 4)
    into = Thread.objects.get(title="Late starts")
    replies = at_once(*[lambda: sent(lambda: reply(thread=into, by=author, text="So did we."))] * 4)

    assert (len(set(threads)), len(set(replies))) == (1, 1)
    assert into.posts.count() == 2


EVENT = {"starts": "2027-01-05T10:00", "place": "Leeds"}
POLL = {"options": "Mondays\nTuesdays"}


@pytest.mark.parametrize(
    ("kind", "first", "other"),
    [
        ("event", EVENT, EVENT | {"starts": "2027-02-05T10:00"}),
        ("event", EVENT, EVENT | {"place": "Bury"}),
        ("poll", POLL, {"options": "Mondays\nFridays"}),
    ],
)
def test_an_event_or_a_poll_in_the_same_words_is_another_where_its_day_place_or_options_are(
    kind, first, other
):
    client, address = signed_in(trusted(member())), f"{reverse('start-thread')}?kind={kind}"
    send(client, address, **WORDS, **first)

    again = send(client, address, **WORDS, **first)
    another = send(client, address, **WORDS, **other)

    assert "You posted this a few minutes ago" in again.text
    assert "You posted this a few minutes ago" not in another.text
    assert Thread.objects.filter(title="Late starts").count() == 2


def test_an_event_that_is_changed_after_going_back_is_another():
    client, address = signed_in(trusted(member())), f"{reverse('start-thread')}?kind=event"
    key = uuid.uuid4()
    send(client, address, **WORDS, **EVENT, key=key)
    send(client, address, **WORDS, **EVENT, key=key)
    send(client, address, **WORDS, **EVENT | {"place": "Bury"}, key=key)

    assert sorted(one.place for one in Event.objects.all()) == ["Bury", "Leeds"]
