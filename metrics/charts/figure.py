"""A chart with what stands round it on a page, and tables: the records that the components show."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from metrics.charts.svg import Drawn


@dataclass(frozen=True)
class Cell:
    """A cell's words; a link if `href`, beside a small drawing if `svg` (made by this package, so trusted).

    `note`: more words in a line below, smaller.
    """

    words: str
    href: str = ""
    svg: str = ""
    note: str = ""


@dataclass(frozen=True)
class Column:
    """A column's heading. `sort_href` sorts by it; `sorted`: "ascending", "descending" or "" as it is now."""

    words: str
    is_numeric: bool = False
    sort_href: str = ""
    sorted: str = ""


@dataclass(frozen=True)
class TableRow:
    cells: Sequence[Cell | str]
    is_ours: bool = False


@dataclass(frozen=True)
class Table:
    """`id` must be unique in the page. The first cell of a row is its heading.

    `is_stacked`: on a phone each row is a list of its cells under their columns' names, rather than scrolled sideways.
    """

    id: str
    caption: str
    columns: Sequence[Column]
    rows: Sequence[TableRow]
    is_caption_hidden: bool = False
    is_stacked: bool = False


@dataclass(frozen=True)
class Figure:
    """A chart: `title` says the finding, `summary` says in words what is drawn.

    `downloads`: pairs (words, address), as ("CSV", "/…"). `link` is the permanent address of the figure itself.
    `better`: where it stands which similar areas do better than the one drawn; empty where nobody is compared so.
    """

    id: str
    title: str
    summary: str
    chart: Drawn
    table: Table | None = None
    downloads: Sequence[tuple[str, str]] = ()
    link: str = ""
    better: str = ""


@dataclass(frozen=True)
class Icon:
    """A judgement as shape and words: `name` is one of the drawings of components/icon.html."""

    name: str
    words: str


@dataclass(frozen=True)
class MeasureCard:
    """A measure of an area: its chart, and beside it what the chart says. `links`: pairs (words, address).

    `notes`: what to know about the chart, in sentences.
    """

    title: str
    figure: Figure
    sentences: Sequence[str]
    direction: str = ""
    icons: Sequence[Icon] = ()
    notes: Sequence[str] = ()
    why: str = ""
    links: Sequence[tuple[str, str]] = ()


@dataclass(frozen=True)
class HeadlineRow:
    """A measure in the table of headlines, all values written already; `sparkline` is an SVG.

    `icons` compare with others, `variation` says how the figure moves.
    """

    name: str
    value: str
    england: str = ""
    similar: str = ""
    direction: str = ""
    href: str = ""
    sparkline: str = ""
    icons: Sequence[Icon] = field(default=())
    variation: Sequence[Icon] = field(default=())
