"""Merging threads and taking them apart again: their posts, and what people and the thread itself have besides.

What belongs to a post goes with it: who thanked for it, whom it names, what it answers, who wants to come back to it.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from forum.actions.links import main_subject
from forum.actions.moderation.deciding import Act, DecisionRefused, Why, settle
from forum.actions.moderation.merged_tags import take_tags_back
from forum.actions.moderation.places import accept_in, held_threads, put_in, settle_threads
from forum.actions.moderation.threads import NoOtherThread, held_thread
from forum.models import (
    Ask,
    ChartKept,
    Draft,
    Event,
    Link,
    Merge,
    Poll,
    Post,
    ReadUpTo,
    ReviewEvent,
    ReviewItem,
    Thread,
    Watch,
)
from forum.models.links import MOST_LINKS
from forum.models.undoing import next_number

# What a thread has one of: it goes along where the other has none.
ONLY_ONE: dict[str, type[Model]] = {"chart": ChartKept, "ask": Ask}


class OtherReaders(DecisionRefused):
    def __init__(self):
        super().__init__(
            "Other people read that thread. Move one of the two first, so that the same people read both."
        )


class HasItsOwn(DecisionRefused):
    def __init__(self):
        super().__init__(
            "This thread has a poll or an event, which would be lost. Merge the other thread into this one, "
            "or close this one as a duplicate."
        )


@transaction.atomic
def merge(*, item: ReviewItem, by: User, version: int, why: Why, into: Thread) -> ReviewEvent:
    """Put the posts of a thread behind those of another; the old address leads there. Raises DecisionRefused."""
    item, thread = held_thread(item, by, version)
    posts = list(Post.objects.select_for_update().filter(thread=thread).order_by("number"))
    both = held_threads(thread, into)
    if len(both) < 2 or not both[into.pk].posts.filter(number=1).exists():
        raise NoOtherThread
    thread, into = both[thread.pk], both[into.pk]
    if thread.space != into.space:
        raise OtherReaders
    if any(kind.objects.filter(thread=thread).exists() for kind in (Poll, Event)):
        raise HasItsOwn
    before = {
        "posts": {post.pk: post.number for post in posts},
        "merges": list(Merge.objects.filter(into=thread).values_list("pk", flat=True)),
    }
    numbers = {post.number: number for number, post in enumerate(posts, next_number(into))}
    before["taken"] = _take_along(thread, into, numbers)
    for post in posts:
        put_in(into, numbers[post.number], post)
    Merge.objects.create(thread=thread, into=into, opening=posts[0])
    Merge.objects.filter(into=thread).update(into=into)
    settle_threads(thread, into)
    return settle(item, Act.MERGED, by=by, why=why, facts=f"Into thread {into.pk}", before=before)


def take_apart(merge: Merge, before: dict) -> None:
    """Put the posts of a merged thread back that are still where they went, and what went along with them."""
    numbers = {int(pk): number for pk, number in before["posts"].items()}
    posts = list(Post.objects.select_for_update().filter(thread=merge.into, pk__in=numbers).order_by("pk"))
    threads = held_threads(merge.thread, merge.into)
    for post in posts:
        put_in(threads[merge.thread_id], numbers[post.pk], post)
    Merge.objects.filter(pk__in=before["merges"], into=merge.into).update(into=merge.thread)
    take_tags_back(merge)
    merge.delete()
    _take_back(threads[merge.thread_id], threads[merge.into_id], before.get("taken", {}))
    settle_threads(*threads.values())


def _take_along(thread: Thread, into: Thread, numbers: dict[int, int]) -> dict:
    """Let a thread have what another has that is merged into it. Returns what was done, as going back needs it."""
    _count_as_read(thread, into, numbers)
    return {
        "answer": _take_answer(thread, into),
        "tags": _take_tags(thread, into),
        "links": _take_links(thread, into),
        "watches": watch_too(thread, into),
        "drafts": _take_drafts(thread, into),
        "duplicates": _lead(Thread.objects.filter(duplicate_of=thread).exclude(pk=into.pk), into),
        "only": {name: _take_only(kind, thread, into) for name, kind in ONLY_ONE.items()},
    }


def _take_back(thread: Thread, into: Thread, taken: dict) -> None:
    if not taken:  # merged before anything went along
        return
    Link.objects.filter(thread=into, pk__in=taken["links"]).delete()
    Watch.objects.filter(thread=into, pk__in=taken["watches"]).delete()
    Thread.objects.filter(pk__in=taken["duplicates"], duplicate_of=into).update(duplicate_of=thread)
    theirs = Draft.objects.filter(thread=thread).values("person")
    Draft.objects.filter(thread=into, pk__in=taken["drafts"]).exclude(person__in=theirs).update(thread=thread)
    for name, kind in ONLY_ONE.items():
        kind.objects.filter(thread=into, pk=taken["only"][name]).update(thread=thread)
    if taken["answer"] and thread.posts.filter(pk=taken["answer"][0]).exists():
        accept_in(thread, taken["answer"][0], datetime.fromisoformat(taken["answer"][1]))


def _count_as_read(thread: Thread, into: Thread, numbers: dict[int, int]) -> None:
    """Let whoever has read all of a thread have read of the other, at its new place, what they had read of it.

    Nothing that somebody has not read is passed over.
    """
    all_read = ReadUpTo.objects.filter(thread=into, number__gte=into.last_number).in_bulk(field_name="pk")
    up_to = dict(ReadUpTo.objects.filter(thread=thread).values_list("person", "number"))
    for row in all_read.values():
        read = [new for old, new in numbers.items() if old <= up_to.get(row.person_id, 0)]
        row.number = max([row.number, *read])
    ReadUpTo.objects.bulk_update(all_read.values(), ["number"])


def _take_answer(thread: Thread, into: Thread) -> list | None:
    """Let a question be answered by what answers another that is merged into it, unless it is answered already."""
    if thread.accepted_id is None:
        return None
    answer, at = thread.accepted_id, thread.accepted_at
    accept_in(thread, None, None)
    if into.kind == Thread.Kind.QUESTION and into.accepted_id is None:
        accept_in(into, answer, at)
    return [answer, at.isoformat()]


def _take_tags(thread: Thread, into: Thread) -> list[int]:
    new = list(thread.tags.exclude(pk__in=into.tags.values("pk")).values_list("pk", flat=True))
    into.tags.add(*new)
    return new


def _take_links(thread: Thread, into: Thread) -> list[int]:
    """Let a thread be about what another is about too, as far as there is room."""
    there = [link.about for link in into.about_too.all()]
    known = {*there, main_subject(into)}
    new = [link for link in thread.about_too.all() if link.about not in known]
    return _copied(new[: max(0, MOST_LINKS - len(there))], into)


def watch_too(thread: Thread, into: Thread) -> list[int]:
    """Let those who watch a thread watch another as they watch that, unless they chose already."""
    chosen = Watch.objects.filter(thread=into).values("person")
    return _copied(Watch.objects.filter(thread=thread).exclude(person__in=chosen), into)


def _copied(rows: Iterable[Model], into: Thread) -> list[int]:
    rows = list(rows)
    for row in rows:
        row.pk, row.thread = None, into
    return [made.pk for made in type(rows[0]).objects.bulk_create(rows)] if rows else []


def _take_drafts(thread: Thread, into: Thread) -> list[int]:
    """Keep what somebody had begun to reply where they find it; where they began a reply there too, both stay."""
    begun = Draft.objects.filter(thread=into).values("person")
    return _lead(Draft.objects.filter(thread=thread).exclude(person__in=begun), into, column="thread")


def _lead(rows, into: Thread, column: str = "duplicate_of") -> list[int]:
    found = list(rows.values_list("pk", flat=True))
    rows.model.objects.filter(pk__in=found).update(**{column: into})
    return found


def _take_only(kind: type[Model], thread: Thread, into: Thread) -> int | None:
    """Let a thread have the one such thing of another, unless it has its own. Returns its number if it went along."""
    found = kind.objects.filter(thread=thread).first()
    if found is None or kind.objects.filter(thread=into).exists():
        return None
    kind.objects.filter(pk=found.pk).update(thread=into)
    return found.pk
