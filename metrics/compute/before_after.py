"""A measure before and after something began: over which months, and whether what came after is more than chance.

The months before set what is to be expected (limits as in `spc`), those after are held against it. It says what moved
when, never why: what else may lie behind it is for `trend_before` and `changes` to help find out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from math import sqrt

import numpy as np
import pandas as pd

from metrics.compute.history import History
from metrics.compute.intervals import normal_quantile
from metrics.compute.periods import over_period
from metrics.compute.spc import FEWEST_BASELINE, rules
from metrics.compute.spc.chart import ASSESSMENTS, RULES

# A year on each side, so that both have every season.
MONTHS_EACH = 12
# Fewer months on a side say nothing (as with waits of better peers: see `better.fewest_ahead`).
FEWEST_MONTHS = 6

NOT_YET, CANNOT, IMPROVED, WORSENED, HIGHER, LOWER, MIXED, NO_CHANGE = (
    *("not yet", "cannot", "improved", "worsened"),
    *("higher", "lower", "mixed", "no change"),
)
# What a signal is called, by the way that is better.
SIGNALS = {
    "increase": {1: IMPROVED, -1: WORSENED},
    "decrease": {1: WORSENED, -1: IMPROVED},
    "neutral": {1: HIGHER, -1: LOWER},
}


@dataclass(frozen=True)
class Windows:
    """The months before and after a start (datetime64), each without a gap; what is not known in them counts too.

    `may_grow`: months after are still to come. `cut_at`: breaks of series that made a window shorter.
    """

    before: pd.DatetimeIndex
    after: pd.DatetimeIndex
    may_grow: bool
    cut_at: tuple[date, ...] = ()


@dataclass(frozen=True)
class BeforeAfter:
    """What the months after a start show, held against those before.

    `points`: index the months of both windows; columns `value, rule, signal, assessment, mean, lower_limit,
    upper_limit`, as `spc.xmr` has them (the last three are of the months before; NaN without two of them).
    `verdict`: one of the words above. `marked`: how many months after carry a signal the way of the verdict.
    """

    windows: Windows
    points: pd.DataFrame
    verdict: str
    marked: int = 0

    @property
    def is_trial(self) -> bool:
        """Whether the limits rest on fewer months than a baseline should have."""
        return self.known_before < FEWEST_BASELINE

    @property
    def known_before(self) -> int:
        return int(self.points["value"].reindex(self.windows.before).notna().sum())

    @property
    def known_after(self) -> int:
        return int(self.points["value"].reindex(self.windows.after).notna().sum())


def windows(
    starts: date,
    last: date,
    *,
    known_from: date | None = None,
    ends: date | None = None,
    recounts: Iterable[date] = (),
    months_each: int = MONTHS_EACH,
) -> Windows:
    """Return the months to compare: up to `months_each` before `starts` (a first of a month), and as many from it on.

    `known_from, last`: the oldest and the newest month with figures. `ends`: the last month that is claimed.
    `recounts`: months from which something else is counted; a window reaches over none of them.
    """
    start, breaks = pd.Timestamp(starts), sorted(pd.Timestamp(day) for day in recounts)
    earliest = start - pd.DateOffset(months=months_each)
    first = max(earliest, pd.Timestamp(known_from)) if known_from else earliest
    end = start + pd.DateOffset(months=months_each - 1)
    claimed = min(end, pd.Timestamp(ends).replace(day=1)) if ends else end
    passed = [day for day in breaks if first < day <= start]
    ahead = [day for day in breaks if start < day <= claimed]
    until = min([claimed, *(day - pd.DateOffset(months=1) for day in ahead)])
    return Windows(
        before=pd.date_range(max([first, *passed]), start - pd.DateOffset(months=1), freq="MS"),
        after=pd.date_range(start, min(until, pd.Timestamp(last)), freq="MS"),
        may_grow=pd.Timestamp(last) < until,
        cut_at=tuple(day.date() for day in (*passed[-1:], *ahead[:1])),
    )


def before_after(values: pd.Series, months: Windows, direction: str) -> BeforeAfter:
    """Return what a series shows. `values`: by month (datetime64); NaN or no row: not known.

    The months before give the mean and the limits; the months after are judged by them, and by themselves: a run
    that began before is none of theirs. Below FEWEST_MONTHS known on a side nothing is said.
    """
    before, after = (values.reindex(each).astype("float64") for each in (months.before, months.after))
    bounds = rules.limits(_run(before), baseline_points=None, screen_outliers=True)
    points = pd.concat([_judged(each, bounds, direction) for each in (before, after)])
    verdict, marked = _verdict(points.loc[months.before], points.loc[months.after], months, direction)
    return BeforeAfter(months, points, verdict, marked)


def _run(values: pd.Series) -> np.ndarray:
    return values.dropna().to_numpy()[np.newaxis]


def _judged(values: pd.Series, bounds: rules.Limits, direction: str) -> pd.DataFrame:
    """Return a window's months with what the rules say of each, taken by themselves."""
    rule, signal = (found[0] for found in rules.signals(_run(values), bounds))
    mean, far = bounds.mean[0], bounds.far[0]
    known = values.dropna().index
    return pd.DataFrame(
        {
            "value": values,
            "rule": pd.Series([RULES[code] for code in rule], index=known, dtype="object"),
            "signal": pd.Series(signal, index=known, dtype="float64").reindex(values.index, fill_value=0),
            "assessment": pd.Series(
                [ASSESSMENTS[direction][1 + way] for way in signal], index=known, dtype="object"
            ),
            "mean": mean,
            "lower_limit": mean - far,
            "upper_limit": mean + far,
        },
        index=values.index,
    )


