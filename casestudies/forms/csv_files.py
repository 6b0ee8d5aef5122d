"""CSV files that people bring: their rows under their columns, or everything that is wrong, by line and column."""

import csv
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from io import StringIO
from operator import attrgetter
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from safety.csv_cells import as_written
from safety.guard_fields import GuardedForm

MOST_ROWS = 2000
MOST_FINDINGS = 200
LARGEST = 2 * 1024 * 1024
NOTHING_BELOW = "The file has nothing below the line with its columns’ names."


class Finding(NamedTuple):
    """What is wrong with a file, in words, and on which line; 0: with the whole file."""

    line: int
    words: str


class BrokenFile(Exception):
    """A file that cannot be taken in; `findings`: all that is wrong with it in words, in the order of its lines."""

    def __init__(self, findings: Iterable[Finding]):
        self.findings = [one.words for one in sorted(findings, key=attrgetter("line"))]
        more = len(self.findings) - MOST_FINDINGS
        self.shown = self.findings if more <= 0 else [*self.findings[:MOST_FINDINGS], f"And {more} more."]
        super().__init__("\n".join(self.shown))


@dataclass(frozen=True)
class Row:
    """A row of a file by its columns, and the line on which it begins."""

    number: int
    cells: dict[str, str]


@dataclass(frozen=True)
class Sheet:
    """What can be read of a file, and what is wrong with its columns and with the lines that are left out."""

    rows: list[Row]
    findings: list[Finding]


def finding(number: int, column: str | None, words: str) -> Finding:
    """Return what is wrong on a line, and in which column if it is in one."""
    return Finding(number, f"Line {number}{f', column {column}' if column else ''}: {words}")


def sheet_of(content: bytes, *, known: Collection[str], needed: Collection[str]) -> Sheet:
    """Return the lines of a file that are not blank, with what is wrong with others and with the columns' names.

    Columns that nobody knows are left out. Raises BrokenFile where nothing is left to look at.
    """
    lines = _lines(content)
    columns = [name.strip().lower().replace(" ", "_") for name in next(lines, (1, []))[1]]
    if broken := list(_broken_columns(columns, needed)):
        raise BrokenFile([*broken, *_unknown_columns(columns, known)])
    findings = list(_unknown_columns(columns, known))
    rows = []
    for number, cells in lines:
        if len(cells) == len(columns):
            rows.append(_row(number, cells, columns, known))
        else:
            words = f"it has {len(cells)} cells where the first has {len(columns)}."
            findings.append(finding(number, None, words))
    if len(rows) > MOST_ROWS:
        words = f"a file has at most {MOST_ROWS:,} lines below its columns’ names."
        raise BrokenFile([finding(rows[MOST_ROWS].number, None, words)])
    if not rows:
        raise BrokenFile(findings or [Finding(0, NOTHING_BELOW)])
    return Sheet(rows, findings)


def _row(number: int, cells: list[str], columns: list[str], known: Collection[str]) -> Row:
    named = zip(columns, cells, strict=True)
    return Row(number, {name: as_written(cell.strip()) for name, cell in named if name in known})


def _lines(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each line that is not blank, with the line on which it begins. Raises BrokenFile."""
    text = _text(content)
    reader, begins = csv.reader(StringIO(text, newline=""), strict=True), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as broken:
        raise BrokenFile([finding(begins, None, f"the file cannot be read as CSV ({broken}).")]) from None


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = content[: broken.start].count(b"\n") + 1
        words = "the file is not UTF-8: save it as “CSV UTF-8”."
        raise BrokenFile([finding(line, None, words)]) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BrokenFile([finding(line, None, "the file holds what is no text.")])
    return text


def _unknown_columns(columns: list[str], known: Collection[str]) -> Iterator[Finding]:
    for name in columns:
        if name not in known:
            yield finding(1, name or "(no name)", f"there is no such column. Known: {', '.join(known)}.")


def _broken_columns(columns: list[str], needed: Collection[str]) -> Iterator[Finding]:
    """Yield for what no line can be read: a column that is there twice, or that every line needs."""
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        yield finding(1, name, "it is there twice.")
    for name in needed:
        if name not in columns:
            yield finding(1, name, "it is missing, and every line needs it.")


class LoadFile(GuardedForm, forms.Form):
    """A CSV file, and that somebody looked for patients in it, where the guard would ask."""

    file = forms.FileField(
        label="CSV file",
        help_text=f"At most {MOST_ROWS:,} lines below the columns’ names.",
        widget=forms.FileInput(attrs={"class": "nhsuk-file-upload__input", "accept": ".csv,text/csv"}),
        error_messages={"required": "Choose a CSV file.", "empty": "The file is empty."},
    )
    checked = forms.BooleanField(
        label="I have checked that nothing in the file is about a patient",
        widget=forms.CheckboxInput(attrs={"class": "nhsuk-checkboxes__input"}),
        error_messages={"required": "Tick the box once you have checked the file."},
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise ValidationError("The file is larger than 2 MB: load it in parts.")
        return file
