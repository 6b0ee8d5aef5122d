"""The rows that the search reads: put in, taken out, and read again from where they come from."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from html import unescape
from itertools import islice

from django.db import connection, transaction

from safety.models import Document
from safety.search.index import index_of
from safety.search.words import folded

# More of one thing is not read: what a database takes as words has an end.
LONGEST_BODY = 200_000
LONGEST_NAME = 300
AT_ONCE = 200
TAG = re.compile(r"<[^>]*>")
BLANKS = re.compile(r"\s+")
ENDS = ".!?…:"


@dataclass(frozen=True)
class Words:
    """The words of one thing: its title counts for more than its body, and is offered while one types.

    `address`: of its page, where whoever finds it is led there straight.
    """

    number: int
    title: str
    body: str
    address: str = ""


Source = Callable[[], Iterable[Words]]
_SOURCES: dict[str, Source] = {}


def source(kind: str) -> Callable[[Source], Source]:
    """Name a function as where all words of a kind come from: of what is published, and of nothing else."""

    def take(function: Source) -> Source:
        _SOURCES[kind] = function
        return function

    return take


@transaction.atomic
def put(kind: str, *found: Words) -> None:
    """Put the words of things in, in place of what was there of them."""
    rows = [_row(kind, one) for one in found]
    Document.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["kind", "number"],
        update_fields=["title", "body", "name", "address"],
    )
    index_of(connection).take_in(rows)


def _row(kind: str, one: Words) -> Document:
    title = _clean(one.title)
    return Document(
        kind=kind,
        number=one.number,
        title=title,
        body=_clean(one.body)[:LONGEST_BODY],
        name=folded(title)[:LONGEST_NAME],
        address=one.address,
    )


def take_out(kind: str, numbers: Collection[int]) -> int:
    """Take the words of things out; returns of how many there were any."""
    return Document.objects.filter(kind=kind, number__in=numbers).delete()[0]


@transaction.atomic
def rebuild() -> dict[str, int]:
    """Read all words again from where they come from. Returns how many things of each kind there are."""
    Document.objects.all().delete()
    counts = {kind: _fill(kind, iter(words())) for kind, words in _SOURCES.items()}
    index_of(connection).tidy()
    return counts


@transaction.atomic
def refresh(*kinds: str) -> None:
    """Read all words of some kinds again."""
    Document.objects.filter(kind__in=kinds).delete()
    for kind in kinds:
        _fill(kind, iter(_SOURCES[kind]()))


def fill_empty() -> None:
    """Read the words of every kind of which there are none: of things that were there before they could be found."""
    there = set(Document.objects.order_by().values_list("kind", flat=True).distinct())
    refresh(*(kind for kind in _SOURCES if kind not in there))


def _fill(kind: str, words: Iterator[Words]) -> int:
    count = 0
    while some := list(islice(words, AT_ONCE)):
        put(kind, *some)
        count += len(some)
    return count


def _clean(text: str) -> str:
    """Return a text as databases take it, without the characters that mark what was found."""
    encodable = text.encode(errors="ignore").decode()
    return "".join(letter for letter in encodable if letter >= " " or letter in "\n\t")


def as_sentences(parts: Iterable[str]) -> str:
    """Return parts of a text in a row, each ending as a sentence does, so that an excerpt runs none into the next."""
    told = (part.strip() for part in parts)
    return "\n".join(part if part[-1] in ENDS else f"{part}." for part in told if part)


def plain(html: str) -> str:
    """Return the words of a piece of HTML."""
    return BLANKS.sub(" ", unescape(TAG.sub(" ", html))).strip()
