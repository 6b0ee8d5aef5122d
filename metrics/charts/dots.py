"""Areas, or treatment functions, under one another on one scale, each with what it is compared with."""

from collections.abc import Sequence
from dataclasses import dataclass

from metrics.charts import numbers, scales, svg
from metrics.charts.axes import are_apart, label
from metrics.charts.svg import Chart, Layout

OTHERS = "#768692"
NAME_WIDTH = 220


@dataclass(frozen=True)
class Row:
    """One dot. `compared_with`: a level of its own, as England's in a treatment function. `note`: words where
    there is no value to draw. `lower`, `upper`: the ends of its 95% interval, drawn where both are known."""

    name: str
    value: float | None
    is_ours: bool = False
    href: str = ""
    compared_with: float | None = None
    note: str = numbers.NOT_KNOWN
    lower: float | None = None
    upper: float | None = None

    @property
    def has_interval(self) -> bool:
        return numbers.is_known(self.lower) and numbers.is_known(self.upper)


@dataclass(frozen=True, kw_only=True)
class DotPlot(Chart):
    """`rows` are drawn in the order given. `gap`: how far apart they are, in words, said above them.

    `england`: one level for all rows, drawn through them. `compared_label` names the rows' own levels.
    `rows_are_ours`: every row is about the area itself, as its treatment functions are.
    """

    rows: Sequence[Row]
    unit: str = numbers.PER_CENT
    decimals: int = 1
    gap: str = ""
    england: float | None = None
    england_label: str = "England"
    compared_label: str = "England"
    rows_are_ours: bool = False
    from_zero: bool | None = None

    @property
    def values(self) -> list[float]:
        of_rows = (
            level for row in self.rows for level in (row.value, row.compared_with, row.lower, row.upper)
        )
        levels = [self.england, *of_rows]
        return [level for level in levels if numbers.is_known(level)]

    def written(self, value: float) -> str:
        return numbers.written(value, self.unit, self.decimals)


@dataclass(frozen=True)
class _Plot:
    chart: DotPlot
    layout: Layout
    x: scales.Scale
    top: float
    heights: Sequence[float]

    @property
    def bottom(self) -> float:
        return self.top + sum(self.heights)

    @property
    def tops(self) -> list[float]:
        return [self.top + sum(self.heights[:row]) for row in range(len(self.heights))]


def dot_plot(chart: DotPlot, *, prefix: str, layout: Layout = Layout.WIDE) -> str:
    """Return the SVG. Wide: names left of the dots; compact: each name above its dot."""
    gap, gap_height = _gap(chart, layout)
    plot = _plot(chart, layout, gap_height)
    drawn = [_row(plot, row, top) for row, top in zip(chart.rows, plot.tops, strict=True)]
    parts = [gap, _axis(plot), _england(plot, gap_height), *drawn, _compared_label(plot, gap_height)]
    has_links = any(row.href for row in chart.rows)
    return svg.document(
        chart,
        "".join(parts),
        plot.bottom + 26,
        prefix=prefix,
        layout=layout,
        kind="dots",
        has_links=has_links,
    )


def _gap(chart: DotPlot, layout: Layout) -> tuple[str, float]:
    lines = svg.wrapped(chart.gap, layout.width - 8, lines=3, bold=True) if chart.gap else []
    return svg.paragraph(0, 14, lines, role="gap", bold=True), (svg.LINE * len(lines) + 8 if lines else 0)


def _plot(chart: DotPlot, layout: Layout, gap_height: float) -> _Plot:
    values = [chart.written(row.value) for row in chart.rows if numbers.is_known(row.value)]
    room = 8 + max((svg.text_width(words, bold=True) for words in values), default=0)
    names = [svg.text_width(row.name, bold=row.is_ours) for row in chart.rows]
    left = 8.0 if layout.is_compact else min(max(names, default=0), NAME_WIDTH) + 22
    right = layout.width - (12 if layout.is_compact else room + 10)
    x = scales.value_scale(
        chart.values,
        start=left,
        end=right,
        unit=chart.unit,
        most=3 if layout.is_compact else 5,
        from_zero=chart.from_zero,
    )
    has_label = chart.england is not None or any(row.compared_with is not None for row in chart.rows)
    top = gap_height + (svg.LINE + 8 if has_label else 4)
    return _Plot(chart, layout, x, top, [_height(row, layout) for row in chart.rows])


def _name_lines(row: Row, layout: Layout) -> list[str]:
    width = layout.width - 90 if layout.is_compact else NAME_WIDTH
    return svg.wrapped(row.name, width, lines=3, bold=row.is_ours)


def _height(row: Row, layout: Layout) -> float:
    lines = len(_name_lines(row, layout))
    return svg.LINE * lines + 26 if layout.is_compact else max(30.0, svg.LINE * lines + 10)


def _axis(plot: _Plot) -> str:
    parts, labels = [], []
    for tick in plot.x.ticks:
        x, words = plot.x(tick), scales.tick_words(tick, plot.x, plot.chart.unit)
        parts += _vertical(plot, x, plot.top, role="grid", stroke=svg.FAINT)
        wanted = label(x, words, low=0, high=plot.layout.width)
        labels += [wanted] if are_apart([*labels, wanted]) else []
    parts += (
        svg.text(one.middle, plot.bottom + 18, one.words, role="tick", fill=svg.GREY, anchor="middle")
        for one in labels
    )
    return "".join(parts)


