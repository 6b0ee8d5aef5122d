"""What changed between two versions of a text, word by word, as HTML that can be seen and heard."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

# A word with the space after it: 8.30 and team’s are one each, and a mark beside a word is its own.
_WORD = re.compile(r"\w+(?:[.,:'’-]\w+)*\s*|[^\w\s]\s*|\s+")
# Beyond this many words in a stretch that changed, it is shown as replaced: finding what stayed would take too long.
MOST_WORDS = 2000

Change = tuple[str, str]  # "kept", "removed" or "added", and the words


def difference(before: str, after: str) -> SafeString:
    """Return `after` with what was added to `before` marked, and what was removed kept in its place."""
    return format_html_join("", "{}", ((_marked(kind, words),) for kind, words in changes(before, after)))


def sides(one: str, other: str) -> tuple[SafeString, SafeString]:
    """Return two texts to stand side by side, in each the words marked that the other has not."""
    found = changes(one, other)
    return _side(found, "removed"), _side(found, "added")


def _side(found: Sequence[Change], own: str) -> SafeString:
    shown = (_only_here(words) if kind == own else words for kind, words in found if kind in ("kept", own))
    return format_html_join("", "{}", ((words,) for words in shown))


def _only_here(words: str) -> SafeString:
    return format_html(
        '<mark class="app-only"><span class="nhsuk-u-visually-hidden">[only here: </span>{}'
        '<span class="nhsuk-u-visually-hidden">]</span></mark>',
        words,
    )


def changes(before: str, after: str) -> list[Change]:
    """Return the stretches of both texts in order: without the added they are `before`, without the removed `after`."""
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    found = []
    for kind, removed, added in _stretches(*lines):
        if kind == "replace" and len(removed) + len(added) < MOST_WORDS:
            found += _words_changed("".join(removed), "".join(added))
        else:
            found += _as_a_whole(kind, removed, added)
    return found


def _words_changed(before: str, after: str) -> Iterator[Change]:
    words = _WORD.findall(before), _WORD.findall(after)
    if max(map(len, words)) > MOST_WORDS:
        yield from _as_a_whole("replace", [before], [after])
        return
    for kind, removed, added in _stretches(*words):
        yield from _as_a_whole(kind, removed, added)


def _stretches(
    before: Sequence[str], after: Sequence[str]
) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
    for kind, start, end, start_after, end_after in SequenceMatcher(None, before, after).get_opcodes():
        yield kind, before[start:end], after[start_after:end_after]


def _as_a_whole(kind: str, removed: Sequence[str], added: Sequence[str]) -> Iterator[Change]:
    if kind == "equal":
        yield "kept", "".join(removed)
        return
    if removed:
        yield "removed", "".join(removed)
    if added:
        yield "added", "".join(added)


def _marked(kind: str, words: str) -> SafeString | str:
    if kind == "kept":
        return words
    tag = "del" if kind == "removed" else "ins"
    return format_html(
        '<{} class="app-{}"><span class="nhsuk-u-visually-hidden">[{}: </span>{}'
        '<span class="nhsuk-u-visually-hidden">]</span></{}>',
        tag,
        kind,
        kind,
        words,
        tag,
    )
