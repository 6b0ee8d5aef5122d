"""What a page of movement is about: measure, treatment function, areas, months, boundaries, and the area to mark."""

from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import Measure
from metrics.presenters.words import AREAS


@dataclass(frozen=True)
class Choice:
    """Valid and complete. `first`, `last`: months (their first days), both included. `area`: a code, "" for none."""

    measure: Measure
    level: str
    function: str
    first: date
    last: date
    boundaries: str
    area: str = ""

    @property
    def query(self) -> str:
        """The choice in an address: the same choice always reads the same."""
        asked = {
            "level": self.level,
            "function": self.function,
            "from": f"{self.first:%Y-%m}",
            "to": f"{self.last:%Y-%m}",
            "boundaries": self.boundaries,
        }
        return urlencode(asked | ({"area": self.area} if self.area else {}))

    def marking(self, area: str) -> "Choice":
        return replace(self, area=area)

    @property
    def areas(self) -> str:
        """The areas of the level in words: `sub-ICB locations`."""
        return AREAS[self.level]

    @property
    def period(self) -> str:
        return months_in_words(self.first, self.last)

    @property
    def function_name(self) -> str:
        return TREATMENT_FUNCTIONS[self.function]

    @property
    def subject(self) -> str:
        """What is ranked, without its months: `Waiting 18 weeks or less, urology`."""
        title = self.measure.title
        return title if self.function == ALL_FUNCTIONS else f"{title}, {self.function_name.lower()}"

    @property
    def file_name(self) -> str:
        """The name, without an ending, of a file of this."""
        months = f"{self.first:%Y-%m}-{self.last:%Y-%m}"
        name = f"{self.measure.slug}-movement-{self.level}-{self.function}-{months}"
        return f"{name}-{self.area}" if self.area else name


def months_in_words(first: date, last: date) -> str:
    """Return `June 2024 to May 2025`, `April to September 2024` or `May 2025`."""
    if first == last:
        return numbers.month_name(last)
    start = numbers.MONTHS[first.month - 1] if first.year == last.year else numbers.month_name(first)
    return f"{start} to {numbers.month_name(last)}"
