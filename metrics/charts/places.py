"""Every area's place among its like, month by month: all pale, a few named."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Literal

from metrics.charts import months, numbers, scales, svg
from metrics.charts.months import MonthChart, Plot, Series
from metrics.charts.ranks import SHADES
from metrics.charts.svg import Layout

FELL = "#c75500"
# How named lines are drawn: stroke and dashes. The dots of a line that fell are hollow, so colour is never alone.
NAMED = {"us": (svg.OURS, ""), "fell": (FELL, "7 4")}
QUARTERS = ("Top quarter", "2nd quarter", "3rd quarter", "Bottom quarter")
SHORT_QUARTERS = ("Top ¼", "2nd ¼", "3rd ¼", "Bottom ¼")
HEIGHT, COMPACT_HEIGHT = 330, 280
NAME_WIDTH = 140


@dataclass(frozen=True)
class Line:
    """An area. `ranks`: one a month, None where it is not ranked. `note`: words under the name of a named line."""

    name: str
    ranks: Sequence[int | None]
    role: Literal["us", "fell", "other"] = "other"
    note: str = ""

    @property
    def last(self) -> int | None:
        return next((rank for rank in reversed(self.ranks) if rank is not None), None)

    @property
    def words(self) -> list[str]:
        return [
            *svg.wrapped(self.name, NAME_WIDTH, lines=3, bold=True),
            *(svg.wrapped(self.note, NAME_WIDTH) if self.note else []),
        ]


@dataclass(frozen=True, kw_only=True)
class PlacesChart(MonthChart):
    """`months`: every calendar month, in order. `ranked`: how many areas are ranked in each; 0 is a gap."""

    lines: Sequence[Line]
    ranked: Sequence[int]
    series: Sequence[Series] = ()

    @property
    def named(self) -> list[Line]:
        return [line for line in self.lines if line.role != "other" and line.last is not None]


def places_chart(chart: PlacesChart, *, prefix: str, layout: Layout = Layout.WIDE) -> str:
    """Return the SVG: rank 1 on top, quarters shaded and named, named lines labelled at their ends (compact: above)."""
    keys, keys_height = _keys(chart, layout) if layout.is_compact else ("", 0.0)
    plot = _plot(chart, layout, keys_height)
    drawn = [
        keys,
        *_quarters(plot),
        months.month_axis(plot),
        _others(plot),
        *_quarter_names(plot),
        *(_named(plot, line) for line in chart.named),
        "" if layout.is_compact else _end_labels(plot),
        "" if any(chart.ranked) else months.nothing(plot),
    ]
    return svg.document(chart, "".join(drawn), plot.bottom + 28, prefix=prefix, layout=layout, kind="places")


def _plot(chart: PlacesChart, layout: Layout, top: float) -> Plot:
    most = max([*chart.ranked, 2])
    top += 10
    height = COMPACT_HEIGHT if layout.is_compact else HEIGHT
    ticks = svg.text_width(str(most)) + 8
    names = max(svg.text_width(words) for words in _names(layout)) + 8
    # Compact, ranks and names share a column: names stand between the ranks.
    left = max(ticks, names) if layout.is_compact else ticks + names
    right = layout.width - (8 if layout.is_compact else NAME_WIDTH + 18)
    first, last = (scales.month_number(chart.months[end]) for end in (0, -1))
    x = scales.Scale(first - 0.5, last + 0.5, left, right)
    return Plot(chart, layout, (), (), 0, x, scales.Scale(most + 0.5, 0.5, top + height, top))


def quarter_ends(ranked: int) -> list[int]:
    """Return the last rank of each quarter, as `compute.ranks.quantile_groups` places areas without ties."""
    return [math.ceil(ranked * quarter / 4) for quarter in (1, 2, 3, 4)]


def _quarters(plot: Plot) -> Iterator[str]:
    """Yield a shade behind each quarter, anew wherever the number of areas ranked changes; none for fewer than four."""
    numbered = zip(plot.chart.months, plot.chart.ranked, strict=True)
    for ranked, together in groupby(numbered, key=lambda pair: pair[1]):
        run = [scales.month_number(month) for month, _ in together]
        start, end = plot.x(run[0] - 0.5), plot.x(run[-1] + 0.5)
        edges = [0, *quarter_ends(ranked)] if ranked >= len(QUARTERS) else []
        for first, last, shade in zip(edges, edges[1:], SHADES, strict=False):
            top, bottom = plot.y(first + 0.5), plot.y(last + 0.5)
            yield svg.box(start, top, end - start, bottom - top, role="quarter", fill=shade)


def _quarter_names(plot: Plot) -> Iterator[str]:
    """Yield the first rank of each quarter, of the newest month, and the last of all, and the quarters' names."""
    ranked = next((count for count in reversed(plot.chart.ranked) if count), 0)
    edges = [0, *quarter_ends(ranked)] if ranked >= len(QUARTERS) else []
    for rank in sorted({1, *(edge + 1 for edge in edges[:-1]), ranked} - {0}):
        yield svg.text(plot.left - 6, plot.y(rank) + 5, str(rank), role="tick", fill=svg.GREY, anchor="end")
    x, anchor = (plot.left - 6, "end") if plot.layout.is_compact else (0, "start")
    for first, last, words in zip(edges, edges[1:], _names(plot.layout), strict=False):
        middle = plot.y((first + last + 1) / 2)
        if plot.layout.is_compact:
            middle = max(middle, plot.y(first + 1) + svg.LINE)  # Under the rank, in a quarter of one area.
        yield svg.text(x, middle + 5, words, role="quarter-name", fill=svg.GREY, anchor=anchor)


