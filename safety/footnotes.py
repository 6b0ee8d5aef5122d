"""Footnotes: `[^1]` where one belongs, and a line that begins `[^1]:` with what it says, anywhere in the text.

They stand at the end, in the order in which the text comes to them, with links there and back. A note that nothing
leads to is shown all the same: nothing that was written is lost.
"""

import re
from collections.abc import Sequence
from itertools import count

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

BEGUN = re.compile(r"\[\^([\w-]{1,40})\]:[ \t]+(?=\S)")
LED_TO = re.compile(r"\[\^([\w-]{1,40})\]")
# As ids are given in a page: with a mark of the text, since a page may have many texts.
ID = re.compile(r"note(?:-at)?-[0-9a-f]{8}-\d{1,4}")
ROOM = '<div class="app-notes"><ol class="nhsuk-list nhsuk-list--number">'


def with_footnotes(markdown: MarkdownIt) -> None:
    """Let a reader of Markdown know footnotes; it is to be given `begun(mark)` with each text."""
    markdown.block.ruler.before("reference", "note", _note, {"alt": ["paragraph", "reference"]})
    markdown.inline.ruler.before("link", "note", _leads_to_note)
    markdown.core.ruler.after("inline", "notes", _put_last)
    markdown.add_render_rule("note_at", _number)
    markdown.add_render_rule("notes_open", lambda *_: ROOM)
    markdown.add_render_rule("notes_close", lambda *_: "</ol></div>\n")
    markdown.add_render_rule("note_open", _opened)
    markdown.add_render_rule("note_close", _closed)


def begun(mark: str) -> dict:
    """Return what is known of a text before it is read. `mark`: eight hexadecimal digits that stand for it."""
    return {"mark": mark, "notes": {}, "order": {}}


def _line(state: StateBlock, number: int) -> str:
    return state.src[state.bMarks[number] + state.tShift[number] : state.eMarks[number]]


def _note(state: StateBlock, first: int, last: int, silent: bool) -> bool:
    found = None if state.is_code_block(first) else BEGUN.match(_line(state, first))
    if found is None or found[1] in state.env["notes"]:
        return False
    if silent:
        return True
    after = first + 1
    while after < last and not state.isEmpty(after) and not BEGUN.match(_line(state, after)):
        after += 1
    words = "\n".join(_line(state, number) for number in range(first, after))
    state.env["notes"][found[1]] = [first, after]
    state.line = after
    state.push("note_open", "li", 1).meta = {"name": found[1]}
    said = state.push("inline", "", 0)
    said.content, said.map, said.children = words[found.end() :], [first, after], []
    state.push("note_close", "li", -1).meta = {"name": found[1]}
    return True


def _leads_to_note(state: StateInline, silent: bool) -> bool:
    found = LED_TO.match(state.src, state.pos)
    if found is None or found[1] not in state.env["notes"]:
        return False
    if not silent:
        order = state.env["order"]
        is_first = found[1] not in order
        number = order.setdefault(found[1], len(order) + 1)
        state.push("note_at", "sup", 0).meta = {"number": number, "is_first": is_first}
    state.pos = found.end()
    return True


def _put_last(state: StateCore) -> None:
    """Take the notes out of where they were written and put them at the end."""
    notes: dict[str, list[Token]] = {}
    rest, within = [], None
    for token in state.tokens:
        if token.type == "note_open":
            within = notes.setdefault(token.meta["name"], [])
        (rest if within is None else within).append(token)
        if token.type == "note_close":
            within = None
    if not notes:
        return
    order, further = state.env["order"], count(len(state.env["order"]) + 1)
    led_to = set(order)
    numbers = {name: order.get(name) or next(further) for name in notes}
    for name, tokens in notes.items():
        for token in (tokens[0], tokens[-1]):
            token.meta = {"number": numbers[name], "is_led_to": name in led_to}
    by_number = sorted(notes, key=numbers.__getitem__)
    ends = Token("notes_open", "div", 1), Token("notes_close", "div", -1)
    state.tokens = [*rest, ends[0], *(token for name in by_number for token in notes[name]), ends[1]]


def _number(_, tokens: Sequence[Token], place: int, __, env: dict) -> str:
    number = tokens[place].meta["number"]
    here = f' id="note-at-{env["mark"]}-{number}"' if tokens[place].meta["is_first"] else ""
    return f'<sup><a href="#note-{env["mark"]}-{number}"{here} aria-label="Note {number}">{number}</a></sup>'


def _opened(_, tokens: Sequence[Token], place: int, __, env: dict) -> str:
    return f'<li id="note-{env["mark"]}-{tokens[place].meta["number"]}">'


def _closed(_, tokens: Sequence[Token], place: int, __, env: dict) -> str:
    meta = tokens[place].meta
    if not meta["is_led_to"]:
        return "</li>\n"
    label = f"Back to where note {meta['number']} belongs"
    return f' <a href="#note-at-{env["mark"]}-{meta["number"]}" aria-label="{label}">↩</a></li>\n'
