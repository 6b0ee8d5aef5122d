"""From values and months to places on the paper."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from metrics.charts import numbers

# Below this part of the highest value, starting at zero costs little and misleads nobody.
NEAR_ZERO = 0.4


@dataclass(frozen=True)
class Scale:
    """A straight line from values to places: `low` lies at `start`, `high` at `end`."""

    low: float
    high: float
    start: float
    end: float
    ticks: tuple[float, ...] = ()

    def __call__(self, value: float) -> float:
        return self.start + (value - self.low) / (self.high - self.low) * (self.end - self.start)

    def moved(self, *, start: float, end: float) -> "Scale":
        """Return the same scale between other places."""
        return replace(self, start=start, end=end)


def nice_step(span: float, most: int) -> float:
    """Return the least of 1, 2, 5 × a power of ten that cuts `span` into at most `most` parts."""
    rough = span / most
    power = 10.0 ** math.floor(math.log10(rough))
    return next(step * power for step in (1, 2, 5, 10) if step * power >= rough * (1 - 1e-9))


def ends(values: Sequence[float], unit: str, from_zero: bool | None = None) -> tuple[float, float]:
    """Return the lowest and highest value a scale must hold; never the same.

    Counts and rates start at zero; per cents and weeks do when they come near it, or when `from_zero` asks.
    """
    low, high = (min(values), max(values)) if values else (0.0, 1.0)
    if from_zero is None:
        from_zero = unit in (numbers.PATHWAYS, *numbers.RATES) or 0 <= low < NEAR_ZERO * high
    if from_zero:
        low, high = min(low, 0.0), max(high, 0.0)
    if low == high:
        return (low - 1, high + 1) if low else (0.0, 1.0)
    return low, high


def value_scale(
    values: Sequence[float],
    *,
    start: float,
    end: float,
    unit: str,
    most: int = 5,
    from_zero: bool | None = None,
) -> Scale:
    """Return a scale that holds every value (see `ends`), with ticks at round numbers; its ends are ticks."""
    low, high = ends(values, unit, from_zero)
    step = nice_step(high - low, most)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(tick * step for tick in range(first, last + 1))
    return Scale(ticks[0], ticks[-1], start, end, ticks)


def tick_words(tick: float, scale: Scale, unit: str) -> str:
    """Return a tick as written on the axis: no more decimals than the ticks need, millions as `7.5m`."""
    step = scale.ticks[1] - scale.ticks[0]
    if scale.high >= 1_000_000:
        return numbers.decimal(tick / 1_000_000, 0 if step >= 1_000_000 else 1) + "m" if tick else "0"
    places = max(0, -math.floor(math.log10(step) + 1e-9))
    return numbers.percent(tick, places) if unit == numbers.PER_CENT else numbers.decimal(tick, places)


def month_number(month: date) -> int:
    return month.year * 12 + month.month - 1


# Months between labels under a chart.
_MONTH_STEPS = (1, 3, 6, 12, 24, 60, 120)


def month_ticks(first: date, last: date) -> Iterator[list[tuple[int, str]]]:
    """Yield the months that may be labelled, as month numbers, with their words: first all, then fewer and fewer."""
    start, end = month_number(first), month_number(last)
    for step in _MONTH_STEPS:
        marked = [month for month in range(start, end + 1) if month % step == 0] or [start]
        yield [(month, _month_words(month, step)) for month in marked]


def _month_words(month: int, step: int) -> str:
    year, index = divmod(month, 12)
    return str(year) if step >= 12 and not index else numbers.month_short(date(year, index + 1, 1))


def spread(wanted: Sequence[tuple[float, float]], low: float, high: float) -> list[float]:
    """Return middles for labels that do not overlap, near where they were wanted, between `low` and `high`.

    `wanted`: the middle each label would have and its height. Where there is no room for all, they run on below.
    """
    order = sorted(range(len(wanted)), key=lambda label: wanted[label][0])
    tops: list[float] = []
    floor = low
    for label in order:
        middle, height = wanted[label]
        tops.append(max(floor, middle - height / 2))
        floor = tops[-1] + height
    ceiling = max(high, low + sum(height for _, height in wanted))
    for place in range(len(order) - 1, -1, -1):
        height = wanted[order[place]][1]
        tops[place] = min(tops[place], ceiling - height)
        ceiling = tops[place]
    middles = [0.0] * len(wanted)
    for place, label in enumerate(order):
        middles[label] = tops[place] + wanted[label][1] / 2
    return middles
