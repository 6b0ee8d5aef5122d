"""Frames → database: the one place where SQLite and PostgreSQL differ in writing many rows."""

from collections.abc import Mapping
from datetime import date, timedelta

import pandas as pd
from django.db import connection
from django.db.models import DateField, Field, FloatField, IntegerField, Model

from metrics.compute.providers import USE_COLUMNS
from metrics.compute.waits import FIGURE_COLUMNS
from metrics.ingest.naming import proper_name, short_name
from metrics.models import Analysis, Area, Figure, FigureSet, Membership, ProviderUse, Standing
from metrics.searched import AREA
from safety import search

COUNTS = frozenset(
    column for column in FIGURE_COLUMNS if Figure._meta.get_field(column).get_internal_type() != "FloatField"
)


def load_figures(figure_set: FigureSet, figures: pd.DataFrame, area_ids: Mapping[str, int]) -> int:
    """Write a version's figures; an unknown area is a KeyError. Returns the rows written."""
    return _write(
        Figure,
        {
            "figure_set_id": [figure_set.pk] * len(figures),
            "area_id": _ids(figures["area"], area_ids),
            "treatment_function": figures["treatment_function"].tolist(),
            **{name: _values(figures[name], whole=name in COUNTS) for name in FIGURE_COLUMNS},
        },
    )


def load_provider_use(figure_set: FigureSet, use: pd.DataFrame, area_ids: Mapping[str, int]) -> int:
    """Write where pathways are, for the commissioners that are areas. Returns the rows written."""
    use = use[use["commissioner"].isin(list(area_ids))]
    return _write(
        ProviderUse,
        {
            "figure_set_id": [figure_set.pk] * len(use),
            "commissioner_id": _ids(use["commissioner"], area_ids),
            "provider_id": _ids(use["provider"], area_ids),
            **{name: _values(use[name], whole=True) for name in USE_COLUMNS},
        },
    )


def load_standings(analysis: Analysis, standings: pd.DataFrame, area_ids: Mapping[str, int]) -> int:
    """Write an analysis' standings: columns as the fields of Standing, `area` its code. Returns the rows written."""
    measured = [field for field in Standing._meta.fields if field.name in standings and field.name != "area"]
    return _write(
        Standing,
        {
            "analysis_id": [analysis.pk] * len(standings),
            "area_id": _ids(standings["area"], area_ids),
            **{field.name: _as_kept(field, standings[field.name]) for field in measured},
        },
    )


def _as_kept(field: Field, column: pd.Series) -> list:
    """Return a column's values as plain Python has them, and its field takes them."""
    if isinstance(field, FloatField | IntegerField):
        return _values(column, whole=isinstance(field, IntegerField))
    if isinstance(field, DateField):
        return [None if pd.isna(day) else day.date() for day in column]
    return column.astype("object").tolist()


def load_providers(organisations: pd.DataFrame, month: date) -> None:
    """Add the providers that the site has not met, and the board each belonged to in `month`."""
    providers = organisations[organisations["role"] == "provider"].drop_duplicates("code")
    known = set(Area.objects.values_list("code", flat=True))
    fresh = providers[~providers["code"].isin(list(known))]
    Area.objects.bulk_create(
        (_provider(code, name) for code, name in zip(fresh["code"], fresh["name"], strict=True)),
        ignore_conflicts=True,
    )
    _place_providers(dict(zip(providers["code"], providers["parent"], strict=True)), month)
    if len(fresh):
        search.refresh(AREA)


def _provider(code: str, name: str) -> Area:
    name = proper_name(name)
    return Area(kind=Area.Kind.PROVIDER, code=code, name=name[:160], short_name=short_name(name)[:100])


def _place_providers(parent_codes: Mapping[str, str], month: date) -> None:
    ids = dict(Area.objects.filter(kind__in=[Area.Kind.ICB, Area.Kind.PROVIDER]).values_list("code", "pk"))
    known: dict[int, list[Membership]] = {}
    for membership in Membership.objects.filter(child__kind=Area.Kind.PROVIDER).order_by("start"):
        known.setdefault(membership.child_id, []).append(membership)
    changed, added = [], []
    for code, parent in parent_codes.items():
        if parent in ids and code in ids:
            place_provider(known.get(ids[code], []), ids[code], ids[parent], month, changed, added)
    Membership.objects.bulk_update(changed, ["start", "end"])
    Membership.objects.bulk_create(added)


def place_provider(
    known: list[Membership],
    child: int,
    parent: int,
    month: date,
    changed: list[Membership],
    added: list[Membership],
) -> None:
    """Note that a provider belonged to a board in `month`, given its memberships by start.

    Months come in any order: a month before the first one known reaches back, a change of board ends the one before.
    """
    before = [membership for membership in known if membership.start <= month]
    after = [membership for membership in known if membership.start > month]
    if before and before[-1].parent_id == parent:
        return
    if after and after[0].parent_id == parent:
        after[0].start = month
        changed.append(after[0])
    else:
        end = after[0].start - timedelta(days=1) if after else None
        added.append(Membership(child_id=child, parent_id=parent, start=month, end=end))
    if before:
        before[-1].end = month - timedelta(days=1)
        changed.append(before[-1])


def _ids(codes: pd.Series, area_ids: Mapping[str, int]) -> list[int]:
    return [area_ids[code] for code in codes.astype(object)]


def _values(column: pd.Series, *, whole: bool) -> list:
    """Return plain Python numbers, None for NaN."""
    kind = int if whole else float
    return [None if value != value else kind(value) for value in column.tolist()]


def _write(model: type[Model], columns: Mapping[str, list]) -> int:
    """Write columns of equal length, by name, as rows of a model. Returns how many."""
    table = connection.ops.quote_name(model._meta.db_table)
    names = ", ".join(map(connection.ops.quote_name, columns))
    rows = zip(*columns.values(), strict=True)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {table} ({names}) FROM STDIN") as copy:
                for row in rows:
                    copy.write_row(row)
        else:
            marks = ", ".join(["%s"] * len(columns))
            cursor.executemany(f"INSERT INTO {table} ({names}) VALUES ({marks})", rows)
    return len(next(iter(columns.values())))
