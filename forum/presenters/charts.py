"""A chart as it was when a thread was started from it, and where today's stands."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.utils.timezone import localtime

from forum.models import ChartKept, Thread

OF_A_TIME = ("month", "from", "to")


@dataclass(frozen=True)
class ChartShown:
    """`then`: the address of the same months as they are published now; "" where the chart is of no month but the
    newest."""

    kept: ChartKept
    day: date
    today: str
    then: str


def chart_shown(thread: Thread) -> ChartShown | None:
    """Return the chart from which a thread was started; None where it was not started from one."""
    kept = getattr(thread, "chart", None)
    if kept is None:
        return None
    today = without_time(kept.address)
    then = kept.address if today != kept.address else ""
    return ChartShown(kept=kept, day=localtime(kept.kept_at).date(), today=today, then=then)


def without_time(address: str) -> str:
    """Return the address of a chart of the newest figures, whatever months it was asked of."""
    parts = urlsplit(address)
    asked = [(name, value) for name, value in parse_qsl(parts.query) if name not in OF_A_TIME]
    return parts._replace(query=urlencode(asked)).geturl()
