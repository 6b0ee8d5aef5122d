"""Many small charts of one shape, one a measure: the parts of an area over time, the highest and the lowest named."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from metrics.charts import numbers, scales, svg
from metrics.charts.axes import are_apart, label, margin, value_axis
from metrics.charts.svg import Chart, Drawn, Layout

# The ends of a gap: the highest part's line ends in a full dot, the lowest's in a hollow one.
HIGH, LOW = svg.OURS, "#c75500"
HEIGHT = 96
BETWEEN = 28  # from one panel of a file to the next


@dataclass(frozen=True)
class Line:
    """A part over time. `values`: one a month, None where there is no figure: such months are gaps, never bridged."""

    name: str
    values: Sequence[float | None]

    @property
    def last(self) -> float | None:
        return self.values[-1] if self.values and numbers.is_known(self.values[-1]) else None


@dataclass(frozen=True, kw_only=True)
class Panel(Chart):
    """One measure. `heading`: its name; `title`: what is found; `months`: first days, in order, of every line.

    A line alone is drawn as the highest, without being called so. `england`: a thin line beside the parts, or None.
    `breaks`: months from which figures are not comparable with those before.
    """

    heading: str
    months: Sequence[date]
    lines: Sequence[Line]
    unit: str = numbers.PER_CENT
    decimals: int = 1
    england: Line | None = None
    breaks: Sequence[date] = ()
    from_zero: bool | None = None

    @property
    def ends(self) -> tuple[Line, Line] | None:
        """The lines that are highest and lowest in the last month; None where none is known."""
        known = [line for line in self.lines if line.last is not None]
        if not known:
            return None
        return max(known, key=lambda line: line.last), min(known, key=lambda line: line.last)

    @property
    def known(self) -> list[float]:
        every = [*self.lines, *([self.england] if self.england else [])]
        return [value for line in every for value in line.values if numbers.is_known(value)]

    def written(self, value: float) -> str:
        return numbers.written(value, self.unit, self.decimals)

    def ties(self, line: Line) -> int:
        """Return how many other lines end in what reads as the same value."""
        last = [self.written(one.last) for one in self.lines if one is not line and one.last is not None]
        return last.count(self.written(line.last))

    def named(self, line: Line) -> str:
        return f"{line.name} {self.written(line.last)}"


@dataclass(frozen=True, kw_only=True)
class Multiples(Chart):
    """Panels in the order in which they are read."""

    panels: Sequence[Panel]


@dataclass(frozen=True)
class _Plot:
    """The scales, and the lines of words over the plot and below it."""

    panel: Panel
    width: float
    x: scales.Scale
    y: scales.Scale
    above: Sequence[str]
    below: Sequence[str]

    @property
    def height(self) -> float:
        """The height of the whole: the lowest's name is below the plot, then the months."""
        return self.y.start + svg.LINE * (max(1, len(self.below)) + 1) + 8

    def places(self, line: Line) -> Iterator[tuple[date, float, float]]:
        """Yield the months that are known, each with its place."""
        for month, value in zip(self.panel.months, line.values, strict=True):
            if numbers.is_known(value):
                yield month, self.x(scales.month_number(month)), self.y(value)


def panel_chart(panel: Panel, *, prefix: str, layout: Layout = Layout.COMPACT) -> str:
    """Return one panel as an SVG: its heading stands beside it in the page, and in the picture of a file."""
    drawing, height = _drawing(panel, layout.width - (24 if layout is Layout.DOWNLOAD else 0))
    if layout is Layout.DOWNLOAD:
        drawing = f'<g transform="translate(12 0)">{drawing}</g>'
    return svg.document(panel, drawing, height, prefix=prefix, layout=layout, kind="line")


def on_page(panel: Panel, prefix: str) -> Drawn:
    """Return a panel for a page: it is as narrow as a phone in any case. `prefix` must be unique in the page."""
    return Drawn(wide=panel_chart(panel, prefix=prefix), compact="")


def multiples_chart(chart: Multiples, *, prefix: str, layout: Layout = Layout.DOWNLOAD) -> str:
    """Return all panels in one SVG under their headings: two side by side, or one where it is narrow."""
    columns, edge = (1, 0) if layout.is_compact else (2, 12)
    width = (layout.width - 2 * edge - (columns - 1) * BETWEEN) / columns
    drawn = [_with_heading(panel, width) for panel in chart.panels]
    parts, top = [], 8.0
    for start in range(0, len(drawn), columns):
        row = drawn[start : start + columns]
        for place, (drawing, _) in enumerate(row):
            x = edge + place * (width + BETWEEN)
            parts.append(f'<g transform="translate({svg.number(x)} {svg.number(top)})">{drawing}</g>')
        top += max(height for _, height in row) + BETWEEN
    return svg.document(chart, "".join(parts), top, prefix=prefix, layout=layout, kind="multiples")


def _with_heading(panel: Panel, width: float) -> tuple[str, float]:
    lines = svg.wrapped(panel.heading, width, lines=2, bold=True)
    drawing, height = _drawing(panel, width)
    top = svg.LINE * 2 + 2  # Room for two lines, so that panels side by side begin at one height.
    heading = svg.paragraph(0, svg.LINE * (2 - len(lines)) + 14, lines, role="heading", bold=True)
    return f'{heading}<g transform="translate(0 {top})">{drawing}</g>', top + height


