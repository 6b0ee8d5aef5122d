"""A CSV file of technologies → entries for the register: all of it, or every mistake by line and column."""

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from io import StringIO
from typing import Any

from casestudies.actions.registering import Entry
from casestudies.forms.technologies import COLUMNS, LINES, WriteTechnology, values_of
from casestudies.models import Technology
from safety.guard_fields import CONFIRMED

ALL_COLUMNS = (*COLUMNS, *LINES)
NEEDED = ("name", "kind", "summary")
MOST_ROWS = 2000
MOST_FINDINGS = 200
CHOICES = ("kind", "care_setting", "evidence_level")
# What a file of ours puts before a cell that a spreadsheet would run as a formula.
MADE_INERT = re.compile(r"'(?=[=+\-@\t\r])")


class BrokenFile(Exception):
    """A file that cannot be taken in; `findings` says everything that is wrong with it, first things first."""

    def __init__(self, findings: list[str]):
        self.findings = findings
        super().__init__("\n".join(findings))


@dataclass(frozen=True)
class Line:
    """A row of the file, and the line on which it begins."""

    number: int
    cells: dict[str, str]

    def finding(self, column: str, words: str) -> str:
        return f"Line {self.number}, column {column}: {words}"


def read_technologies(content: bytes, *, is_checked: bool = False) -> list[Entry]:
    """Return what the register is to say of each technology in a file; what it leaves out stays as it is.

    `is_checked`: that somebody looked for patients in it, where the guard would ask. Raises BrokenFile.
    """
    lines = list(_lines(content))
    register = {
        one.name.casefold(): one
        for one in Technology.objects.prefetch_related("aliases", "functions", "guidance", "funding_years")
    }
    forms = [_form(line, register, is_checked) for line in lines]
    findings = [found for line, form in zip(lines, forms, strict=True) for found in _mistakes(line, form)]
    if not findings:
        findings = list(_names_taken(lines, [form.entry for form in forms], register))
    if findings:
        raise BrokenFile(_cut(findings))
    return [form.entry for form in forms]


def _cut(findings: list[str]) -> list[str]:
    more = len(findings) - MOST_FINDINGS
    return findings if more <= 0 else [*findings[:MOST_FINDINGS], f"And {more} more."]


def _lines(content: bytes) -> Iterator[Line]:
    """Yield the rows of a file under their columns. Raises BrokenFile."""
    rows = _rows(content)
    header = next(rows, (1, []))[1]
    columns = [name.strip().lower().replace(" ", "_") for name in header]
    if wrong := _wrong_columns(columns):
        raise BrokenFile(wrong)
    count = 0
    for number, cells in rows:
        if len(cells) != len(columns):
            raise BrokenFile(
                [f"Line {number}: it has {len(cells)} cells where the first has {len(columns)}."]
            )
        count += 1
        if count > MOST_ROWS:
            raise BrokenFile([f"Line {number}: a file has at most {MOST_ROWS:,} technologies."])
        yield Line(number, dict(zip(columns, map(_plain, cells), strict=True)))
    if not count:
        raise BrokenFile(
            ["The file has no technologies: a line with the columns’ names, then one line each."]
        )


def _rows(content: bytes) -> Iterator[tuple[int, list[str]]]:
    """Yield the cells of each row that is not blank, with the line on which it begins. Raises BrokenFile."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as broken:
        line = content[: broken.start].count(b"\n") + 1
        raise BrokenFile([f"Line {line}: the file is not UTF-8: save it as “CSV UTF-8”."]) from None
    if "\0" in text:
        line = text[: text.index("\0")].count("\n") + 1
        raise BrokenFile([f"Line {line}: the file holds what is no text."])
    reader, begins = csv.reader(StringIO(text, newline=""), strict=True), 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                yield begins, cells
            begins = reader.line_num + 1
    except csv.Error as broken:
        raise BrokenFile([f"Line {begins}: the file cannot be read as CSV ({broken})."]) from None


def _wrong_columns(columns: list[str]) -> list[str]:
    unknown = [name for name in columns if name not in ALL_COLUMNS]
    twice = sorted({name for name in columns if columns.count(name) > 1})
    missing = [name for name in NEEDED if name not in columns]
    known = f"Known columns: {', '.join(ALL_COLUMNS)}."
    return [
        *(f"Line 1, column {name or '(no name)'}: there is no such column. {known}" for name in unknown),
        *(f"Line 1, column {name}: it is there twice." for name in twice),
        *(f"Line 1, column {name}: it is missing, and every technology needs it." for name in missing),
    ]


def _plain(cell: str) -> str:
    return MADE_INERT.sub("", cell.strip(), count=1) if cell.startswith("'") else cell.strip()


def _form(line: Line, register: Mapping[str, Technology], is_checked: bool) -> WriteTechnology:
    held = register.get(line.cells["name"].casefold())
    values: dict[str, Any] = {"evidence_level": Technology().evidence_level} | (
        values_of(held) if held else {}
    )
    values |= line.cells
    for name in CHOICES:
        values[name] = _code(name, values.get(name, ""))
    if "functions" in line.cells:
        values["functions"] = [one.strip() for one in line.cells["functions"].split(";") if one.strip()]
    return WriteTechnology(values | {CONFIRMED: "on" if is_checked else ""})


def _code(column: str, words: str) -> str:
    """Return the code of a choice that is named by its code or by its words; other words as they are."""
    choices = Technology._meta.get_field(column).choices
    if column == "evidence_level" and not words:
        return Technology().evidence_level
    return next((code for code, label in choices if words.casefold() in (code, label.casefold())), words)


def _mistakes(line: Line, form: WriteTechnology) -> Iterator[str]:
    for name, errors in form.errors.items():
        column = name if name in ALL_COLUMNS else "any"
        yield from (line.finding(column, words) for words in errors)


def _names_taken(
    lines: list[Line], entries: list[Entry], register: Mapping[str, Technology]
) -> Iterator[str]:
    """Yield the names that two technologies of the file have, or one of the file and another of the register."""
    written = {line.cells["name"].casefold() for line in lines}
    kept = [one for key, one in register.items() if key not in written]
    owner = {name.casefold(): f"{one} in the register" for one in kept for name in _names_of(one)}
    for line, entry in zip(lines, entries, strict=True):
        for column, name in [("name", entry.columns["name"]), *(("aliases", name) for name in entry.aliases)]:
            if whose := owner.get(name.casefold()):
                yield line.finding(column, f"“{name}” is a name of {whose} too.")
            owner[name.casefold()] = f"line {line.number}"


def _names_of(technology: Technology) -> list[str]:
    return [technology.name, *(alias.name for alias in technology.aliases.all())]
