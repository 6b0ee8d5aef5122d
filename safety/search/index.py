"""What finds words in a database: FTS5 on SQLite, tsvector and trigrams on PostgreSQL. Both answer the same."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from django.db.backends.base.base import BaseDatabaseWrapper

from safety.models import Document
from safety.search.words import Term, folded

# What stands around words that were found: no text that is put in has it.
MARKS = ("\x02", "\x03")
BETWEEN = " … "
TABLE = "safety_document"


# How many titles are compared letter by letter with a word that nothing has.
COMPARED = 40
# Shorter words have no pieces to be compared by.
SHORTEST = 4


@dataclass(frozen=True)
class Seen:
    """Things of a kind; where there is a query, those whose numbers it returns."""

    kind: str
    query: str = ""
    values: Sequence = ()

    @property
    def condition(self) -> tuple[str, list]:
        within = f" AND number IN ({self.query})" if self.query else ""
        return f"kind = %s{within}", [self.kind, *self.values]


@dataclass(frozen=True)
class Near:
    """Words that may be mistyped, and the things whose names may say what was meant."""

    words: Sequence[str]
    seen: Sequence[Seen]


class Index(Protocol):
    def take_in(self, rows: Sequence[Document]) -> None:
        """Read the words of rows that were just saved."""

    def tidy(self) -> None:
        """Let nothing remain of what was taken out."""

    def numbers(self, kind: str, terms: Sequence[Term]) -> list[int]:
        """Return the numbers of what has every term, what fits best first, of those that fit alike the newest."""

    def excerpts(self, kind: str, terms: Sequence[Term], numbers: Collection[int]) -> dict[int, str]:
        """Return by number a piece of the body with words found between MARKS."""

    def newest(
        self, seen: Sequence[Seen], terms: Sequence[Term], most: int, near: "Near | None" = None
    ) -> list[tuple[str, int, float, str]]:
        """Return kind, number and how well it fits of the newest of each kind that have every term.

        Where nothing has them all: names, among them those with words that are like each of `near`. One query.
        """

    def entries(self, terms: Sequence[Term], keys: Sequence[tuple[str, int]]) -> list[tuple]:
        """Return kind, number, title, address and a piece of the body with words found between MARKS."""

    def named(self, seen: Sequence[Seen], pieces: Sequence[str], most: int) -> list[tuple]:
        """Return kind, number, title and address of what has all pieces in its name, of each kind the best of it."""


class _InDatabase:
    def __init__(self, connection: BaseDatabaseWrapper):
        self.connection = connection

    def _rows(self, statement: str, values: Sequence) -> list[tuple]:
        with self.connection.cursor() as cursor:
            cursor.execute(statement, values)
            return cursor.fetchall()

    def _places(self, numbers: Collection[int]) -> str:
        return ", ".join(["%s"] * len(numbers))

    def _together(self, parts: Sequence[tuple[str, list]]) -> tuple[str, list]:
        """Return several statements as one."""
        joined = (f"SELECT * FROM ({part}) AS part_{place}" for place, (part, _) in enumerate(parts))
        return " UNION ALL ".join(joined), [value for _, values in parts for value in values]

    def newest(
        self, seen: Sequence[Seen], terms: Sequence[Term], most: int, near: Near | None = None
    ) -> list[tuple[str, int, float, str]]:
        found, values = self._together([self._newest_of(one, terms, most) for one in seen])
        parts = [("SELECT kind, number, fit, '' FROM found", [])]
        names = self._names_near(near.words, self._of_any(near.seen)) if near and near.seen else []
        parts += [
            (f"SELECT '', 0, 0, name FROM {TABLE} WHERE NOT EXISTS (SELECT 1 FROM found) AND {rest}", held)
            for rest, held in names
        ]
        either, others = self._together(parts)
        return self._rows(f"WITH found (kind, number, fit) AS ({found}) {either}", [*values, *others])

    def named(self, seen: Sequence[Seen], pieces: Sequence[str], most: int) -> list[tuple]:
        has_all = " AND ".join(["name LIKE %s"] * len(pieces))
        order = "CASE WHEN name LIKE %s THEN 0 ELSE 1 END, length(name), name"
        parts = []
        for one in seen:
            condition, values = one.condition
            part = (
                f"SELECT kind, number, title, address FROM {TABLE} WHERE name <> '' AND {has_all} AND {condition}"
                f" ORDER BY {order} LIMIT {most}"
            )
            parts.append((part, [*(f"%{piece}%" for piece in pieces), *values, f"{' '.join(pieces)}%"]))
        return self._rows(*self._together(parts))

    def _of_any(self, seen: Sequence[Seen]) -> tuple[str, list]:
        """Return the condition that something is of a kind, and seen."""
        conditions = [one.condition for one in seen]
        any_of = " OR ".join(f"({condition})" for condition, _ in conditions)
        return f"({any_of})", [value for _, values in conditions for value in values]

    def _keys(self, keys: Sequence[tuple[str, int]]) -> tuple[str, list]:
        pairs = ", ".join(["(%s, %s)"] * len(keys))
        return f"(kind, number) IN ({self._in(pairs)})", [value for key in keys for value in key]


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

    def _newest_of(self, seen: Seen, terms: Sequence[Term], most: int) -> tuple[str, list]:
        condition, values = seen.condition
        statement = (
            f"SELECT kind, number, -bm25({self.FOUND}, 8.0, 1.0) FROM {self.FOUND}"
            f" JOIN {TABLE} ON {TABLE}.id = {self.FOUND}.rowid"
            f" WHERE {self.FOUND} MATCH %s AND {condition} ORDER BY number DESC LIMIT {most}"
        )
        return statement, [self._asked(terms), *values]

    def entries(self, terms: Sequence[Term], keys: Sequence[tuple[str, int]]) -> list[tuple]:
        condition, values = self._keys(keys)
        return self._rows(
            f"SELECT kind, number, {TABLE}.title, address, snippet({self.FOUND}, 1, %s, %s, %s, 30)"
            f" FROM {self.FOUND} JOIN {TABLE} ON {TABLE}.id = {self.FOUND}.rowid"
            f" WHERE {self.FOUND} MATCH %s AND {condition}",
            [*MARKS, BETWEEN.strip(), self._asked(terms), *values],
        )

    def _names_near(self, words: Sequence[str], seen: tuple[str, list]) -> list[tuple[str, list]]:
        """Return all names: a database in a file has no more of them than are compared in a moment."""
        condition, values = seen
        return [(f"name <> '' AND {condition}", values)]

    def _in(self, pairs: str) -> str:
        return f"VALUES {pairs}"

    def _asked(self, terms: Sequence[Term]) -> str:
        """Return terms in FTS5's own language. Phrases hold letters and digits alone, and stand in quotation marks."""
        any_of = [" OR ".join(f'"{phrase}"' for phrase in term) for term in terms]
        return " AND ".join(f"({one})" for one in any_of)


