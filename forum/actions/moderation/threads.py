"""Putting threads in order: locked, moved to where they belong, and posts made threads of their own."""

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
from forum.actions.moderation.places import put_in, settle_threads
from forum.models import Category, Post, ReadUpTo, ReviewEvent, ReviewItem, Thread, Watch
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area

LONGEST_ABOUT = 110
OTHER_READERS = "Other people read it from then on"


class NoOtherThread(DecisionRefused):
    def __init__(self):
        super().__init__("Choose another thread: one that is there, and not this one.")


class NothingToMove(DecisionRefused):
    def __init__(self):
        super().__init__("The thread is there already, and about that.")


class ReadersChange(DecisionRefused):
    def __init__(self, category: Category | None):
        super().__init__(f"Say that you know who reads it from then on: {who_reads(category)}.")


class NotTheFirstPost(DecisionRefused):
    def __init__(self):
        super().__init__("The first post is its thread. Split one of the replies, or merge the whole thread.")


@transaction.atomic
def lock(*, item: ReviewItem, by: User, version: int, why: Why, is_locked: bool = True) -> ReviewEvent:
    """Let a thread take no more replies, or take them again. Raises DecisionRefused."""
    item, thread = held_thread(item, by, version)
    if thread.is_locked == is_locked:
        raise NotFromHere("locked" if is_locked else "open")
    thread.is_locked, thread.duplicate_of = is_locked, None
    thread.save(update_fields=["is_locked", "duplicate_of"])
    return settle(item, Act.LOCKED if is_locked else Act.UNLOCKED, by=by, why=why)


@transaction.atomic
def move(
    *,
    item: ReviewItem,
    by: User,
    version: int,
    why: Why,
    area: Area | None,
    measure: str,
    function: str,
    category: Category | None = None,
    knows_readers: bool = False,
) -> ReviewEvent:
    """Let a thread stand in another category, or be about another area, measure or function. Raises DecisionRefused.

    `knows_readers`: whoever decides has said that they know that other people read it from then on.
    """
    item, thread = held_thread(item, by, version)
    before, was, space = _about(thread), about_of(thread), thread.space
    put_about(thread, area and area.pk, measure, function, category and category.pk)
    if about_of(thread) == was:
        raise NothingToMove
    if thread.space != space and not knows_readers:
        raise ReadersChange(thread.category)
    thread.save(update_fields=ABOUT)
    facts = f"From {before} to {_about(thread)}"
    facts = facts if thread.space == space else f"{facts}. {OTHER_READERS}"
    return settle(item, Act.MOVED, by=by, why=why, facts=facts, before={"was": was, "now": about_of(thread)})


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
        category=left.category,
        created_at=post.created_at,
    )
    before = {"post": post.pk, "thread": left.pk, "number": post.number, "made": made.pk}
    before["answer"] = left.accepted_at.isoformat() if left.accepted_id == post.pk else ""
    _let_follow(left, made, post.number)
    put_in(made, 1, post)
    settle_threads(left, made)
    facts = f"From thread {left.pk} to thread {made.pk}"
    return settle(item, Act.SPLIT, by=by, why=why, facts=facts, before=before)


def _let_follow(left: Thread, made: Thread, number: int) -> None:
    """Let a thread that a post of that number makes be found, watched and read as the one that the post leaves."""
    made.tags.set(left.tags.all())
    Watch.objects.bulk_create(
        Watch(person_id=person, thread=made, level=level)
        for person, level in Watch.objects.filter(thread=left).values_list("person", "level")
    )
    readers = ReadUpTo.objects.filter(thread=left, number__gte=number).values_list("person", flat=True)
    ReadUpTo.objects.bulk_create(ReadUpTo(person_id=person, thread=made, number=1) for person in readers)


def held_thread(item: ReviewItem, by: User, version: int) -> tuple[ReviewItem, Thread]:
    """Return an item and its thread as they are now, kept from changing; a thread that was merged is there no more."""
    item, post = held_to_decide(item, by=by, version=version)
    if item.thread_id is None:
        raise NotAboutThis
    if post is None:
        raise NotFromHere("merged into another thread")
    held = Thread.objects.select_for_update(of=["self"]).select_related("area", "category")
    return item, held.get(pk=item.thread_id)


ABOUT = ("area", "measure", "treatment_function", "category")


def about_of(thread: Thread) -> list:
    """Return where a thread belongs, as a record keeps it: its area's number, its measure, its function, and its
    category's number."""
    return [thread.area_id, thread.measure, thread.treatment_function, thread.category_id]


def put_about(thread: Thread, area: int | None, measure: str, function: str, category: int | None) -> None:
    """Let a thread belong where `about_of` says. It is not saved."""
    thread.area_id, thread.measure, thread.treatment_function = area, measure, function
    thread.category_id = category


def who_reads(category: Category | None) -> str:
    """Return who reads the threads of a category, in words for those who move one there."""
    if category is None or not category.is_private:
        return "all members"
    names = ", ".join(area.short_name for area in category.areas.all())
    return f"members of {names or 'no area yet'} alone"


def _about(thread: Thread) -> str:
    """Return what a thread is about, in words that fit twice into the facts of a decision."""
    measure = MEASURES.get(thread.measure)
    function = TREATMENT_FUNCTIONS.get(thread.treatment_function, "")
    category = "a private space" if thread.space else str(thread.category or "")
    area = thread.area.short_name if thread.area else ""
    about = [category, area, measure.title if measure else "", function]
    return Truncator(", ".join(filter(None, about))).chars(LONGEST_ABOUT) or "nothing in particular"