def _drawing(panel: Panel, width: float) -> tuple[str, float]:
    """Return a panel's marks in a box of this width, and the height of the box."""
    plot = _plot(panel, width)
    ends = panel.ends
    others = [line for line in panel.lines if ends is None or line not in ends]
    parts = [
        _axis(plot) if panel.known else _nothing(plot),
        _breaks(plot),
        *(_line(plot, line, svg.PALE, 1.5, "other") for line in others),
        _line(plot, panel.england, svg.INK, 1.25, "england") if panel.england else "",
        *_ends(plot),
        *(_dot(plot, line, svg.GREY, "other") for line in others),
        _england_key(panel),
    ]
    return "".join(parts), plot.height


def _plot(panel: Panel, width: float) -> _Plot:
    above, below = _ends_named(panel, width)
    top = svg.LINE * (max(1, len(above)) + (1 if panel.england else 0)) + 8.0
    y = scales.value_scale(
        panel.known, start=top + HEIGHT, end=top, unit=panel.unit, most=3, from_zero=panel.from_zero
    )
    left = margin(y, panel.unit)
    months = [scales.month_number(month) for month in panel.months] or [0]
    x = scales.Scale(months[0] - 0.5, months[-1] + 0.5, left, width - 6)
    return _Plot(panel, width, x, y, above, below)


def _ends_named(panel: Panel, width: float) -> tuple[list[str], list[str]]:
    """Return the names of the highest part and of the lowest, each with its value, in lines as wide as the panel."""
    if panel.ends is None:
        return [], []
    high, low = panel.ends
    if low is high:
        return _end_named(panel, "", high, width), []
    return _end_named(panel, "▲ ", high, width), _end_named(panel, "▼ ", low, width)


def _end_named(panel: Panel, sign: str, line: Line, width: float) -> list[str]:
    name = f"{sign}{line.name}{numbers.and_others(panel.ties(line))}"
    return svg.wrapped(f"{name} {panel.written(line.last)}", width - 4, lines=3, bold=True)


def _axis(plot: _Plot) -> str:
    parts = [value_axis(plot.x, plot.y, plot.panel.unit)]
    months = dict.fromkeys((plot.panel.months[0], plot.panel.months[-1]))
    labels = [
        label(place, numbers.month_short(month), low=plot.x.start, high=plot.width)
        for month, place in zip(months, (plot.x.start, plot.width)[-len(months) :], strict=True)
    ]
    parts += (
        svg.text(one.middle, plot.height - 4, one.words, role="tick", fill=svg.GREY, anchor="middle")
        for one in (labels if are_apart(labels) else labels[-1:])
    )
    return "".join(parts)


def _breaks(plot: _Plot) -> str:
    """Return a vertical between each break and the month before it."""
    within = [month for month in plot.panel.breaks if plot.panel.months[0] < month <= plot.panel.months[-1]]
    places = [plot.x(scales.month_number(month) - 0.5) for month in within]
    return "".join(
        svg.line((x, plot.y.end), (x, plot.y.start), role="break", stroke=svg.GREY, dash="2 3")
        for x in places
    )


def _line(plot: _Plot, line: Line, stroke: str, width: float, role: str) -> str:
    steps, before = [], None
    for month, x, y in plot.places(line):
        number = scales.month_number(month)
        # A line of no length, with round ends, is a dot: a month alone between gaps is seen.
        steps.append(f"L{x:.1f} {y:.1f}" if before == number - 1 else f"M{x:.1f} {y:.1f}h0")
        before = number
    return (
        f'<path class="chart-{role}" d="{"".join(steps)}" fill="none" stroke="{stroke}" stroke-width="{width:g}" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def _ends(plot: _Plot) -> list[str]:
    """Return the highest part's line with its name over the plot, and the lowest's with its name below it."""
    if plot.panel.ends is None:
        return []
    high, low = plot.panel.ends
    drawn = [
        _line(plot, high, HIGH, 2.5, "us"),
        _dot(plot, high, HIGH, "us", 4.5),
        _label(plot, plot.above, plot.y.end - 10 - svg.LINE * (len(plot.above) - 1), HIGH),
    ]
    if low is high:
        return drawn
    return [
        _line(plot, low, LOW, 2.5, "low"),
        *drawn,
        _dot(plot, low, svg.PAPER, "low", 4.5, stroke=LOW),
        _label(plot, plot.below, plot.y.start + svg.LINE + 1, LOW),
    ]


def _label(plot: _Plot, lines: Sequence[str], y: float, fill: str) -> str:
    """Return a line's name and value, as near to its end as there is room."""
    return svg.paragraph(plot.width, y, lines, role="label", fill=fill, anchor="end", bold=True)


def _dot(plot: _Plot, line: Line, fill: str, role: str, radius: float = 2.5, stroke: str = "") -> str:
    """Return the dot of the last month, which says the part's name and value."""
    if line.last is None:
        return ""
    _, x, y = list(plot.places(line))[-1]
    return svg.dot(x, y, radius, role=role, fill=fill, stroke=stroke, says=plot.panel.named(line))


def _england_key(panel: Panel) -> str:
    """Return England's name and newest value after a piece of its line, over all else."""
    england = panel.england
    if england is None or england.last is None:
        return ""
    key = svg.line((0, 9), (20, 9), role="england", stroke=svg.INK, width=1.25)
    return key + svg.text(27, 14, panel.named(england), role="label")


def _nothing(plot: _Plot) -> str:
    words = "No figures in these months"
    return svg.text(plot.width / 2, (plot.y.start + plot.y.end) / 2, words, fill=svg.GREY, anchor="middle")
