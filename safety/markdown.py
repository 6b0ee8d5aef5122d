"""What people write, as HTML: CommonMark with tables, strikethrough, footnotes and names of people, areas and measures
(`safety.named`), and nothing that acts in a reader's browser.

Walls behind one another: markdown-it writes HTML that was typed as text and makes links to known schemes only; of what
comes out of it, nh3 lets through what is listed here and nothing else. Rendering costs up to 0.3 s, so it is done when
a text is saved.
"""

import re
from collections.abc import Sequence
from hashlib import blake2s

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from safety import footnotes, named

LONGEST_TEXT = 20_000
# A path on this site begins with one slash: two lead to another site without saying so.
LINKS = re.compile(r"(?:https?:|mailto:|/(?![/\\])|#)", re.IGNORECASE)
# A page's own headings are first and second.
HIGHEST_HEADING, LOWEST_HEADING = 3, 6
NUMBERS = "nhsuk-table__cell--numeric"
CLASSES = {
    "bullet_list_open": "nhsuk-list nhsuk-list--bullet",
    "ordered_list_open": "nhsuk-list nhsuk-list--number",
    "table_open": "nhsuk-table",
    "thead_open": "nhsuk-table__head",
    "tbody_open": "nhsuk-table__body",
    "tr_open": "nhsuk-table__row",
    "th_open": "nhsuk-table__header",
    "td_open": "nhsuk-table__cell",
    "heading_open": "nhsuk-heading-s",
}
# A table may be wider than a phone: it moves in a box of its own, which the keyboard reaches too.
BOX = {"class": "app-scroll", "role": "group", "tabindex": "0", "aria-label": "Table"}
TAGS = {
    "div",
    *("p", "br", "hr", "blockquote", "ul", "ol", "li", "em", "strong", "s", "code", "pre", "a"),
    *("h3", "h4", "h5", "h6", "table", "thead", "tbody", "tr", "th", "td"),
    *("sup", "data"),
}
CLASSES_OF = {
    "div": {"app-scroll", "app-notes"},
    "ul": {"nhsuk-list", "nhsuk-list--bullet"},
    "ol": {"nhsuk-list", "nhsuk-list--number"},
    "table": {"nhsuk-table"},
    "thead": {"nhsuk-table__head"},
    "tbody": {"nhsuk-table__body"},
    "tr": {"nhsuk-table__row"},
    "th": {"nhsuk-table__header", "nhsuk-table__header--numeric"},
    "td": {"nhsuk-table__cell", NUMBERS},
    **{tag: {"nhsuk-heading-s"} for tag in ("h3", "h4", "h5", "h6")},
}


class TextTooLong(ValueError):
    """A text longer than is ever rendered; says how long it is, and nothing of it."""

    def __init__(self, length: int):
        super().__init__(f"The text has {length:,} characters: it must have {LONGEST_TEXT:,} or fewer.")


def rendered(text: str) -> SafeString:
    """Return a text as HTML that is safe to show. Raises TextTooLong."""
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(len(text))
    return mark_safe(_cleaner.clean(_markdown.render(text, _begun(text))))


def named_in(text: str) -> list[str]:
    """Return what a text names outside what it quotes: `person:7`, `area:03R`. Raises TextTooLong."""
    if len(text) > LONGEST_TEXT:
        raise TextTooLong(len(text))
    return named.named_in(_markdown.parse(text, _begun(text)))


def _begun(text: str) -> dict:
    return footnotes.begun(blake2s(text.encode("utf-8", "replace"), digest_size=4).hexdigest())


def _is_link(address: str) -> bool:
    return LINKS.match(address) is not None


def _is_known(address: str) -> bool:
    """Say whether an address means something in a text: a link, or a file of its own."""
    return _is_link(address) or named.OWN_FILE.fullmatch(address) is not None


def _in_our_classes(state: StateCore) -> None:
    """Give what was written the design system's classes, its headings a place below the page's own."""
    for token in state.tokens:
        if token.type.startswith("heading_"):
            level = min(int(token.tag[1:]) + HIGHEST_HEADING - 1, LOWEST_HEADING)
            token.tag = f"h{level}"
        if classes := CLASSES.get(token.type):
            is_right = "right" in str(token.attrs.pop("style", ""))
            of_figures = f" {classes.split()[0]}--numeric" if is_right else ""
            token.attrs["class"] = classes + of_figures


def _described(_, tokens: Sequence[Token], place: int, *__) -> str:
    """Return an image's description, which whoever shows a post may put its own picture over.

    A picture from elsewhere would tell its owner who reads what.
    """
    words, address = escapeHtml(tokens[place].content), str(tokens[place].attrs["src"])
    own = named.OWN_FILE.fullmatch(address)
    return f'<data value="{address}">{words}</data>' if own else words


def _box_opened(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, _) -> str:
    box = " ".join(f'{name}="{value}"' for name, value in BOX.items())
    return f"<div {box}>{renderer.renderToken(tokens, place, options, _)}"


def _box_closed(renderer: RendererHTML, tokens: Sequence[Token], place: int, options: OptionsDict, _) -> str:
    return f"{renderer.renderToken(tokens, place, options, _)}</div>\n"


def _harmless_only(tag: str, attribute: str, value: str) -> str | None:
    """Return an attribute's value where it is one that this module writes, or a link."""
    is_harmless = HARMLESS.get(attribute)
    return value if is_harmless is None or is_harmless(value) else None


def _made() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False, "linkify": False, "typographer": False})
    markdown.enable(["table", "strikethrough"])
    markdown.validateLink = _is_known
    footnotes.with_footnotes(markdown)
    markdown.core.ruler.before("text_join", "names", named.names_found)
    markdown.add_render_rule("named", named.shown_as_data)
    markdown.core.ruler.push("our classes", _in_our_classes)
    markdown.add_render_rule("image", _described)
    markdown.add_render_rule("table_open", _box_opened)
    markdown.add_render_rule("table_close", _box_closed)
    return markdown


HARMLESS = {
    "href": _is_link,
    "id": footnotes.ID.fullmatch,
    "value": named.VALUE.fullmatch,
}
_markdown = _made()
_cleaner = nh3.Cleaner(
    tags=TAGS,
    clean_content_tags={"script", "style"},
    attributes={
        "a": {"href", "title", "id", "aria-label"},
        "ol": {"start"},
        "li": {"id"},
        "data": {"value"},
        "div": set(BOX) - {"class"},
    },
    attribute_filter=_harmless_only,
    allowed_classes=CLASSES_OF,
    url_schemes={"http", "https", "mailto"},
    link_rel="nofollow noopener",
)
