"""What left a waiting list without being reported as completed: it stands beside every claim that a list fell or rose.

The change of a list is new pathways − completed − unreported removals, so a list that fell is no sign that more people
were treated.
"""

from dataclasses import dataclass

import pandas as pd

from metrics.charts import numbers
from metrics.compute.measures import Measure, quantity

YEAR = 12
SLUG = "unreported-removals"
PARTS = ("new_periods", "completed", "unreported_removals")


def is_of_list(measure: Measure) -> bool:
    """Say whether a measure counts a waiting list, whole or per head."""
    return measure.numerator == "incomplete"


@dataclass(frozen=True)
class YearOfList:
    """What came to a list and left it in the 12 months to a month, in pathways; `months`: in how many of them the
    unreported removals are known. The sums are over those months alone."""

    new: float
    completed: float
    removed: float
    months: int

    @property
    def in_brief(self) -> str:
        """Return it for the end of a clause: `with 3,210 unreported removals`."""
        if not self.months:
            return "unreported removals not known"
        known = "" if self.months == YEAR else f" (known in {self.months} of {YEAR} months)"
        return f"with {numbers.thousands(self.removed)} unreported removals{known}"

    @property
    def in_words(self) -> str:
        """Return how many pathways left the list without being reported as completed, as a sentence."""
        if not self.months:
            return "How many pathways left the list without being reported as completed is not known."
        return f"{self._over} {_left(self.removed)} (unreported removals)."

    @property
    def _over(self) -> str:
        if self.months == YEAR:
            return "Over that year"
        return f"In the {self.months} of these {YEAR} months for which it is known"

    @property
    def as_sum(self) -> str:
        """Return what the list changed by and why, as a sentence; as `in_words` unless each month is known."""
        if self.months < YEAR:
            return self.in_words
        change = numbers.signed(self.new - self.completed - self.removed, 0)
        parts = [numbers.thousands(part) for part in (self.new, self.completed, self.removed)]
        return (
            f"{self._over} {parts[0]} pathways were new, {parts[1]} were completed and {_left(self.removed)} "
            f"(unreported removals). The list changed by {parts[0]} {numbers.MINUS} {parts[1]} {numbers.MINUS} "
            f"{_bracketed(parts[2])} = {change}."
        )


def _left(removed: float) -> str:
    if removed < 0:
        return f"{numbers.thousands(-removed)} more pathways joined the list than were reported as new"
    return f"{numbers.thousands(removed)} pathways left the list without being reported as completed"


def _bracketed(number: str) -> str:
    return f"({number})" if number.startswith(numbers.MINUS) else number


def year_of_list(figures: pd.DataFrame, month: pd.Timestamp) -> YearOfList:
    """Return what came to a list and left it over the year to `month`. `figures`: of one area, as
    `measured.with_measures` returns them, by month."""
    months = pd.date_range(end=month, periods=YEAR, freq="MS")
    known = pd.DataFrame({name: quantity(figures, name) for name in PARTS}).reindex(months).dropna()
    return YearOfList(*(float(known[name].sum()) for name in PARTS), months=len(known))
