"""Figures in sentences: what is better, by how much, and compared with what."""

from dataclasses import dataclass

from metrics.charts import numbers
from metrics.compute.measures import Measure

BETTER, WORSE, SAME, UNKNOWN = "better", "worse", "same", ""
DIRECTIONS = {
    "increase": "Higher is better",
    "decrease": "Lower is better",
    "neutral": "Neither high nor low is better",
}


def shown(measure: Measure, value: float | None) -> str:
    """Return a value as a sentence needs it, such as `59.2%` or `13.6 weeks`."""
    return numbers.in_words(value, measure.unit, measure.decimals)


def brief(measure: Measure, value: float | None) -> str:
    """Return a value where its measure is named: rates and counts without their unit."""
    if measure.unit in (numbers.PATHWAYS, *numbers.RATES):
        return numbers.short(value, measure.unit, measure.decimals)
    return shown(measure, value)


@dataclass(frozen=True)
class Between:
    """A value and the ends of its 95% interval; without an interval both ends are the value."""

    value: float | None
    lower: float | None
    upper: float | None

    def overlaps(self, other: "Between") -> bool:
        return self.lower <= other.upper and other.lower <= self.upper


def exactly(value: float | None) -> Between:
    return Between(value, value, value)


def verdict(measure: Measure, value: float | None, benchmark: float | None) -> str:
    """Return whether a value is BETTER or WORSE than a benchmark by its measure's direction.

    SAME when they read the same as rounded; UNKNOWN when one is not known or neither way is better.
    """
    return sure_verdict(measure, exactly(value), exactly(benchmark))


def sure_verdict(measure: Measure, one: Between, other: Between) -> str:
    """Return what `verdict` does, and SAME too where the intervals overlap."""
    value, benchmark = one.value, other.value
    if not (numbers.is_known(value) and numbers.is_known(benchmark)) or measure.direction == "neutral":
        return UNKNOWN
    if shown(measure, value) == shown(measure, benchmark) or one.overlaps(other):
        return SAME
    return BETTER if (value > benchmark) == (measure.direction == "increase") else WORSE


def beside(measure: Measure, value: float | None, benchmark: float | None, name: str) -> str:
    """Return how a value stands to a benchmark: `below England (60.9%)`; empty when one is not known."""
    if not (numbers.is_known(value) and numbers.is_known(benchmark)):
        return ""
    known = brief(measure, benchmark)
    if brief(measure, value) == known:
        return f"the same as {name} ({known})"
    return f"{'above' if value > benchmark else 'below'} {name} ({known})"


def joined(names: list[str]) -> str:
    """Return `Wakefield, Leeds and Kirklees`."""
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)


def change(measure: Measure, before: float, now: float) -> str:
    """Return `rose by 5.4 percentage points` or `did not change`."""
    # From the values as they read, so that the change is the difference that a reader sees.
    before, now = round(before, measure.decimals), round(now, measure.decimals)
    if before == now:
        return "did not change"
    way = "rose" if now > before else "fell"
    return f"{way} by {numbers.gap(now, before, measure.unit, measure.decimals)}"


def unit_of_distance(measure: Measure) -> str:
    """Return what two values of a measure lie apart in: `percentage points`, `weeks`."""
    return "percentage points" if measure.unit == numbers.PER_CENT else measure.unit


def apart(measure: Measure, one: float, other: float) -> str:
    """Return how far apart two values are as they read: `8.4 percentage points`."""
    one, other = round(one, measure.decimals), round(other, measure.decimals)
    return numbers.gap(one, other, measure.unit, measure.decimals)
