"""Queries whose SQL is built once and asked again with other values.

To build the SQL of a page's conditions costs Django many times what it costs to ask it. A query is prepared from a
function that builds it as any other, of values that are `Late`: known when it is asked. What it finds is what the same
function finds when it is given the values themselves.
"""

import copy
import re
import threading
from collections.abc import Callable, Hashable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, QuerySet
from django.db.models.expressions import Col
from django.db.models.sql.compiler import SQLCompiler
from django.utils import timezone
from psycopg.sql import Literal

MOMENT = re.compile(r"\d{4}-\d\d-\d\d|\d\d:\d\d")  # as databases write them
PLACE = "%s"
_is_preparing: ContextVar[bool] = ContextVar("is_preparing", default=False)


class Late(Expression):
    """A value that is given when a query is asked."""

    def __init__(self, name: str, field: models.Field):
        super().__init__(output_field=field)
        self.name = name

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, list]:
        return "%s", [self]

    def bound(self, given: dict[str, object], database: BaseDatabaseWrapper) -> object:
        return self.output_field.get_db_prep_value(given[self.name], database)

    @property
    def identity(self) -> tuple:
        return type(self), self.name, type(self.output_field)


class Moment(Late):
    """The time at which a query is asked, or the day: prepared or not."""

    def __init__(self, field: models.DateField | None = None):
        super().__init__("", field or models.DateTimeField())

    def as_sql(self, compiler: SQLCompiler, connection: object) -> tuple[str, list]:
        return "%s", [self if _is_preparing.get() else self.bound({}, connection)]

    def bound(self, given: dict[str, object], database: BaseDatabaseWrapper) -> object:
        is_time = isinstance(self.output_field, models.DateTimeField)
        value = timezone.now() if is_time else timezone.localdate()
        return self.output_field.get_db_prep_value(value, database)


def today() -> Moment:
    return Moment(models.DateField())


@dataclass(frozen=True)
class Built:
    """A query with its SQL. `sql`: "" of one that finds nothing whatever it is asked with."""

    queryset: QuerySet
    compiler: SQLCompiler
    sql: str
    params: tuple

    def asked_with(self, given: dict[str, object], database: BaseDatabaseWrapper) -> tuple[str, list | None]:
        """Return what to ask: SQL, and values apart from it if its database takes them so."""
        values = {late.identity: late.bound(given, database) for late in self.late}
        if database.vendor == "postgresql":
            return self._written(values, database), None
        return self.sql, [values[one.identity] if isinstance(one, Late) else one for one in self.params]

    def _written(self, values: dict[tuple, object], database: BaseDatabaseWrapper) -> str:
        """Return the SQL with all values in it, quoted by psycopg: which would look for the places of some hundred anew
        each time, and that costs more than all else about a query."""
        literals = {identity: _literal(value, database) for identity, value in values.items()}
        return self.template % tuple(literals[one.identity] for one in self.params if isinstance(one, Late))

    @cached_property
    def template(self) -> str:
        """The SQL with all values in it but those that are `Late`."""
        database = _database()
        known = (
            PLACE if isinstance(one, Late) else _literal(one, database).replace("%", "%%")
            for one in self.params
        )
        return self.sql.replace("%%", "%%%%") % tuple(known)

    @cached_property
    def late(self) -> list[Late]:
        """What is `Late` in it, each once: a reader stands in many places of a query."""
        return list({one.identity: one for one in self.params if isinstance(one, Late)}.values())

    @cached_property
    def converters(self) -> dict:
        """What makes values of what the database gives, by the places of columns."""
        return self.compiler.get_converters([column for column, _, _ in self.compiler.select])

    @cached_property
    def places(self) -> dict[str, int]:
        """Where the columns of the queryset's own model stand in a row."""
        return {
            column.target.attname: place
            for place, (column, _, _) in enumerate(self.compiler.select)
            if isinstance(column, Col) and column.alias == self.queryset.query.base_table
        }


@dataclass(frozen=True)
class Found:
    """What a prepared query found: the rows as the database gave them, which tell whether anything has changed, and
    what the queryset makes of them."""

    built: Built
    rows: list[tuple]

    @cached_property
    def all(self) -> list:
        """What the queryset gives for these rows, with what it prefetches."""
        compiler = copy.copy(self.built.compiler)
        compiler.connection = _database()
        compiler.get_converters = lambda _: self.built.converters
        compiler.execute_sql = lambda *_, **__: [self.rows]
        asked = self.built.queryset._chain()
        asked.query.get_compiler = lambda *_, **__: compiler
        return list(asked)

    def column(self, name: str) -> list:
        """Return what the rows say of a column of the queryset's own model, as the database gave it."""
        return [row[self.built.places[name]] for row in self.rows]


class Prepared:
    """A query, prepared for each shape that it is asked in. Raises ValueError for a query with a time or a day in it
    that is neither `Late` nor a `Moment`: it would be that of the first who asked."""

    def __init__(self, build: Callable[..., QuerySet]):
        self.build = build
        self._built: dict[Hashable, Built] = {}
        self._lock = threading.Lock()

    def __call__(self, *shape: Hashable, **given: object) -> Found:
        """Ask with the values given, each for what is `Late` of its name. `shape`: what the function builds it of."""
        database = _database()
        key = database.vendor, *shape
        built = self._built.get(key) or self._keep(key, shape)
        if not built.sql:
            return Found(built, [])
        with database.cursor() as cursor:
            cursor.execute(*built.asked_with(given, database))
            return Found(built, cursor.fetchall())

    def _keep(self, key: Hashable, shape: tuple) -> Built:
        with self._lock, _preparing():
            queryset = self.build(*shape)
            compiler = queryset.query.get_compiler(connection=_database())
            try:
                sql, params = compiler.as_sql()
            except EmptyResultSet:
                sql, params = "", ()
        if any(MOMENT.match(str(one)) for one in params):
            raise ValueError(f"A moment of its own is built into {self.build.__qualname__}.")
        self._built[key] = Built(queryset, compiler, sql, tuple(params))
        return self._built[key]


def _literal(value: object, database: BaseDatabaseWrapper) -> str:
    """Return a value as PostgreSQL's SQL, quoted by psycopg for a connection that is open."""
    return Literal(value).as_string(database.connection)


def _database() -> BaseDatabaseWrapper:
    """Return the connection itself, that everything about it be asked without a detour."""
    return connections[DEFAULT_DB_ALIAS]


@contextmanager
def _preparing() -> Any:
    token = _is_preparing.set(True)
    try:
        yield
    finally:
        _is_preparing.reset(token)
