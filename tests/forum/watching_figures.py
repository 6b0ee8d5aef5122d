"""Months of figures in which areas have certain shares, what people watch for in them, and what they are told."""

from datetime import date

from accounts.models import Notice, User
from forum.actions import figure_watches
from forum.models import FigureWatch
from forum.tasks import check_figure_watches
from metrics.models import Area
from tests.factories import figures, member

WAKEFIELD, MEASURE = "03R", "within-18-weeks"


def share(month: date, *areas: tuple[str, float | None], of: int = 1000, **fields) -> None:
    """Publish a month in which areas have these shares of their lists within 18 weeks, in per cent; None: not known."""
    rows = [{"area": code, "incomplete": of} | _within(value, of) for code, value in areas]
    figures(month, *rows, **fields)


def _within(value: float | None, of: int) -> dict:
    return {} if value is None else {"within_18": round(value * of / 100)}


def watch(one: User | None = None, what: str = "here", value: float | None = 65, **fields) -> FigureWatch:
    usual = {"area": Area.objects.get(code=WAKEFIELD), "measure": MEASURE, "function": "C_999"}
    return figure_watches.watch_for(person=one or member(), what=what, value=value, **usual | fields)


def told() -> list[str]:
    """Return what everybody is told by a check now."""
    before = set(Notice.objects.values_list("pk", flat=True))
    check_figure_watches()
    return list(Notice.objects.exclude(pk__in=before).order_by("pk").values_list("subject", flat=True))
