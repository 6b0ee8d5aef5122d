"""The rows of one CSV as arrays, before anybody has asked whether they make sense."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from metrics.ingest.findings import MOST_PLACES, QUARANTINE, Finding
from metrics.ingest.layouts import Layout

BLANK = -1
# England's whole waiting list has seven digits; with at most so many, no sum here can overflow 32 bits.
LARGEST_COUNT = 9_999_999
MOST_ROWS = 500_000
# What spreadsheets write where there is nothing to say.
NOTHING = frozenset({"#N/A", "N/A", "NULL"})


@dataclass(frozen=True)
class Texts:
    """One text column: `ids[row]` is a place in `values`."""

    ids: np.ndarray
    values: list[str]

    @property
    def said(self) -> np.ndarray:
        """Which rows say anything at all."""
        return np.array([value != "" for value in self.values])[self.ids]

    def at(self, row: int) -> str:
        return self.values[self.ids[row]]


@dataclass
class Table:
    """The rows of a file. `bands` is int32, rows × bands; the three counts are int32 and BLANK where blank.

    `lines[row]` is the line of the file that a row stands on, counted from 1.
    """

    file: str
    layout: Layout
    texts: dict[str, Texts]
    bands: np.ndarray
    counts: dict[str, np.ndarray]
    lines: Sequence[int]

    def __len__(self) -> int:
        return len(self.bands)

    @cached_property
    def banded(self) -> np.ndarray:
        """The sum of each row's bands, int32."""
        return self.bands.sum(axis=1, dtype=np.int32)

    def text(self, what: str, row: int) -> str:
        return self.texts[what].at(row)

    def key(self, row: int) -> str:
        """Return which provider, commissioner and part a row is about, for people: `RXF × 03R × Part_2`."""
        return " × ".join(self.text(what, row) for what in ("provider", "commissioner", "part"))

    def finding(
        self, rule: str, row: int, column: str, value: object, text: str, severity=QUARANTINE
    ) -> Finding:
        said = "" if value == BLANK else str(value)
        return Finding(rule, severity, self.file, int(self.lines[row]), column, said, text)

    def text_findings(self, rule: str, what: str, ids: Sequence[int], text: str) -> list[Finding]:
        """Return where some of a column's values first stand."""
        column = self.texts[what]
        name = self.layout.column_of(what)
        return [
            self.finding(rule, int(np.argmax(column.ids == which)), name, column.values[which], text)
            for which in list(ids)[:MOST_PLACES]
        ]


def cleaned(texts: Texts) -> Texts:
    """Return a column without blanks around its values, and with nothing where the file says so in words."""
    values: dict[str, int] = {}
    places = [values.setdefault(_cleaned_value(value), len(values)) for value in texts.values]
    if list(values) == texts.values:
        return texts
    return Texts(np.array(places, np.int32)[texts.ids], list(values))


def _cleaned_value(value: str) -> str:
    stripped = value.strip(" \t")
    return "" if stripped in NOTHING else stripped
