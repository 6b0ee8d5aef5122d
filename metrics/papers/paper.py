"""What a document to print is made of: the records that `pdf` sets in type."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from metrics.charts.figure import Figure, HeadlineRow, Table


@dataclass(frozen=True)
class Heading:
    """The heading of a section; `footnote` explains it at the foot of its page. One on a new page begins it."""

    words: str
    footnote: str = ""
    is_on_new_page: bool = False


@dataclass(frozen=True)
class Sentences:
    """Sentences after one another, or under one another each with a bullet; small where they explain a table."""

    sentences: Sequence[str]
    has_bullets: bool = False
    is_small: bool = False


@dataclass(frozen=True)
class Links:
    """Pairs (words, whole address)."""

    links: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Headlines:
    """The headline measures of an area at a glance. `ours`: heading of its own figures; `similar`: of those of its
    like, no such column if empty; `alone` where there is nothing to compare with."""

    caption: str
    rows: Sequence[HeadlineRow]
    ours: str = "This area"
    similar: str = ""
    is_alone: bool = False


@dataclass(frozen=True)
class Picture:
    """A drawing with its finding above it; `summary` says in words what is drawn, for those who do not see it."""

    title: str
    summary: str
    svg: str


@dataclass(frozen=True)
class Pictures:
    """Drawings side by side, `columns` in a row."""

    pictures: Sequence[Picture]
    columns: int = 2


Block = Heading | Sentences | Links | Headlines | Pictures | Table


@dataclass(frozen=True)
class Paper:
    """A document. `notes` stand at its end, as where its figures come from; `address` leads to the page it was made of.

    `warning` stands on every page, as when figures are invented. `version`: of the figures.
    """

    title: str
    subject: str
    made: date
    version: str
    address: str
    blocks: Sequence[Block]
    notes: Sequence[str] = ()
    warning: str = ""


def narrow(figure: Figure) -> Picture:
    """Return a figure of a page as a part of a page's width shows it best."""
    return Picture(figure.title, figure.summary, figure.chart.compact or figure.chart.wide)


def wide(figure: Figure) -> Picture:
    """Return a figure of a page as a page's full width shows it."""
    return Picture(figure.title, figure.summary, figure.chart.wide)
