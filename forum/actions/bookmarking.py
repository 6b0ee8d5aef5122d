"""Posts that a person wants to come back to, and reminding them."""

from datetime import datetime

from django.db import transaction

from accounts.models import User
from forum.models import Bookmark, Notification, Post
from forum.models.reading import LONGEST_NOTE

REMINDED_AT_A_TIME = 500


class BookmarkRefused(Exception):
    """What a bookmark cannot keep, with the reason in words."""


class NoteTooLong(BookmarkRefused):
    def __init__(self):
        super().__init__(f"The note must be {LONGEST_NOTE} characters or fewer.")


class RemindedInThePast(BookmarkRefused):
    def __init__(self):
        super().__init__("Choose a day after today.")


def keep_place(*, person: User, post: Post) -> Bookmark:
    """Bookmark a post. Once more is nothing done: its note and reminder stay."""
    return Bookmark.objects.get_or_create(person=person, post=post)[0]


@transaction.atomic
def bookmark(*, person: User, post: Post, note: str, remind_at: datetime | None, now: datetime) -> Bookmark:
    """Bookmark a post with a note and when to be reminded; the last counts. Raises BookmarkRefused."""
    note = " ".join(note.split())
    if len(note) > LONGEST_NOTE:
        raise NoteTooLong
    if remind_at and remind_at <= now:
        raise RemindedInThePast
    kept = Bookmark.objects.select_for_update().get(pk=keep_place(person=person, post=post).pk)
    if remind_at != kept.remind_at:
        kept.reminded_at = None
    kept.note, kept.remind_at = note, remind_at
    kept.save(update_fields=["note", "remind_at", "reminded_at"])
    return kept


@transaction.atomic
def forget_place(*, person: User, post: Post) -> None:
    """Take a bookmark off, and what reminds of it. Safe to repeat."""
    Bookmark.objects.filter(person=person, post=post).delete()
    Notification.objects.filter(person=person, post=post, kind=Notification.Kind.REMINDER).delete()


def remind(*, now: datetime) -> int:
    """Remind people of what is due, what was missed while nothing ran too. Returns of how many bookmarks.

    Safe to repeat, and in two places at once: whoever marks a bookmark as done tells of it.
    """
    due = Bookmark.objects.filter(remind_at__lte=now, reminded_at__isnull=True).order_by("remind_at")
    return sum(_remind(one, now) for one in due[:REMINDED_AT_A_TIME])


@transaction.atomic
def _remind(due: Bookmark, now: datetime) -> bool:
    taken = Bookmark.objects.filter(pk=due.pk, remind_at=due.remind_at, reminded_at__isnull=True)
    if not taken.update(reminded_at=now):
        return False
    Notification.objects.update_or_create(
        person_id=due.person_id,
        post_id=due.post_id,
        kind=Notification.Kind.REMINDER,
        defaults={"at": now, "read_at": None},
    )
    return True
