"""Before and after a second time, plainly: one month after another, no arrays. Only to check `before_after` against."""

import math
from fractions import Fraction

from tests.metrics.slow_spc import average, mark, mean_moving_range

FEWEST = 6


def months_back(year: int, month: int, count: int) -> list[tuple[int, int]]:
    """Return the `count` months before a month, oldest first."""
    found = []
    for _ in range(count):
        year, month = (year, month - 1) if month > 1 else (year - 1, 12)
        found.insert(0, (year, month))
    return found


def months_on(year: int, month: int, count: int) -> list[tuple[int, int]]:
    """Return a month and those after it, `count` in all."""
    found = []
    for _ in range(count):
        found.append((year, month))
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return found


def judged(before: list[Fraction], after: list[Fraction]) -> tuple[Fraction, Fraction, list[int]]:
    """Return the mean of known values before, how far their limits lie from it, and the mark of each value after."""
    mean, spread = average(before), mean_moving_range(before, screen_outliers=True)
    return (
        mean,
        Fraction(266, 100) * spread,
        [mark(after, place, mean, spread)[1] for place in range(len(after))],
    )


def trend(values: list[float]) -> int:
    """Return which way values go, by counting every pair."""
    if len(values) < FEWEST:
        return 0
    up = down = 0
    for place, value in enumerate(values):
        for later in values[place + 1 :]:
            up, down = up + (later > value), down + (later < value)
    score, count = up - down, len(values)
    spread = count * (count - 1) * (2 * count + 5)
    for value in set(values):
        alike = values.count(value)
        spread -= alike * (alike - 1) * (2 * alike + 5)
    if spread == 0 or score == 0:
        return 0
    z = (abs(score) - 1) / math.sqrt(spread / 18)
    return (1 if score > 0 else -1) if z > 1.959963984540054 else 0
