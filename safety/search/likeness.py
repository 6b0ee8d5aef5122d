"""What is called alike: with any of the words of a title, not all of them, as somebody who looks for something asks."""

from collections.abc import Iterable, Mapping

from django.db import connection
from django.db.models import Q

from safety.models import Document
from safety.search.index import index_of
from safety.search.words import folded, terms

COMPARED = 100
# Shorter words say too little when they are only the beginning of another.
SHORTEST = 4


def alike(title: str, *kinds: str) -> list[list[int]]:
    """Return the numbers of the things of each of some kinds whose titles have any of the words of a title, what fits
    best first. Words without meaning are like nothing. A query a kind, and one.
    """
    any_of = tuple(dict.fromkeys(phrase for term in terms(title) for phrase in term))
    if not any_of:
        return [[] for _ in kinds]
    index = index_of(connection)
    found = {kind: index.numbers(kind, (any_of,))[:COMPARED] for kind in kinds}
    titles = _titles(found)
    return [
        [number for number in found[kind] if has_any(titles.get((kind, number), ""), any_of)]
        for kind in kinds
    ]


def _titles(found: Mapping[str, list[int]]) -> dict[tuple[str, int], str]:
    which = Q(pk__in=[])
    for kind, numbers in found.items():
        which |= Q(kind=kind, number__in=numbers)
    rows = Document.objects.filter(which).values_list("kind", "number", "title")
    return {(kind, number): title for kind, number, title in rows}


def has_any(title: str, phrases: Iterable[str]) -> bool:
    """Say whether a title has any of some phrases: as it is, or with another ending, as “start” in “starts”."""
    words = folded(title)
    return any(_has(words, phrase) for phrase in phrases)


def _has(words: str, phrase: str) -> bool:
    if f" {phrase} " in f" {words} ":
        return True
    return any(_begins(word, phrase) or _begins(phrase, word) for word in words.split())


def _begins(word: str, beginning: str) -> bool:
    return len(beginning) >= SHORTEST and word.startswith(beginning)
