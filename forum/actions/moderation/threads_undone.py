"""The way back from what put threads in order."""

from collections.abc import Callable
from datetime import datetime

from accounts.models import User
from forum.actions.moderation.deciding import Act
from forum.actions.moderation.merging import take_apart
from forum.actions.moderation.places import accept_in, held_threads, put_in, settle_threads
from forum.actions.moderation.threads import ABOUT, about_of, put_about
from forum.actions.moderation.ways import WayBack, was_done_again
from forum.models import Category, Merge, Post, ReviewEvent, Thread
from forum.models.undoing import next_number

OTHER_READERS = "Other people read the two threads now"


def _locked(decision: ReviewEvent, before: dict) -> WayBack:
    thread = decision.item.thread
    now = "It was closed as a duplicate since: that stands." if thread.duplicate_of_id else ""
    if kept := _kept_closed(decision, now if thread.is_locked else "It takes replies already.", "locked"):
        return kept

    def unlock(by: User) -> None:
        thread.is_locked = False
        thread.save(update_fields=["is_locked"])

    return WayBack("It takes replies again.", unlock)


def _closed_as_duplicate(decision: ReviewEvent, before: dict) -> WayBack:
    thread = decision.item.thread
    now = "" if thread.duplicate_of_id else "It goes on by itself already."
    if kept := _kept_closed(decision, now, "closed"):
        return kept

    def go_on(by: User) -> None:
        thread.is_locked, thread.duplicate_of = before["locked"], None
        thread.save(update_fields=["is_locked", "duplicate_of"])

    locked = " It stays locked, as it was before." if before["locked"] else " It takes replies again."
    return WayBack(f"It no longer leads to another thread.{locked}", go_on)


def _kept_closed(decision: ReviewEvent, now: str, still: str) -> WayBack | None:
    """Return why what closed a thread is not undone; None where it is. `now`: what became of it since, if anything did;
    `still`: what it is, in a word."""
    if hasattr(decision.item.thread, "merged"):
        return WayBack("It was merged into another thread since: nothing is left to open.")
    if now:
        return WayBack(now)
    return WayBack(f"It stays {still}: a later decision stands.") if was_done_again(decision) else None


def _slowed(decision: ReviewEvent, before: dict) -> WayBack:
    thread = decision.item.thread
    if thread.slow_minutes != before["now"]:
        return WayBack("Something else was decided about its pace since: that stands.")
    if was_done_again(decision):
        return WayBack("It stays slow: a later decision stands.")

    def go_on(by: User) -> None:
        thread.slow_minutes = before["was"]
        thread.save(update_fields=["slow_minutes"])

    return WayBack("People wait between two replies as long as they did before.", go_on)


def _moved(decision: ReviewEvent, before: dict) -> WayBack:
    thread = decision.item.thread
    if hasattr(thread, "merged"):
        return WayBack("It was merged into another thread since: nothing is left to move.")
    now = about_of(thread)
    # Before threads had categories, three things said where one belongs.
    was, put = before["was"], before["now"]
    was = [*was, *now[len(was) :]]
    if now[: len(put)] != put:
        return WayBack("It was moved again since, and stays where it is.")
    category = Category.objects.filter(pk=was[-1]).first()
    if was[-1] and category is None:
        return WayBack("The category that it was in is there no longer: it stays where it is.")
    space = category if category and category.is_private else None
    if thread.space and thread.space != space and thread.posts.filter(created_at__gt=decision.at).exists():
        return WayBack(
            "It stays where it is: what was posted there since was meant for those who read it there."
        )

    def move_back(by: User) -> None:
        put_about(thread, *was)
        thread.save(update_fields=ABOUT)

    return WayBack("It is where it was before, and about the same again.", move_back)


def _merged(decision: ReviewEvent, before: dict) -> WayBack:
    merge = Merge.objects.filter(thread=decision.item.thread).select_related("thread", "into").first()
    if merge is None:
        return WayBack("It is a thread of its own already.")
    if merge.thread.space != merge.into.space:
        return WayBack(f"{OTHER_READERS}: they cannot be taken apart again.")
    numbers = {int(pk): number for pk, number in before["posts"].items()}
    there = list(Post.objects.filter(thread=merge.into, pk__in=numbers).order_by("pk"))
    if 1 not in {numbers[post.pk] for post in there}:
        return WayBack("Its first post was moved on since: the threads cannot be taken apart again.")
    elsewhere = len(numbers) - len(there)
    stay = f" Posts that were moved on since stay where they are: {elsewhere}." if elsewhere else ""
    return WayBack(
        f"It is a thread of its own again, its posts at their old numbers.{stay}",
        lambda by: take_apart(merge, before),
    )


def _split(decision: ReviewEvent, before: dict) -> WayBack:
    post = Post.objects.get(pk=before["post"])
    made, left = (Thread.objects.get(pk=before[name]) for name in ("made", "thread"))
    if (post.thread_id, post.number) != (made.pk, 1):
        return WayBack("It was moved on since, and stays where it is.")
    if hasattr(left, "merged"):
        return WayBack("The thread that it came from was merged into another since: it stays on its own.")
    if not left.posts.filter(number=1, state=Post.State.PUBLISHED).exists():
        return WayBack("Others cannot read the thread that it came from any more: it stays on its own.")
    if made.space != left.space:
        return WayBack(f"{OTHER_READERS}: it stays on its own.")
    return WayBack(
        "It is back at its old place in the thread that it came from. Replies made since come behind the others.",
        lambda by: _join(made, left, before),
    )


def _join(made: Thread, left: Thread, before: dict) -> None:
    posts = list(Post.objects.select_for_update().filter(thread=made).order_by("number"))
    threads = held_threads(made, left)
    opening, *replies = posts
    put_in(threads[left.pk], before["number"], opening)
    for place, post in enumerate(replies, next_number(left)):
        put_in(threads[left.pk], place, post)
    Merge.objects.create(thread=made, into=left, opening=opening)
    Merge.objects.filter(into=made).update(into=left)
    if before.get("answer") and threads[left.pk].accepted_id is None:
        accept_in(threads[left.pk], opening.pk, datetime.fromisoformat(before["answer"]))
    settle_threads(*threads.values())


OF_THREADS: dict[str, Callable[[ReviewEvent, dict], WayBack]] = {
    Act.LOCKED: _locked,
    Act.MOVED: _moved,
    Act.MERGED: _merged,
    Act.SPLIT: _split,
    Act.SLOWED: _slowed,
    Act.DUPLICATE: _closed_as_duplicate,
}