def _verdict(before: pd.DataFrame, after: pd.DataFrame, months: Windows, direction: str) -> tuple[str, int]:
    if before["value"].notna().sum() < FEWEST_MONTHS:
        return CANNOT, 0
    if after["value"].notna().sum() < FEWEST_MONTHS:
        return (NOT_YET if months.may_grow else CANNOT), 0
    counts = after["signal"].value_counts().drop(0, errors="ignore")
    if len(counts) != 1:
        return (MIXED if len(counts) else NO_CHANGE), int(counts.sum())
    return SIGNALS[direction][int(counts.index[0])], int(counts.iloc[0])


def trend_before(values: pd.Series) -> int:
    """Return which way the known values went, in order of time: 1 up, −1 down, 0 where that may be chance.

    Mann and Kendall's test with a correction for ties, at 5%. Months of a waiting list hang together, so it sees
    trends too soon rather than too late: right where it warns. 0 for fewer than FEWEST_MONTHS.
    """
    known = values.dropna().to_numpy()
    count = len(known)
    if count < FEWEST_MONTHS:
        return 0
    pairs = np.triu(np.sign(known[np.newaxis, :] - known[:, np.newaxis]), k=1)
    score = pairs.sum()
    ties = np.unique(known, return_counts=True)[1]
    spread = (count * (count - 1) * (2 * count + 5) - (ties * (ties - 1) * (2 * ties + 5)).sum()) / 18
    is_sure = spread > 0 and max(abs(score) - 1, 0) / sqrt(spread) > normal_quantile(0.95)
    return int(np.sign(score)) if is_sure else 0


def changes(history: History, months: Windows) -> pd.DataFrame:
    """Return how each area of a history changed: index area, a row each.

    Columns `before, after` (one value over the months of each window, as `over_period` makes them), their 95% limits
    (`before_lower, before_upper, after_lower, after_upper`; NaN for waits and counts), `before_pathways,
    after_pathways`, `before_months, after_months` (known), `change` (after − before) and `relative` (in per cent of
    before). All values NaN with fewer than FEWEST_MONTHS known on a side.
    """
    sides = {"before": months.before, "after": months.after}
    found = pd.concat({side: over_period(history.over(each)) for side, each in sides.items()}, axis="columns")
    found.columns = [side if name == "value" else f"{side}_{name}" for side, name in found.columns]
    enough = (found[["before_months", "after_months"]] >= FEWEST_MONTHS).all(axis="columns")
    values = [f"{side}{end}" for side in sides for end in ("", "_lower", "_upper")]
    found[values] = found[values].where(enough)
    change = found["after"] - found["before"]
    return found.assign(change=change, relative=100 * change / found["before"].where(found["before"] > 0))
