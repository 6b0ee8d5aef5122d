"""What a person typed, as what is looked for: no character of it is ever a command to a database."""

import re
import unicodedata
from collections.abc import Iterator

from safety.search.synonyms import SYNONYMS

LONGEST = 200
MOST_TERMS = 12
QUOTED = re.compile(r'"([^"]*)"')
NO_WORD = re.compile(r"[\W_]+")
# What nobody looks for by itself.
COMMON = (
    "a about an and are as at be been but by can do does for from had has have how i if in is it its more my no not of"
    " on or our s so t than that the their them then there they this to was we were what when where which who why will"
    " with you your"
)
TOO_COMMON = frozenset(COMMON.split())
# A phrase is a text of words with one space between; a term is phrases of which any is looked for.
Phrase = str
Term = tuple[Phrase, ...]


def folded(text: str) -> str:
    """Return the words of a text in small letters without accents, one space between."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(letter for letter in apart if not unicodedata.combining(letter))
    return NO_WORD.sub(" ", bare).strip()


def _table() -> dict[tuple[str, ...], Term]:
    rows = [tuple(folded(phrase) for phrase in row) for row in SYNONYMS]
    return {tuple(phrase.split()): row for row in rows for phrase in row}


MEANING_THE_SAME = _table()
LONGEST_PHRASE = max(map(len, MEANING_THE_SAME))


def terms(asked: str) -> tuple[Term, ...]:
    """Return what is looked for, all of it: words, phrases in quotation marks, and what means the same as either."""
    asked = asked[:LONGEST]
    phrases = [folded(phrase) for phrase in QUOTED.findall(asked)]
    quoted = [_same_as(phrase) for phrase in phrases if phrase]
    loose = _terms_of(folded(QUOTED.sub(" ", asked)).split())
    return tuple(dict.fromkeys([*quoted, *loose]))[:MOST_TERMS]


def _same_as(phrase: Phrase) -> Term:
    others = MEANING_THE_SAME.get(tuple(phrase.split()), ())
    return (phrase, *(other for other in others if other != phrase))


def _terms_of(words: list[str]) -> Iterator[Term]:
    """Yield the terms of words in a row: the longest phrase that has a meaning of its own, or else each word."""
    place = 0
    while place < len(words):
        length = _length_of_phrase(words[place : place + LONGEST_PHRASE])
        phrase = " ".join(words[place : place + length])
        if length > 1 or phrase not in TOO_COMMON:
            yield _same_as(phrase)
        place += length


def _length_of_phrase(words: list[str]) -> int:
    lengths = range(len(words), 1, -1)
    return next((length for length in lengths if tuple(words[:length]) in MEANING_THE_SAME), 1)
