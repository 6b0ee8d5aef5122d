"""What may be asked of the page of a measure's variation in an address."""

from collections.abc import Mapping, Sequence
from datetime import date

from metrics.asked import BACKWARDS, MonthsAsked, months_until, one_function, one_of, one_of_boundaries
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.models import Area
from metrics.presenters.variation.england import Choice

MONTHS_BY_DEFAULT = 24


class VariationAsked(MonthsAsked):
    """Which areas, pathways and months to look at."""

    field_order = ("level", "function", "from", "to", "boundaries")

    level = one_of(
        "Areas", [(Area.Kind.SICBL, "Sub-ICB locations in ICBs"), (Area.Kind.ICB, "ICBs in NHS regions")]
    )
    function = one_function()
    boundaries = one_of_boundaries("Areas of each month")

    def __init__(self, asked: Mapping[str, str], months: Sequence[date]):
        """Take what an address asks for; by default sub-ICB locations in the last 24 published months."""
        defaults = {
            "level": Area.Kind.SICBL.value,
            "function": ALL_FUNCTIONS,
            **months_until(asked.get("to"), months, MONTHS_BY_DEFAULT),
            "boundaries": "then",
        }
        super().__init__(asked, defaults, months)

    def clean(self) -> dict:
        asked = super().clean()
        if self.is_backwards:
            self.add_error("to", BACKWARDS)
        return asked

    @property
    def choice(self) -> Choice:
        """What was asked for, with the default in place of what cannot be."""
        usable = self.usable
        first = min(usable["from"], usable["to"])
        return Choice(usable["level"], usable["function"], first, usable["to"], usable["boundaries"])
