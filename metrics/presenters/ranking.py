"""Every area of a level on one measure in one month: the figures, their order, and what they say in words."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlencode

import pandas as pd

from metrics.charts import numbers
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import FEWEST_TO_COMPARE, MEASURES, Measure, quantity
from metrics.compute.trend import POINTS
from metrics.exports import areas_at
from metrics.measured import MONTHS_FOR_CLEARANCE, kept, with_measures
from metrics.models import Area
from metrics.presenters.words import AREAS, capital
from metrics.queries import ENGLAND, figures_frame

MONTHS_SHOWN = 36
ADJUSTED, UNADJUSTED = "adjusted", "unadjusted"


@dataclass(frozen=True)
class Choice:
    """Which areas, pathways and month are ranked, and how they are drawn.

    `limits`: of the funnel, ADJUSTED or UNADJUSTED for overdispersion. `ours`: the code of an area that stands out.
    """

    level: str
    function: str
    month: date
    boundaries: str
    limits: str = ADJUSTED
    ours: str = ""

    @property
    def of_figures(self) -> dict[str, str]:
        """What decides which figures are shown."""
        month = f"{self.month:%Y-%m}"
        return {"level": self.level, "function": self.function, "month": month, "boundaries": self.boundaries}

    @property
    def query(self) -> str:
        """The choice in an address: the same choice always reads the same."""
        drawn = {"limits": self.limits if self.limits != ADJUSTED else "", "area": self.ours}
        return urlencode(self.of_figures | {name: asked for name, asked in drawn.items() if asked})

    @property
    def function_name(self) -> str:
        return TREATMENT_FUNCTIONS[self.function]


@dataclass(frozen=True)
class Frames:
    """The figures behind a ranking, each with every measure.

    `now`, `before`: the areas in the month and a year before it, index area code. `recent`: the areas in the last five
    months, with columns `area, month`. `england`: index month.
    `quarters`: index month; columns (0.25 | 0.75, slug), what a quarter of the areas stay below and reach.
    """

    now: pd.DataFrame
    before: pd.DataFrame
    recent: pd.DataFrame
    england: pd.DataFrame
    quarters: pd.DataFrame

    def england_in(self, month: date, measure: Measure) -> float:
        """Return England's value in a month; NaN where not known."""
        return float(self.england[measure.slug].get(pd.Timestamp(month), float("nan")))


@dataclass(frozen=True)
class Row:
    """An area's place. `value`, `difference` (from England) and `change` (on a year before) are NaN where not known.

    `rank` None: not compared, and `instead` says why. `counted`, `out_of`: the pathways (or people) it is made of.
    """

    area: Area
    value: float
    rank: int | None
    instead: str
    difference: float
    change: float
    counted: float
    out_of: float


@dataclass(frozen=True)
class Ranking:
    """The areas in the order of their rank; those not compared follow by name."""

    measure: Measure
    choice: Choice
    rows: Sequence[Row]
    frames: Frames

    @cached_property
    def ranked(self) -> list[Row]:
        return [row for row in self.rows if row.rank is not None]

    @cached_property
    def england(self) -> float:
        return self.frames.england_in(self.choice.month, self.measure)

    @property
    def areas(self) -> str:
        """The areas of the level in words: `sub-ICB locations`."""
        return AREAS[self.choice.level]

    @property
    def areas_first(self) -> str:
        """The same at the beginning of a sentence."""
        return capital(self.areas)

    def written(self, value: float) -> str:
        return numbers.written(value, self.measure.unit, self.measure.decimals)

    def gap(self, one: float, other: float) -> str:
        return numbers.gap(one, other, self.measure.unit, self.measure.decimals)


def frames_of(choice: Choice, areas: Sequence[str]) -> Frames:
    """Return the figures behind a ranking of `areas` (codes), kept once asked for."""
    return kept(f"ranking:{urlencode(choice.of_figures)}", lambda: _frames(choice, areas))


