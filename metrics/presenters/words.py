"""Figures in sentences: what is better, by how much, and compared with what."""

from dataclasses import dataclass

from metrics.charts import numbers
from metrics.compute.measures import Measure
from metrics.models import Area

BETTER, WORSE, SAME, UNSURE, UNKNOWN = "better", "worse", "same", "unsure", ""
# What is said of a difference that no interval can tell from chance.
NO_INTERVAL = "no interval can be worked out, so small differences may be chance"
DIRECTIONS = {
    "increase": "Higher is better",
    "decrease": "Lower is better",
    "neutral": "Neither high nor low is better",
}

ONE_AREA = {
    Area.Kind.ICB.value: "ICB",
    Area.Kind.SICBL.value: "sub-ICB location",
    Area.Kind.REGION.value: "region",
    Area.Kind.PROVIDER.value: "provider",
}
AREAS = {kind: f"{one}s" for kind, one in ONE_AREA.items()}


def shown(measure: Measure, value: float | None) -> str:
    """Return a value as a sentence needs it, such as `59.2%` or `13.6 weeks`."""
    return numbers.in_words(value, measure.unit, measure.decimals)


def tabled(measure: Measure, value: float | None) -> str:
    """Return a value where its measure and unit are named, as in a table."""
    return numbers.short(value, measure.unit, measure.decimals)


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

    @property
    def has_interval(self) -> bool:
        return self.value is not None and self.lower < self.upper

    def overlaps(self, other: "Between") -> bool:
        return self.lower <= other.upper and other.lower <= self.upper


def exactly(value: float | None) -> Between:
    return Between(value, value, value)


def sure_verdict(measure: Measure, one: Between, other: Between) -> str:
    """Return whether a value is BETTER or WORSE than another by its measure's direction, and by more than chance.

    SAME when they read the same as rounded, and where the intervals overlap; UNSURE when neither has an interval;
    UNKNOWN when one is not known or neither way is better. A value `exactly` known is compared with an interval.
    """
    value, benchmark = one.value, other.value
    if not (numbers.is_known(value) and numbers.is_known(benchmark)) or measure.direction == "neutral":
        return UNKNOWN
    if shown(measure, value) == shown(measure, benchmark):
        return SAME
    if not (one.has_interval or other.has_interval):
        return UNSURE
    if one.overlaps(other):
        return SAME
    return BETTER if is_ahead(measure, value, benchmark) else WORSE


def is_within_chance(one: Between, other: Between) -> bool:
    """Return whether two values of a measure have intervals that overlap, whichever way is better."""
    return (one.has_interval or other.has_interval) and one.overlaps(other)


def is_ahead(measure: Measure, value: float, benchmark: float) -> bool:
    """Return whether a value lies on the better side of another, by chance or not."""
    return (value > benchmark) == (measure.direction == "increase")


def better_way(measure: Measure) -> str:
    """Return which way values read that lie on the better side: `higher` or `lower`."""
    return "higher" if measure.direction == "increase" else "lower"


def beside(measure: Measure, value: float | None, benchmark: float | None, name: str) -> str:
    """Return how a value stands to a benchmark: `below England (60.9%)`; empty when one is not known."""
    if not (numbers.is_known(value) and numbers.is_known(benchmark)):
        return ""
    known = brief(measure, benchmark)
    if brief(measure, value) == known:
        return f"the same as {name} ({known})"
    return f"{'above' if value > benchmark else 'below'} {name} ({known})"


def capital(words: str) -> str:
    """Return words as they begin a sentence; the rest of them is left as it is."""
    return words[:1].upper() + words[1:]


def uncapital(words: str) -> str:
    """Return words as they stand in the middle of a sentence: a title without its capital."""
    return words[:1].lower() + words[1:]


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