HEADLINE = (
    f"StartSel={MARKS[0]}, StopSel={MARKS[1]}, MaxWords=30, MinWords=20, MaxFragments=1, ShortWord=0,"
    f' FragmentDelimiter="{BETWEEN}"'
)


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
        return dict(
            self._rows(
                f"SELECT number, ts_headline('exemplar_english', body, query, %s)"
                f" FROM {TABLE}, (SELECT {query} AS query) AS asked"
                f" WHERE kind = %s AND number IN ({self._places(numbers)})",
                [HEADLINE, *phrases, kind, *numbers],
            )
        )

    def _newest_of(self, seen: Seen, terms: Sequence[Term], most: int) -> tuple[str, list]:
        query, phrases = self._asked(terms)
        condition, values = seen.condition
        newest = (
            f"SELECT kind, number, vector FROM {TABLE} WHERE vector @@ ({query}) AND {condition}"
            f" ORDER BY number DESC LIMIT {most}"
        )
        statement = f"SELECT kind, number, ts_rank_cd(vector, {query}) FROM ({newest}) AS newest"
        return statement, [*phrases, *phrases, *values]

    def entries(self, terms: Sequence[Term], keys: Sequence[tuple[str, int]]) -> list[tuple]:
        query, phrases = self._asked(terms)
        condition, values = self._keys(keys)
        return self._rows(
            f"SELECT kind, number, title, address, ts_headline('exemplar_english', body, {query}, %s)"
            f" FROM {TABLE} WHERE {condition}",
            [*phrases, HEADLINE, *values],
        )

    def _names_near(self, words: Sequence[str], seen: tuple[str, list]) -> list[tuple[str, list]]:
        """Return for each word the names that share most of its pieces of three letters, by the index of those."""
        condition, values = seen
        likest = (
            f"name <> '' AND name LIKE ANY (%s) AND {condition}"
            f" ORDER BY word_similarity(%s, name) DESC, name LIMIT {COMPARED}"
        )
        return [(likest, [_pieces(word), *values, word]) for word in words if len(word) >= SHORTEST]

    def _in(self, pairs: str) -> str:
        return pairs

    def _asked(self, terms: Sequence[Term]) -> tuple[str, list[str]]:
        """Return an expression for a query, and the phrases that stand in it as values."""
        any_of = [" || ".join(["phraseto_tsquery('exemplar_english', %s)"] * len(term)) for term in terms]
        return " && ".join(f"({one})" for one in any_of), [phrase for term in terms for phrase in term]


def _pieces(word: str) -> list[str]:
    """Return patterns of which a name fits one that shares three letters in a row with a word."""
    return [f"%{word[start : start + 3]}%" for start in range(len(word) - 2)]


def index_of(connection: BaseDatabaseWrapper) -> Index:
    return OnPostgresql(connection) if connection.vendor == "postgresql" else OnSqlite(connection)
