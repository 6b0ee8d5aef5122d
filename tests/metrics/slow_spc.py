"""Control charts worked out a second time: exact fractions, one point after another, nothing clever."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise
from typing import NamedTuple

Points = list[Fraction]


class SlowPoint(NamedTuple):
    group: int
    mean: Fraction | None
    lower: Fraction | None
    upper: Fraction | None
    rule: str | None
    signal: int


def slow_xmr(
    values: Sequence[Fraction | None],
    rebase: Sequence[int] = (),
    baseline_points: int | None = None,
    screen_outliers: bool = True,
) -> list[SlowPoint]:
    """Return a point for each value (None = not known); `rebase`: the places at which a group starts."""
    cuts = sorted({0, len(values), *rebase})
    found = []
    for group, (start, end) in enumerate(pairwise(cuts)):
        found += slow_group(group, values[start:end], baseline_points, screen_outliers)
    return found


def slow_group(
    group: int, values: Sequence[Fraction | None], baseline_points: int | None, screen_outliers: bool
) -> list[SlowPoint]:
    points = [value for value in values if value is not None]
    baseline = points[:baseline_points]
    mean = average(baseline)
    spread = mean_moving_range(baseline, screen_outliers)
    marks = iter([mark(points, place, mean, spread) for place in range(len(points))])
    far = None if spread is None else Fraction(266, 100) * spread
    lower, upper = (None, None) if far is None else (mean - far, mean + far)
    return [
        SlowPoint(group, mean, lower, upper, *((None, 0) if value is None else next(marks)))
        for value in values
    ]


def average(numbers: Points) -> Fraction | None:
    return sum(numbers) / Fraction(len(numbers)) if numbers else None


def mean_moving_range(points: Points, screen_outliers: bool) -> Fraction | None:
    ranges = [abs(points[place] - points[place - 1]) for place in range(1, len(points))]
    usual = average(ranges)
    if screen_outliers and usual:
        usual = average([one for one in ranges if one < Fraction(3267, 1000) * usual])
    return usual


def mark(points: Points, place: int, mean: Fraction, spread: Fraction | None) -> tuple[str, int]:
    """Return the first rule that fits one point, and 1 or −1; "" and 0 where none does."""
    side = [sign(point - mean) for point in points]
    if spread is not None and distance(points[place], mean) > Fraction(266, 100) * spread:
        return "outside", side[place]
    if trend := trend_at(points, place):
        return "trend", trend
    if spread is not None and is_two_of_three(points, place, mean, spread, side):
        return "two_of_three", side[place]
    if is_shift(side, place):
        return "shift", side[place]
    return "", 0


def sign(number: Fraction) -> int:
    return 1 if number > 0 else -1 if number < 0 else 0


def distance(point: Fraction, mean: Fraction) -> Fraction:
    return abs(point - mean)


def trend_at(points: Points, place: int) -> int:
    """Return the direction of the last window of 7 around the place that only rises or only falls."""
    found = 0
    for start in range(max(place - 6, 0), min(place, len(points) - 7) + 1):
        changes = {sign(points[at + 1] - points[at]) for at in range(start, start + 6)}
        if changes in ({1}, {-1}):
            found = changes.pop()
    return found


def is_two_of_three(
    points: Points, place: int, mean: Fraction, spread: Fraction, side: Sequence[int]
) -> bool:
    far = Fraction(266, 100) * spread
    close = [far * Fraction(2, 3) < distance(point, mean) <= far for point in points]
    for start in range(max(place - 2, 0), min(place, len(points) - 3) + 1):
        window = range(start, start + 3)
        if sum(close[at] for at in window) >= 2 and {side[at] for at in window} in ({1}, {-1}):
            return close[place]
    return False


def is_shift(side: Sequence[int], place: int) -> bool:
    for start in range(max(place - 6, 0), min(place, len(side) - 7) + 1):
        if set(side[start : start + 7]) in ({1}, {-1}):
            return True
    return False
