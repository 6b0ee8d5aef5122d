"""A text as it was typed and as it will be read, each knowing where every character of it came from."""

import html
import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import unquote

# Marks that combine with a character, enclose it, or cannot be seen: left out. Hangul fillers are letters to Unicode.
UNSEEN = {"Cf", "Mn", "Me", "Cc", "Cn", "Co", "Cs"}
FILLERS = "\u115f\u1160\u3164\uffa0"
BLANK = "\u2800"
MINUS = "\N{MINUS SIGN}"
KEPT = "\n\t"

CODED = re.compile(r"&#?\w{1,8};?|(?:%[0-9A-Fa-f]{2})+")
TAG = re.compile(r"</?[A-Za-z][^<>]{0,200}>|<!--[^<>]{0,200}-->")
MARKS = re.compile(r"[*_~`\\^]+")


@dataclass(frozen=True)
class Reading:
    """A text and, for each of its characters, where in what was typed it came from."""

    text: str
    origin: Sequence[int]

    def replaced(self, pattern: re.Pattern[str], by: Callable[[re.Match[str]], str]) -> "Reading":
        """Return the text with each match replaced; what replaces it came from where the match begins."""
        pieces, origin, done = [], [], 0
        for match in pattern.finditer(self.text):
            start, end = match.span()
            new = by(match)
            pieces += self.text[done:start], new
            origin += self.origin[done:start]
            origin += [self.origin[start]] * len(new)
            done = end
        if not done:
            return self
        return Reading("".join([*pieces, self.text[done:]]), [*origin, *self.origin[done:]])


def readings_of(text: str) -> Iterator[Reading]:
    """Yield a text as typed, and once more as read where that differs."""
    typed = as_typed(text)
    yield typed
    read = as_read(typed)
    if read is not typed:
        yield read


def as_typed(text: str) -> Reading:
    """Return a text in plain characters: one form of each letter and digit, nothing that cannot be seen."""
    if text.isascii() and text.replace("\n", "").replace("\t", "").isprintable():
        return Reading(text, range(len(text)))
    plain = [_plain(character) for character in text]
    origin = [place for place, characters in enumerate(plain) for _ in characters]
    return Reading("".join(plain), origin)


def as_read(typed: Reading) -> Reading:
    """Return a text as a reader sees it: codes turned into characters, tags and marks of emphasis gone."""
    decoded = typed.replaced(CODED, _decoded)
    return decoded.replaced(TAG, lambda _: "").replaced(MARKS, lambda _: "")


def _decoded(match: re.Match[str]) -> str:
    coded = match[0]
    decoded = unquote(coded) if coded.startswith("%") else html.unescape(coded)
    return "".join(map(_plain, decoded))


@lru_cache(maxsize=65_536)
def _plain(character: str) -> str:
    """Return a character as ASCII where it is a digit or a space, else in its plain form; nothing if it is unseen."""
    if character in KEPT:
        return character
    if character == BLANK:
        return " "
    if character.isalpha() and character not in FILLERS and unicodedata.is_normalized("NFKC", character):
        return character
    digit = unicodedata.digit(character, None)
    if digit is not None:
        return str(digit)
    return "".join(map(_seen, unicodedata.normalize("NFKC", character)))


def _seen(character: str) -> str:
    category = unicodedata.category(character)
    if category in UNSEEN or character in FILLERS:
        return ""
    if category in ("Zl", "Zp"):
        return "\n"
    if category == "Zs":
        return " "
    if category == "Pd" or character == MINUS:
        return "-"
    return str(unicodedata.digit(character, character))
