"""Threads and posts: starting, replying, editing, and who sees what."""

import uuid
from datetime import timedelta

import pytest
import time_machine
from django.contrib.auth.models import AnonymousUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.actions.discussions import edit_post, reply, restore, start_thread
from forum.actions.refusals import (
    NoteMissing,
    NothingToRestore,
    TextMissing,
    TextTooLong,
    ThreadLocked,
    TitleMissing,
    TitleTooLong,
)
from forum.models import Post, Thread
from metrics.models import Area
from safety.models import AuditEntry
from tests.at_once import at_once
from tests.factories import administrator, member, moderator, person, post, thread, trusted, verified

pytestmark = pytest.mark.django_db
NHS_NUMBER = "943 476 5919"
UNSEEN = ["held", "hidden", "returned", "removed"]


def unseen(state: str) -> dict[str, str]:
    return {"state": state, "held_because": "first posts" if state == "held" else ""}


def seen_by(user) -> tuple[int, int]:
    """Return how many threads and posts somebody sees."""
    return Thread.objects.visible_to(user).count(), Post.objects.visible_to(user).count()


# Starting and replying


def test_a_trusted_member_starts_a_thread_that_others_see():
    wakefield = Area.objects.get(code="03R")

    made = start_thread(
        by=trusted(member()),
        title="  Theatre   start times ",
        text="We start late.\r\n",
        area=wakefield,
        measure="within-18-weeks",
        function="C_110",
    )

    opening = made.posts.get()
    assert (made.title, made.area, made.measure, made.treatment_function) == (
        "Theatre start times",
        wakefield,
        "within-18-weeks",
        "C_110",
    )
    assert (opening.number, opening.text, opening.state) == (1, "We start late.", "published")
    assert made in Thread.objects.visible_to(member())


def test_replies_are_numbered_in_turn_and_bring_their_thread_to_the_top():
    author = trusted(member())
    older, newer = thread(author), thread(author)

    numbers = [
        reply(thread=older, by=author, text=text).number for text in ("So did we.", "Often.", "Always.")
    ]

    assert numbers == [2, 3, 4]
    assert list(Thread.objects.visible_to(author).newest_first()[:2]) == [older, newer]
    older.refresh_from_db()
    assert older.replies == 3


def test_a_locked_thread_takes_no_reply():
    locked = thread(is_locked=True)

    with pytest.raises(ThreadLocked):
        reply(thread=locked, by=trusted(member()), text="Too late")

    assert locked.posts.count() == 1


def test_the_same_form_sent_twice_makes_one_post():
    author, key = trusted(member()), uuid.uuid4()
    made = thread()

    first = reply(thread=made, by=author, text="Once", key=key)
    again = reply(thread=made, by=author, text="Once", key=key)

    assert again == first
    assert made.posts.count() == 2


def test_the_same_form_sent_twice_starts_one_thread():
    author, key = member(), uuid.uuid4()

    first = start_thread(by=author, title="Once", text="Once", key=key)
    again = start_thread(by=author, title="Once", text="Once", key=key)

    assert again == first
    assert Thread.objects.count() == 1


def test_the_key_of_another_person_is_no_key_of_mine():
    key, made = uuid.uuid4(), thread()

    first = reply(thread=made, by=member(), text="Mine", key=key)

    assert reply(thread=made, by=member(), text="Also mine", key=key) != first


@pytest.mark.parametrize(
    ("title", "text", "refused"),
    [
        (" ", "Text", TitleMissing),
        ("t" * 151, "Text", TitleTooLong),
        ("Title", " \n ", TextMissing),
        ("Title", "t" * 20_001, TextTooLong),
    ],
)
def test_what_is_empty_or_too_long_is_refused(title, text, refused):
    with pytest.raises(refused):
        start_thread(by=member(), title=title, text=text)

    assert not Thread.objects.exists()


# What is held


def test_the_first_posts_of_a_new_member_are_held():
    made = start_thread(by=member(), title="Hello", text="I am new")

    assert made.posts.get().held_because == "first posts"


def test_trust_comes_with_three_approved_posts():
    author, made = member(), thread()
    for number in range(3):
        held = reply(thread=made, by=author, text=f"Post {number}")
        assert held.state == "held"
        held.put("published")

    assert reply(thread=made, by=author, text="Post 4").state == "published"


def test_what_was_hidden_gives_no_trust():
    author = trusted(member())
    author.posts.first().put("hidden")

    assert reply(thread=thread(), by=author, text="And now?").held_because == "first posts"


