"""What people watch for in figures, in words."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from django.urls import reverse

from forum.figures_watched import subject_of
from forum.models import FigureWatch
from metrics.charts.numbers import month_name
from metrics.compute.measures import MEASURES, Measure
from metrics.compute.watched import is_past
from metrics.measured import month_of_kind
from metrics.models import Area
from metrics.presenters.peers.group import KINDS
from metrics.presenters.words import shown
from metrics.queries import published_months

What = FigureWatch.What
ALREADY = (
    "It is past that value already: {value} in {month}. You are told when it has fallen short of it and reaches it"
    " again."
)


@dataclass(frozen=True)
class Watched:
    """One watch on the page that lists all. `already`: that its value is reached now, "" where it is not."""

    words: str
    address: str
    number: int
    is_paused: bool
    already: str


def watched(watches: Iterable[FigureWatch]) -> list[Watched]:
    known = [watch for watch in watches if watch.measure in MEASURES]
    already = already_past(known)
    return [
        Watched(words_of(watch), chart_of(watch), watch.pk, watch.is_paused, already.get(watch.pk, ""))
        for watch in known
    ]


def words_of(watch: FigureWatch) -> str:
    """Return what a person watches for: `Wakefield reaches 65.0% or more on “Waiting 18 weeks or less”`."""
    name, subject = watch.area.short_name, subject_of(watch)
    if watch.what == What.CONCERN:
        return f"{name} shows special-cause concern on {subject}"
    if watch.what == What.PRACTICE:
        return f"An area ahead of {name} on {subject} tells what it does"
    way = "or more" if watch.of.direction == "increase" else "or less"
    who = name if watch.what == What.HERE else f"An area like {name}"
    return f"{who} reaches {shown(watch.of, watch.value)} {way} on {subject}"


def may_be_watched(area: Area, measure: Measure) -> bool:
    """Say whether a chart goes on, has a better and a worse, and is of an area with areas like it."""
    return area.closed is None and measure.direction != "neutral" and area.kind in KINDS


def watch_address(area: Area, measure: Measure, function: str) -> str:
    """Return where one begins to watch a chart; "" for one that cannot be watched."""
    if not may_be_watched(area, measure):
        return ""
    return f"{reverse('watch-figures', args=[area.code, measure.slug])}?function={function}"


def chart_of(watch: FigureWatch) -> str:
    chart = reverse("area-measure", args=[watch.area.code, watch.measure])
    return f"{chart}?function={watch.treatment_function}"


def already_past(watches: Collection[FigureWatch]) -> dict[int, str]:
    """Say of which watches the value that an area is to reach is reached in the newest month, by their numbers."""
    months = published_months()
    here = [watch for watch in watches if watch.what == What.HERE] if months else []
    asked = {(watch.area.kind, watch.treatment_function) for watch in here}
    figures = {
        (kind, function): month_of_kind(kind, months[-1], function).set_index("area")
        for kind, function in asked
    }
    said = {}
    for watch in here:
        values = figures[watch.area.kind, watch.treatment_function][watch.measure].reindex([watch.area.code])
        if is_past(values, watch.value, watch.of).all():
            said[watch.pk] = ALREADY.format(
                value=shown(watch.of, values.iloc[0]), month=month_name(months[-1])
            )
    return said
