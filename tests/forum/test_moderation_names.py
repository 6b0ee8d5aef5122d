"""What work is called when its author is told of a decision: by title and number where they may read the title."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Notice
from forum.actions.moderation import content, people, threads
from forum.actions.moderation.erasing import approve, propose
from forum.actions.moderation.keys import appeal_address
from forum.models import Erasure, ReviewItem
from tests.accounts.outbox import deliver
from tests.factories import administrator, member, moderator, post, thread
from tests.forum.reviewed import WHY, latest, opened, reported

pytestmark = pytest.mark.django_db
TITLE = "Zebra crossings"


def carried_out(act, item: ReviewItem, **more):
    return act(**latest(item), by=moderator(), why=WHY, **more)


def subject_told(user) -> str:
    return Notice.objects.filter(user=user).latest("pk").subject


def mine(client, user) -> str:
    client.force_login(user)
    return client.get(reverse("moderation-mine")).text


def test_a_post_is_named_by_its_number_and_its_threads_title(client):
    made = post(thread(title=TITLE))

    carried_out(content.hide, opened(made))

    assert f"Your post 2 of “{TITLE}”: hidden" in mine(client, made.author)
    assert subject_told(made.author) == f"Your post 2 of “{TITLE}” was hidden"
    assert [sent.subject for sent in deliver()] == [f"Your post 2 of “{TITLE}” was hidden"]


def test_a_thread_and_its_first_post_are_named_by_their_title(client):
    made = thread(title=TITLE)
    carried_out(content.edit, opened(made.posts.get()), text="We start at nine.", note="Clearer")
    carried_out(threads.lock, reported(thread=made))

    page = mine(client, made.author)

    assert f"Your first post of “{TITLE}”: edited" in page
    assert f"Your thread “{TITLE}”: locked" in page
    assert subject_told(made.author) == f"Your thread “{TITLE}” was locked: it takes no more replies"


def test_mail_names_no_title_that_others_may_not_read_or_in_which_something_was_found(client):
    own, born = thread(title=TITLE), thread(title="Born 3 May 1950, who waits")
    carried_out(content.hide, opened(own.posts.get()))
    made = post(born)
    carried_out(content.hide, opened(made))

    assert subject_told(own.author).startswith("Your post of ")
    assert subject_told(made.author).startswith("Your post of ")
    assert "May 1950" not in "".join(sent.subject + sent.body for sent in deliver())
    assert f"Your first post of “{TITLE}”: hidden" in mine(client, own.author)


@pytest.mark.parametrize("began", ["post", "thread", "person"])
@pytest.mark.parametrize("act", ["silence", "suspend"])
def test_what_was_decided_of_a_person_is_named_as_their_accounts_not_their_works(client, act, began):
    made = thread(title=TITLE)
    began_with = {"post": made.posts.get(), "thread": made, "person": made.author}
    found = reported(**{began: began_with[began]})
    decision = carried_out(getattr(people, act), found, until=None)

    said = f"Your account: {decision.get_act_display().lower()}"
    page = client.get(appeal_address(decision)).text

    assert said in page
    assert "Your thread" not in page
    assert "Your post" not in page
    if act == "silence":  # who is suspended reads no other page
        assert said in mine(client, made.author)


def test_nobody_reads_the_title_of_a_thread_that_is_kept_from_them(client):
    made = post(thread(title=TITLE))
    carried_out(content.hide, opened(made))
    carried_out(content.hide, opened(made.thread.posts.get(number=1)))

    page = mine(client, made.author)

    assert TITLE not in page
    assert "Your post of " in page


@pytest.mark.parametrize("title", [TITLE, f"{TITLE} " * 9], ids=["short", "long"])
def test_erasing_a_title_takes_it_from_what_people_were_told(title):
    started = thread(title=title.strip())
    made = post(started)
    carried_out(content.hide, opened(made))
    assert TITLE in subject_told(made.author)
    item = opened(started.posts.get(number=1))
    proposal = propose(**latest(item), by=moderator(), why=Erasure.Why.LAW)

    approve(erasure=proposal, by=administrator(), version=latest(item)["version"])

    assert subject_told(made.author) == "About something that was erased for good"
    assert not Notice.objects.filter(subject__contains=TITLE).exists()


def test_ten_decisions_ask_for_no_more_than_one(client):
    author = member()
    counts = []
    for number in (1, 9):
        for _ in range(number):
            carried_out(content.hide, opened(post(thread(), author)))
        client.force_login(author)
        client.get(reverse("moderation-mine"))
        with CaptureQueriesContext(connection) as asked:
            assert client.get(reverse("moderation-mine")).status_code == 200
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12
