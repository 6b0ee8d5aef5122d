"""CSV files that people bring: their rows under their columns, or everything that is wrong, by line and column."""

import csv
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from io import StringIO

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from safety.csv_cells import as_written
from safety.guard_fields import GuardedForm

MOST_ROWS = 2000
MOST_FINDINGS = 200
LARGEST = 2 * 1024 * 1024


class BrokenFile(Exception):
    """A file that cannot be taken in; `findings`: everything that is wrong with it, in the order of its lines."""

    def __init__(self, findings: list[str]):
        self.findings = findings
        more = len(findings) - MOST_FINDINGS
        self.shown = findings if more <= 0 else [*findings[:MOST_FINDINGS], f"And {more} more."]
        super().__init__("\n".join(self.shown))


@dataclass(frozen=True)
class Row:
    """A row of a file by its columns, and the line on which it begins."""

    number: int
    cells: dict[str, str]


def finding(number: int, column: str | None, words: str) -> str:
    """Return what is wrong on a line, and in which column if it is in one."""
    return f"Line {number}{f', column {column}' if column else ''}: {words}"


def rows_of(content: bytes, *, known: Collection[str], needed: Collection[str]) -> list[Row]:
    """Return the rows of a file, those without anything left out. Raises BrokenFile."""
    lines = _lines(content)
    columns = [name.strip().lower().replace(" ", "_") for name in next(lines, (1, []))[1]]
    if wrong := list(_wrong_columns(columns, known, needed)):
        raise BrokenFile(wrong)
    rows = [_row(number, cells, columns) for number, cells in lines]
    if not rows:
        raise BrokenFile(["The file has nothing below the line with its columns’ names."])
    if len(rows) > MOST_ROWS:
        words = f"a file has at most {MOST_ROWS:,} lines below its columns’ names."
        raise BrokenFile([finding(rows[MOST_ROWS].number, None, words)])
    return rows


def _row(number: int, cells: list[str], columns: list[str]) -> Row:
    if len(cells) != len(columns):
        raise BrokenFile([f"Line {number}: it has {len(cells)} cells where the first has {len(columns)}."])
    return Row(number, {name: as_written(cell.strip()) for name, cell in zip(columns, cells, strict=True)})


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
        raise BrokenFile([f"Line {begins}: the file cannot be read as CSV ({broken})."]) from None


def _text(content: bytes) -> str:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = content[: broken.start].count(b"\n") + 1
        raise BrokenFile([f"Line {line}: the file is not UTF-8: save it as “CSV UTF-8”."]) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BrokenFile([f"Line {line}: the file holds what is no text."])
    return text


def _wrong_columns(columns: list[str], known: Collection[str], needed: Collection[str]) -> Iterator[str]:
    for name in columns:
        if name not in known:
            yield f"Line 1, column {name or '(no name)'}: there is no such column. Known: {', '.join(known)}."
    for name in sorted({name for name in columns if columns.count(name) > 1}):
        yield f"Line 1, column {name}: it is there twice."
    for name in needed:
        if name not in columns:
            yield f"Line 1, column {name}: it is missing, and every line needs it."


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
