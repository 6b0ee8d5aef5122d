"""The funnel of a ranking: what is said of it, its table, and its figures as a file."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers
from metrics.charts.figure import Cell, Column, Figure, Table, TableRow
from metrics.compute.funnel import LIMITS, Funnel
from metrics.compute.measures import WEEKS
from metrics.presenters.funnels import (
    allowance,
    beyond_in_words,
    by_chance,
    count_known,
    funnel_of,
    furthest_first,
    has_funnel,
)
from metrics.presenters.ranking import ADJUSTED, UNADJUSTED, Choice, Ranking

MOST_IN_TABLE = 60
EXPECTED = (
    "Beyond a limit means higher or lower than expected of an area of its size. It says that an area is worth a look, "
    "not why it differs."
)
NO_FUNNEL_OF_WAITS = (
    "There is no funnel of this measure. A wait is read off all pathways and is no count out of another, so how far "
    "chance reaches cannot be worked out from it: small differences may be chance."
)
TOO_FEW_FOR_A_FUNNEL = "There is no funnel: fewer than two areas can be compared on this."


def ranked_funnel(ranking: Ranking, limits: str = "") -> Funnel:
    """Return the funnel of the areas that are ranked. `limits`: as chosen, if not named."""
    numbered = pd.DataFrame(
        [(row.area.code, row.counted, row.out_of) for row in ranking.ranked],
        columns=["area", "counted", "out_of"],
    ).set_index("area")
    adjusted = (limits or ranking.choice.limits) == ADJUSTED
    return funnel_of(ranking.measure, numbered["counted"], numbered["out_of"], adjusted=adjusted)


@dataclass(frozen=True)
class FunnelSection:
    """The funnel on the page of a measure."""

    ranking: Ranking
    figure: Figure | None

    @property
    def why_not(self) -> str:
        """Why there is no funnel; empty where there is one, and where areas are not compared at all."""
        measure = self.ranking.measure
        if self.figure or not measure.comparable:
            return ""
        if not has_funnel(measure):
            return NO_FUNNEL_OF_WAITS if measure.unit == WEEKS else ""
        return TOO_FEW_FOR_A_FUNNEL

    @cached_property
    def funnel(self) -> Funnel:
        return ranked_funnel(self.ranking)

    @property
    def sentences(self) -> list[str]:
        both = (ranked_funnel(self.ranking, limits) for limits in (ADJUSTED, UNADJUSTED))
        return [allowance(*both, self.ranking.areas, shown=self.funnel), by_chance(self.funnel), EXPECTED]

    @property
    def beyond(self) -> list[str]:
        return beyond_in_words(self.ranking.measure, self.funnel, names_of(self.ranking))

    @property
    def left_out(self) -> str:
        """How many areas have a figure that is no part of a whole."""
        count = len(self.ranking.ranked) - count_known(self.funnel)
        if not count:
            return ""
        which = "1 area is" if count == 1 else f"{count} areas are"
        return f"{which} left out: the number counted is below zero, or more than the number it is out of."

    @property
    def other_limits(self) -> tuple[str, str]:
        """The other choice of limits: in words, and its address."""
        choice = self.ranking.choice
        is_adjusted = choice.limits == ADJUSTED
        words = "Show limits for chance alone" if is_adjusted else "Show adjusted limits"
        query = with_limits(choice, UNADJUSTED if is_adjusted else ADJUSTED).query
        return words, f"{reverse('measure', args=[self.ranking.measure.slug])}?{query}#funnel"


def with_limits(choice: Choice, limits: str) -> Choice:
    return Choice(choice.level, choice.function, choice.month, choice.boundaries, limits, choice.ours)


def names_of(ranking: Ranking) -> dict[str, str]:
    return {row.area.code: row.area.short_name for row in ranking.ranked}


def beyond_table(ranking: Ranking) -> Table | None:
    """Return the areas beyond the limits with their value and limits, furthest first; None where there is none."""
    beyond = ranked_funnel(ranking).areas_beyond()
    if beyond.empty:
        return None
    furthest = f"the {MOST_IN_TABLE} furthest" if len(beyond) > MOST_IN_TABLE else "furthest first"
    names, measure = names_of(ranking), ranking.measure

    def written(value: float) -> str:
        # One decimal more than elsewhere: a value and the limit that it lies beyond may be close.
        return numbers.written(value, measure.unit, measure.decimals + 1)

    return Table(
        id="funnel-table",
        caption=f"{measure.title}: {ranking.areas} beyond the limits, {furthest}; the CSV has every area",
        columns=[
            Column("Area"),
            Column(measure.short_title, is_numeric=True),
            Column("95% limits", is_numeric=True),
            Column("99.8% limits", is_numeric=True),
            Column("Lies"),
        ],
        rows=[
            TableRow(
                [
                    Cell(names[row.Index], href=reverse("area", args=[row.Index])),
                    written(row.value),
                    f"{written(row.lower_95)} to {written(row.upper_95)}",
                    f"{written(row.lower_998)} to {written(row.upper_998)}",
                    f"{'above' if row.side == 'higher' else 'below'} the {row.beyond:g}% limit",
                ],
                is_ours=row.Index == ranking.choice.ours,
            )
            for row in beyond.head(MOST_IN_TABLE).itertuples()
        ],
    )


def funnel_table(ranking: Ranking) -> pd.DataFrame:
    """Return the funnel for a file: a row an area that is known, furthest from the target first."""
    found, choice = ranked_funnel(ranking), ranking.choice
    areas = furthest_first(found)
    counted = {row.area.code: row.counted for row in ranking.ranked}
    names = names_of(ranking)
    return pd.DataFrame(
        {
            "month": f"{choice.month:%Y-%m}",
            "level": choice.level,
            "area": areas.index,
            "name": [names[code] for code in areas.index],
            "treatment_function": choice.function,
            "measure": ranking.measure.slug,
            "unit": ranking.measure.unit,
            "limits": choice.limits,
            "value": areas["value"].to_numpy(),
            "numerator": [counted[code] for code in areas.index],
            "denominator": areas["denominator"].to_numpy(),
            "target": found.target,
            **{name: areas[name].to_numpy() for name in LIMITS},
            "z_score": areas["score"].to_numpy(),
            "beyond_limit": areas["beyond"].to_numpy(),
            "side": areas["side"].astype("str").where(areas["side"].notna(), "").to_numpy(),
        }
    )