@pytest.mark.parametrize("staff", [moderator, administrator])
def test_staff_need_no_approval(staff):
    assert start_thread(by=staff(), title="Welcome", text="To all").posts.get().state == "published"


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("A question", f"He is {NHS_NUMBER}"),
        (f"About {NHS_NUMBER}", "A question"),
        ("A question", "He is 943 **476** 5919"),
        ("A question", "He is 943&#32;476 5919"),
    ],
)
def test_patient_data_is_held_also_of_trusted_members(title, text):
    made = start_thread(by=trusted(member()), title=title, text=text)

    assert made.posts.get().held_because == "patient data"
    assert made not in Thread.objects.visible_to(member())


def test_what_is_held_neither_counts_nor_brings_a_thread_to_the_top():
    with time_machine.travel("2026-01-01", tick=False):
        made = thread()
    before = made.last_post_at

    reply(thread=made, by=member(), text="I am new")

    made.refresh_from_db()
    assert (made.replies, made.last_post_at) == (0, before)


def test_a_post_counts_from_when_it_is_approved():
    with time_machine.travel("2026-01-01", tick=False):
        made = thread()
        held = reply(thread=made, by=member(), text="I am new")
    with time_machine.travel("2026-01-05", tick=False):
        held.put("published")
        approved = timezone.now()

    made.refresh_from_db()
    assert (made.replies, made.last_post_at) == (1, approved)


def test_a_held_post_must_say_why():
    with pytest.raises(IntegrityError, match=r"held_post_says_why|CHECK"), transaction.atomic():
        post(thread(), state="held")


def test_a_number_is_given_once_a_thread():
    made = thread()

    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(thread=made, author=member(), number=1, text="Twice")


# Who sees what


@pytest.mark.parametrize("someone", [person, verified])
def test_people_who_are_no_members_see_nothing(someone):
    user = someone()
    thread(user)

    assert seen_by(user) == (0, 0)


def test_visitors_see_nothing():
    thread()

    assert seen_by(AnonymousUser()) == (0, 0)


def test_members_see_what_is_published():
    post(thread())

    assert seen_by(member()) == (1, 2)


@pytest.mark.parametrize("state", UNSEEN)
def test_what_is_not_published_is_for_its_author_and_staff_alone(state):
    author, made = member(), thread()
    post(made, author, **unseen(state))

    assert seen_by(member()) == (1, 1)
    assert seen_by(author) == ((1, 1) if state == "removed" else (1, 2))
    assert seen_by(moderator()) == (1, 2)
    assert seen_by(administrator()) == (1, 2)


@pytest.mark.parametrize("state", UNSEEN)
def test_nothing_is_seen_of_a_thread_whose_first_post_is_not(state):
    author, replied = member(), member()
    made = thread(author, **unseen(state))
    post(made, replied)

    assert seen_by(replied) == (0, 0)
    assert seen_by(author) == ((0, 0) if state == "removed" else (1, 2))
    assert seen_by(moderator()) == (1, 2)


def test_what_a_former_member_wrote_is_still_seen():
    author = member()
    thread(author)
    author.delete()

    assert seen_by(member()) == (1, 1)


# Editing


def test_an_early_edit_of_ones_own_is_kept_but_not_shown():
    author = trusted(member())
    made = thread(author).posts.get()

    edited = edit_post(post=made, by=author, text="We start on time.")

    assert edited.edited_at is None
    assert [one.text for one in edited.revisions.all()] == ["We start late.", "We start on time."]


def test_a_later_edit_is_marked():
    author = trusted(member())
    made = thread(author).posts.get()

    with time_machine.travel(timezone.now() + timedelta(minutes=31)):
        edited = edit_post(post=made, by=author, text="We start on time.")

    assert edited.edited_by == author
    assert edited.edited_at - made.created_at > timedelta(minutes=30)


def test_what_others_saw_for_less_than_half_an_hour_is_changed_quietly():
    author = member()
    made = reply(thread=thread(), by=author, text="Frist")
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        made.put("published")
        edited = edit_post(post=made, by=author, text="First")

    assert edited.edited_at is None


def test_the_title_is_edited_with_the_first_post():
    author = trusted(member())
    made = thread(author)

    edited = edit_post(post=made.posts.get(), by=author, text="We start late.", title="Late starts")

    made.refresh_from_db()
    assert made.title == "Late starts"
    assert [one.title for one in edited.revisions.all()] == ["Theatre start times", "Late starts"]


def test_saving_without_a_change_does_nothing():
    author = trusted(member())
    made = thread(author).posts.get()

    edit_post(post=made, by=author, text=" We start late. ", title="Theatre start times")

    assert not made.revisions.exists()


