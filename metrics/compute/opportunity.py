"""How far an area is from a target, and what matching other areas would mean in pathways. Arithmetic, no forecast."""

import math

import pandas as pd

from metrics.compute.measures import PER_CENT, Measure

BEST_TENTH = 0.9
# Fewer areas have no best tenth, and fewer peers no middle, that says anything.
FEWEST_FOR_TENTH = 10
FEWEST_FOR_MEDIAN = 3


def is_met(value: float, target: float, direction: str) -> bool:
    """Say whether a value meets a target: at it or beyond it in the good direction."""
    return value >= target if direction == "increase" else value <= target


def pathways_to_target(count: float, total: float, target: float, direction: str) -> int:
    """Return the fewest pathways that would have to change sides for a share to meet a target; 0 where it does.

    `count` of `total` pathways are counted; `target` is in per cent. `increase`: the fewest m with
    (count + m) ÷ total × 100 ≥ target. `decrease`: the fewest m with (count − m) ÷ total × 100 ≤ target. The total
    stays as it is: pathways that leave the list are taken to be replaced.
    """
    # Multiplied before it is divided: 92 × 50 ÷ 100 is exact where 0.92 × 50 is not.
    level = target * total / 100
    needed = math.ceil(level) - count if direction == "increase" else count - math.floor(level)
    return max(0, int(needed))


def pathways_to_leave(count: float, total: float, target: float) -> int:
    """Return the fewest pathways that are not counted that would have to leave, nobody joining, to meet a target.

    `target` in per cent, of a share that is to rise: the fewest m with count ÷ (total − m) × 100 ≥ target. 0 where it
    is met; where nothing is counted, all of them.
    """
    return max(0, int(total - math.floor(count * 100 / target)))


def best_tenth(values: pd.DataFrame, direction: str) -> pd.Series:
    """Return what the best tenth of areas reaches or passes, in each column; interpolated between areas.

    `values`: a row an area. NaN where fewer than FEWEST_FOR_TENTH are known.
    """
    level = values.quantile(BEST_TENTH if direction == "increase" else 1 - BEST_TENTH)
    return level.where(values.notna().sum() >= FEWEST_FOR_TENTH)


def middle(values: pd.DataFrame) -> pd.Series:
    """Return the median of each column; NaN where fewer than FEWEST_FOR_MEDIAN areas are known."""
    return values.median().where(values.notna().sum() >= FEWEST_FOR_MEDIAN)


def pathways_gained(
    measure: Measure, ours: pd.Series, benchmark: pd.Series, denominator: pd.Series
) -> pd.Series:
    """Return how many pathways matching a benchmark would mean: |benchmark − ours| × denominator; 0 where it is met.

    All of one index; `denominator` in pathways, or in people for a rate per 1,000. In a stock they are pathways at the
    end of the month, else pathways a month. NaN where not known, and for waits.
    """
    good = 1 if measure.direction == "increase" else -1
    per = 100 if measure.unit == PER_CENT else 1000
    return ((benchmark - ours) * good).clip(lower=0) * denominator / per
