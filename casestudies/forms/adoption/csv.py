"""Records of adoption as lines of a CSV file, and a file → what it says of each record, or every mistake in it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Lower

from accounts.models import User
from casestudies.actions.adoption.content import COLUMNS
from casestudies.actions.adoption.sheets import Line
from casestudies.forms.adoption.records import Details, StageForm
from casestudies.forms.csv_files import BrokenFile, Finding, Row, finding, sheet_of
from casestudies.models import Alias, Technology
from casestudies.models.vocabulary import Barrier, Complexity, Domain, Stage
from casestudies.permissions.adoption import may_record_for
from metrics.models import Area
from safety.guard_fields import CONFIRMED

NEEDED = ("area", "technology", "stage", "since")
STEP = ("stage", "since", "reasons", "note")
HARD = tuple(f"{what}_{domain}" for domain in Domain for what in ("rated", "note"))
DETAILS = (*COLUMNS[1:], "functions")
ALL = ("area", "technology", "setting", "version", *STEP, *DETAILS, *HARD)
# What visitors are not given.
FOR_MEMBERS = ("contact_email",)
SEVERAL = ("functions", "reasons")
CALLED = {"day": "since"}
WORDS = {
    "stage": {label.casefold(): value for value, label in Stage.choices},
    "reasons": {label.casefold(): value for value, label in Barrier.choices},
    **{
        f"rated_{domain}": {label.casefold(): value for value, label in Complexity.choices}
        for domain in Domain
    },
}


class _RowForm(Details, StageForm):
    """One line, of the columns that the file has: what it leaves out stays as it is."""

    def __init__(self, *args, columns: Sequence[str], **kwargs):
        super().__init__(*args, **kwargs)
        for name in (*DETAILS, *HARD):
            if name not in columns:
                self.fields.pop(name, None)


@dataclass(frozen=True)
class _Known:
    """What lines name: areas by code, technologies by slug and by name, and which areas are the person's."""

    areas: Mapping[str, Area]
    technologies: Mapping[str, Technology]
    theirs: set[int]


def read_adoption(content: bytes, *, by: User, is_checked: bool) -> list[Line]:
    """Return what a file says of each record. Raises BrokenFile.

    `is_checked`: that somebody looked for patients in it, where the guard would ask.
    """
    sheet = sheet_of(content, known=ALL, needed=NEEDED)
    rows = sheet.rows
    if missing := list(_missing_ratings(rows[0])):
        raise BrokenFile([*sheet.findings, *missing])
    known = _known(rows, by)
    read = [(row, _form(row, by, is_checked)) for row in rows]
    mistakes = [found for row, form in read for found in _mistakes(row, form, known)]
    findings = [*sheet.findings, *mistakes, *_twice(rows, known)]
    if findings:
        raise BrokenFile(findings)
    return [_line(row, form, known) for row, form in read]


def _missing_ratings(row: Row) -> Iterator[Finding]:
    """Yield what lacks where a file rates some domains alone: the others would be taken for not rated."""
    if any(name in row.cells for name in HARD):
        for name in HARD:
            if name not in row.cells:
                yield finding(1, name, "it is missing: a file that rates anything has all of these columns.")


def _known(rows: Sequence[Row], by: User) -> _Known:
    codes = {row.cells["area"].upper() for row in rows}
    names = {row.cells["technology"].casefold() for row in rows}
    areas = {area.code: area for area in Area.objects.filter(code__in=codes)}
    listed = Technology.objects.listed().alias(key=Lower("name"))
    technologies = {}
    for alias in Alias.objects.filter(technology__state=Technology.State.LISTED).select_related("technology"):
        technologies[alias.name.casefold()] = alias.technology
    for one in listed.filter(Q(slug__in=names) | Q(key__in=names)):
        technologies |= {one.name.casefold(): one, one.slug: one}
    theirs = {area.pk for area in areas.values() if may_record_for(by, area)}
    return _Known(areas, technologies, theirs)


def _form(row: Row, by: User, is_checked: bool) -> _RowForm:
    cells: dict[str, Any] = {name: _code(name, value) for name, value in row.cells.items()}
    for name in SEVERAL:
        cells[name] = [_code(name, one.strip()) for one in row.cells.get(name, "").split(";") if one.strip()]
    data = cells | {"day": row.cells["since"], CONFIRMED: "on" if is_checked else ""}
    return _RowForm(data, reader=by, columns=list(row.cells))


def _code(column: str, words: str) -> str:
    """Return the code of what is named by its code or its words; other words as they are."""
    return WORDS.get(column, {}).get(words.casefold(), words)


def _mistakes(row: Row, form: _RowForm, known: _Known) -> Iterator[Finding]:
    area = known.areas.get(row.cells["area"].upper())
    if area is None:
        yield finding(row.number, "area", f"there is no area with the code “{row.cells['area']}”.")
    elif area.pk not in known.theirs:
        yield finding(row.number, "area", f"{area} is part of no board that you lead.")
    if row.cells["technology"].casefold() not in known.technologies:
        said = f"the register has no technology called “{row.cells['technology']}”."
        yield finding(row.number, "technology", said)
    for name, errors in form.errors.items():
        for words in errors:
            yield finding(row.number, column_of(name), words)


def column_of(field: str | None) -> str | None:
    """Return the column that a field is written in; None for what no column says."""
    column = CALLED.get(field, field)
    return column if column in ALL else None


def _twice(rows: Sequence[Row], known: _Known) -> Iterator[Finding]:
    seen: dict[tuple, int] = {}
    for row in rows:
        technology = known.technologies.get(row.cells["technology"].casefold())
        key = row.cells["area"].upper(), technology, row.cells.get("setting", "")
        if technology and key in seen:
            yield finding(row.number, "area", f"line {seen[key]} is about the same record.")
        seen.setdefault(key, row.number)


def _line(row: Row, form: _RowForm, known: _Known) -> Line:
    told = form.told
    # A setting tells records of one area and technology apart; a file without that column means those without one.
    told["setting"] = row.cells.get("setting", "")
    return Line(
        number=row.number,
        area=known.areas[row.cells["area"].upper()],
        technology=known.technologies[row.cells["technology"].casefold()],
        step=form.step,
        fields=told,
        version=form.cleaned_data["version"],
    )
