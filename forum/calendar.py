"""Events as calendars read them (RFC 5545): the few lines of it that they need, escaped and folded as it asks."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from urllib.parse import urlsplit

from django.conf import settings

from accounts.letters import on_this_site
from forum.models import Event

LONGEST_LINE = 75  # octets, without the line's end
ESCAPED = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": None})


def calendar_of(events: Iterable[Event]) -> str:
    """Return a calendar of events."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Exemplar//Events//EN", "METHOD:PUBLISH"]
    lines += ["X-WR-CALNAME:Exemplar", *(line for event in events for line in _lines_of(event))]
    return "".join(f"{folded}\r\n" for line in [*lines, "END:VCALENDAR"] for folded in _folded(line))


def _lines_of(event: Event) -> Iterator[str]:
    thread = event.thread
    address = on_this_site(thread.get_absolute_url())
    site = urlsplit(settings.SITE_ADDRESS).hostname
    yield "BEGIN:VEVENT"
    yield f"UID:event-{event.thread_id}@{site}"
    yield f"DTSTAMP:{_moment(thread.created_at)}"
    yield f"DTSTART:{_moment(event.starts_at)}"
    yield f"DTEND:{_moment(event.ends_at)}"
    yield f"SUMMARY:{_text(thread.title)}"
    if event.place:
        yield f"LOCATION:{_text(event.place)}"
    yield f"DESCRIPTION:{_text(chr(10).join(filter(None, [address, event.address])))}"
    yield f"URL:{address}"
    yield "END:VEVENT"


def _moment(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _text(words: str) -> str:
    """Return words as a value: what would end or split it is escaped, other control characters are left out."""
    return "".join(char for char in words if char >= " " or char in "\n\t").translate(ESCAPED)


def _folded(line: str) -> Iterator[str]:
    """Yield the parts of a line, each short enough in octets, never cut inside a character; further ones begin with a
    space."""
    part, room = "", LONGEST_LINE
    for char in line:
        octets = len(char.encode())
        if octets > room:
            yield part
            part, room = " ", LONGEST_LINE - 1
        part, room = part + char, room - octets
    yield part
