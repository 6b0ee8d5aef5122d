"""One value for each area over several months, with how sure it is."""

from datetime import date

import pandas as pd

from metrics.compute.history import History
from metrics.compute.intervals import proportion_interval, rate_interval
from metrics.compute.measures import FEWEST_TO_COMPARE, PER_CENT, Measure

COLUMNS = ["value", "lower", "upper", "pathways", "months"]


def month_before(month: date) -> date:
    return (pd.Timestamp(month) - pd.DateOffset(months=1)).date()


def over_period(history: History) -> pd.DataFrame:
    """Return each area's value over all months of a history: index area, columns `value, lower, upper` (in the unit of
    the measure, 95% limits), `pathways` (behind the value) and `months` (known, of those in the history).

    - A share, and a rate per head: sum of numerators ÷ sum of denominators, over the months in which both are known.
      So a rate is events ÷ person-months: its average a month, each month weighing by its people.
    - A wait, a clearance time or a count: the mean of its monthly values. It has no limits, as its months have none.

    Events of a flow are different ones each month, so its limits (Byar's, Wilson's) are those of the sums. A stock
    counts largely the same pathways at the end of each month, and limits of its sums would overstate how sure it is
    (by about the square root of the number of months). Its limits are those of its average month, mean numerator and
    mean denominator, as if the months were one: too wide, if anything, as some pathways do change. `pathways` is the
    sum for a flow and the mean for a stock or a mean of months, for the same reason.

    NaN where no month is known, and for a share of fewer than FEWEST_TO_COMPARE pathways. Of one month it returns what
    the month has. A value that rests on fewer pathways than that is for the caller to leave out of a ranking.
    """
    if history.measure.numerator and history.measure.denominator:
        return _pooled(history)
    return _mean_of_months(history)


def is_pooled(measure: Measure) -> bool:
    """Say whether events of all months are added up: not so of a stock, nor of a wait, which is a mean of months."""
    return bool(measure.numerator and measure.denominator and not measure.is_stock)


def _pooled(history: History) -> pd.DataFrame:
    measure = history.measure
    known = history.numerator.notna() & history.denominator.notna()
    count, total, pathways = (
        _together(frame.where(known), measure)
        for frame in (history.numerator, history.denominator, history.pathways)
    )
    interval = proportion_interval if measure.unit == PER_CENT else rate_interval
    found = interval(count, total).assign(pathways=pathways, months=known.sum(axis="columns"))
    if measure.unit == PER_CENT:
        found.loc[~(pathways >= FEWEST_TO_COMPARE), ["value", "lower", "upper"]] = float("nan")
    return found[COLUMNS]


def _together(counts: pd.DataFrame, measure: Measure) -> pd.Series:
    if is_pooled(measure):
        return counts.sum(axis="columns", min_count=1)
    return counts.mean(axis="columns")


def _mean_of_months(history: History) -> pd.DataFrame:
    known = history.values.notna()
    return pd.DataFrame(
        {
            "value": history.values.mean(axis="columns"),
            "lower": float("nan"),
            "upper": float("nan"),
            "pathways": history.pathways.where(known).mean(axis="columns"),
            "months": known.sum(axis="columns"),
        }
    )
