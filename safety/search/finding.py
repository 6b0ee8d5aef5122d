"""Asking the full-text search: in whichever database, with whatever words."""

from collections.abc import Collection

from django.db import connection
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from safety.search.index import MARKS, index_of
from safety.search.words import terms


def found(kind: str, asked: str) -> list[int]:
    """Return the numbers of the things of a kind that have all words asked for, what fits best first. One query.

    Words without meaning find nothing.
    """
    looked_for = terms(asked)
    return index_of(connection).numbers(kind, looked_for) if looked_for else []


def excerpts(kind: str, asked: str, numbers: Collection[int]) -> dict[int, SafeString]:
    """Return by number a piece of text in which words asked for are marked; none of what has them in its title alone.

    One query.
    """
    looked_for = terms(asked)
    if not looked_for or not numbers:
        return {}
    pieces = index_of(connection).excerpts(kind, looked_for, numbers)
    return {number: marked(piece) for number, piece in pieces.items() if MARKS[0] in piece}


def marked(piece: str) -> SafeString:
    """Return a piece of a text as HTML, with the words that were found in it marked."""
    start, end = MARKS
    return mark_safe(str(escape(piece)).replace(start, "<mark>").replace(end, "</mark>"))
