"""The axes of a chart: of values at its left, a line across it for each tick, with words in the margin; and where the
labels of the one below it stand."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from metrics.charts import scales, svg
from metrics.charts.scales import Scale

# How far a label is from the next at least.
APART = 8


@dataclass(frozen=True)
class Label:
    """Words centred at `middle`, of what lies at `place`."""

    place: float
    middle: float
    words: str

    @property
    def half(self) -> float:
        return svg.text_width(self.words) / 2


def label(place: float, words: str, *, low: float, high: float) -> Label:
    """Return a label under its place, moved aside where it would not stand between `low` and `high`."""
    half = svg.text_width(words) / 2
    return Label(place, max(low + half, min(place, high - half)), words)


def are_apart(labels: Sequence[Label]) -> bool:
    return all(
        after.middle - after.half - before.middle - before.half >= APART for before, after in pairwise(labels)
    )


def month_labels(
    first: date, last: date, place: Callable[[int], float], *, low: float, high: float
) -> list[Label]:
    """Return labels of months between `low` and `high`: as many as stand apart. `place`: of a month, by its number."""
    for ticks in scales.month_ticks(first, last):
        labels = [label(place(month), words, low=low, high=high) for month, words in ticks]
        if are_apart(labels):
            return labels
    return labels[:1]


def margin(y: Scale, unit: str) -> float:
    """Return how much room the words need."""
    return 8 + max(svg.text_width(scales.tick_words(tick, y, unit)) for tick in y.ticks)


def value_axis(x: Scale, y: Scale, unit: str, *, zero: str = svg.FAINT) -> str:
    """Return the axis. `zero`: the colour of the line at 0."""
    parts = []
    for tick in y.ticks:
        place, stroke = y(tick), svg.FAINT if tick else zero
        words = scales.tick_words(tick, y, unit)
        parts.append(svg.line((x.start, place), (x.end, place), role="grid", stroke=stroke))
        parts.append(svg.text(x.start - 6, place + 5, words, role="tick", fill=svg.GREY, anchor="end"))
    return "".join(parts)
