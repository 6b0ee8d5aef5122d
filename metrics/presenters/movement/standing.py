"""The figures behind a page of movement: every area's place each month, over the whole period, and how it moved."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from metrics.compute.history import History
from metrics.compute.measures import FEWEST_TO_COMPARE
from metrics.compute.periods import over_period
from metrics.compute.ranks import (
    BOTTOM_QUARTILE,
    HALF_A_YEAR,
    chance_of_gain,
    consistency,
    percentiles,
    quartiles,
    rank_gain,
    ranks,
)
from metrics.measured import MONTHS_FOR_CLEARANCE, history_of, kept
from metrics.models import Area
from metrics.presenters.movement.choice import Choice


@dataclass(frozen=True)
class Standing:
    """Frames with a row an area (index: code).

    `values, ranks, percentiles, quartiles`: a column each calendar month of the period; NaN where not known, or (all
    but `values`) not compared. `whole`: as `over_period` returns, with `rank, percentile, quartile` among the areas
    known in as many months as any. `moves`: as `rank_gain` returns, with `chance` (see `chance_of_gain`) and `early,
    late` (values over the first and the last six months). `steadiness`: as `consistency` returns, with
    `bottom_quartile_share`. `names`: the areas' short names by code. `published`: months with figures.
    """

    choice: Choice
    names: Mapping[str, str]
    published: int
    values: pd.DataFrame
    ranks: pd.DataFrame
    percentiles: pd.DataFrame
    quartiles: pd.DataFrame
    whole: pd.DataFrame
    moves: pd.DataFrame
    steadiness: pd.DataFrame

    @cached_property
    def months(self) -> list[date]:
        return [month.date() for month in self.values.columns]

    @cached_property
    def ranked_each_month(self) -> list[int]:
        return self.ranks.notna().sum().tolist()

    @property
    def months_ranked(self) -> list[date]:
        """The months in which any area is ranked: the first six and the last six make a movement."""
        counted = zip(self.months, self.ranked_each_month, strict=True)
        return [month for month, ranked in counted if ranked]

    @property
    def is_long_enough(self) -> bool:
        """Say whether there are enough months to tell a movement."""
        return len(self.months_ranked) >= 2 * HALF_A_YEAR

    @property
    def halves(self) -> tuple[tuple[date, date], tuple[date, date]]:
        """The first and last month of the first six, and of the last six: of a period that is long enough."""
        months = self.months_ranked
        return (months[0], months[HALF_A_YEAR - 1]), (months[-HALF_A_YEAR], months[-1])

    @property
    def months_needed(self) -> int:
        """In how many months an area must be known to be ranked over the whole period: as many as any is."""
        return int(self.whole["months"].max()) if len(self.whole) else 0


def standing_of(choice: Choice, areas: Mapping[str, Area]) -> Standing:
    """Return the standing of `areas` (by code), kept once asked for, whichever of them is marked."""
    plain = choice.marking("")
    return kept(f"movement:{choice.measure.slug}:{plain.query}", lambda: _standing(plain, areas))


def _standing(choice: Choice, areas: Mapping[str, Area]) -> Standing:
    figures = _figures(choice).among(areas)
    comparable, direction = _comparable(figures), choice.measure.direction
    percentile, quartile = percentiles(comparable, direction), quartiles(comparable, direction)
    places = ranks(comparable, direction)
    return Standing(
        choice=choice,
        names={code: area.short_name for code, area in areas.items()},
        published=int(figures.values.notna().any().sum()),
        values=figures.values,
        ranks=places,
        percentiles=percentile,
        quartiles=quartile,
        whole=_whole(figures),
        moves=_moves(figures, places),
        steadiness=consistency(percentile, quartile).assign(bottom_quartile_share=_bottom_share(quartile)),
    )


def _figures(choice: Choice) -> History:
    """Return the measure in every calendar month of the period; clearance times look back on the months before it."""
    start = pd.Timestamp(choice.first) - pd.DateOffset(months=MONTHS_FOR_CLEARANCE - 1)
    needed = [month.date() for month in pd.date_range(start, choice.last, freq="MS")]
    figures = history_of(choice.measure, choice.level, choice.function, months=needed)
    return figures.over(pd.date_range(choice.first, choice.last, freq="MS", name="month"))


def _comparable(figures: History) -> pd.DataFrame:
    return figures.comparable if figures.measure.comparable else figures.comparable * float("nan")


def _whole(figures: History) -> pd.DataFrame:
    whole = over_period(figures)
    is_enough = (whole["months"] == whole["months"].max()) & (whole["pathways"] >= FEWEST_TO_COMPARE)
    compared = whole[["value"]].where(is_enough & figures.measure.comparable)
    direction = figures.measure.direction
    return whole.assign(
        rank=ranks(compared, direction)["value"],
        percentile=percentiles(compared, direction)["value"],
        quartile=quartiles(compared, direction)["value"],
    )


def _moves(figures: History, places: pd.DataFrame) -> pd.DataFrame:
    moves = rank_gain(places).assign(chance=chance_of_gain(places))
    months = places.columns[places.notna().any()]
    halves = {"early": months[:HALF_A_YEAR], "late": months[-HALF_A_YEAR:]}
    values = {name: over_period(figures.over(half))["value"] for name, half in halves.items()}
    return moves.assign(**values)


def _bottom_share(quartile: pd.DataFrame) -> pd.Series:
    """Return the share of its months, from 0 to 1, in which each area was in the bottom quartile."""
    ranked = quartile.notna().sum(axis="columns")
    return (quartile == BOTTOM_QUARTILE).sum(axis="columns") / ranked.where(ranked > 0)