def _names(layout: Layout) -> Sequence[str]:
    return SHORT_QUARTERS if layout.is_compact else QUARTERS


def _others(plot: Plot) -> str:
    """Return the lines of all other areas, as one path: a hundred of them are a texture, not a hundred marks."""
    others = [line for line in plot.chart.lines if line.role == "other"]
    path = "".join(step for line in others for step in months.steps(plot, line.ranks))
    return (
        f'<path class="chart-other" d="{path}" fill="none" stroke="{svg.PALE}" stroke-width="0.75" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _named(plot: Plot, line: Line) -> str:
    stroke, dash = NAMED[line.role]
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    path = "".join(months.steps(plot, line.ranks))
    return (
        f'<path class="chart-{line.role}" d="{path}" fill="none" stroke="{stroke}" stroke-width="3" '
        f'stroke-linejoin="round" stroke-linecap="round"{dashes}/>{"".join(_dots(plot, line))}'
    )


def _dots(plot: Plot, line: Line) -> Iterator[str]:
    """Yield a dot a month that says the place: all of them, since they are how the keyboard reads a line."""
    stroke, dash = NAMED[line.role]
    for month, rank, ranked in zip(plot.chart.months, line.ranks, plot.chart.ranked, strict=True):
        if rank is None:
            continue
        says = f"{line.name}, {numbers.month_name(month)}: {numbers.ordinal(rank)} of {ranked}"
        yield svg.dot(
            plot.x(scales.month_number(month)),
            plot.y(rank),
            3.5 if len(plot.chart.months) <= 36 else 2,
            role=line.role,
            fill=svg.PAPER if dash else stroke,
            stroke=stroke if dash else "",
            says=says,
        )


def _keys(chart: PlacesChart, layout: Layout) -> tuple[str, float]:
    """Return the names over a compact chart, each after a piece of its line, and their height."""
    parts, y = [], 0.0
    for line in chart.named:
        stroke, dash = NAMED[line.role]
        words = f"{line.name}: {line.note}" if line.note else line.name
        lines = svg.wrapped(words, layout.width - 34, lines=3, bold=True)
        parts.append(svg.line((0, y + 10), (22, y + 10), role="key", stroke=stroke, width=3, dash=dash))
        parts.append(svg.paragraph(30, y + 15, lines, role="label", fill=stroke, bold=True))
        y += svg.LINE * len(lines) + 2
    return "".join(parts), y


def _end_labels(plot: Plot) -> str:
    named = plot.chart.named
    wanted = [(plot.y(line.last), svg.LINE * len(line.words) + 3) for line in named]
    middles = scales.spread(wanted, plot.top - 4, plot.bottom + 12)
    return "".join(
        svg.paragraph(
            plot.right + 8,
            middle - height / 2 + 13,
            line.words,
            role="label",
            fill=NAMED[line.role][0],
            bold=True,
        )
        for line, middle, (_, height) in zip(named, middles, wanted, strict=True)
    )
