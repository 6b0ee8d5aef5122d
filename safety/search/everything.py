"""Asking for things of several kinds at once: of each kind those that a person may see, the newest of them ranked."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils.safestring import SafeString

from safety.search.finding import marked
from safety.search.index import MARKS, Near, Seen, index_of
from safety.search.nearest import Nearest, meant
from safety.search.synonyms import OF_THE_FIELD
from safety.search.words import LONGEST, folded, terms

# Of each kind: to rank all of a hundred thousand would take a hundred times as long as to rank these.
MOST = 100
MOST_SUGGESTED = 8
SHORTEST_TYPED = 2
Key = tuple[str, int]


@dataclass(frozen=True)
class Among:
    """Things of a kind to look among. `numbers`: a query of those that the person may see; None: all are seen."""

    kind: str
    numbers: QuerySet | None = None


@dataclass(frozen=True)
class Found:
    """`keys`: kinds and numbers, what fits best first. `more`: the kinds of which there are more than these.

    `names`: where nothing was found, those that may say what was meant.
    """

    keys: Sequence[Key] = ()
    more: frozenset[str] = frozenset()
    names: Sequence[str] = ()

    @property
    def counts(self) -> Mapping[str, int]:
        return Counter(kind for kind, _ in self.keys)


@dataclass(frozen=True)
class Entry:
    """A thing as the search knows it. `excerpt`: a piece of it with the words in it marked."""

    kind: str
    number: int
    title: str
    address: str
    excerpt: SafeString | str = ""


def newest_found(asked: str, among: Iterable[Among], *, or_near: Collection[str] = ()) -> Found:
    """Return what has all words asked for: the newest hundred of each kind, what fits best first. One query.

    `or_near`: the kinds among whose names to look for words like these where nothing has them.
    """
    looked_for, seen = terms(asked), _seen(among)
    if not looked_for or not seen:
        return Found()
    near = Near(folded(asked[:LONGEST]).split(), [one for one in seen if one.kind in or_near])
    rows = index_of(connection).newest(seen, looked_for, MOST + 1, near)
    names = [name for *_, name in rows if name]
    return Found(names=names) if names else _ranked(rows)


def _ranked(rows: Sequence[tuple[str, int, float, str]]) -> Found:
    counts = Counter(kind for kind, *_ in rows)
    more = frozenset(kind for kind, count in counts.items() if count > MOST)
    oldest = {(kind, min(number for one, number, *_ in rows if one == kind)) for kind in more}
    best_first = sorted(rows, key=lambda row: (-row[2], -row[1], row[0]))
    keys = [(kind, number) for kind, number, *_ in best_first if (kind, number) not in oldest]
    return Found(keys, more)


def entries(asked: str, keys: Sequence[Key]) -> list[Entry]:
    """Return things that were found, in their order, each with a piece of its text. One query."""
    if not keys:
        return []
    rows = index_of(connection).entries(terms(asked), keys)
    made = {
        (kind, number): Entry(kind, number, title, address, marked(piece) if MARKS[0] in piece else "")
        for kind, number, title, address, piece in rows
    }
    return [made[key] for key in keys if key in made]


def suggested(typed: str, among: Iterable[Among]) -> list[Entry]:
    """Return what has every piece typed in its title: those that begin so first, then the shortest. One query."""
    name, seen = folded(typed[:LONGEST]), _seen(among)
    if len(name) < SHORTEST_TYPED or not seen:
        return []
    found = [Entry(*row) for row in index_of(connection).named(seen, name.split(), MOST_SUGGESTED)]
    found.sort(key=lambda one: (not folded(one.title).startswith(name), len(one.title), one.title))
    return found[:MOST_SUGGESTED]


def corrections(asked: str, found: Found) -> list[str]:
    """Return what was asked for with the nearest words in it: of names and of the field, then of names alone; none
    where no word changes."""
    near = [meant(asked, Nearest(known)) for known in ([*found.names, *OF_THE_FIELD], found.names)]
    return [words for words in dict.fromkeys(near) if words]


def _seen(among: Iterable[Among]) -> list[Seen]:
    """Return what to look among as SQL, without the kinds of which a person sees nothing."""
    found = []
    for one in among:
        try:
            query = one.numbers.query.sql_with_params() if one.numbers is not None else ()
            found.append(Seen(one.kind, *query))
        except EmptyResultSet:
            continue
    return found
