"""Which areas do better than one of them on a measure over a period: by how much, how steadily, and how like they are.

An area does better when its 95% interval lies wholly on the good side of ours (so the two do not meet), and its own
control chart shows no concern in the period's last three months. A wait has no interval: see `fewest_ahead`.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date
from math import comb

import numpy as np
import pandas as pd

from metrics.compute.breaks import since_recount
from metrics.compute.concerns import charts_of, count_recent, in_concern
from metrics.compute.history import History
from metrics.compute.measures import FEWEST_TO_COMPARE, PER_CENT, Measure
from metrics.compute.periods import over_period
from metrics.compute.ranks import TOP_QUARTILE, consistency, percentiles, quartiles, rank_gain, ranks
from metrics.compute.trend import course, recent_trend

MONTHS_WITHOUT_CONCERN = 3
# A sign test as strict as a 95% interval: 2.5% on each side.
CHANCE = 0.025

AHEAD, WITHIN_CHANCE, BEHIND, NOT_KNOWN = "ahead", "within chance", "behind", "not known"


def has_intervals(measure: Measure) -> bool:
    return bool(measure.numerator and measure.denominator)


def can_be_better(measure: Measure) -> bool:
    """Say whether one area can do better than another on a measure at all."""
    return measure.comparable and measure.direction != "neutral"


def fewest_ahead(months: int) -> int | None:
    """Return in how many of `months` a wait must be shorter for its area to count as steadily ahead.

    A sign test: were either area as likely ahead in each month, that many would come up at most once in 40. So 10 of
    12, and 6 of 6; None for fewer than 6 months, of which nothing can be said. Months of a waiting list are not
    independent, so it shows that a difference is steady, not that it is more than chance.
    """
    total = 0
    for ahead in range(months, -1, -1):
        total += comb(months, ahead)
        if total > CHANCE * 2**months:
            return ahead + 1 if ahead < months else None
    return None


def beside(history: History, code: str) -> pd.DataFrame:
    """Return how each other area of a history stands to the area `code` over its months.

    Months in which the area itself is not known are left out for all. Result: index area, columns of `over_period`
    (`value, lower, upper, pathways, months`), `gap` (how far ahead of ours, in the unit of the measure; negative:
    behind), `compared_months` and `months_ahead` (of those in which both can be compared), and `standing`: AHEAD,
    BEHIND, WITHIN_CHANCE or NOT_KNOWN (too few pathways, or known in fewer than half of our months). Empty where the
    area itself is not in the history. Raises ValueError for a measure of which neither way is better.
    """
    if not can_be_better(history.measure):
        raise ValueError(f"Nobody does better on {history.measure.slug!r}.")
    if code not in history.values.index:
        return (
            over_period(history)
            .iloc[:0]
            .assign(gap=[], compared_months=[], months_ahead=[], standing=pd.Series(dtype="object"))
        )
    shared = _where_known(history, code)
    period, good = over_period(shared), _good(history.measure)
    monthly = shared.comparable.sub(shared.comparable.loc[code], axis="columns") * good
    found = period.assign(
        gap=(period["value"] - period.at[code, "value"]) * good,
        compared_months=monthly.notna().sum(axis="columns"),
        months_ahead=(monthly > 0).sum(axis="columns"),
    )
    judge = _by_interval if has_intervals(history.measure) else _by_months
    found["standing"] = judge(found, period.loc[code], monthly, good)
    found.loc[~_can_be_compared(period, len(shared.values.columns), code), "standing"] = NOT_KNOWN
    return found.drop(index=code)


def _where_known(history: History, code: str) -> History:
    """Return the months in which the area `code` has a value, for every area."""
    known = history.values.columns[history.values.loc[code].notna()]
    return history.over(known)


def _good(measure: Measure) -> int:
    return 1 if measure.direction == "increase" else -1


def _by_interval(found: pd.DataFrame, ours: pd.Series, monthly: pd.DataFrame, good: int) -> np.ndarray:
    """Judge by whether the interval over the period lies wholly on one side of ours."""
    above, below = found["lower"] > ours["upper"], found["upper"] < ours["lower"]
    ahead, behind = (above, below) if good > 0 else (below, above)
    return np.select([ahead, behind], [AHEAD, BEHIND], WITHIN_CHANCE)


def _by_months(found: pd.DataFrame, ours: pd.Series, monthly: pd.DataFrame, good: int) -> np.ndarray:
    """Judge a wait, which has no interval, by in how many months it was shorter. Months alike count as neither."""
    behind = (monthly < 0).sum(axis="columns")
    needed = found["compared_months"].map(lambda months: fewest_ahead(months) or np.inf)
    ahead = (found["months_ahead"] >= needed) & (found["gap"] > 0)
    return np.select([ahead, (behind >= needed) & (found["gap"] < 0)], [AHEAD, BEHIND], WITHIN_CHANCE)


def _can_be_compared(period: pd.DataFrame, months: int, code: str) -> pd.Series:
    """Return whether enough pathways and months stand behind a value, and behind ours."""
    enough = (period["pathways"] >= FEWEST_TO_COMPARE) & (2 * period["months"] >= months)
    return enough & period["value"].notna() & enough[code]


def recent_concerns(
    history: History, kind: str, rebases: Mapping[Hashable, Iterable[date]] | None = None
) -> pd.Series:
    """Return in how many of the last three calendar months each area's control chart shows concern.

    `history`: all months up to the last of the period. `rebases`: area → months from which its limits start anew.
    Concern counts in months with enough pathways to compare.
    """
    found = in_concern(history, charts_of(history, kind, rebases))
    return count_recent(found, MONTHS_WITHOUT_CONCERN).astype("int64")


def steadiness(history: History, kind: str) -> pd.DataFrame:
    """Return how steadily each area stood among all of a history, and which way it goes.

    Columns of `ranks.consistency`, its months as `months_ranked`; `top_months` (in the top quarter); `course` of the
    last five months (see `trend`; missing for waits, and where they reach back over a break of series); `gain` and
    `movement` in rank (see `ranks.rank_gain`).
    """
    values, direction = history.comparable, history.measure.direction
    quarters = quartiles(values, direction)
    moved = rank_gain(ranks(values, direction))[["gain", "movement"]]
    stood = consistency(percentiles(values, direction), quarters).rename(columns={"months": "months_ranked"})
    top = (quarters == TOP_QUARTILE).sum(axis="columns")
    return stood.assign(top_months=top, course=_course(history, kind)).join(moved)


def _course(history: History, kind: str) -> pd.Series:
    since = since_recount(kind, history)
    trend = recent_trend(since.comparable, since.lower, since.upper)["trend"]
    return course(trend, history.measure.direction)


def closeness(distances: pd.Series) -> pd.Series:
    """Return how like an area each other is, from its distance: 1 ÷ (1 + distance ÷ the median of `distances`).

    `distances`: from one area to every other of its kind. 1 is an area just like it, 0.5 the middle one of them all,
    near 0 one far away; so it does not hang on how weights are scaled.
    """
    middle = distances.median()
    return 1 / (1 + distances / middle) if middle > 0 else distances * 0 + 1


def better_first(found: pd.DataFrame, codes: Iterable[str], distances: pd.Series) -> pd.DataFrame:
    """Return the areas among `codes` that do better, the largest gap × closeness first; ties go by code.

    `found`: as `beside` returns, with a column `concerns`. `distances`: to every area of the kind. Result: the same
    columns with `distance, closeness, weight` (gap × closeness). Where a distance is not known, so is the weight, and
    the area comes last.
    """
    among = found.reindex(found.index.intersection(list(codes))).sort_index()
    better = among[(among["standing"] == AHEAD) & (among["concerns"] == 0)]
    near = closeness(distances).reindex(better.index)
    weighed = better.assign(
        distance=distances.reindex(better.index), closeness=near, weight=better["gap"] * near
    )
    return weighed.sort_values(["weight", "gap"], ascending=False, kind="stable", na_position="last")


def pathways_behind(gap: pd.Series, measure: Measure, denominator: float) -> pd.Series:
    """Return how many of our pathways (a month, or on the list) a gap stands for; NaN for waits.

    `denominator`: ours, as an average month: pathways, or people for a rate.
    """
    if not has_intervals(measure):
        return gap * np.nan
    return gap * denominator / (100 if measure.unit == PER_CENT else 1000)
