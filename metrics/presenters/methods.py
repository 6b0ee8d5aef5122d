"""The registry of measures as the page on methods shows it: what is divided by what, in words and in symbols."""

from collections.abc import Iterable
from dataclasses import dataclass

from metrics.compute.measures import (
    MEASURES,
    PATHWAYS,
    PER_1000,
    PER_1000_REGISTERED,
    PER_CENT,
    QUANTITIES,
    Measure,
)
from metrics.presenters.words import DIRECTIONS

# The columns of the CSV files that a quantity is made of, where it is not one column of the same name.
IN_COLUMNS = {
    "completed": "(admitted + non_admitted)",
    "list_at_start": "incomplete a month ago",
}
PERCENTILE = "L + (p × N − B) ÷ n, with p = {share}"
# Measures that are not a quotient of two quantities.
SYMBOLS = {
    "median-wait": PERCENTILE.format(share="0.5"),
    "p92-wait": PERCENTILE.format(share="0.92"),
    "admitted-median-wait": PERCENTILE.format(share="0.5"),
    "admitted-p95-wait": PERCENTILE.format(share="0.95"),
    "non-admitted-median-wait": PERCENTILE.format(share="0.5"),
    "non-admitted-p95-wait": PERCENTILE.format(share="0.95"),
    "clearance-weeks": "incomplete ÷ ((admitted + non_admitted over 3 months) ÷ (days in these months ÷ 7))",
    "unreported-removals": (
        "100 × (incomplete a month ago + new_periods − admitted − non_admitted − incomplete) ÷ incomplete a month ago"
    ),
}


@dataclass(frozen=True)
class Definition:
    """One measure in words and symbols; `numerator` and `denominator` are empty where it is no quotient."""

    measure: Measure
    symbols: str
    numerator: str
    denominator: str
    direction: str

    @property
    def is_percentile(self) -> bool:
        return self.symbols.startswith("L + ")


def definitions(measures: Iterable[Measure] = MEASURES.values()) -> list[Definition]:
    return [
        Definition(
            measure,
            SYMBOLS.get(measure.slug) or _quotient(measure),
            _words(measure.numerator),
            _words(measure.denominator),
            DIRECTIONS[measure.direction],
        )
        for measure in measures
    ]


def _quotient(measure: Measure) -> str:
    numerator = IN_COLUMNS.get(measure.numerator, measure.numerator)
    if measure.unit == PATHWAYS:
        return numerator
    times = {PER_CENT: "100", PER_1000: "1,000", PER_1000_REGISTERED: "1,000"}[measure.unit]
    return f"{times} × {numerator} ÷ {IN_COLUMNS.get(measure.denominator, measure.denominator)}"


def _words(quantity: str | None) -> str:
    return QUANTITIES[quantity].words if quantity else ""
