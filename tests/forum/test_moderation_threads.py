"""Threads that moderators lock, move, merge and split."""

import pytest

from forum.actions.moderation.deciding import NotAboutThis, NotFromHere
from forum.actions.moderation.threads import NoOtherThread, NothingToMove, NotTheFirstPost
from forum.models import Merge, Thread
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from tests.factories import member, post, thread
from tests.forum.reviewed import carry_out, reported, thread_reported, waiting

pytestmark = pytest.mark.django_db


def test_a_locked_thread_is_unlocked_again():
    item = thread_reported()
    carry_out("lock", item)
    assert Thread.objects.get(pk=item.thread_id).is_locked
    with pytest.raises(NotFromHere):
        carry_out("lock", item)

    carry_out("lock", item, is_locked=False)

    assert not Thread.objects.get(pk=item.thread_id).is_locked


def test_a_thread_is_moved_to_another_area_and_measure():
    wakefield = Area.objects.get(code="03R")
    item = thread_reported()
    about = {"area": wakefield, "measure": "within-18-weeks", "function": "C_110"}

    event = carry_out("move", item, **about)

    moved = Thread.objects.get(pk=item.thread_id)
    assert (moved.area, moved.measure, moved.treatment_function) == (wakefield, "within-18-weeks", "C_110")
    about_now = (
        wakefield.short_name,
        MEASURES["within-18-weeks"].title,
        TREATMENT_FUNCTIONS["C_110"],
    )
    assert event.facts == f"From nothing in particular to {', '.join(about_now)}"
    with pytest.raises(NothingToMove):
        carry_out("move", item, **about)


def test_merged_posts_follow_those_of_the_other_thread_and_the_old_address_is_known():
    item, into = thread_reported(), thread()
    post(into)
    left = item.thread
    answer = post(left, text="Second of the first.")
    post(left, state="held", held_because="first posts")

    carry_out("merge", item, into=into)

    into.refresh_from_db()
    answer.refresh_from_db()
    assert (answer.thread, answer.number) == (into, 4)
    assert (into.replies, into.posts.count(), left.posts.count()) == (3, 5, 0)
    assert Merge.objects.get(thread=left).into == into
    assert not Thread.objects.visible_to(member()).filter(pk=left.pk).exists()
    with pytest.raises(NotFromHere):
        carry_out("lock", item)


def test_a_thread_is_not_merged_into_itself_nor_into_one_that_was_merged():
    item, gone = thread_reported(), thread_reported()
    carry_out("merge", gone, into=thread())

    for into in (item.thread, gone.thread):
        with pytest.raises(NoOtherThread):
            carry_out("merge", item, into=into)


def test_a_reply_becomes_a_thread_of_its_own():
    wakefield = Area.objects.get(code="03R")
    of = thread(area=wakefield)
    item = reported(post=post(of, text="About something else."))

    carry_out("split", item, title="Something else")

    made = Thread.objects.get(title="Something else")
    assert (made.area, made.author, made.posts.get().number) == (wakefield, item.post.author, 1)
    of.refresh_from_db()
    assert (of.replies, made.replies) == (0, 0)


def test_the_first_post_is_not_split_from_its_thread():
    with pytest.raises(NotTheFirstPost):
        carry_out("split", waiting("published", is_opening=True))


@pytest.mark.parametrize("act", ["lock", "move", "merge"])
def test_a_post_is_not_treated_as_a_thread(act):
    more = {"lock": {}, "move": {"area": None, "measure": "", "function": ""}, "merge": {"into": thread()}}

    with pytest.raises(NotAboutThis):
        carry_out(act, waiting("published"), **more[act])
