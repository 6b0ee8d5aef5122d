"""Every area as a dot, in order, so that one can be seen among all."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from metrics.charts import numbers, scales, svg
from metrics.charts.axes import margin, value_axis
from metrics.charts.svg import Chart, Layout

OTHERS = "#768692"
SHADES = ("#e8edee", svg.PAPER, "#e8edee", svg.PAPER)
HEIGHT, COMPACT_HEIGHT = 230, 180
# With more dots than this, the intervals of neighbours would run into each other.
MOST_WITH_INTERVALS = 120


@dataclass(frozen=True)
class Ranked:
    """An area. `is_ours`: it stands out and is named; `is_named`: named too, in grey. `lower`, `upper`: its 95%
    interval."""

    name: str
    value: float | None
    is_ours: bool = False
    is_named: bool = False
    lower: float | None = None
    upper: float | None = None

    @property
    def has_interval(self) -> bool:
        return numbers.is_known(self.lower) and numbers.is_known(self.upper)


@dataclass(frozen=True, kw_only=True)
class RankStrip(Chart):
    """`direction`: the way that is better, which the left end is; `neutral`: the highest is at the left.

    Areas without a value are counted in words.
    """

    areas: Sequence[Ranked]
    unit: str = numbers.PER_CENT
    decimals: int = 1
    direction: Literal["increase", "decrease", "neutral"] = "increase"
    england: float | None = None
    england_label: str = "England"
    from_zero: bool | None = None

    def in_order(self) -> list[Ranked]:
        known = [area for area in self.areas if numbers.is_known(area.value)]
        return sorted(known, key=lambda area: area.value, reverse=self.direction != "decrease")

    def with_intervals(self) -> list[Ranked]:
        """Return the areas whose intervals are drawn."""
        known = self.in_order()
        return [area for area in known if area.has_interval] if len(known) <= MOST_WITH_INTERVALS else []

    def written(self, value: float) -> str:
        return numbers.written(value, self.unit, self.decimals)


@dataclass(frozen=True)
class _Plot:
    chart: RankStrip
    layout: Layout
    order: Sequence[Ranked]
    x: scales.Scale
    y: scales.Scale

    def place(self, index: int) -> tuple[float, float]:
        return self.x(index), self.y(self.order[index].value)


def rank_strip(chart: RankStrip, *, prefix: str, layout: Layout = Layout.WIDE) -> str:
    """Return the SVG: dots from the best figure to the other end, the quarters shaded, named areas labelled."""
    order = chart.in_order()
    named = [index for index, area in enumerate(order) if area.is_ours or area.is_named]
    plot = _plot(chart, layout, order, named)
    parts = [
        _quarters(plot),
        value_axis(plot.x, plot.y, chart.unit),
        *(_leader(plot, index, foot) for index, foot in _rows(plot, named)),
        _england(plot),
        _intervals(plot),
        *(_dot(plot, index) for index in range(len(order)) if index not in named),
        *(_name(plot, index, foot) for index, foot in _rows(plot, named)),
        *(_dot(plot, index) for index in named),
        _ends(plot),
    ]
    return svg.document(
        chart,
        "".join(parts),
        plot.y.start + 12 + svg.LINE * (1 + len(_reading(plot))),
        prefix=prefix,
        layout=layout,
        kind="ranks",
    )


def _plot(chart: RankStrip, layout: Layout, order: Sequence[Ranked], named: Sequence[int]) -> _Plot:
    values = [area.value for area in order]
    values += [limit for area in chart.with_intervals() for limit in (area.lower, area.upper)]
    if numbers.is_known(chart.england):
        values.append(chart.england)
    rows = max((len(_label(chart, order, index, layout)) for index in named), default=0)
    top = 10 + svg.LINE * rows * max(len(named), 1)
    height = COMPACT_HEIGHT if layout.is_compact else HEIGHT
    y = scales.value_scale(values, start=top + height, end=top, unit=chart.unit, from_zero=chart.from_zero)
    left = margin(y, chart.unit)
    x = scales.Scale(-1, max(len(order), 1), left, layout.width - 6)
    return _Plot(chart, layout, order, x, y)


def _label(chart: RankStrip, order: Sequence[Ranked], index: int, layout: Layout) -> list[str]:
    area = order[index]
    words = f"{area.name} {chart.written(area.value)}, {numbers.ordinal(index + 1)} of {len(order)}"
    return svg.wrapped(words, layout.width - 8, bold=area.is_ours)


def _quarters(plot: _Plot) -> str:
    """Return a shade behind each quarter of the areas."""
    count = len(plot.order)
    edges = [plot.x(count * quarter / 4 - 0.5) for quarter in range(5)] if count else []
    height = plot.y.start - plot.y.end
    return "".join(
        svg.box(start, plot.y.end, end - start, height, role="quarter", fill=shade)
        for start, end, shade in zip(edges, edges[1:], SHADES, strict=False)
    )


def _england(plot: _Plot) -> str:
    level = plot.chart.england
    if not numbers.is_known(level):
        return ""
    y = plot.y(level)
    words = f"{plot.chart.england_label} {plot.chart.written(level)}"
    # The dots fall to the right from high values and rise from low ones: the words stand where they leave room.
    is_falling = plot.chart.direction != "decrease"
    x, anchor = (plot.x.end - 4, "end") if is_falling else (plot.x.start + 4, "start")
    across = svg.line((plot.x.start, y), (plot.x.end, y), role="england", stroke=svg.INK, width=1.5)
    return across + svg.text(x, y - 6, words, role="label", anchor=anchor, halo=True)


def _intervals(plot: _Plot) -> str:
    """Return all intervals as one path; those narrower than their dots lie hidden behind them."""
    if not plot.chart.with_intervals():
        return ""
    path = "".join(
        f"M{plot.x(index):.1f} {plot.y(area.lower):.1f}V{plot.y(area.upper):.1f}"
        for index, area in enumerate(plot.order)
        if area.has_interval
    )
    return f'<path class="chart-interval" d="{path}" fill="none" stroke="{svg.GREY}"/>'


def _dot(plot: _Plot, index: int) -> str:
    area = plot.order[index]
    step = plot.x(1) - plot.x(0)
    radius = 6 if area.is_ours else 4.5 if area.is_named else max(1.6, min(step * 0.46, 4))
    fill = svg.OURS if area.is_ours else svg.INK if area.is_named else OTHERS
    says = f"{area.name}: {plot.chart.written(area.value)}, {numbers.ordinal(index + 1)} of {len(plot.order)}"
    if area.has_interval:
        says += f". 95% interval {plot.chart.written(area.lower)} to {plot.chart.written(area.upper)}"
    return svg.dot(*plot.place(index), radius, role="us" if area.is_ours else "other", fill=fill, says=says)


def _rows(plot: _Plot, named: Sequence[int]) -> list[tuple[int, float]]:
    """Return the named areas with the foot of the row over the plot in which each one's words stand."""
    feet, foot = [], 0.0
    for index in named:
        foot += svg.LINE * len(_label(plot.chart, plot.order, index, plot.layout))
        feet.append((index, foot))
    return feet


