"""What readers are told of an edit by a moderator goes when the edit is undone, on appeal or by the author."""

import pytest

from forum.actions.discussions import edit_post
from forum.actions.moderation import content
from forum.actions.moderation.appealing import answer, appeal
from forum.models import Post, ReviewEvent, ReviewItem
from tests.factories import member, moderator, signed_in, trusted
from tests.forum.reviewed import WHY, latest, waiting

pytestmark = pytest.mark.django_db


@pytest.fixture
def item() -> ReviewItem:
    return waiting("published", author=trusted(member()))


def edited(item: ReviewItem) -> ReviewEvent:
    return content.edit(
        **latest(item), by=moderator(), why=WHY, text="Theatres start late.", note="Took a name out"
    )


def overturned(decision: ReviewEvent) -> None:
    made = appeal(decision=decision, by=decision.about, words="It is about theatres.")
    version = latest(decision.item)["version"]
    answer(appeal=made, by=moderator(), version=version, is_upheld=True, words="You are right.")


def seen_of(item: ReviewItem) -> str:
    """Return the page of a post as another member reads it."""
    return signed_in(member()).get(item.post.thread.get_absolute_url()).text


def test_readers_are_told_no_more_of_an_edit_that_was_undone(item):
    decision = edited(item)
    assert "Took a name out" in seen_of(item)

    overturned(decision)

    page = seen_of(item)
    assert item.post.text in page
    assert "Edited" not in page
    assert "Took a name out" not in page


def test_readers_are_told_again_of_the_change_before_the_one_that_was_undone(item):
    bob = moderator(name="Bob Before")
    edit_post(post=item.post, by=bob, text="Theatres often start late.", note="A word put right")

    for _ in range(2):
        overturned(edited(item))

        page = seen_of(item)
        assert "Theatres often start late." in page
        assert "Edited by Bob Before" in page
        assert ": A word put right" in page
        assert "Put back after an appeal" not in page


def test_an_edit_that_stands_is_told_of_still(item):
    made = appeal(decision=edited(item), by=item.author, words="It is about theatres.")
    answer(appeal=made, by=moderator(), **_now(item), is_upheld=False, words="It stands.")

    assert "Took a name out" in seen_of(item)


def test_an_author_who_changes_it_back_within_half_an_hour_leaves_no_note_of_the_moderator(item):
    was = item.post.text
    edited(item)

    edit_post(post=Post.objects.get(pk=item.post_id), by=item.author, text=was)

    page = seen_of(item)
    assert was in page
    assert "Took a name out" not in page
    assert "Edited on" in page


def _now(item: ReviewItem) -> dict:
    return {"version": latest(item)["version"]}
