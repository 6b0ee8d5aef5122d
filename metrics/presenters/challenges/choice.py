"""What a page of persistent challenges, or of pockets, is about."""

from dataclasses import dataclass
from urllib.parse import urlencode

from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import Measure
from metrics.models import Area
from metrics.presenters.words import AREAS

ANY = "any"
NOW, YEAR = "now", "year"


@dataclass(frozen=True)
class Choice:
    """Valid and complete.

    `function`: a code, or ANY for each by itself. `within`: the code of a region or board, "" for all of England.
    `state`: NOW for those that are still behind, YEAR for those that have come out of it too.
    """

    measure: Measure
    function: str = ALL_FUNCTIONS
    level: str = Area.Kind.SICBL.value
    within: str = ""
    state: str = NOW

    @property
    def query(self) -> str:
        """The choice in an address: the same choice always reads the same."""
        asked = {
            "measure": self.measure.slug,
            "function": self.function,
            "level": self.level,
            "within": self.within,
            "state": self.state,
        }
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def of_pathways(self) -> str:
        """The measure, pathways and part of England alone, in an address: what both pages share."""
        asked = {"measure": self.measure.slug, "function": self.function, "within": self.within}
        return urlencode({name: value for name, value in asked.items() if value})

    @property
    def areas(self) -> str:
        """The areas of the level in words: `sub-ICB locations`."""
        return AREAS[self.level]

    @property
    def is_any_function(self) -> bool:
        return self.function == ANY

    @property
    def function_name(self) -> str:
        return "Each treatment function" if self.is_any_function else TREATMENT_FUNCTIONS[self.function]

    @property
    def file_name(self) -> str:
        """The name, without an ending, of a file of this."""
        parts = [self.measure.slug, self.level, self.function, self.within, self.state]
        return "-".join(part for part in parts if part)