def _leader(plot: _Plot, index: int, foot: float) -> str:
    fill = svg.OURS if plot.order[index].is_ours else svg.INK
    x, y = plot.place(index)
    return svg.line((x, foot + 2), (x, y), role="leader", stroke=fill)


def _name(plot: _Plot, index: int, foot: float) -> str:
    is_ours = plot.order[index].is_ours
    lines = _label(plot.chart, plot.order, index, plot.layout)
    width = max(svg.text_width(words, bold=is_ours) for words in lines)
    left = max(0.0, min(plot.place(index)[0] - width / 2, plot.layout.width - width - 4))
    top = foot - svg.LINE * (len(lines) - 1) - 3
    fill = svg.OURS if is_ours else svg.INK
    return svg.paragraph(left, top, lines, role="label", fill=fill, bold=is_ours, halo=True)


def _ends(plot: _Plot) -> str:
    """Return the words under both ends, and under them how many areas are missing."""
    y = plot.y.start + 18
    left, right = ("Highest", "Lowest") if plot.chart.direction != "decrease" else ("Lowest", "Highest")
    if plot.chart.direction != "neutral":
        left = f"{left} (better)"
    return (
        svg.text(plot.x.start, y, left, role="end", fill=svg.GREY)
        + svg.text(plot.x.end, y, right, role="end", fill=svg.GREY, anchor="end")
        + svg.paragraph(plot.x.start, y + svg.LINE, _reading(plot), fill=svg.GREY)
    )


def _reading(plot: _Plot) -> list[str]:
    """Return how to read the drawing, in lines, and how many areas are missing."""
    words = "Each dot is an area. The shades are quarters."
    if plot.chart.with_intervals():
        words += " Upright lines are 95% intervals, where they are longer than the dot."
    missing = len(plot.chart.areas) - len(plot.order)
    if missing:
        words += f" {missing} {'area has' if missing == 1 else 'areas have'} no figure."
    return svg.wrapped(words, plot.x.end - plot.x.start, lines=5)
