"""Cells of CSV files that people open in a spreadsheet: none is run as a formula, each can be read back."""

import csv
import re
from collections.abc import Iterable, Iterator

# A spreadsheet runs what begins so. What has quotes before it gets one more, so that taking one away is exact.
RUNS = re.compile(r"'*[=+\-@\t\r]")
MADE_INERT = re.compile(r"'+[=+\-@\t\r]")


def inert(text: str) -> str:
    """Return a cell that no spreadsheet runs as a formula."""
    return f"'{text}" if RUNS.match(text) else text


def as_written(cell: str) -> str:
    """Return what a cell held before `inert`."""
    return cell[1:] if MADE_INERT.match(cell) else cell


class _Line:
    """What the CSV writer writes into: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(rows: Iterable[Iterable[object]]) -> Iterator[str]:
    """Yield rows as lines of CSV, one at a time, their texts inert."""
    writer = csv.writer(_Line())
    for cells in rows:
        yield writer.writerow(inert(cell) if isinstance(cell, str) else cell for cell in cells)
