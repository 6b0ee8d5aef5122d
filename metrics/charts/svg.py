"""The paper: elements, text that fits, colours, and the document round a drawing.

Every colour is a presentation attribute, so that a file taken away keeps it, beside a class, so that a page may
change it (high contrast, print). No style attributes: the site's content security policy forbids them.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from html import escape

INK, GREY, PALE, FAINT, PAPER = "#212b32", "#4c6272", "#aeb7bd", "#d8dde0", "#ffffff"
OURS = "#005eb8"
FONT = "Arial, Helvetica, sans-serif"
# Drawn at 14 units and shown at 0.87 times or more, text is never smaller than 12 pixels.
TEXT = 14
LINE = 17
HEADING = 18

# Widths of Helvetica in thousandths of its size: those of Arial and Liberation Sans too.
_NARROW = {
    **dict.fromkeys("ijl'", 222),
    **dict.fromkeys(" !,./:;ItfI[]\\", 278),
    **dict.fromkeys("()-r`", 333),
    **dict.fromkeys("ckJsvxyz", 500),
    **dict.fromkeys("ABEKPSVXY&", 667),
    **dict.fromkeys("CDHNRUw", 722),
    **dict.fromkeys("GOQ", 778),
    **dict.fromkeys("FTZ", 611),
    **dict.fromkeys("+<=>~−", 584),
    **dict.fromkeys("mM", 833),
    "%": 889,
    "W": 944,
    "@": 1015,
    "…": 1000,
}
_NOT_IN_XML = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class Layout(Enum):
    """How wide a chart is drawn. A page holds the first two and shows the one that fits; DOWNLOAD is a file."""

    WIDE = 640
    COMPACT = 280
    DOWNLOAD = 641

    @property
    def width(self) -> int:
        return min(self.value, 640)

    @property
    def is_compact(self) -> bool:
        return self is Layout.COMPACT


@dataclass(frozen=True, kw_only=True)
class Chart:
    """What every chart says of itself: its finding, what is drawn for those who do not see it, its source."""

    title: str
    description: str
    source: str = ""


@dataclass(frozen=True)
class Drawn:
    """A chart for a page in both its widths; the one that does not fit is hidden by the page's styles."""

    wide: str
    compact: str


def both(draw: Callable[..., str], chart: Chart, prefix: str) -> Drawn:
    """Return `chart` in both widths of a page. `prefix` must be unique in the page."""
    return Drawn(
        wide=draw(chart, prefix=prefix, layout=Layout.WIDE),
        compact=draw(chart, prefix=f"{prefix}-compact", layout=Layout.COMPACT),
    )


def clean(words: str) -> str:
    """Return `words` so that they are text and nothing else, in an element and in an attribute."""
    return escape(_NOT_IN_XML.sub("", words))


def text_width(words: str, *, size: float = TEXT, bold: bool = False) -> float:
    """Return how wide `words` are, a little more rather than less."""
    return sum(_NARROW.get(letter, 556) for letter in words) * size / 1000 * (1.08 if bold else 1.01)


def wrapped(words: str, width: float, *, lines: int = 2, size: float = TEXT, bold: bool = False) -> list[str]:
    """Return `words` in at most `lines` lines that fit in `width`; what does not fit ends in an ellipsis."""
    out: list[str] = [""]
    for word in words.split():
        longer = f"{out[-1]} {word}".strip()
        if text_width(longer, size=size, bold=bold) <= width or not out[-1]:
            out[-1] = longer
        else:
            out.append(word)
    if len(out) > lines:
        out = [*out[: lines - 1], " ".join(out[lines - 1 :])]
    return [_cut(line, width, size, bold) for line in out]


def _cut(line: str, width: float, size: float, bold: bool) -> str:
    if text_width(line, size=size, bold=bold) <= width:
        return line
    while line and text_width(f"{line}…", size=size, bold=bold) > width:
        line = line[:-1]
    return f"{line.rstrip()}…"


