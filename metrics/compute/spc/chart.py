"""XmR control charts as NHS England's "Making Data Count" draws them: what moves more than chance, and which way.

The reference is NHSRplotthedots 0.2.2. Three wanted differences: a constant series has its limits at its mean, a
rebase date that is not in the data is an error, and a trend that a tie ends keeps its direction to its last point.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from metrics.compute.spc import rules

Improvement = Literal["increase", "decrease", "neutral"]
Month = date | pd.Timestamp | pd.Period | str

FEWEST_POINTS = 13
FEWEST_BASELINE = 12

COMMON_CAUSE = "common_cause"
IMPROVEMENT = "special_cause_improvement"
CONCERN = "special_cause_concern"
NEUTRAL_HIGH = "special_cause_neutral_high"
NEUTRAL_LOW = "special_cause_neutral_low"
# What a signal means, by the way that is better: low or falling, none, high or rising.
ASSESSMENTS = {
    "increase": (CONCERN, COMMON_CAUSE, IMPROVEMENT),
    "decrease": (IMPROVEMENT, COMMON_CAUSE, CONCERN),
    "neutral": (NEUTRAL_LOW, COMMON_CAUSE, NEUTRAL_HIGH),
}
RULES = ("", "outside", "trend", "two_of_three", "shift")
RULE_WORDS = {
    ("outside", 1): "above the upper limit",
    ("outside", -1): "below the lower limit",
    ("trend", 1): "one of 7 or more months, each higher than the one before",
    ("trend", -1): "one of 7 or more months, each lower than the one before",
    ("two_of_three", 1): "2 of 3 months close to the upper limit",
    ("two_of_three", -1): "2 of 3 months close to the lower limit",
    ("shift", 1): "one of 7 or more months in a row above the mean",
    ("shift", -1): "one of 7 or more months in a row below the mean",
}
TRIAL_LIMITS = "Trial limits: there are fewer than 13 months of figures, so the limits may still move."
MONTHS_CARRY_OVER = (
    "A waiting list carries over from one month to the next, so its months are not independent: runs and trends "
    "come up more often than they would by chance alone."
)


class CannotChart(ValueError):
    """These values or options make no control chart; the text says why."""


class MonthsNotInOrder(CannotChart):
    """The months are unsorted, or one comes twice."""


class RebaseNotInData(CannotChart):
    """A rebase date is not one of the series' months."""

    def __init__(self, month: Month) -> None:
        day = month if isinstance(month, (pd.Period, str)) else pd.Timestamp(month).date()
        super().__init__(f"The rebase date {day} is not in the data.")
        self.month = month


def xmr(
    values: pd.Series,
    *,
    improvement: Improvement,
    target: float | pd.Series | None = None,
    rebase: Iterable[Month] = (),
    baseline_points: int | None = None,
    screen_outliers: bool = True,
) -> pd.DataFrame:
    """Return the control chart of one series: a row a point, with the index of `values`.

    `values`: index months (DatetimeIndex, PeriodIndex or dates) in order, each once; NaN = not known.
    `improvement`: the way that is better. `target`: one number, or numbers indexed by the month from which each
    holds (until the next; NaN ends it). `rebase`: months of the index at which a new group starts.
    `baseline_points`: each group's limits come from its first so many points (12 or more); None: from all.
    `screen_outliers`: leave moving ranges of 3.267 times their mean or more out of the limits.

    Columns: `value`; `group` (from 0) and `is_trial` (its limits rest on fewer than 13 points); `moving_range`
    (NaN for a group's first point); `mean, lower_limit, upper_limit, near_lower_limit, near_upper_limit`;
    `rule` (see RULES) and `signal` (1 high or rising, −1 low or falling, 0 none); `assessment`; `target`.

    A missing month is the same whether its value is NaN or its row is absent: the known points before and after
    it follow one another, in moving ranges as in rules. A row without a value has its group's limits, so that
    lines can be drawn through, but no rule and no assessment (NaN). One point alone has no limits (NaN).

    Raises MonthsNotInOrder, RebaseNotInData or another CannotChart.
    """
    columns = _charted(
        values.to_numpy(dtype=float, na_value=np.nan)[np.newaxis],
        values.index,
        _starts(values.index, [rebase]),
        improvement=improvement,
        target=target,
        baseline_points=baseline_points,
        screen_outliers=screen_outliers,
    )
    return pd.DataFrame(columns, index=values.index)


def xmr_each(
    values: pd.DataFrame,
    *,
    improvement: Improvement,
    target: float | pd.Series | None = None,
    rebase: Mapping[Hashable, Iterable[Month]] | None = None,
    baseline_points: int | None = None,
    screen_outliers: bool = True,
) -> pd.DataFrame:
    """Return the control charts of many series on the same months at once, as `xmr` does for one.

    `values`: a row a month, a column a series. `rebase`: column → its rebase dates.
    Result: index the column's label (its levels), then the month; a series' rows stand together.
    """
    dates = rebase or {}
    columns = _charted(
        values.to_numpy(dtype=float, na_value=np.nan).T,
        values.index,
        _starts(values.index, [dates.get(column, ()) for column in values.columns]),
        improvement=improvement,
        target=target,
        baseline_points=baseline_points,
        screen_outliers=screen_outliers,
    )
    return pd.DataFrame(columns, index=_labels(values))


