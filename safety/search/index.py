"""What finds words in a database: FTS5 on SQLite, tsvector on PostgreSQL. Both answer the same three questions."""

from collections.abc import Collection, Sequence
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from safety.models import Document
from safety.search.words import Term, folded

# What stands around words that were found: no text that is put in has it.
MARKS = ("\x02", "\x03")
BETWEEN = " … "
TABLE = "safety_document"


class Index(Protocol):
    def take_in(self, rows: Sequence[Document]) -> None:
        """Read the words of rows that were just saved."""

    def tidy(self) -> None:
        """Let nothing remain of what was taken out."""

    def numbers(self, kind: str, terms: Sequence[Term]) -> list[int]:
        """Return the numbers of what has every term, what fits best first, of those that fit alike the newest."""

    def excerpts(self, kind: str, terms: Sequence[Term], numbers: Collection[int]) -> dict[int, str]:
        """Return by number a piece of the body with words found between MARKS."""


class _InDatabase:
    def __init__(self, connection: BaseDatabaseWrapper):
        self.connection = connection

    def _rows(self, statement: str, values: Sequence) -> list[tuple]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def _places(self, numbers: Collection[int]) -> str:
        return ", ".join(["%s"] * len(numbers))


class OnSqlite(_InDatabase):
    """A table of FTS5 over the columns of the documents. Triggers keep it, so there is nothing to take in."""

    FOUND = "safety_found"

    def take_in(self, rows: Sequence[Document]) -> None:
        pass

    def tidy(self) -> None:
        with self.connection.cursor() as cursor:
            cursor.execute(f"INSERT INTO {self.FOUND}({self.FOUND}) VALUES ('optimize')")

    def numbers(self, kind: str, terms: Sequence[Term]) -> list[int]:
        return [
            number
            for (number,) in self._rows(
                f"SELECT number FROM {self.FOUND} JOIN {TABLE} ON {TABLE}.id = {self.FOUND}.rowid"
                f" WHERE {self.FOUND} MATCH %s AND kind = %s"
                f" ORDER BY bm25({self.FOUND}, 8.0, 1.0), number DESC",
                [self._asked(terms), kind],
            )
        ]

    def excerpts(self, kind: str, terms: Sequence[Term], numbers: Collection[int]) -> dict[int, str]:
        return dict(
            self._rows(
                f"SELECT number, snippet({self.FOUND}, 1, %s, %s, %s, 30) FROM {self.FOUND}"
                f" JOIN {TABLE} ON {TABLE}.id = {self.FOUND}.rowid"
                f" WHERE {self.FOUND} MATCH %s AND kind = %s AND number IN ({self._places(numbers)})",
                [*MARKS, BETWEEN.strip(), self._asked(terms), kind, *numbers],
            )
        )

    def _asked(self, terms: Sequence[Term]) -> str:
        """Return terms in FTS5's own language. Phrases hold letters and digits alone, and stand in quotation marks."""
        any_of = [" OR ".join(f'"{phrase}"' for phrase in term) for term in terms]
        return " AND ".join(f"({one})" for one in any_of)


class OnPostgresql(_InDatabase):
    """A column of lexemes beside the words, with a GIN index. None is left out: people look for “same day”."""

    def take_in(self, rows: Sequence[Document]) -> None:
        if not rows:
            return
        values = [
            value for row in rows for value in (folded(row.title), folded(row.body), row.kind, row.number)
        ]
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"UPDATE {TABLE} SET vector = setweight(to_tsvector('exemplar_english', said.title), 'A')"
                " || to_tsvector('exemplar_english', said.body)"
                f" FROM (VALUES {', '.join(['(%s, %s, %s, %s::bigint)'] * len(rows))})"
                " AS said (title, body, kind, number)"
                f" WHERE {TABLE}.kind = said.kind AND {TABLE}.number = said.number",
                values,
            )

    def tidy(self) -> None:
        pass

    def numbers(self, kind: str, terms: Sequence[Term]) -> list[int]:
        query, phrases = self._asked(terms)
        return [
            number
            for (number,) in self._rows(
                f"SELECT number FROM {TABLE}, (SELECT {query} AS query) AS asked"
                f" WHERE vector @@ query AND kind = %s ORDER BY ts_rank_cd(vector, query) DESC, number DESC",
                [*phrases, kind],
            )
        ]

    def excerpts(self, kind: str, terms: Sequence[Term], numbers: Collection[int]) -> dict[int, str]:
        query, phrases = self._asked(terms)
        how = (
            f"StartSel={MARKS[0]}, StopSel={MARKS[1]}, MaxWords=30, MinWords=20, MaxFragments=1,"
            f' FragmentDelimiter="{BETWEEN}"'
        )
        return dict(
            self._rows(
                f"SELECT number, ts_headline('exemplar_english', body, query, %s)"
                f" FROM {TABLE}, (SELECT {query} AS query) AS asked"
                f" WHERE kind = %s AND number IN ({self._places(numbers)})",
                [how, *phrases, kind, *numbers],
            )
        )

    def _asked(self, terms: Sequence[Term]) -> tuple[str, list[str]]:
        """Return an expression for a query, and the phrases that stand in it as values."""
        any_of = [" || ".join(["phraseto_tsquery('exemplar_english', %s)"] * len(term)) for term in terms]
        return " && ".join(f"({one})" for one in any_of), [phrase for term in terms for phrase in term]


def index_of(connection: BaseDatabaseWrapper) -> Index:
    return OnPostgresql(connection) if connection.vendor == "postgresql" else OnSqlite(connection)
