"""How a thread stands, in words for its readers: closed, locked, slowed down or pinned."""

from dataclasses import dataclass

from accounts.permissions import Someone
from forum.models import Thread
from forum.models.discussions import minutes_in_words


@dataclass(frozen=True)
class Standing:
    is_locked: bool
    is_duplicate: bool
    goes_on_in: Thread | None  # where the reader may read it
    pace: str  # how long each person waits between two replies, "" where nobody does


def standing_of(thread: Thread, reader: Someone) -> Standing:
    """Return how a thread stands, at a query more where it was closed as a duplicate."""
    goes_on_in = None
    if thread.duplicate_of_id:
        goes_on_in = Thread.objects.visible_to(reader).filter(pk=thread.duplicate_of_id).first()
    return Standing(
        is_locked=thread.is_locked,
        is_duplicate=thread.duplicate_of_id is not None,
        goes_on_in=goes_on_in,
        pace=minutes_in_words(thread.slow_minutes) if thread.slow_minutes else "",
    )
