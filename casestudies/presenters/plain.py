"""What people wrote as plain text, for paper: what rendered Markdown says, and how much of it there is room for."""

import re
from html.parser import HTMLParser

ENDS = {"p", "li", "tr", "blockquote", "pre", "br", "hr", "h3", "h4", "h5", "h6"}
CELLS = {"td", "th"}


class _Words(HTMLParser):
    """Collects what is said, a line a paragraph or item."""

    def __init__(self):
        super().__init__(convert_charrefs=True)
        self.said: list[str] = []

    def handle_data(self, data: str) -> None:
        self.said.append(data.replace("\n", " "))

    def handle_endtag(self, tag: str) -> None:
        self.said.append("\n" if tag in ENDS else " " if tag in CELLS else "")

    handle_startendtag = handle_starttag = lambda self, tag, attributes: self.handle_endtag(
        tag if tag in ("br", "hr") else ""
    )


def lines_of(html: str) -> list[str]:
    """Return the lines of rendered Markdown as plain text, without empty ones."""
    words = _Words()
    words.feed(html)
    words.close()
    return [line for each in "".join(words.said).split("\n") if (line := " ".join(each.split()))]


def excerpt(text: str, most: int) -> str:
    """Return as much of a text as `most` letters hold: to the end of a sentence if one ends in its second half."""
    if len(text) <= most:
        return text
    head = text[: most - 1]
    ends = [found.end() for found in re.finditer(r"[.!?](?=\s)", head)]
    if ends and ends[-1] > most / 2:
        return f"{head[: ends[-1]]} …"
    return f"{head.rpartition(' ')[0] or head}…"
