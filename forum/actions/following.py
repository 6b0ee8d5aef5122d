"""Choosing how closely one follows a discussion, or all of a category, a tag, an area, a measure or a technology."""

from django.db import transaction
from django.db.models import Model

from accounts.models import User
from forum.models import Thread, Watch
from forum.queries.watching import watchers_of

Level = Watch.Level


class FollowingRefused(Exception):
    """Something that cannot be followed so, with the reason in words."""


class TooManyFollowed(FollowingRefused):
    def __init__(self):
        super().__init__(f"You follow {MOST_FOLLOWED} things already. Stop following some of them first.")


MOST_FOLLOWED = 1000


@transaction.atomic
def follow(*, person: User, level: str, **thing: Model | str) -> Watch:
    """Keep how closely a person follows one thing, named by its kind: `thread=…`. The last choice counts.

    Raises TooManyFollowed.
    """
    if watch := Watch.objects.filter(person=person, **thing).first():
        watch.level = level
        watch.save(update_fields=["level"])
        return watch
    if Watch.objects.filter(person=person).count() >= MOST_FOLLOWED:
        raise TooManyFollowed
    watch, _ = Watch.objects.update_or_create(person=person, **thing, defaults={"level": level})
    return watch


def stop_following(*, person: User, **thing: Model | str) -> None:
    """Forget what a person chose for one thing: it is followed as what it belongs to is. Safe to repeat."""
    Watch.objects.filter(person=person, **thing).delete()


def track_what_one_wrote_in(*, person: User, thread: Thread) -> None:
    """Let a person track a thread that they wrote in, unless they chose anything for it or for what it belongs to."""
    chosen = Watch.objects.filter(person=person)
    if chosen.filter(thread=thread).exists():
        return
    if chosen.filter(thread__isnull=True).exists() and person.pk in watchers_of(thread):
        return
    Watch.objects.bulk_create(
        [Watch(person=person, thread=thread, level=Level.TRACKING)], ignore_conflicts=True
    )
