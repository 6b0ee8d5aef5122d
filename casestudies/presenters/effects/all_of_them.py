"""All answers together: how many say what, how many chance alone would change, and each as a line of a file."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from casestudies.models import MeasuredEffect
from metrics.compute.effects.choosing import BETTER, CANNOT, HIGHER, LOWER, NO_CLEAR_CHANGE, NOT_YET, WORSE
from metrics.compute.effects.step import LEVEL
from metrics.presenters import words
from metrics.presenters.effects import brief
from safety import csv_cells

COLUMNS = (
    *("page", "what_began", "area", "area_name", "measure", "treatment_function", "starts", "ends"),
    *("verdict", "change", "lower", "upper", "p", "unit", "other_areas", "months_before", "months_since"),
    *("method_version", "worked_out"),
)


@dataclass(frozen=True)
class Counts:
    """How many answers say what."""

    of: Counter

    @property
    def measured(self) -> int:
        return sum(self.of[one] for one in (BETTER, WORSE, HIGHER, LOWER, NO_CLEAR_CHANGE))

    @property
    def _by_chance(self) -> str:
        share = LEVEL * self.measured
        here = f", here about {round(share)}" if share >= 1 else ""
        return f"Chance alone would call 1 in 20 changed{here}: look at several areas before you trust one."

    @property
    def sentences(self) -> list[str]:
        """Return what all answers say together: the counts, and how many of them chance alone accounts for."""
        said = [
            (self.of[BETTER], "changed for the better"),
            (self.of[WORSE], "changed for the worse"),
            (self.of[HIGHER] + self.of[LOWER], "changed, where neither way is better"),
            (self.of[NO_CLEAR_CHANGE], "show no clear change"),
        ]
        parts = [f"{count:,} {what}" for count, what in said if count]
        sentences = []
        if self.measured:
            figures = "1 figure" if self.measured == 1 else f"{self.measured:,} figures"
            sentences = [f"Of {figures} that can be measured, {words.joined(parts)}.", self._by_chance]
        if waiting := self.of[NOT_YET]:
            sentences.append(
                f"{waiting:,} cannot be measured yet: too few months have passed since the start."
            )
        if cannot := self.of[CANNOT]:
            sentences.append(
                f"{cannot:,} cannot be measured: too few months before, or too few areas to compare with."
            )
        return sentences


def csv_lines(found: Iterable[MeasuredEffect]) -> Iterator[str]:
    """Return answers as lines of CSV, the columns' names first. What is not known is empty."""
    return csv_cells.csv_lines(chain([COLUMNS], map(_cells, found)))


def _cells(found: MeasuredEffect) -> list[object]:
    told = found.told
    test = told.test
    tested = [test.change, test.lower, test.upper, test.p] if test else [""] * 4
    return [
        found.get_absolute_url(),
        f"{found.thing}",
        *(found.area.code, found.area.short_name, found.measure, found.treatment_function),
        *(found.starts.isoformat(), found.ends.isoformat() if found.ends else ""),
        brief(found.verdict),
        *tested,
        words.unit_of_distance(found.measured),
        test.controls if test else "",
        *(told.known_before, told.known_after, found.method_version, found.at.date().isoformat()),
    ]
