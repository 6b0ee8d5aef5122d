"""What a text names besides its words: people, areas, measures and pictures of its own.

Whoever shows the text knows what stands behind a name, and who may know it. So this leaves a `data` element with what
was typed in it and what it names as its value: `person:7`, `area:03R`, `figure:within-18-weeks`,
`figure:03R/within-18-weeks` or `file:1`. What nobody fills in reads as it was typed. Nothing is named in code, in
links, in email addresses and after a backslash.
"""

import re
from collections.abc import Iterator, Sequence

from markdown_it.common.utils import escapeHtml
from markdown_it.rules_core import StateCore
from markdown_it.token import Token

# A name typed for who reads the box, and the number that counts.
PERSON = r"@[^\W\d_][\w'’-]{0,80}:(?P<person>[1-9]\d{0,8})"
AREA = r"@(?P<area>[A-Za-z0-9]{3,5})"
SLUG = r"[a-z][a-z0-9]{1,24}(?:-[a-z0-9]{1,24}){1,5}"
FIGURE = rf"#(?P<figure>(?:[A-Za-z0-9]{{3,5}}/)?{SLUG})|(?P<short>[A-Z0-9]{{3,5}}/{SLUG})"
# Not within a word, an address or a path, nor as the beginning of one.
NAMED = re.compile(rf"(?<![\w@#./:+-])(?:{PERSON}|{AREA}|{FIGURE})(?![\w@/:-]|\.\w)")
KINDS = {"person": "person", "area": "area", "figure": "figure", "short": "figure"}
OWN_FILE = re.compile(r"file:([1-9])")
VALUE = re.compile(rf"person:\d{{1,9}}|area:\w{{3,5}}|figure:(?:\w{{3,5}}/)?{SLUG}|{OWN_FILE.pattern}")
QUOTES = {"blockquote_open": 1, "blockquote_close": -1}
LINKS = {"link_open": 1, "link_close": -1}


def names_found(state: StateCore) -> None:
    """Put what a text names into tokens of their own."""
    for token in state.tokens:
        if token.type == "inline":
            token.children = list(_apart(token.children or []))


def named_in(tokens: Sequence[Token]) -> list[str]:
    """Return what a text names, each once: `person:7`. What it quotes was named by somebody else."""
    quoted, found = 0, []
    for token in tokens:
        quoted += QUOTES.get(token.type, 0)
        if token.type == "inline" and not quoted:
            found += [child.meta["value"] for child in token.children if child.type == "named"]
    return list(dict.fromkeys(found))


def shown_as_data(_, tokens: Sequence[Token], place: int, *__) -> str:
    token = tokens[place]
    return f'<data value="{token.meta["value"]}">{escapeHtml(token.content)}</data>'


def _apart(tokens: list[Token]) -> Iterator[Token]:
    linked = 0
    for token in tokens:
        linked += LINKS.get(token.type, 0)
        if token.type == "text" and not linked:
            yield from _split(token)
        elif not _is_of_own_file(token):
            yield token


def _split(token: Token) -> Iterator[Token]:
    done = 0
    for found in NAMED.finditer(token.content):
        yield _text(token.content[done : found.start()], token.level)
        kind = found.lastgroup
        named = Token("named", "data", 0, content=found[0], level=token.level)
        named.meta = {"value": f"{KINDS[kind]}:{found[kind]}"}
        yield named
        done = found.end()
    yield _text(token.content[done:], token.level)


def _text(words: str, level: int) -> Token:
    return Token("text", "", 0, content=words, level=level)


def _is_of_own_file(token: Token) -> bool:
    """Say whether a link leads to a file of the text itself: its words are shown, files are listed with their post."""
    return token.type == "link_open" and OWN_FILE.fullmatch(str(token.attrs.get("href", ""))) is not None
