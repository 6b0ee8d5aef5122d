"""Whether practice is shared across boundaries: what passes between boards, in words, tables, a chart and files."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

import pandas as pd
from django.core.cache import caches
from django.urls import reverse
from django.utils import timezone

from forum.queries.sharing import acts, belonging, boards
from metrics.charts import numbers, svg
from metrics.charts.figure import Cell, Column, Figure, Table, TableRow
from metrics.charts.line import LineChart, Series, line_chart
from metrics.charts.numbers import month_name
from metrics.compute.crossing import (
    FEW,
    between,
    by_kind,
    by_month,
    crossings,
    not_told_apart,
    of_enough_people,
    of_few_people,
    silent,
)

KEPT_FOR = 600
MONTHS = 24
STRONGEST = 10
SHADES = 4
FEW_IN_WORDS = "Boards with fewer than 3 members, counted together"
# Each kind of act, and whether it is what people did rather than areas.
KINDS = {
    "thread": "Discussions about another area",
    "reply": "Replies",
    "thanks": "Thanks",
    "use": "Case studies used: “we run this”",
    "adoption": "Adoptions that follow a case study",
}
OF_PEOPLE = set(KINDS) - {"adoption"}


@dataclass(frozen=True)
class Board:
    name: str
    code: str

    @property
    def address(self) -> str:
        return reverse("area", args=[self.code]) if self.code else ""


@dataclass(frozen=True)
class Sharing:
    """All that was counted at a moment. `pairs`: source, target, kind, acts. `few`: whether boards of today are not
    told apart."""

    kinds: pd.DataFrame
    months: pd.DataFrame
    pairs: pd.DataFrame
    silent: list[Board]
    boards: Mapping[int, Board]
    few: bool
    at: datetime

    @property
    def known(self) -> int:
        return int(self.kinds["known"].sum())

    @property
    def crossing(self) -> int:
        return int(self.kinds["crossing"].sum())


def sharing() -> Sharing:
    """Return what was counted within the last ten minutes."""
    return caches["figures"].get_or_set(f"sharing:{timezone.localdate()}", counted, KEPT_FOR)


def counted() -> Sharing:
    """Count everything anew: five queries."""
    areas, today = boards(), timezone.localdate()
    who = belonging(areas)
    found = crossings(acts(), who)
    few = of_few_people(who)
    told = not_told_apart(found, few, OF_PEOPLE)
    there = {area.pk for area in areas if area.is_there_on(today)}
    unheard = silent(told, there & of_enough_people(who))
    named = {area.pk: Board(area.short_name, area.code) for area in areas}
    return Sharing(
        kinds=by_kind(found).reindex(list(KINDS), fill_value=0),
        months=by_month(found, _months(today)),
        pairs=between(told, kinds=True),
        silent=[board for pk, board in named.items() if pk in unheard],
        boards=named | {FEW: Board(FEW_IN_WORDS, "")},
        few=bool(few & there),
        at=timezone.localtime(),
    )


def _months(today: date) -> list[pd.Timestamp]:
    return list(pd.date_range(end=today.replace(day=1), periods=MONTHS, freq="MS"))


def answer(found: Sharing) -> str:
    """Return the answer of the page in a sentence."""
    if not found.known:
        return "Nobody can tell yet: nothing has passed between people whose boards are known."
    return (
        f"{found.crossing:,} of {found.known:,} replies, thanks, uses and other acts between people and areas "
        f"({numbers.percent(100 * found.crossing / found.known)}) crossed from one integrated care board to another."
    )


def kinds_table(found: Sharing) -> Table:
    """Return how many acts of each kind cross, and how many stay within a board."""
    rows = [
        TableRow(
            [
                KINDS[kind],
                f"{row.crossing:,}",
                f"{row.known - row.crossing:,}",
                _share(row.crossing, row.known),
            ]
        )
        for kind, row in found.kinds.iterrows()
    ]
    columns = ["Crossed to another board", "Stayed within a board", "Share that crossed"]
    return Table(
        id="kinds",
        caption="What crossed",
        columns=[Column("What"), *(Column(words, is_numeric=True) for words in columns)],
        rows=rows,
        is_stacked=True,
    )


def _share(part: int, whole: int) -> str:
    return numbers.percent(100 * part / whole) if whole else "–"


def chart(found: Sharing) -> LineChart:
    now, months = found.months.iloc[-1], [month.date() for month in found.months.index]
    return LineChart(
        title=f"{now['crossing']:,} crossed to another board in {month_name(months[-1])} so far",
        description=f"Replies, thanks, uses and adoptions by month, from {month_name(months[0])} to "
        f"{month_name(months[-1])}: those that crossed to another board, and those within a board.",
        source="Source: what members did on this site.",
        months=months,
        series=[
            Series("Crossed", list(found.months["crossing"].astype(float))),
            Series("Within a board", list(found.months["within"].astype(float)), role="england"),
        ],
        unit="acts",
        decimals=0,
        from_zero=True,
    )


def figure(found: Sharing) -> Figure:
    drawn = chart(found)
    rows = [
        TableRow([month_name(month.date()), f"{row['crossing']:,}", f"{row['within']:,}"])
        for month, row in found.months.iloc[::-1].iterrows()
    ]
    columns = [Column("Month"), Column("Crossed", is_numeric=True), Column("Within a board", is_numeric=True)]
    return Figure(
        id="months",
        title=drawn.title,
        summary=drawn.description,
        chart=svg.both(line_chart, drawn, "months"),
        table=Table("months-table", "What crossed by month", columns, rows, is_stacked=True),
        downloads=[
            ("CSV", reverse("sharing-months-csv")),
            ("SVG", reverse("sharing-svg")),
            ("PNG", reverse("sharing-png")),
        ],
        link=f"{reverse('sharing')}#months",
    )


@dataclass(frozen=True)
class Count:
    """A cell of the matrix: darker the more there is, from 0 (nothing) to SHADES."""

    words: str
    shade: int


@dataclass(frozen=True)
class Matrix:
    """From the boards of the rows to those of the columns; a board that only gives has no column, and so on."""

    columns: Sequence[Board]
    rows: Sequence[tuple[Board, Sequence[Count]]]


def matrix(found: Sharing) -> Matrix | None:
    """Return what crossed from each board to each other; None where nothing did."""
    wide = found.pairs.pivot_table(
        index="source", columns="target", values="acts", aggfunc="sum", fill_value=0
    )
    if wide.empty:
        return None
    sources, targets = _in_order(found, wide.index), _in_order(found, wide.columns)
    most = int(wide.to_numpy().max())
    rows = [
        (found.boards[source], [_count(int(wide.at[source, target]), most) for target in targets])
        for source in sources
    ]
    return Matrix([found.boards[target] for target in targets], rows)


def _in_order(found: Sharing, boards: pd.Index) -> list[int]:
    """Return boards by their names, those that are told together last."""
    return sorted(boards, key=lambda pk: (pk == FEW, found.boards[pk].name))


def _count(acts: int, most: int) -> Count:
    return Count(f"{acts:,}" if acts else "", ceil(SHADES * acts / most))


def strongest(found: Sharing) -> Table | None:
    """Return the pairs of boards between which most passes, as a list for every width; None where nothing does."""
    pairs = found.pairs.groupby(["source", "target"], as_index=False)["acts"].sum()
    if pairs.empty:
        return None
    pairs = pairs.sort_values(["acts", "source", "target"], ascending=[False, True, True])[:STRONGEST]
    rows = [
        TableRow([_cell(found.boards[row.source]), _cell(found.boards[row.target]), f"{row.acts:,}"])
        for row in pairs.itertuples()
    ]
    return Table(
        id="strongest",
        caption="Who shares most, and with whom",
        columns=[Column("From"), Column("To"), Column("How often", is_numeric=True)],
        rows=rows,
        is_stacked=True,
    )


def _cell(board: Board) -> Cell:
    return Cell(board.name, board.address)


def pairs_frame(found: Sharing) -> pd.DataFrame:
    """Return what crossed as a file: a row for each pair of boards and each kind."""
    rows = [
        {
            "from": found.boards[row.source].code,
            "from_name": found.boards[row.source].name,
            "to": found.boards[row.target].code,
            "to_name": found.boards[row.target].name,
            "kind": row.kind,
            "count": row.acts,
        }
        for row in found.pairs.itertuples()
    ]
    return pd.DataFrame(rows, columns=["from", "from_name", "to", "to_name", "kind", "count"])


def months_frame(found: Sharing) -> pd.DataFrame:
    """Return the months as a file, oldest first."""
    months = found.months.rename_axis("month").reset_index()
    return months.assign(month=months["month"].dt.strftime("%Y-%m"))
