"""Entries of the audit log as people read them: names for numbers, words for acts."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth import get_user_model

from safety import csv_cells
from safety.acts import ACTS
from safety.models import AuditEntry

COLUMNS = ("number", "at", "by", "role", "act", "about", "area", "reason", "details", "previous_hash", "hash")
A_PERSON = "user:"


@dataclass(frozen=True)
class Row:
    """An entry to show; `who` and `about` are empty where nobody is there any more."""

    entry: AuditEntry
    who: str
    about: str

    @property
    def words(self) -> str:
        act = ACTS.get(self.entry.act)
        return act.words if act else self.entry.act

    @property
    def details(self) -> list[tuple[str, str]]:
        return [(name.replace("_", " "), _plain(value)) for name, value in self.entry.details.items()]


def rows(entries: list[AuditEntry], *, sees_addresses: bool) -> list[Row]:
    """Return entries with the names of those in them, in one query more."""
    names = _names(entries, sees_addresses)
    return [Row(entry, names.get(entry.by, ""), names.get(_person_in(entry.about), "")) for entry in entries]


def _names(entries: list[AuditEntry], sees_addresses: bool) -> dict[int, str]:
    numbers = {entry.by for entry in entries} | {_person_in(entry.about) for entry in entries}
    people = get_user_model().objects.in_bulk(numbers - {None})
    return {
        number: person.get_full_name() if sees_addresses else person.public_name
        for number, person in people.items()
    }


def _person_in(about: str) -> int | None:
    number = about.removeprefix(A_PERSON)
    return int(number) if number != about and number.isdecimal() else None


def _plain(value) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def csv_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Return entries as lines of CSV, one at a time, the columns' names first."""
    return csv_cells.csv_lines(_cells(entries))


def _cells(entries: Iterable[AuditEntry]) -> Iterator[Iterable[object]]:
    yield COLUMNS
    for entry in entries:
        values = {name: getattr(entry, name) for name in COLUMNS}
        values["at"] = entry.at.isoformat()
        values["details"] = json.dumps(entry.details, sort_keys=True, ensure_ascii=False)
        yield values.values()