def test_an_edit_that_brings_patient_data_in_is_held_and_one_that_takes_it_out_is_published():
    author = trusted(member())
    made = thread(author).posts.get()

    held = edit_post(post=made, by=author, text=f"About {NHS_NUMBER}")
    assert (held.state, held.held_because) == ("held", "patient data")
    mended = edit_post(post=made, by=author, text="About nobody")

    assert (mended.state, mended.held_because) == ("published", "")
    assert [one.held_because for one in mended.revisions.all()] == ["", "patient data", ""]


def test_taking_patient_data_out_does_not_pass_by_approval():
    author = member()
    made = start_thread(by=author, title="New", text=f"About {NHS_NUMBER}").posts.get()

    mended = edit_post(post=made, by=author, text="About nobody")

    assert (mended.state, mended.held_because) == ("held", "first posts")


def test_what_a_new_member_changes_in_an_approved_post_is_read_before_others_see_it():
    author = member()
    made = thread(author).posts.get()

    edited = edit_post(post=made, by=author, text="Buy our beds.", title="Beds")

    assert (edited.state, edited.held_because) == ("held", "first posts")
    assert edited.review.because == "first posts"
    assert not Thread.objects.visible_to(member()).exists()
    assert Thread.objects.visible_to(author).exists()


def test_a_version_that_a_new_member_puts_back_is_read_before_others_see_it():
    author = member()
    made = thread(author, text="Buy our beds.").posts.get()
    edit_post(post=made, by=moderator(), text="We start late.", note="No advertisements")

    assert restore(revision=made.revisions.get(number=1), by=author).held_because == "first posts"


def test_with_three_approved_posts_one_changes_them_without_waiting():
    author = trusted(member())

    assert edit_post(post=author.posts.first(), by=author, text="Approved since.").state == "published"


def test_what_a_moderator_changes_in_a_new_members_post_waits_for_nobody():
    made = thread(member()).posts.get()

    assert edit_post(post=made, by=moderator(), text="Kinder", note="A name taken out").state == "published"


def test_what_was_returned_goes_back_to_a_moderator_when_it_is_edited():
    author = trusted(member())
    made = thread(author, state="returned").posts.get()

    assert edit_post(post=made, by=author, text="Better").held_because == "changed as asked"


def test_staff_say_why_they_edit_what_somebody_wrote():
    ada, made = moderator(), thread().posts.get()

    with pytest.raises(NoteMissing):
        edit_post(post=made, by=ada, text="Kinder", note=" ")
    edited = edit_post(post=made, by=ada, text="Kinder", note="A name taken out")

    assert (edited.edited_by, edited.edit_note) == (ada, "A name taken out")


# Putting a version back


def test_an_earlier_version_is_put_back_as_a_new_one():
    author = trusted(member())
    made = thread(author).posts.get()
    edit_post(post=made, by=author, text="Second", title="Second title")

    restored = restore(revision=made.revisions.get(number=1), by=author)

    assert (restored.text, restored.thread.title) == ("We start late.", "Theatre start times")
    assert [one.text for one in made.revisions.all()] == ["We start late.", "Second", "We start late."]
    assert AuditEntry.objects.get(act="restore revision").by == author.pk


def test_what_reads_so_already_is_not_put_back():
    author = trusted(member())
    made = thread(author).posts.get()
    edited = edit_post(post=made, by=author, text="Second")

    with pytest.raises(NothingToRestore):
        restore(revision=edited.revisions.get(number=2), by=author)


def test_a_version_put_back_is_guarded_again():
    author = trusted(member())
    made = thread(author, text=f"About {NHS_NUMBER}").posts.get()  # as if from before there was a guard
    edit_post(post=made, by=author, text="About nobody")

    restored = restore(revision=made.revisions.get(number=1), by=author)

    assert restored.held_because == "patient data"


# At the same time


@pytest.mark.django_db(transaction=True)
def test_replies_at_the_same_time_get_a_number_each():
    made, author = thread(), trusted(member())

    posts = at_once(*[lambda: reply(thread=made, by=author, text=f"At once {uuid.uuid4()}")] * 5)

    assert sorted(one.number for one in posts) == [2, 3, 4, 5, 6]
    made.refresh_from_db()
    assert made.replies == 5


@pytest.mark.django_db(transaction=True)
def test_the_same_forms_at_the_same_time_make_one_thread_and_one_reply():
    author, first, second = trusted(member()), uuid.uuid4(), uuid.uuid4()

    threads = at_once(*[lambda: start_thread(by=author, title="Once", text="Once", key=first)] * 4)
    replies = at_once(*[lambda: reply(thread=threads[0], by=author, text="Once", key=second)] * 4)

    assert len({one.pk for one in threads}) == len({one.pk for one in replies}) == 1
    assert threads[0].posts.count() == 2
    assert Thread.objects.filter(title="Once").count() == 1