def _labels(values: pd.DataFrame) -> pd.MultiIndex:
    names = values.columns.repeat(len(values))
    levels = [names.get_level_values(level) for level in range(names.nlevels)]
    return pd.MultiIndex.from_arrays(
        [*levels, values.index.take(np.tile(np.arange(len(values)), values.shape[1]))],
        names=[*values.columns.names, values.index.name],
    )


def _charted(
    values: np.ndarray,
    months: pd.Index,
    starts: np.ndarray,
    *,
    improvement: Improvement,
    target: float | pd.Series | None,
    baseline_points: int | None,
    screen_outliers: bool,
) -> dict[str, object]:
    """Return a chart's columns: arrays of one number a value, one series (row of `values`) after another."""
    _check(values, improvement, baseline_points)
    runs = _Runs.of(values, starts)
    bounds = rules.limits(runs.points, baseline_points=baseline_points, screen_outliers=screen_outliers)
    rule, signal = rules.signals(runs.points, bounds)
    signal = runs.back(signal, 0)
    mean, near, far = (part[runs.row] for part in (bounds.mean, bounds.near, bounds.far))
    return {
        "value": values.ravel(),
        "group": (starts.cumsum(axis=1) - 1).ravel(),
        "is_trial": runs.lengths[runs.row] < FEWEST_POINTS,
        "moving_range": runs.back(rules.moving_ranges(runs.points), np.nan),
        "mean": mean,
        "lower_limit": mean - far,
        "upper_limit": mean + far,
        "near_lower_limit": mean - near,
        "near_upper_limit": mean + near,
        "rule": _named(RULES, runs.back(rule, -1)),
        "signal": signal,
        "assessment": _named(ASSESSMENTS[improvement], np.where(runs.is_known, signal + 1, -1)),
        "target": np.tile(target_by_month(target, months), len(values)),
    }


@dataclass(frozen=True, slots=True)
class _Runs:
    """The known points of each group of each series, packed as `rules` wants them, and the way back.

    `points`: shape (runs, most points). The others have an entry a value, a series after another: `row`, the run
    it belongs to; `place`, where in it the known ones stand; `is_known`.
    """

    points: np.ndarray
    row: np.ndarray
    place: np.ndarray
    is_known: np.ndarray

    @classmethod
    def of(cls, values: np.ndarray, starts: np.ndarray) -> "_Runs":
        is_known = ~np.isnan(values).ravel()
        firsts = np.flatnonzero(starts)
        row = starts.ravel().cumsum() - 1
        known_before = is_known.cumsum() - is_known
        place = known_before - known_before[firsts][row]
        points = np.full((len(firsts), place[is_known].max(initial=-1) + 1), np.nan)
        points[row[is_known], place[is_known]] = values.ravel()[is_known]
        return cls(points, row, place, is_known)

    @property
    def lengths(self) -> np.ndarray:
        return np.count_nonzero(~np.isnan(self.points), axis=1)

    def back(self, found: np.ndarray, unknown: float) -> np.ndarray:
        """Return what was found for each point (shape of `points`), an entry a value."""
        spread = np.full(len(self.row), unknown, dtype=found.dtype)
        spread[self.is_known] = found[self.row[self.is_known], self.place[self.is_known]]
        return spread


def _check(values: np.ndarray, improvement: str, baseline_points: int | None) -> None:
    if improvement not in ASSESSMENTS:
        raise CannotChart(f"{improvement!r} is not a way to improve: {', '.join(ASSESSMENTS)}.")
    if baseline_points is not None and baseline_points < FEWEST_BASELINE:
        raise CannotChart(f"A baseline has {FEWEST_BASELINE} points or more, not {baseline_points}.")
    if np.isinf(values).any():
        raise CannotChart("A value is infinite.")


def _starts(months: pd.Index, rebases: list[Iterable[Month]]) -> np.ndarray:
    """Return where a group starts, shape (series, months); `rebases` has the dates of each series."""
    days = _days(months)
    starts = np.zeros((len(rebases), len(days)), dtype=bool)
    starts[:, :1] = True
    for row, dates in zip(starts, rebases, strict=True):
        for month in dates:
            day = month.start_time if isinstance(month, pd.Period) else pd.Timestamp(month)
            if day not in days:
                raise RebaseNotInData(month)
            row[days.get_loc(day)] = True
    return starts


def _days(months: pd.Index) -> pd.DatetimeIndex:
    """Return months as days (periods as their first), after checking that they are in order, each once."""
    if len(months) and months.inferred_type not in ("date", "datetime", "datetime64", "period"):
        raise CannotChart(f"The index holds no months but {months.inferred_type}.")
    days = months.to_timestamp() if isinstance(months, pd.PeriodIndex) else pd.DatetimeIndex(months)
    if days.hasnans:
        raise CannotChart("A month is missing from the index.")
    if not (days.is_monotonic_increasing and days.is_unique):
        raise MonthsNotInOrder("Months must be in order, each once.")
    return days


def target_by_month(target: float | pd.Series | None, months: pd.Index) -> np.ndarray:
    """Return the target that holds in each month, NaN where there is none."""
    if not isinstance(target, pd.Series):
        return np.full(len(months), np.nan if target is None else target, dtype=float)
    at = _days(target.index).searchsorted(_days(months), side="right") - 1
    return np.append(target.to_numpy(dtype=float, na_value=np.nan), np.nan)[at]


def _named(names: tuple[str, ...], codes: np.ndarray) -> pd.api.extensions.ExtensionArray:
    """Return the name that stands at each code; NaN for −1."""
    return pd.array(names, dtype="str").take(codes, allow_fill=True)