def _frames(choice: Choice, areas: Sequence[str]) -> Frames:
    at = pd.Timestamp(choice.month)
    months = [
        (at - pd.DateOffset(months=back)).date() for back in range(MONTHS_SHOWN + MONTHS_FOR_CLEARANCE - 1)
    ]
    figures = figures_frame(
        kinds=[choice.level, Area.Kind.ENGLAND], functions=[choice.function], months=months
    )
    figures = with_measures(figures[figures["area"].isin([*areas, ENGLAND])].reset_index(drop=True))
    is_england = figures["area"] == ENGLAND
    ours = figures[~is_england]
    shown = at - pd.DateOffset(months=MONTHS_SHOWN)
    return Frames(
        now=_of_month(ours, at),
        before=_of_month(ours, at - pd.DateOffset(years=1)),
        recent=ours[ours["month"] > at - pd.DateOffset(months=POINTS)].reset_index(drop=True),
        england=figures[is_england & (figures["month"] > shown)].set_index("month"),
        quarters=_quarters(ours[ours["month"] > shown]),
    )


def _of_month(figures: pd.DataFrame, month: pd.Timestamp) -> pd.DataFrame:
    return figures[figures["month"] == month].set_index("area")


def _quarters(figures: pd.DataFrame) -> pd.DataFrame:
    return figures.groupby("month")[list(MEASURES)].quantile([0.25, 0.75]).unstack().swaplevel(axis="columns")


def ranking(measure: Measure, choice: Choice, areas: Mapping[str, Area] | None = None) -> Ranking:
    """Rank the areas of a choice on a measure: the better end first, the highest first where neither end is better.

    `areas`: those of the choice by code, where they are known already.
    """
    return rankings([measure], choice, areas)[0]


def rankings(
    measures: Iterable[Measure], choice: Choice, areas: Mapping[str, Area] | None = None
) -> list[Ranking]:
    """Return a ranking for each measure, of the same areas and figures."""
    areas = areas or areas_at(choice.level, choice.month, choice.boundaries)
    frames = frames_of(choice, list(areas))
    if choice.level == Area.Kind.PROVIDER:
        # Providers come and go in the files; those that did not report this month are not missing.
        areas = {code: area for code, area in areas.items() if code in frames.now.index}
    return [
        Ranking(measure, choice, _rows(measure, areas, frames, choice.month), frames) for measure in measures
    ]


def _rows(measure: Measure, areas: Mapping[str, Area], frames: Frames, month: date) -> list[Row]:
    now = frames.now.reindex(list(areas))
    values = now[measure.slug]
    counted, out_of = _parts(measure, now)
    enough = pathways(measure, now)
    compared = values.where(enough >= FEWEST_TO_COMPARE) if measure.comparable else values * float("nan")
    table = pd.DataFrame(
        {
            "value": values,
            "rank": compared.rank(method="min", ascending=measure.direction == "decrease"),
            "is_few": enough < FEWEST_TO_COMPARE,
            "difference": values - frames.england_in(month, measure) if measure.comparable else float("nan"),
            "change": values - frames.before[measure.slug].reindex(values.index),
            "counted": counted,
            "out_of": out_of,
        }
    )
    rows = [_row(measure, areas[row.Index], row) for row in table.itertuples()]
    return sorted(rows, key=lambda row: (row.rank is None, row.rank or row.instead, row.area.short_name))


def _row(measure: Measure, area: Area, row) -> Row:
    is_known = row.value == row.value
    rank = int(row.rank) if row.rank == row.rank else None
    is_few = row.is_few and (is_known or not measure.population)
    instead = numbers.TOO_FEW if is_few else "" if is_known else numbers.NOT_KNOWN
    return Row(
        area=area,
        value=row.value,
        rank=rank,
        instead="" if rank is not None else instead,
        difference=row.difference,
        change=row.change,
        counted=row.counted,
        out_of=row.out_of,
    )


def _parts(measure: Measure, figures: pd.DataFrame) -> tuple[pd.Series, pd.Series]:
    """Return the counts that a value is the quotient of; the pathways alone that a wait is read off."""
    unknown = pd.Series(float("nan"), index=figures.index)
    if measure.numerator is None:
        return pathways(measure, figures), unknown
    out_of = quantity(figures, measure.denominator) if measure.denominator else unknown
    return quantity(figures, measure.numerator), out_of


def pathways(measure: Measure, figures: pd.DataFrame) -> pd.Series:
    """Return how many pathways a value rests on: too few, and it is not compared."""
    return quantity(figures, measure.pathways)
