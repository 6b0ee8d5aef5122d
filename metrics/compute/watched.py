"""What somebody watches for in the figures of a month: a value that is reached, and a concern that begins.

Both are news of one month beside the month before it. Nothing is told where either is not known: missing is never zero.
"""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date

import pandas as pd

from metrics.compute.breaks import recounts_of
from metrics.compute.concerns import charts_of, in_concern
from metrics.compute.history import History
from metrics.compute.measures import Measure
from metrics.compute.periods import month_before


def is_past(values: pd.Series, value: float, measure: Measure) -> pd.Series:
    """Return whether each value is as good as `value` or better, as pages write both; False where it is not known."""
    written = values.round(measure.decimals)
    return written >= value if measure.direction == "increase" else written <= value


def reached(history: History, kind: str, month: date, value: float) -> pd.Series:
    """Return whether each area of a history reached `value` in `month`: was not past it the month before, and now is.

    Nobody did from one count to another, as what was counted changed.
    """
    known, before, now = _two_months(history, kind, month)
    return known & ~is_past(before, value, history.measure) & is_past(now, value, history.measure)


def concern_begins(
    history: History, kind: str, month: date, rebases: Mapping[Hashable, Iterable[date]] | None = None
) -> pd.Series:
    """Return whether each area's control chart shows concern in `month` and, as it was drawn the month before, did not.

    `history`: of every month known. `rebases`: area → its rebase dates.
    """
    known, _, _ = _two_months(history, kind, month)
    if not known.any():
        return known
    before, now = (_concern_at(history, kind, at, rebases) for at in (month_before(month), month))
    return known & ~before & now


def _two_months(history: History, kind: str, month: date) -> tuple[pd.Series, pd.Series, pd.Series]:
    """Return whether two months of each area are known and count the same, and the values of both."""
    last = month_before(month)
    pair = history.over([last, month]).values
    before, now = pair.iloc[:, 0], pair.iloc[:, 1]
    counts_the_same = not any(last < one.date <= month for one in recounts_of(kind))
    return before.notna() & now.notna() & counts_the_same, before, now


def _concern_at(
    history: History, kind: str, month: date, rebases: Mapping[Hashable, Iterable[date]] | None
) -> pd.Series:
    """Return whether the chart up to a month ends in concern: later months mark earlier points too."""
    until = history.between(history.values.columns[0], month)
    return in_concern(until, charts_of(until, kind, rebases)).iloc[:, -1]