def number(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def text(
    x: float,
    y: float,
    words: str,
    *,
    role: str = "note",
    fill: str = INK,
    anchor: str = "start",
    bold: bool = False,
    halo: bool = False,
    size: int = TEXT,
) -> str:
    """Return words whose baseline begins (or ends, or has its middle) at x, y. A halo keeps them off lines."""
    more = f' text-anchor="{anchor}"' if anchor != "start" else ""
    more += ' font-weight="bold"' if bold else ""
    more += f' font-size="{size}"' if size != TEXT else ""
    more += f' stroke="{PAPER}" stroke-width="4" stroke-linejoin="round" paint-order="stroke"' if halo else ""
    halo_class = " chart-halo" if halo else ""
    return (
        f'<text class="chart-{role}{halo_class}" x="{number(x)}" y="{number(y)}" fill="{fill}"{more}>'
        f"{clean(words)}</text>"
    )


def paragraph(x: float, y: float, lines: Sequence[str], **how) -> str:
    """Return lines under one another; y is the baseline of the first."""
    return "".join(text(x, y + LINE * index, line, **how) for index, line in enumerate(lines))


def line(
    start: tuple[float, float],
    end: tuple[float, float],
    *,
    role: str,
    stroke: str = FAINT,
    width: float = 1,
    dash: str = "",
) -> str:
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path class="chart-{role}" d="M{number(start[0])} {number(start[1])}L{number(end[0])} {number(end[1])}" '
        f'fill="none" stroke="{stroke}" stroke-width="{width}"{dashes}/>'
    )


def dot(x: float, y: float, radius: float, *, role: str, fill: str, stroke: str = "", says: str = "") -> str:
    edge = f' stroke="{stroke}" stroke-width="2"' if stroke else ""
    head = f'<circle class="chart-{role}" cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" fill="{fill}"{edge}'
    return f"{head}><title>{clean(says)}</title></circle>" if says else f"{head}/>"


def box(x: float, y: float, width: float, height: float, *, role: str, fill: str) -> str:
    return (
        f'<rect class="chart-{role}" x="{number(x)}" y="{number(y)}" width="{number(width)}" '
        f'height="{number(height)}" fill="{fill}"/>'
    )


def link(href: str, content: str, layout: Layout) -> str:
    """Return `content` as a link, except in a file: there its address would lead nowhere."""
    return content if not href or layout is Layout.DOWNLOAD else f'<a href="{clean(href)}">{content}</a>'


def document(
    chart: Chart,
    drawing: str,
    height: float,
    *,
    prefix: str,
    layout: Layout,
    kind: str,
    has_links: bool = False,
) -> str:
    """Return the whole SVG. One with links is a group, since an image hides what is inside it."""
    if layout is Layout.DOWNLOAD:
        drawing, height = _as_file(chart, drawing, height, layout)
    role = "group" if has_links and layout is not Layout.DOWNLOAD else "img"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="app-chart app-chart--{kind}" role="{role}" '
        f'aria-labelledby="{prefix}-title" aria-describedby="{prefix}-desc" '
        f'viewBox="0 0 {layout.width} {number(height)}" width="{layout.width}" height="{number(height)}" '
        f'font-family="{FONT}" font-size="{TEXT}">'
        f'<title id="{prefix}-title">{clean(chart.title)}</title>'
        f'<desc id="{prefix}-desc">{clean(chart.description)}</desc>{drawing}</svg>'
    )


def _as_file(chart: Chart, drawing: str, height: float, layout: Layout) -> tuple[str, float]:
    """Return the drawing on white paper with its title over it and its source under it, and its new height."""
    title, top = _heading(chart, layout)
    source, bottom = _footing(chart, layout, top + height)
    total = top + height + bottom
    paper = box(0, 0, layout.width, total, role="paper", fill=PAPER)
    return f'{paper}{title}<g transform="translate(0 {number(top)})">{drawing}</g>{source}', total


def _heading(chart: Chart, layout: Layout) -> tuple[str, float]:
    lines = wrapped(chart.title, layout.width - 24, lines=3, size=HEADING, bold=True)
    words = "".join(
        text(12, 28 + 23 * index, words, role="heading", bold=True, size=HEADING)
        for index, words in enumerate(lines)
    )
    return words, 12 + 23 * len(lines)


def _footing(chart: Chart, layout: Layout, y: float) -> tuple[str, float]:
    lines = wrapped(chart.source, layout.width - 24, lines=3) if chart.source else []
    return paragraph(12, y + 18, lines, role="source", fill=GREY), 12 + LINE * len(lines)
