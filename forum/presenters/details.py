"""Details of a thread in words, for whoever changed them at the same time as somebody else."""

from datetime import datetime

from django.template.defaultfilters import date as as_date
from django.utils.timezone import localtime

from forum.actions.details import DetailsChangedMeanwhile
from forum.actions.kinds import Details, EventAsked, PollAsked
from forum.models import Thread

CALLED = {"kind": "Kind", "category": "Category", "tags": "Tags", "event": "Event", "poll": "Poll"}


def saved_meanwhile(changed: DetailsChangedMeanwhile) -> list[tuple[str, str]]:
    """Return what is saved now of what two people changed, each with what it is called."""
    return [(CALLED[name], _in_words(changed.now, name)) for name in changed.parts]


def _in_words(details: Details, name: str) -> str:
    match name:
        case "kind":
            return Thread.Kind(details.kind).label
        case "category":
            return details.category.name if details.category else "Everything else"
        case "tags":
            return ", ".join(details.tags) or "None"
        case "event":
            return _event(details.event) if details.event else "None"
    return _poll(details.poll) if details.poll else "None"


def _event(event: EventAsked) -> str:
    times = f"{_when(event.starts_at)} to {_when(event.ends_at or event.starts_at)}"
    return ", ".join(filter(None, [times, event.place, event.address]))


def _poll(poll: PollAsked) -> str:
    several = "people may choose several" if poll.takes_several else "people choose one"
    closes = f"closes {_when(poll.closes_at)}" if poll.closes_at else "stays open"
    return f"{' / '.join(poll.options)} ({several}, {closes})"


def _when(at: datetime) -> str:
    return as_date(localtime(at), "j F Y, H:i")
