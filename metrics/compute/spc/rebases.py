"""Months at which a chart's limits may be out of date: suggestions for people, never applied by themselves.

"Making Data Count" leaves rebasing to judgement: a change that is plain to see, that has lasted, whose cause is
known, with enough points on both sides of it. The figures can show all but the cause, which a person has to give.
"""

from collections.abc import Hashable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.compute.spc import rules
from metrics.compute.spc.chart import FEWEST_BASELINE


@dataclass(frozen=True, slots=True)
class SuggestedRebase:
    """A shift that has lasted.

    `month`: its first, as the chart's index has it. `signal`: 1 to higher figures, −1 to lower. `before`, `since`:
    the means on both sides of it. `points`: known ones since.
    """

    month: Hashable
    signal: int
    before: float
    since: float
    points: int


def suggested_rebases(chart: pd.DataFrame) -> list[SuggestedRebase]:
    """Return where the last group of a chart (as `xmr` returns it) might be rebased: at one month, or nowhere.

    The month is the one at which two means fit the group's points best (least squares), with at least 12 points,
    the fewest a baseline may have, before it and as many from it on. It is suggested where
    (1) it is a shift that has lasted: the first 7 and the latest 7 points since then all lie on the same side of
        the mean of the points before;
    (2) it is a step and no drift: the two means fit better than one straight line;
    (3) it has settled: charted alone, the points since then show no trend and no shift, and the latest of them
        no special cause.
    Only known points count. Once a rebase is made there, the points since may be asked about again.
    """
    known = chart[chart["value"].notna()]
    group = known[known["group"] == known["group"].max()]
    points = group["value"].to_numpy()
    if len(points) < 2 * FEWEST_BASELINE:
        return []
    cut = _best_cut(points)
    before, since = points[:cut], points[cut:]
    if not (_has_lasted(before, since) and _is_step(points, cut) and _has_settled(since)):
        return []
    old, new = float(before.mean()), float(since.mean())
    return [SuggestedRebase(group.index[cut], 1 if new > old else -1, old, new, len(since))]


def _best_cut(points: np.ndarray) -> int:
    """Return before which point two means fit best."""
    cuts = np.arange(FEWEST_BASELINE, len(points) - FEWEST_BASELINE + 1)
    return int(cuts[np.argmax(_explained_by_step(points, cuts))])


def _explained_by_step(points: np.ndarray, cuts: np.ndarray) -> np.ndarray:
    """Return by how much two means, before and from each cut on, lower the sum of squares about one mean."""
    sums = (points - points.mean()).cumsum()[cuts - 1]
    return sums**2 / cuts + sums**2 / (len(points) - cuts)


def _is_step(points: np.ndarray, cut: int) -> bool:
    """Return whether two means lower the sum of squares by more than a straight line does."""
    place = np.arange(len(points)) - (len(points) - 1) / 2
    explained_by_line = (place @ points) ** 2 / (place @ place)
    return bool(_explained_by_step(points, np.array([cut]))[0] > explained_by_line)


def _has_lasted(before: np.ndarray, since: np.ndarray) -> bool:
    side = rules.sides(since[np.newaxis], rules.means(before[np.newaxis]))[0]
    ends = np.append(side[: rules.SHIFT], side[-rules.SHIFT :])
    return bool(abs(ends.sum(dtype=int)) == len(ends))


def _has_settled(since: np.ndarray) -> bool:
    run = since[np.newaxis]
    rule, _ = rules.signals(run, rules.limits(run, baseline_points=None, screen_outliers=True))
    return rule[0, -1] == rules.NO_RULE and not np.isin(rule, [rules.IN_TREND, rules.IN_SHIFT]).any()
