"""The database itself refuses to change what is only ever added to: triggers, for SQLite and for PostgreSQL.

SQLite makes a table anew when a column changes, without its triggers: such a migration calls `refuse_changes` again.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

ERASED_AT = "erased_at"


@dataclass(frozen=True)
class Record:
    """A table whose rows are added and never changed, but for what must be forgotten.

    `name`: what its triggers begin with. `unique`: what no two rows share. `people`: columns that become empty when the
    person's row goes. `words`: columns that become '' together, once, when what they tell of is erased for good, while
    `erased_at` is filled.
    """

    table: str
    name: str
    unique: tuple[tuple[str, ...], ...]
    people: tuple[str, ...] = ()
    words: tuple[str, ...] = ()

    @property
    def triggers(self) -> list[str]:
        """Their names in both databases."""
        return [f"{self.name}_takes_no_{what}" for what in ("update", "delete", "replacement", "truncation")]


AUDIT_LOG = Record("safety_auditentry", "audit_log", unique=(("number",), ("hash",)))


def refuse_changes(connection: BaseDatabaseWrapper, record: Record = AUDIT_LOG) -> None:
    """Make the triggers. What they refuse is an IntegrityError that bears the trigger's name."""
    with connection.cursor() as cursor:
        table = connection.introspection.get_table_description(cursor, record.table)
        columns = [column.name for column in table]
        to_make = _on_postgresql if connection.vendor == "postgresql" else _on_sqlite
        for statement in to_make(record, columns):
            cursor.execute(statement)


def allow_changes(connection: BaseDatabaseWrapper, record: Record = AUDIT_LOG) -> None:
    """Take the triggers away."""
    on = f" ON {record.table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for name in record.triggers:
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


@contextmanager
def changes_allowed(connection: BaseDatabaseWrapper, *records: Record) -> Iterator[None]:
    """Without the triggers for as long as this lasts: for those who test what a tampered log looks like."""
    with ExitStack() as afterwards:
        for record in records or (AUDIT_LOG,):
            allow_changes(connection, record)
            afterwards.callback(refuse_changes, connection, record)
        yield


def _on_sqlite(record: Record, columns: list[str]) -> Iterator[str]:
    same = " OR ".join(
        f"({' AND '.join(f'{column} = NEW.{column}' for column in columns_together)})"
        for columns_together in record.unique
    )
    update, delete, replacement, _ = record.triggers
    when = {
        update: f"UPDATE ON {record.table}{_unless(_is_allowed(record, columns, 'IS'))}",
        delete: f"DELETE ON {record.table}",
        # INSERT OR REPLACE takes a row away without firing what watches over deleting.
        replacement: f"INSERT ON {record.table} WHEN EXISTS (SELECT 1 FROM {record.table} WHERE {same})",
    }
    for name, what in when.items():
        yield f"CREATE TRIGGER {name} BEFORE {what} BEGIN SELECT RAISE(ABORT, '{name}'); END"


def _on_postgresql(record: Record, columns: list[str]) -> Iterator[str]:
    # An empty table may be truncated: there is nothing to lose.
    yield f"""
        CREATE OR REPLACE FUNCTION {record.name}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM {record.table}) THEN
                RAISE EXCEPTION '%', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        END $$
    """
    update, delete, _, truncation = record.triggers
    allowed = _unless(_is_allowed(record, columns, "IS NOT DISTINCT FROM"))
    when = {
        update: f"UPDATE ON {record.table} FOR EACH ROW{allowed}",
        delete: f"DELETE ON {record.table} FOR EACH ROW",
        truncation: f"TRUNCATE ON {record.table} FOR EACH STATEMENT",
    }
    for name, what in when.items():
        yield f"CREATE TRIGGER {name} BEFORE {what} EXECUTE FUNCTION {record.name}_is_append_only()"


def _unless(allowed: str) -> str:
    return f" WHEN (NOT ({allowed}))" if allowed else ""


def _is_allowed(record: Record, columns: list[str], is_: str) -> str:
    """Return the condition under which a row may change; "" where none ever may. `is_`: equal, or both empty."""
    # An older table lacks what later migrations add; it is watched over as it is.
    words = [column for column in record.words if column in columns and ERASED_AT in columns]
    people = [column for column in record.people if column in columns]
    if not words and not people:
        return ""
    kept = [column for column in columns if column not in (*words, *people, ERASED_AT)]
    stays = [f"NEW.{column} {is_} OLD.{column}" for column in kept]
    stays += [f"(NEW.{column} {is_} OLD.{column} OR NEW.{column} IS NULL)" for column in people]
    if words:
        untouched = [f"NEW.{column} {is_} OLD.{column}" for column in (*words, ERASED_AT)]
        erased = [f"NEW.{column} = ''" for column in words]
        erased += [f"OLD.{ERASED_AT} IS NULL", f"NEW.{ERASED_AT} IS NOT NULL"]
        stays.append(f"(({' AND '.join(untouched)}) OR ({' AND '.join(erased)}))")
    return " AND ".join(stays)
