"""Putting threads in order: locked, moved to what they are about, merged, and posts made threads of their own."""

from django.db import transaction
from django.utils.text import Truncator

from accounts.models import User
from forum.actions.moderation.deciding import (
    Act,
    DecisionRefused,
    NotAboutThis,
    NotFromHere,
    Why,
    held_to_decide,
    settle,
)
from forum.actions.moderation.places import held_threads, put_in
from forum.models import Merge, Post, ReviewEvent, ReviewItem, Thread
from forum.models.undoing import next_number
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area

LONGEST_ABOUT = 140


class NoOtherThread(DecisionRefused):
    def __init__(self):
        super().__init__("Choose another thread: one that is there, and not this one.")


class NothingToMove(DecisionRefused):
    def __init__(self):
        super().__init__("The thread is about that already.")


class NotTheFirstPost(DecisionRefused):
    def __init__(self):
        super().__init__("The first post is its thread. Split one of the replies, or merge the whole thread.")


@transaction.atomic
def lock(*, item: ReviewItem, by: User, version: int, why: Why, is_locked: bool = True) -> ReviewEvent:
    """Let a thread take no more replies, or take them again. Raises DecisionRefused."""
    item, thread = _held_thread(item, by, version)
    if thread.is_locked == is_locked:
        raise NotFromHere("locked" if is_locked else "open")
    thread.is_locked = is_locked
    thread.save(update_fields=["is_locked"])
    return settle(item, Act.LOCKED if is_locked else Act.UNLOCKED, by=by, why=why)


@transaction.atomic
def move(
    *, item: ReviewItem, by: User, version: int, why: Why, area: Area | None, measure: str, function: str
) -> ReviewEvent:
    """Let a thread be about another area, measure or function. Raises DecisionRefused."""
    item, thread = _held_thread(item, by, version)
    before, was = _about(thread), about_of(thread)
    if (thread.area, thread.measure, thread.treatment_function) == (area, measure, function):
        raise NothingToMove
    thread.area, thread.measure, thread.treatment_function = area, measure, function
    thread.save(update_fields=["area", "measure", "treatment_function"])
    facts = f"From {before} to {_about(thread)}"
    return settle(item, Act.MOVED, by=by, why=why, facts=facts, before={"was": was, "now": about_of(thread)})


@transaction.atomic
def merge(*, item: ReviewItem, by: User, version: int, why: Why, into: Thread) -> ReviewEvent:
    """Put the posts of a thread behind those of another; the old address leads there. Raises DecisionRefused."""
    item, thread = _held_thread(item, by, version)
    posts = list(Post.objects.select_for_update().filter(thread=thread).order_by("number"))
    both = held_threads(thread, into)
    if len(both) < 2 or not both[into.pk].posts.filter(number=1).exists():
        raise NoOtherThread
    merged_before = list(Merge.objects.filter(into=thread).values_list("pk", flat=True))
    before = {"posts": {post.pk: post.number for post in posts}, "merges": merged_before}
    for number, post in enumerate(posts, next_number(into)):
        put_in(both[into.pk], number, post)
    Merge.objects.create(thread=thread, into=into, opening=posts[0])
    Merge.objects.filter(into=thread).update(into=into)
    for each in both.values():
        each.count_posts()
    return settle(item, Act.MERGED, by=by, why=why, facts=f"Into thread {into.pk}", before=before)


@transaction.atomic
def split(*, item: ReviewItem, by: User, version: int, why: Why, title: str) -> ReviewEvent:
    """Make a reply a thread of its own, about what its thread is about. Raises DecisionRefused."""
    item, post = held_to_decide(item, by=by, version=version)
    if item.post_id is None:
        raise NotAboutThis
    if post.is_opening:
        raise NotTheFirstPost
    if post.state in (Post.State.REMOVED, Post.State.ERASED):
        raise NotFromHere(post.get_state_display())
    left = post.thread
    made = Thread.objects.create(
        title=title,
        author=post.author,
        area=left.area,
        measure=left.measure,
        treatment_function=left.treatment_function,
        created_at=post.created_at,
    )
    before = {"post": post.pk, "thread": left.pk, "number": post.number, "made": made.pk}
    put_in(made, 1, post)
    for each in (left, made):
        each.count_posts()
    facts = f"From thread {left.pk} to thread {made.pk}"
    return settle(item, Act.SPLIT, by=by, why=why, facts=facts, before=before)


def _held_thread(item: ReviewItem, by: User, version: int) -> tuple[ReviewItem, Thread]:
    """Return an item and its thread as they are now, kept from changing; a thread that was merged is there no more."""
    item, post = held_to_decide(item, by=by, version=version)
    if item.thread_id is None:
        raise NotAboutThis
    if post is None:
        raise NotFromHere("merged into another thread")
    return item, Thread.objects.select_for_update(of=["self"]).select_related("area").get(pk=item.thread_id)


def about_of(thread: Thread) -> list:
    """Return what a thread is about, as a record keeps it: its area's number, its measure and its function."""
    return [thread.area_id, thread.measure, thread.treatment_function]


def _about(thread: Thread) -> str:
    """Return what a thread is about, in words that fit twice into the facts of a decision."""
    measure = MEASURES.get(thread.measure)
    function = TREATMENT_FUNCTIONS.get(thread.treatment_function, "")
    about = [thread.area.short_name if thread.area else "", measure.title if measure else "", function]
    return Truncator(", ".join(filter(None, about))).chars(LONGEST_ABOUT) or "nothing in particular"
