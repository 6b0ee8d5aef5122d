"""Telling people on the site of what concerns them: once, and never of what they may not read.

A post that others may read is told of by a worker, woken when it is committed; the sweep finds what was left lying.
`Post.told_at` says that it was done. What one click tells one person (thanks, an accepted answer) is written with it.
"""

from collections.abc import Collection
from datetime import timedelta

from django.db import transaction
from django.db.models.functions import Now
from django.db.models.signals import post_save
from django.dispatch import receiver

from accounts.actions import waking
from accounts.actions.telling import mark_read as mark_notices_read
from accounts.models import User
from forum.models import Notification, Post, Reaction, Thread, Watch
from forum.queries.notifying import concerned_by, to_be_told_of
from forum.queries.watching import readers_of, watchers_of

Kind = Notification.Kind
TOLD_AT_A_TIME = 100
# What nobody was told of for so long is no news: it is in lists and in what is unread.
NEWS_FOR = timedelta(days=7)
READ_KEPT_FOR = timedelta(days=90)
KEPT_FOR = timedelta(days=365)


@receiver(post_save, sender=Post, dispatch_uid="tell of posts")
def tell_when_committed(sender, instance: Post, **_) -> None:
    """Wake a worker for a post that others may read now: just written, approved, or put back."""
    if instance.state == Post.State.PUBLISHED and instance.told_at is None:
        transaction.on_commit(lambda: wake(instance.pk), robust=True)


def wake(post_id: int) -> None:
    """Tell a worker of a post, once: when no broker takes the message, the sweep says it again."""
    waking.wake("forum.tell_of_post", post_id)


@transaction.atomic
def tell_of(post_id: int) -> int:
    """Tell the people whom a post concerns that it is there. Returns how many were told now.

    Safe to repeat, and in two places at once: the post's row is taken first, and a person is told once of a post
    whatever happens. Nothing is told of what is held or hidden; it is when it is put back.
    """
    post = Post.objects.select_for_update(of=["self"]).filter(pk=post_id, told_at__isnull=True).first()
    if post is None or not to_be_told_of().filter(pk=post_id).exists():
        return 0
    Post.objects.filter(pk=post_id).update(told_at=Now())
    return _tell(post, concerned_by(post))


@transaction.atomic
def tell_of_mentions(*, post: Post) -> int:
    """Tell those whom an edit of a post has named; nobody twice. A post of which nobody was told yet does it itself."""
    if post.told_at is None or not Post.objects.published().filter(pk=post.pk).exists():
        return 0
    named = {person: kind for person, kind in concerned_by(post).items() if kind in (Kind.MENTION, Kind.AREA)}
    return _tell(post, named)


def _tell(post: Post, people: dict[int, Kind]) -> int:
    before = set(Notification.objects.filter(post=post, person__in=people).values_list("person", flat=True))
    rows = [
        Notification(person_id=person, kind=kind, post=post, by_id=post.author_id)
        for person, kind in people.items()
        if person not in before
    ]
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def tell_of_reaction(*, reaction: Reaction) -> None:
    """Tell the author of a post that somebody thanked them: once a post, new again when another does."""
    post = reaction.post
    if not _may_be_told(post.author_id, post.thread, by=reaction.person_id):
        return
    told, is_first = Notification.objects.get_or_create(
        person_id=post.author_id, kind=Kind.REACTION, post=post, defaults={"by_id": reaction.person_id}
    )
    if not is_first and told.by_id != reaction.person_id:
        Notification.objects.filter(pk=told.pk).update(by=reaction.person_id, at=Now(), read_at=None)


def tell_of_accepted(*, thread: Thread, by: User) -> None:
    """Tell the author of a reply that it was accepted as the answer to a question: once, whoever accepts it again."""
    answer = thread.accepted
    if answer is not None and _may_be_told(answer.author_id, thread, by=by.pk):
        Notification.objects.get_or_create(
            person_id=answer.author_id, kind=Kind.ACCEPTED, post=answer, defaults={"by": by}
        )


def _may_be_told(person: int | None, thread: Thread, *, by: int) -> bool:
    """Say whether somebody may be told of what another did in a thread: who reads it still, and did not mute it."""
    if person in (None, by) or watchers_of(thread).get(person) == Watch.Level.MUTED:
        return False
    return readers_of(thread).filter(pk=person).exists()


def sweep() -> list[int]:
    """Return the posts to wake workers for, and forget what is over."""
    to_be_told_of().filter(published_at__lt=Now() - NEWS_FOR).update(told_at=Now())
    Notification.objects.filter(read_at__lt=Now() - READ_KEPT_FOR).delete()
    Notification.objects.filter(at__lt=Now() - KEPT_FOR).delete()
    return list(to_be_told_of().values_list("pk", flat=True)[:TOLD_AT_A_TIME])


def mark_read(*, person: User, posts: Collection[int] | None = None) -> int:
    """Note that a person has seen what they were told of these posts, by their numbers in the database, or all of it.
    Returns how much was new."""
    told = Notification.objects.new().filter(person=person)
    if posts is None:
        return told.update(read_at=Now()) + mark_notices_read(person=person)
    return told.filter(post__in=posts).update(read_at=Now())


def mark_one_read(*, told: Notification) -> None:
    """Note that a person has seen what they were told, and what else is new to them of its kind in its thread."""
    same = Notification.objects.shown_to(told.person).filter(kind=told.kind, post__thread=told.post.thread_id)
    same.new().update(read_at=Now())
