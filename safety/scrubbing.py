"""What a database keeps of rows that are gone, on its disk."""

from django.db import connection

from safety.search.index import index_of


def empty_journal() -> None:
    """Write SQLite's journal into its file and empty it: it holds pages as they were before. Call it after a commit.

    What was deleted is overwritten in the file itself (`secure_delete`). Other databases have their own ways, and
    nothing is done: `docs/decisions.md` says which. A reader who will not end leaves the journal to the next time.
    """
    if connection.vendor == "sqlite":
        index_of(connection).tidy()
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
