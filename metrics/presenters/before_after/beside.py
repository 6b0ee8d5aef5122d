"""The figures beside something that began, as pages show them; they follow every publication."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from django.urls import reverse

from metrics.charts.figure import Figure, Table
from metrics.compute.before_after import CANNOT
from metrics.compute.measures import MEASURES, Measure
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.before_after import drawn, wording
from metrics.presenters.before_after.found import found
from metrics.presenters.before_after.ground import Ground, Start
from metrics.presenters.series import subject

# What of a count, which grows with its area, is compared instead.
PER_HEAD = {"waiting-list": "waiting-list-per-1000"}
LARGER_LONGER = "England and similar areas are not drawn in this chart: a larger area has a longer list."
PER_HEAD_BESIDE = f"{LARGER_LONGER} The next one has the list per 1,000 people, with both beside it."
NO_PER_HEAD = (
    f"{LARGER_LONGER} The list per 1,000 people could be compared, but it is not known here: nobody counts how many"
    " people there are to {}."
)
NO_FIGURES = "No figures of this measure have been published here for this area and treatment function."


@dataclass(frozen=True)
class Beside:
    """What the figures show round a start. `verdict`: a word of `compute.before_after`; `figure` None: no figures.

    `sentences` after the answer, `explanations`: what else could explain it, `notes`: how it was measured. `links`:
    pairs (words, address). `alone`: why nobody is beside it in the figure; `per_head`: where they are. `first, last`:
    the months compared, None without any.
    """

    title: str
    verdict: str
    answer: str
    sentences: Sequence[str] = ()
    explanations: Sequence[str] = ()
    notes: Sequence[str] = ()
    figure: Figure | None = None
    comparison: Table | None = None
    alone: str = ""
    per_head: Figure | None = None
    links: Sequence[tuple[str, str]] = ()
    first: date | None = None
    last: date | None = None


def figures_beside(
    area: Area, measure: Measure, function: str, starts: date, ends: date | None = None
) -> Beside:
    """Return the published figures of an area round the month of `starts`; kept as long as they are published."""
    return figures_beside_each([Start(area, measure, function, starts.replace(day=1), ends)])[0]


def figures_beside_each(starts: Sequence[Start]) -> list[Beside]:
    """Return the published figures round each start (the first of its month), at a constant number of queries."""
    ground = Ground(starts)
    return [
        kept(f"before-after:{start.name}", lambda start=start: _beside(start, ground)) for start in starts
    ]


def _beside(start: Start, ground: Ground) -> Beside:
    measure = start.measure
    title = subject(measure, start.area, start.function)
    known = found(start, ground)
    if known is None:
        return Beside(title, CANNOT, NO_FIGURES, links=_links(measure, None))
    prefix = (
        f"{measure.slug}-{start.area.code}-{start.function}-{start.starts:%Y-%m}-{start.ends or 'on'}".lower()
    )
    months = known.shown.points.index
    alone, per_head = _per_head(start, ground, prefix)
    return Beside(
        title=title,
        verdict=known.shown.verdict,
        answer=wording.answer(known),
        sentences=wording.moved(known),
        explanations=wording.explanations(known),
        notes=wording.notes(known),
        figure=drawn.figure(known, prefix),
        comparison=drawn.comparison(known, prefix),
        alone=alone,
        per_head=per_head,
        links=_links(measure, known.values.index[-1].date()),
        first=months[0].date() if len(months) else None,
        last=months[-1].date() if len(months) else None,
    )


def _per_head(start: Start, ground: Ground, prefix: str) -> tuple[str, Figure | None]:
    """Return of a count why nobody is drawn beside it, and the same per head; nothing of what is comparable itself."""
    if start.measure.comparable or start.area.kind == Area.Kind.ENGLAND:
        return "", None
    known = found(replace(start, measure=MEASURES[PER_HEAD[start.measure.slug]]), ground)
    if known is None:
        return NO_PER_HEAD.format(start.area.short_name), None
    return PER_HEAD_BESIDE, drawn.figure(known, f"{prefix}-per-head")


def _links(measure: Measure, month: date | None) -> list[tuple[str, str]]:
    methods = reverse("methods")
    return [
        ("How before and after are compared", f"{methods}#before-and-after"),
        ("Definition and formula", f"{methods}#{measure.slug}"),
        *([("Source of these figures", reverse("data-month", args=[month]))] if month else []),
    ]
