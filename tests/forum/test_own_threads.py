"""What people find of their own in the forum: how it stands in lists, and what they may still do with it."""

from dataclasses import replace

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.actions.attaching import attach, detach
from forum.actions.discussions import edit_post, restore
from forum.actions.moderation import content
from forum.actions.refusals import StaysAsItIs
from forum.models import Post
from tests.factories import member, moderator, post, signed_in, thread, trusted
from tests.forum.reviewed import WHY, latest, opened, reported
from tests.safety.made_files import picture
from tests.safety.test_uploads import sent

pytestmark = pytest.mark.django_db
NOTHING_ELSE = "is locked: what was posted in it stays as it is."


def page(user, address: str) -> str:
    return signed_in(user).get(address).text


@pytest.mark.parametrize(
    ("state", "words"),
    [("published", ""), ("held", "Held"), ("hidden", "Hidden"), ("returned", "Returned for changes")],
)
def test_a_list_says_of_ones_own_threads_that_others_do_not_see_them(state, words):
    author = member()
    made = thread(author, title="Zebra", state=state, held_because="first posts")

    own, staffs = page(author, "/forum/"), page(moderator(), "/forum/")

    assert made.title in own
    assert made.title in staffs
    assert ("(others do not see it)" in own) == bool(words)
    assert words in own
    assert "(others do not see it)" not in staffs + page(member(), "/forum/")


def test_a_list_with_ten_threads_of_ones_own_asks_no_more_than_one_with_one():
    author, counts = member(), []
    for number in (1, 9):
        for _ in range(number):
            thread(author, state="held", held_because="first posts")
        browser = signed_in(author)
        browser.get("/forum/")
        with CaptureQueriesContext(connection) as asked:
            assert browser.get("/forum/").text.count("(others do not see it)") == len(author.threads.all())
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 12


def returned(written: Post, words: str = "Say which theatres.") -> Post:
    content.return_for_changes(
        **latest(opened(written)), by=moderator(name="Mo Moderator"), why=replace(WHY, words=words)
    )
    return Post.objects.get(pk=written.pk)


def test_a_returned_post_tells_its_author_on_its_page_what_was_asked():
    author = trusted(member())
    written = returned(post(thread(), author))

    own = page(author, written.thread.get_absolute_url())

    assert "What to change: " in own
    assert "Say which theatres." in own
    assert "Mo Moderator" not in own
    for other in (member(), moderator()):
        assert "Say which theatres." not in page(other, written.thread.get_absolute_url())


@pytest.mark.parametrize("reviewed", ["post", "thread"])
def test_a_returned_thread_tells_its_author_so_too(reviewed):
    author = trusted(member())
    made = thread(author)
    item = opened(made.posts.get()) if reviewed == "post" else reported(thread=made)
    content.return_for_changes(**latest(item), by=moderator(), why=WHY)

    assert WHY.words in page(author, made.get_absolute_url())


def test_what_was_asked_is_gone_once_it_is_changed():
    author = trusted(member())
    written = returned(post(thread(), author))
    edit_post(post=written, by=author, text="Theatres 3 and 4 start late.")

    assert "Say which theatres." not in page(author, written.thread.get_absolute_url())


def test_of_what_was_asked_twice_the_last_is_shown():
    author = trusted(member())
    written = returned(post(thread(), author))
    edit_post(post=written, by=author, text="Theatre 3 starts late.")
    returned(written, "Say how late.")

    own = page(author, written.thread.get_absolute_url())

    assert "Say how late." in own
    assert "Say which theatres." not in own


def test_a_page_with_ten_returned_posts_asks_once_for_all_what_was_asked():
    author, made, counts = trusted(member()), thread(), []
    for number in (1, 9):
        for _ in range(number):
            returned(post(made, author))
        browser = signed_in(author)
        browser.get(made.get_absolute_url())
        with CaptureQueriesContext(connection) as asked:
            own = browser.get(made.get_absolute_url()).text
        assert own.count("Say which theatres.") == made.posts.count() - 1
        counts.append(len(asked))

    assert counts[0] == counts[1] <= 13  # one more than a page without


def test_nobody_is_offered_to_report_their_own():
    author = member()
    made = thread(author)
    other = post(made)

    shown = page(author, made.get_absolute_url())

    assert reverse("report-thread", args=[made.pk]) not in shown
    assert reverse("report-post", args=[made.posts.get(number=1).pk]) not in shown
    assert reverse("report-post", args=[other.pk]) in shown
    assert reverse("report-thread", args=[made.pk]) in page(other.author, made.get_absolute_url())


# In a locked thread


@pytest.fixture
def written() -> Post:
    """What a trusted member posted before its thread was locked."""
    return post(thread(is_locked=True), trusted(member()), text="We start late.")


def test_nobody_is_offered_to_edit_in_a_locked_thread(written):
    shown = page(written.author, written.thread.get_absolute_url())

    assert reverse("post-edit", args=[written.pk]) not in shown
    assert reverse("post-files", args=[written.pk]) not in shown
    assert reverse("report-thread", args=[written.thread_id]) in shown


def test_what_stands_in_a_locked_thread_is_not_edited_and_what_was_typed_is_kept(written):
    address = reverse("post-edit", args=[written.pk])

    refused = signed_in(written.author).post(address, {"text": "We never start late."})

    assert NOTHING_ELSE in refused.text
    assert "We never start late.</textarea>" in refused.text
    written.refresh_from_db()
    assert (written.text, written.revisions.count()) == ("We start late.", 0)


def test_nor_is_a_version_put_back_or_a_file_added(written, stored):
    kept = written.revisions.create(number=1, text="Earlier.", by=written.author, at=written.created_at)

    with pytest.raises(StaysAsItIs):
        restore(revision=kept, by=written.author)
    with pytest.raises(StaysAsItIs):
        attach(post=written, file=sent(picture(), "plan.png"), by=written.author)

    assert not written.attachments.exists()


def test_a_file_is_taken_off_in_a_locked_thread_too(stored):
    written = post(thread(), trusted(member()))
    attached = attach(post=written, file=sent(picture(), "plan.png"), by=written.author)
    type(written.thread).objects.update(is_locked=True)

    assert reverse("post-files", args=[written.pk]) in page(written.author, written.thread.get_absolute_url())
    detach(attachment=attached, by=written.author)

    assert not written.attachments.exists()


@pytest.mark.parametrize("state", ["held", "returned"])
def test_what_others_do_not_see_is_put_right_in_a_locked_thread_too(written, state):
    written.put(state, because="patient data" if state == "held" else "")

    assert reverse("post-edit", args=[written.pk]) in page(written.author, written.thread.get_absolute_url())
    edit_post(post=written, by=written.author, text="We start at nine.")

    written.refresh_from_db()
    assert (written.text, written.state) == ("We start at nine.", "published" if state == "held" else "held")


def test_a_moderator_edits_in_a_locked_thread(written):
    item = reported(post=written)

    content.edit(**latest(item), by=moderator(), why=WHY, text="We start at nine.", note="Clearer")

    written.refresh_from_db()
    assert written.text == "We start at nine."
