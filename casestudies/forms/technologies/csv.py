"""A CSV file of technologies → entries for the register: all of it, or every mistake by line and column."""

from collections.abc import Iterator, Mapping
from typing import Any

from casestudies.actions.registering import Entry
from casestudies.forms.csv_files import BrokenFile, Finding, Row, finding, sheet_of
from casestudies.forms.technologies.register import COLUMNS, LINES, WriteTechnology, values_of
from casestudies.models import Technology
from safety.guard_fields import CONFIRMED

ALL_COLUMNS = (*COLUMNS, *LINES)
NEEDED = ("name", "kind", "summary")
CHOICES = ("kind", "care_setting", "evidence_level")


def read_technologies(content: bytes, *, is_checked: bool = False) -> list[Entry]:
    """Return what the register is to say of each technology in a file; what it leaves out stays as it is.

    `is_checked`: that somebody looked for patients in it, where the guard would ask. Raises BrokenFile.
    """
    sheet = sheet_of(content, known=ALL_COLUMNS, needed=NEEDED)
    rows = sheet.rows
    register = {
        one.name.casefold(): one
        for one in Technology.objects.prefetch_related("aliases", "functions", "guidance", "funding_years")
    }
    forms = [_form(row, register, is_checked) for row in rows]
    mistakes = [found for row, form in zip(rows, forms, strict=True) for found in _mistakes(row, form)]
    findings = [*sheet.findings, *mistakes]
    if not findings:
        findings = list(_names_taken(rows, [form.entry for form in forms], register))
    if findings:
        raise BrokenFile(findings)
    return [form.entry for form in forms]


def _form(row: Row, register: Mapping[str, Technology], is_checked: bool) -> WriteTechnology:
    held = register.get(row.cells["name"].casefold())
    values: dict[str, Any] = {"evidence_level": Technology().evidence_level} | (
        values_of(held) if held else {}
    )
    values |= row.cells
    for name in CHOICES:
        values[name] = _code(name, values.get(name, ""))
    if "functions" in row.cells:
        values["functions"] = [one.strip() for one in row.cells["functions"].split(";") if one.strip()]
    return WriteTechnology(values | {CONFIRMED: "on" if is_checked else ""})


def _code(column: str, words: str) -> str:
    """Return the code of a choice that is named by its code or by its words; other words as they are."""
    choices = Technology._meta.get_field(column).choices
    if column == "evidence_level" and not words:
        return Technology().evidence_level
    return next((code for code, label in choices if words.casefold() in (code, label.casefold())), words)


def _mistakes(row: Row, form: WriteTechnology) -> Iterator[Finding]:
    for name, errors in form.errors.items():
        column = name if name in ALL_COLUMNS else None
        yield from (finding(row.number, column, words) for words in errors)


def _names_taken(
    rows: list[Row], entries: list[Entry], register: Mapping[str, Technology]
) -> Iterator[Finding]:
    """Yield the names that two technologies of the file have, or one of the file and another of the register."""
    written = {row.cells["name"].casefold() for row in rows}
    kept = [one for key, one in register.items() if key not in written]
    owner = {name.casefold(): f"{one} in the register" for one in kept for name in _names_of(one)}
    for row, entry in zip(rows, entries, strict=True):
        for column, name in [("name", entry.columns["name"]), *(("aliases", name) for name in entry.aliases)]:
            if whose := owner.get(name.casefold()):
                yield finding(row.number, column, f"“{name}” is a name of {whose} too.")
            owner[name.casefold()] = f"line {row.number}"


def _names_of(technology: Technology) -> list[str]:
    return [technology.name, *(alias.name for alias in technology.aliases.all())]
