"""Threads of each kind, as tests begin them."""

from datetime import datetime
from zoneinfo import ZoneInfo

from forum.actions.discussions import start_thread
from forum.actions.kinds import Details
from forum.models import Thread
from tests.factories import member, trusted

LONDON = ZoneInfo("Europe/London")
JUNE = datetime(2027, 6, 3, 14, tzinfo=LONDON)
WORDS = {"title": "Theatre lists", "text": "Ours are long."}


def start(by=None, **details) -> Thread:
    return start_thread(by=by or trusted(member()), **WORDS, details=Details(**details))


def numbers(one) -> list[int]:
    """Return how many chose each option of a poll."""
    return [option.votes.count() for option in one.options.order_by("number")]
