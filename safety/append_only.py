"""The database itself refuses to change the audit log: triggers, in the words of SQLite and of PostgreSQL.

SQLite makes a table anew when a column changes, without its triggers: such a migration calls `refuse_changes` again.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db.backends.base.base import BaseDatabaseWrapper

TABLE = "safety_auditentry"
NO_UPDATE, NO_DELETE = "audit_log_takes_no_update", "audit_log_takes_no_delete"
NO_REPLACE, NO_TRUNCATE = "audit_log_takes_no_replacement", "audit_log_takes_no_truncation"

SQLITE = {
    NO_UPDATE: f"BEFORE UPDATE ON {TABLE}",
    NO_DELETE: f"BEFORE DELETE ON {TABLE}",
    # INSERT OR REPLACE takes a row away without firing what watches over deleting.
    NO_REPLACE: f"BEFORE INSERT ON {TABLE} WHEN EXISTS "
    f"(SELECT 1 FROM {TABLE} WHERE number = NEW.number OR hash = NEW.hash)",
}
POSTGRESQL = {
    NO_UPDATE: f"BEFORE UPDATE ON {TABLE} FOR EACH ROW",
    NO_DELETE: f"BEFORE DELETE ON {TABLE} FOR EACH ROW",
    NO_TRUNCATE: f"BEFORE TRUNCATE ON {TABLE} FOR EACH STATEMENT",
}


def refuse_changes(connection: BaseDatabaseWrapper) -> None:
    """Make the triggers. What they refuse is an IntegrityError that bears the trigger's name."""
    with connection.cursor() as cursor:
        for statement in _to_make(connection.vendor):
            cursor.execute(statement)


def allow_changes(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers away."""
    with connection.cursor() as cursor:
        for name in POSTGRESQL if connection.vendor == "postgresql" else SQLITE:
            on = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


@contextmanager
def changes_allowed(connection: BaseDatabaseWrapper) -> Iterator[None]:
    """Without the triggers for as long as this lasts: for those who test what a tampered log looks like."""
    allow_changes(connection)
    try:
        yield
    finally:
        refuse_changes(connection)


def _to_make(vendor: str) -> Iterator[str]:
    if vendor == "sqlite":
        for name, when in SQLITE.items():
            yield f"CREATE TRIGGER {name} {when} BEGIN SELECT RAISE(ABORT, '{name}'); END"
        return
    # An empty log may be truncated: there is nothing to lose.
    yield f"""
        CREATE OR REPLACE FUNCTION audit_log_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            IF TG_OP <> 'TRUNCATE' OR EXISTS (SELECT 1 FROM {TABLE}) THEN
                RAISE EXCEPTION '%', TG_NAME USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NULL;
        END $$
    """
    for name, when in POSTGRESQL.items():
        yield f"CREATE TRIGGER {name} {when} EXECUTE FUNCTION audit_log_is_append_only()"