def _vertical(plot: _Plot, x: float, start: float, **how) -> list[str]:
    """Return a line through all rows from `start` down, left open where it would run through a row's words."""
    ends = [start]
    for row, top in zip(plot.chart.rows, plot.tops, strict=True):
        if _stands_at(plot, row, x):
            ends += [top + 1, top + _words_height(plot, row)]
    ends.append(plot.bottom)
    pieces = zip(ends[::2], ends[1::2], strict=True)
    return [svg.line((x, above), (x, below), **how) for above, below in pieces if above < below]


def _stands_at(plot: _Plot, row: Row, x: float) -> bool:
    """Say whether a row has words at x: over its dot in a compact plot, never inside a wide one."""
    if not plot.layout.is_compact:
        return False
    name = max(svg.text_width(words, bold=row.is_ours) for words in _name_lines(row, plot.layout))
    value = svg.text_width(_value(plot.chart, row), bold=row.is_ours)
    return x < name + 4 or x > plot.layout.width - 4 - value - 4


def _words_height(plot: _Plot, row: Row) -> float:
    return svg.LINE * len(_name_lines(row, plot.layout)) + 5


def _value(chart: DotPlot, row: Row) -> str:
    return chart.written(row.value) if numbers.is_known(row.value) else row.note


def _england(plot: _Plot, y: float) -> str:
    """Return England's line through all rows, with its name and value over it."""
    level = plot.chart.england
    if not numbers.is_known(level):
        return ""
    x = plot.x(level)
    words = f"{plot.chart.england_label} {plot.chart.written(level)}"
    half = svg.text_width(words) / 2
    middle = max(half, min(x, plot.layout.width - half))
    through = _vertical(plot, x, plot.top - 5, role="england", stroke=svg.INK, width=1.5)
    return "".join(through) + svg.text(middle, y + 14, words, role="label", anchor="middle")


def _compared_label(plot: _Plot, y: float) -> str:
    """Return the name of the rows' own levels, over the first of them."""
    rows = [row for row in plot.chart.rows if numbers.is_known(row.compared_with)]
    if not rows or plot.chart.england is not None:
        return ""
    words = f"{plot.chart.compared_label} is the hollow mark"
    half = svg.text_width(words) / 2 + 8
    middle = max(half, min(plot.x(rows[0].compared_with), plot.layout.width - half))
    return _hollow(middle - half + 2, y + 9.5) + svg.text(middle - half + 12, y + 14, words, role="label")


def _hollow(x: float, y: float, says: str = "") -> str:
    return svg.dot(x, y, 4.5, role="compared", fill=svg.PAPER, stroke=svg.INK, says=says)


def _row(plot: _Plot, row: Row, top: float) -> str:
    lines = _name_lines(row, plot.layout)
    if plot.layout.is_compact:
        name_y, y, value_y = top + 16, top + svg.LINE * len(lines) + 12, top + 16
    else:
        y = top + _height(row, plot.layout) / 2
        name_y, value_y = y + 5 - svg.LINE * (len(lines) - 1) / 2, y + 5
    fill = svg.OURS if row.is_ours else svg.INK
    name = svg.paragraph(0, name_y, lines, role="name", fill=fill, bold=row.is_ours)
    words = svg.text(
        plot.layout.width - 4,
        value_y,
        _value(plot.chart, row),
        role="value",
        fill=fill,
        anchor="end",
        bold=row.is_ours,
        halo=True,
    )
    return svg.link(row.href, name, plot.layout) + _marks(plot, row, y) + words


def _marks(plot: _Plot, row: Row, y: float) -> str:
    """Return the track, the distance to what the row is compared with, and the dots."""
    chart = plot.chart
    track = svg.line((plot.x.start, y), (plot.x.end, y), role="track", stroke=svg.FAINT)
    if not numbers.is_known(row.value):
        return track
    fill = svg.OURS if row.is_ours or chart.rows_are_ours else OTHERS
    says = f"{row.name}: {chart.written(row.value)}"
    x = plot.x(row.value)
    mark = svg.dot(
        x, y, 7 if row.is_ours else 5.5, role="us" if row.is_ours else "other", fill=fill, says=says
    )
    mark = _interval(plot, row, y) + mark
    other = row.compared_with if row.compared_with is not None else chart.england
    if not numbers.is_known(other):
        return track + mark
    away = svg.line((plot.x(other), y), (x, y), role="away", stroke=fill, width=3)
    hollow = f"{chart.compared_label}, {row.name}: {chart.written(other)}"
    is_own = row.compared_with is not None
    return track + away + (_hollow(plot.x(other), y, hollow) if is_own else "") + mark


def _interval(plot: _Plot, row: Row, y: float) -> str:
    """Return the interval as a line with ends; nothing where there is none."""
    if not row.has_interval:
        return ""
    left, right = plot.x(row.lower), plot.x(row.upper)
    through = svg.line((left, y), (right, y), role="interval", stroke=svg.INK, width=2)
    ends = [
        svg.line((x, y - 5), (x, y + 5), role="interval-end", stroke=svg.INK, width=2) for x in (left, right)
    ]
    return "".join([through, *ends])
