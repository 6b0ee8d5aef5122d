"""What the front page shows: England's headline figures, and which areas moved most in the newest month."""

from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.charts import numbers
from metrics.compute.measures import HEADLINE, MEASURES, Measure, measure_values
from metrics.compute.variation import moves
from metrics.measured import kept, with_measures
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.removals import is_of_list, year_of_list
from metrics.queries import figures_frame

MOVED_ON = "within-18-weeks"
SHOWN = 5
YEAR = 13


@dataclass(frozen=True)
class EnglandFigure:
    """`removed`: of a waiting list, what left it without being reported as completed, after a comma."""

    measure: Measure
    value: float | None
    year_ago: float | None
    removed: str = ""

    @property
    def in_words(self) -> str:
        if not (numbers.is_known(self.value) and numbers.is_known(self.year_ago)):
            return ""
        return f"{words.change(self.measure, self.year_ago, self.value)} in a year{self.removed}"


@dataclass(frozen=True)
class Move:
    """How an area's figure went from one month to the next; `usual`: the mean size of its earlier changes."""

    area: Area
    before: float
    now: float
    usual: float | None

    @property
    def in_words(self) -> str:
        measure = MEASURES[MOVED_ON]
        usual = (
            f" Its usual monthly change is {numbers.gap(self.usual, 0, measure.unit)}." if self.usual else ""
        )
        return (
            f"{words.change(measure, self.before, self.now)}, from {words.shown(measure, self.before)} "
            f"to {words.shown(measure, self.now)}.{usual}"
        )


@dataclass(frozen=True)
class HomeView:
    month: date
    england: list[EnglandFigure]
    rose: list[Move]
    fell: list[Move]


def home_view(month: date) -> HomeView:
    return kept(f"home:{month}", lambda: _build(month))


def _build(month: date) -> HomeView:
    at = pd.Timestamp(month)
    year = [(at - pd.DateOffset(months=back)).date() for back in range(YEAR)]
    england = with_measures(figures_frame(kinds=[Area.Kind.ENGLAND], months=year)).set_index("month")
    moved = _moved(year)
    return HomeView(
        month=month,
        england=[_england(MEASURES[slug], england, at) for slug in HEADLINE],
        rose=[move for move in moved if move.now > move.before][:SHOWN],
        fell=[move for move in moved if move.now < move.before][:SHOWN],
    )


def _england(measure: Measure, england: pd.DataFrame, at: pd.Timestamp) -> EnglandFigure:
    values = england[measure.slug].reindex([at, at - pd.DateOffset(years=1)])
    now, before = (None if pd.isna(value) else float(value) for value in values)
    removed = f", {year_of_list(england, at).in_brief}" if is_of_list(measure) else ""
    return EnglandFigure(measure, now, before, removed)


def _moved(months: list[date]) -> list[Move]:
    figures = figures_frame(kinds=[Area.Kind.SICBL], months=months)
    if figures.empty:
        return []
    values = measure_values(figures, [MOVED_ON]).assign(area=figures["area"], month=figures["month"])
    found = moves(values.pivot(index="month", columns="area", values=MOVED_ON))
    areas = {area.code: area for area in Area.objects.filter(code__in=list(found.index))}
    return [
        Move(areas[row.Index], row.before, row.now, None if pd.isna(row.usual) else row.usual)
        for row in found.itertuples()
    ]
