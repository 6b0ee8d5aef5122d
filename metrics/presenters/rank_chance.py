"""What of a ranking is more than chance: 95% intervals, England beside them, quarters, and the last five months."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.charts import numbers
from metrics.compute.history import history
from metrics.compute.intervals import compared, judged
from metrics.compute.ranks import quartiles
from metrics.compute.trend import course, recent_trend
from metrics.presenters.ranking import Ranking

BESIDE_ENGLAND = {
    "better": "better",
    "similar": "similar",
    "worse": "worse",
    "higher": "higher",
    "lower": "lower",
}
COURSES = {
    "getting_better": "getting better",
    "no_change": "no change",
    "getting_worse": "getting worse",
    "increasing": "rising",
    "decreasing": "falling",
}
NO_INTERVAL = "No interval can be worked out for a wait, so small differences may be chance."
FIVE_MONTHS = (
    "The last five months are said to go one way where their slope is more than chance (99.8% sure) whichever of the "
    "five is left out."
)
STOCK = "A waiting list carries over from month to month, which makes trends show too soon: a control chart is surer."


@dataclass(frozen=True)
class Chance:
    """How sure an area's value is, and what it may be called. Words are empty, and numbers NaN, where nobody knows.

    `lower`, `upper`: its 95% interval. `england`: how it compares, by its interval: better, similar or worse, or where
    neither way is better, higher, similar or lower. `quarter`: 1 for the best placed areas (the highest, where neither
    way is better) to 4. `course`: its last five months, as `getting better`.
    """

    lower: float
    upper: float
    england: str
    quarter: int | None
    course: str

    @property
    def has_interval(self) -> bool:
        return numbers.is_known(self.lower)


def chances(ranking: Ranking) -> Mapping[str, Chance]:
    """Return what is more than chance by area code. Areas that are not ranked are neither compared nor judged."""
    codes = [row.area.code for row in ranking.rows]
    is_ranked = pd.Series([row.rank is not None for row in ranking.rows], index=codes)
    table = _limits_and_courses(ranking, codes)
    values = pd.DataFrame({"value": [row.value for row in ranking.rows]}, index=codes).where(
        is_ranked, axis=0
    )
    beside = judged(
        compared(table["lower"], table["upper"], ranking.england, itself=~is_ranked),
        ranking.measure.direction,
    )
    quarter = quartiles(values, ranking.measure.direction)["value"]
    return {
        code: Chance(
            lower=float(table.at[code, "lower"]),
            upper=float(table.at[code, "upper"]),
            england=_word(beside[code], BESIDE_ENGLAND),
            quarter=None if np.isnan(quarter[code]) else int(quarter[code]),
            course=_word(table.at[code, "course"], COURSES) if is_ranked[code] else "",
        )
        for code in codes
    }


def _limits_and_courses(ranking: Ranking, codes: list[str]) -> pd.DataFrame:
    """Return columns `lower, upper, course` by area code."""
    recent = history(ranking.measure, ranking.frames.recent).among(codes)
    month = pd.Timestamp(ranking.choice.month)
    unknown = pd.Series(np.nan, index=codes)
    if recent.values.empty:
        return pd.DataFrame({"lower": unknown, "upper": unknown, "course": None})
    trend = recent_trend(recent.comparable, recent.lower, recent.upper)["trend"]
    # What is too few to be shown has no interval to show.
    is_shown = recent.values.get(month, unknown).notna()
    return pd.DataFrame(
        {
            "lower": recent.lower.get(month, unknown).where(is_shown),
            "upper": recent.upper.get(month, unknown).where(is_shown),
            "course": course(trend, ranking.measure.direction).astype(object),
        }
    )


def _word(found: object, words: Mapping[str, str]) -> str:
    return words.get(found, "") if isinstance(found, str) else ""
