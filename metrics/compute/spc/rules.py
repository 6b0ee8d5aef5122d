"""Limits and the four rules of XmR charts, on many runs of points at once.

`points` is an array of float64, shape (runs, points): each row holds the known points of one chart since it was
last rebased, in order of time, from the left; NaN fills up the right. Source: NHS England, "Making Data Count".
"""

from dataclasses import dataclass

import numpy as np

# 2.66 = 3 / 1.128: three sigma, with sigma estimated from the mean moving range.
XMR_FACTOR = 2.66
NEAR = 2 / 3
# The upper limit of a chart of moving ranges: a larger one comes from a special cause and is left out once.
SCREEN = 3.267
TREND = 7
SHIFT = 7
# Beyond this share of a run's largest number a difference is real; within it, the arithmetic's rounding.
ROUNDING = 1e-13

NO_RULE, OUTSIDE, IN_TREND, TWO_OF_THREE, IN_SHIFT = range(5)


@dataclass(frozen=True, slots=True)
class Limits:
    """The mean of each run and the distances of its near limits and limits from it, shape (runs,).

    `mean` is NaN without a known point, the distances with fewer than two.
    """

    mean: np.ndarray
    near: np.ndarray
    far: np.ndarray


def means(points: np.ndarray) -> np.ndarray:
    """Return the mean of each row's known numbers, NaN without any.

    The mean of what the sum's rounding left over is added, so that the mean of equal numbers is that number.
    """
    first = _divided(np.nansum(points, axis=1), points)
    return first + _divided(np.nansum(points - first[:, np.newaxis], axis=1), points)


def _divided(total: np.ndarray, points: np.ndarray) -> np.ndarray:
    count = np.count_nonzero(~np.isnan(points), axis=1)
    return np.divide(total, count, out=np.full(len(points), np.nan), where=count > 0)


def moving_ranges(points: np.ndarray) -> np.ndarray:
    """Return how far each point lies from the one before it; NaN for the first of a run."""
    return np.abs(np.diff(points, axis=1, prepend=np.nan))


def limits(points: np.ndarray, *, baseline_points: int | None, screen_outliers: bool) -> Limits:
    """Return each run's limits from its first `baseline_points` points; None: from all of them."""
    baseline = points[:, :baseline_points]
    ranges = moving_ranges(baseline)
    usual = means(ranges)
    if screen_outliers:
        screened = means(np.where(ranges < SCREEN * usual[:, np.newaxis], ranges, np.nan))
        usual = np.where(usual > 0, screened, usual)  # Where nothing ever moves, nothing is an outlier.
    return Limits(means(baseline), NEAR * XMR_FACTOR * usual, XMR_FACTOR * usual)


def sides(points: np.ndarray, middle: np.ndarray, *, beyond: np.ndarray | float = 0.0) -> np.ndarray:
    """Return 1 for points more than `beyond` above `middle`, −1 for more below, else 0 (unknown ones too).

    `middle`, `beyond`: a number a run.
    """
    off = points - middle[:, np.newaxis]
    slack = _slack(points) + np.broadcast_to(beyond, len(points))[:, np.newaxis]
    return (off > slack).astype(np.int8) - (off < -slack).astype(np.int8)


def steps(points: np.ndarray) -> np.ndarray:
    """Return, shape (runs, points − 1), 1 where the next point is higher, −1 where lower, 0 for a tie."""
    change, slack = np.diff(points, axis=1), _slack(points)
    return (change > slack).astype(np.int8) - (change < -slack).astype(np.int8)


def _slack(points: np.ndarray) -> np.ndarray:
    largest = np.abs(points).max(axis=1, initial=0.0, where=~np.isnan(points))
    return ROUNDING * largest[:, np.newaxis]


def signals(points: np.ndarray, bounds: Limits) -> tuple[np.ndarray, np.ndarray]:
    """Return the rule that marks each point and whether it does so as high or rising (1) or low or falling (−1).

    The first rule that fits wins; 0 and 0 where none does. Both int8, of the shape of `points`.
    """
    side = sides(points, bounds.mean)
    outside = sides(points, bounds.mean, beyond=bounds.far)
    close = (sides(points, bounds.mean, beyond=bounds.near) != 0) & (outside == 0)
    trend = trends(points)
    marks = [outside, trend, close * two_of_three(side, close), shifts(side)]
    fits = [mark != 0 for mark in marks]
    rule = np.select(fits, [OUTSIDE, IN_TREND, TWO_OF_THREE, IN_SHIFT], NO_RULE).astype(np.int8)
    return rule, np.select(fits, marks, 0).astype(np.int8)


def trends(points: np.ndarray) -> np.ndarray:
    """Return 1 for every point of 7 or more strictly rising, −1 strictly falling, else 0.

    A peak that ends one trend and starts the next belongs to the next.
    """
    step = steps(points)
    rising, falling = _ends_too(in_runs(step == 1, TREND - 1)), _ends_too(in_runs(step == -1, TREND - 1))
    onwards = np.pad(step, ((0, 0), (0, 1)))[:, : points.shape[1]]
    return np.where(rising & falling, onwards, rising.astype(np.int8) - falling.astype(np.int8))


def _ends_too(marked_steps: np.ndarray) -> np.ndarray:
    """Return which points a marked step leaves or reaches."""
    return np.pad(marked_steps, ((0, 0), (0, 1))) | np.pad(marked_steps, ((0, 0), (1, 0)))


def two_of_three(side: np.ndarray, close: np.ndarray) -> np.ndarray:
    """Return the side of every point of three running on one side of the mean of which two or more are close."""
    fits = (np.abs(_sums(side, 3)) == 3) & (_sums(close, 3) >= 2)
    return side * _spread(fits, 3, side.shape)


def shifts(side: np.ndarray) -> np.ndarray:
    """Return the side of every point of 7 or more running on one side of the mean, else 0."""
    return side * (in_runs(side == 1, SHIFT) | in_runs(side == -1, SHIFT))


def in_runs(holds: np.ndarray, length: int) -> np.ndarray:
    """Return which cells belong to `length` or more true ones running along a row."""
    return _spread(_sums(holds, length) == length, length, holds.shape)


def _sums(numbers: np.ndarray, length: int) -> np.ndarray:
    """Return the sum of each `length` cells running along a row, by the first of them."""
    runs, width = len(numbers), max(numbers.shape[1] - length + 1, 0)
    sums = np.zeros((runs, width), dtype=np.int8)
    for place in range(length):
        sums += numbers[:, place : place + width]
    return sums


def _spread(starts: np.ndarray, length: int, shape: tuple[int, ...]) -> np.ndarray:
    """Return, in `shape`, which cells are one of the `length` that begin at one of `starts`."""
    marked, width = np.zeros(shape, dtype=bool), starts.shape[1]
    for place in range(length):
        marked[:, place : place + width] |= starts
    return marked
