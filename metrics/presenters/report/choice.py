"""What a report is about: measure, treatment function, areas, months and boundaries."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.urls import reverse

from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import Measure
from metrics.presenters.words import AREAS

# The definition of the Medical Technology Group's reports, and the other way to read "completed pathways".
MTG_MEASURE = "admitted-per-1000"
READINGS = {
    MTG_MEASURE: "completed-per-1000",
    "completed-per-1000": MTG_MEASURE,
    "admitted-per-1000-registered": "completed-per-1000-registered",
    "completed-per-1000-registered": "admitted-per-1000-registered",
}
MONTHS_BY_DEFAULT = 12


@dataclass(frozen=True)
class Choice:
    """What a report is about, valid and complete. `first`, `last`: months (their first days), both included."""

    measure: Measure
    function: str
    level: str
    first: date
    last: date
    boundaries: str

    @property
    def query(self) -> str:
        """The choice in an address: the same choice always reads the same."""
        return f"{urlencode({'measure': self.measure.slug})}&{self.query_of_measure}"

    @property
    def query_of_measure(self) -> str:
        """The choice in the address of a page that has the measure in its path."""
        return urlencode(
            {
                "function": self.function,
                "level": self.level,
                "from": f"{self.first:%Y-%m}",
                "to": f"{self.last:%Y-%m}",
                "boundaries": self.boundaries,
            }
        )

    @property
    def address(self) -> str:
        return f"{reverse('report-variation')}?{self.query}"

    @property
    def period(self) -> str:
        """The months in words: `June 2024 to May 2025`."""
        if self.first == self.last:
            return numbers.month_name(self.last)
        return f"{numbers.month_name(self.first)} to {numbers.month_name(self.last)}"

    @property
    def function_name(self) -> str:
        """The treatment function in the middle of a sentence: `all treatment functions` or `urology`."""
        if self.function == ALL_FUNCTIONS:
            return "all treatment functions"
        return TREATMENT_FUNCTIONS[self.function].lower()

    @property
    def areas(self) -> str:
        """The areas of the level in words: `sub-ICB locations`."""
        return AREAS[self.level]

    @property
    def file_name(self) -> str:
        """The name, without an ending, of a file that holds the report."""
        months = f"{self.first:%Y-%m}-{self.last:%Y-%m}"
        return f"variation-{self.measure.slug}-{self.level}-{self.function}-{months}"
