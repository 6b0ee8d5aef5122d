"""Entries of the audit log as people read them: names for numbers, words for acts."""

import csv
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.contrib.auth import get_user_model

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


class _Line:
    """What the CSV writer writes into: it hands each line back."""

    def write(self, line: str) -> str:
        return line


def csv_lines(entries: Iterable[AuditEntry]) -> Iterator[str]:
    """Yield entries as lines of CSV, one at a time, the columns' names first."""
    writer = csv.writer(_Line())
    yield writer.writerow(COLUMNS)
    for entry in entries:
        values = {name: getattr(entry, name) for name in COLUMNS}
        values["at"] = entry.at.isoformat()
        values["details"] = json.dumps(entry.details, sort_keys=True, ensure_ascii=False)
        yield writer.writerow(_inert(value) for value in values.values())


def _inert(value) -> object:
    """Keep a spreadsheet from running what somebody wrote as a formula."""
    is_formula = isinstance(value, str) and value.startswith(("=", "+", "-", "@", "\t", "\r"))
    return f"'{value}" if is_formula else value
