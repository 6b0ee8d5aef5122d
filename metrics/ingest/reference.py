"""The reference tables → database: areas over time, their parts, populations and profiles."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd
from django.db import models, transaction
from django.db.models import Q

from metrics.compute.peers import VARIABLES, aggregate_profiles
from metrics.ingest.tables import AREA_COLUMNS, FOLDER, Row, Tables, read_tables
from metrics.models import Area, Membership, Population, Profile, Succession
from metrics.searched import AREA
from safety import search

# The day on which the patients behind the profiles were counted.
PROFILED_ON = date(2021, 4, 1)
# Computed shares are kept as finely as the table's own.
DECIMALS = 9


@dataclass(frozen=True, slots=True)
class Change:
    """What loading did to one table of the database."""

    name: str
    rows: int
    added: int
    changed: int
    removed: int

    def __bool__(self) -> bool:
        return bool(self.added or self.changed or self.removed)

    def __str__(self) -> str:
        if not self:
            return f"{self.name}: {self.rows}, as before"
        counts = {"added": self.added, "changed": self.changed, "removed": self.removed}
        return f"{self.name}: {self.rows} ({', '.join(f'{n} {word}' for word, n in counts.items() if n)})"


@dataclass(frozen=True, slots=True)
class Report:
    """What loading did, and the codes of areas that left the tables and stay for the figures that name them."""

    changes: tuple[Change, ...]
    kept: tuple[str, ...]

    @property
    def is_unchanged(self) -> bool:
        return not any(self.changes)


def load_reference(folder: Path = FOLDER) -> Report:
    """Make the database say what the tables say, whole or not at all; again, it changes nothing.

    Higher levels are summed from sub-ICB locations. Areas are never deleted, and providers and what belongs to
    them are left alone. Raises BrokenTables, with nothing changed.
    """
    tables = read_tables(folder)
    with transaction.atomic():
        return _load(tables)


def _load(tables: Tables) -> Report:
    areas, kept = _load_areas(tables.areas)
    if areas:
        search.refresh(AREA)
    ids = dict(Area.objects.values_list("code", "pk"))
    changes = (
        areas,
        _synchronise(
            Membership.objects.exclude(child__kind=Area.Kind.PROVIDER),
            _linked(Membership, tables.memberships, ids),
            key=("child_id", "parent_id", "start"),
        ),
        _synchronise(
            Succession.objects.all(),
            _linked(Succession, tables.successions, ids),
            key=("predecessor_id", "successor_id"),
        ),
        _synchronise(Population.objects.all(), _populations(tables, ids), key=("area_id", "source", "date")),
        _synchronise(Profile.objects.all(), _profiles(tables, ids), key=("area_id",)),
    )
    return Report(changes, kept)


def _load_areas(rows: list[Row]) -> tuple[Change, tuple[str, ...]]:
    wanted = [Area(**row.values) for row in rows]
    listed = [area.code for area in wanted]
    ours = Area.objects.filter(Q(code__in=listed) | ~Q(kind=Area.Kind.PROVIDER))
    change = _synchronise(ours, wanted, key=("code",), removes=False)
    return change, tuple(ours.exclude(code__in=listed).order_by("code").values_list("code", flat=True))


def _linked(model: type[models.Model], rows: Iterable[Row], ids: Mapping[str, int]) -> list[models.Model]:
    """Return rows as instances, with codes of areas turned into keys."""
    links = {name: f"{name}_id" for name in AREA_COLUMNS}
    return [
        model(
            **{
                links.get(name, name): ids[value] if name in links else value
                for name, value in row.values.items()
            }
        )
        for row in rows
    ]


def _synchronise(
    ours: models.QuerySet, wanted: list[models.Model], *, key: tuple[str, ...], removes: bool = True
) -> Change:
    """Add, change and remove rows until `ours` are those wanted."""
    model = ours.model
    columns = [field.attname for field in model._meta.concrete_fields if not field.primary_key]
    known = {_values(row, key): row for row in ours}
    added, changed = [], []
    for row in wanted:
        before = known.pop(_values(row, key), None)
        if before is None:
            added.append(row)
        elif _values(before, columns) != _values(row, columns):
            row.pk = before.pk
            changed.append(row)
    gone = [row.pk for row in known.values()] if removes else []
    model._default_manager.filter(pk__in=gone).delete()
    model._default_manager.bulk_update(changed, columns, batch_size=100)
    model._default_manager.bulk_create(added)
    return Change(str(model._meta.verbose_name_plural), len(wanted), len(added), len(changed), len(gone))


def _values(row: models.Model, columns: Iterable[str]) -> tuple:
    return tuple(getattr(row, column) for column in columns)


def _populations(tables: Tables, ids: Mapping[str, int]) -> list[Population]:
    counts: dict[tuple[str, date], dict[str, int]] = defaultdict(dict)
    for row in tables.populations:
        counts[row["source"], row["date"]][row["area"]] = row["people"]
    parts = Parts(tables)
    return [
        Population(area_id=ids[area["code"]], source=source, date=on, people=people)
        for (source, on), people_of in counts.items()
        for area in tables.areas
        if (people := parts.people(area, on, people_of))
    ]


def _profiles(tables: Tables, ids: Mapping[str, int]) -> list[Profile]:
    profiles = pd.DataFrame([row.values for row in tables.profiles]).set_index("area")
    boards = aggregate_profiles(profiles, Parts(tables).of_boards(PROFILED_ON)).round(DECIMALS)
    every = pd.concat([profiles, boards.astype({"list_size": int})])
    return [
        Profile(area_id=ids[code], **values)
        for code, values in zip(every.index, every[VARIABLES].to_dict("records"), strict=True)
    ]


class Parts:
    """Which sub-ICB locations an area is made of, by day."""

    def __init__(self, tables: Tables):
        self._areas = {row["code"]: row for row in tables.areas}
        self._memberships = defaultdict(list)
        for row in tables.memberships:
            self._memberships[row["parent"]].append(row)

    def locations(self, area: Row, on: date) -> Iterator[Row]:
        """Yield the sub-ICB locations of an area on a day: itself, when it is one."""
        if area["kind"] == Area.Kind.SICBL:
            yield area
        for row in self._memberships[area["code"]]:
            if (row["start"] or date.min) <= on <= (row["end"] or date.max):
                yield from self.locations(self._areas[row["child"]], on)

    def people(self, area: Row, on: date, people_of: Mapping[str, int]) -> int | None:
        """Return the people of an area, None when they are not known for every part that existed on the day.

        An area opened later is counted on the ground of its first day: of the locations that it began with, those
        that existed on the day. So the areas that took in parts of another that was split are counted without them.
        """
        if (area["closed"] or date.max) < on:
            return None
        locations = self.locations(area, max(on, area["opened"] or on))
        counts = [people_of.get(part["code"]) for part in locations if (part["opened"] or on) <= on]
        return sum(counts) if counts and None not in counts else None

    def of_boards(self, on: date) -> pd.DataFrame:
        """Return the parts of each ICB on a day, or on its first day if later: columns `child, parent` (codes)."""
        pairs = [
            (part["code"], area["code"])
            for area in self._areas.values()
            if area["kind"] == Area.Kind.ICB
            for part in self.locations(area, max(on, area["opened"] or on))
        ]
        return pd.DataFrame(pairs, columns=["child", "parent"])
