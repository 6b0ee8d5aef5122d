"""Months on x, values on y: an area's own line, England's and those of similar areas."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from metrics.charts import numbers, scales, svg
from metrics.charts.svg import Chart, Layout

STYLES = {"us": (svg.OURS, 3.0), "england": (svg.INK, 1.5), "peer": (svg.PALE, 1.25)}
# More months than this are too close for a dot each.
MOST_DOTS = 36
# The figures take at least this part of the height: a standard further away is named, not drawn.
LEAST_OF_PLOT = 0.15
HEIGHT, COMPACT_HEIGHT = 250, 190
NAME_WIDTH = 140


@dataclass(frozen=True)
class Series:
    """A line. `values`: one a month, None where there is no figure: such months are gaps, never bridged."""

    name: str
    values: Sequence[float | None]
    role: Literal["us", "england", "peer"] = "us"


@dataclass(frozen=True)
class Reference:
    """A level to hold figures against, in the months it applies to. One month alone is a milestone."""

    label: str
    value: float
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Break:
    """A month from which figures are not comparable with those before, or something else that began then."""

    label: str
    month: date


@dataclass(frozen=True, kw_only=True)
class LineChart(Chart):
    """`months`: first days, in order. `peers_label` names the grey lines together."""

    months: Sequence[date]
    series: Sequence[Series]
    unit: str = numbers.PER_CENT
    decimals: int = 1
    references: Sequence[Reference] = ()
    breaks: Sequence[Break] = ()
    peers_label: str = "Similar areas"
    from_zero: bool | None = None

    @property
    def known(self) -> list[float]:
        return [value for one in self.series for value in one.values if numbers.is_known(value)]

    def written(self, value: float) -> str:
        return numbers.written(value, self.unit, self.decimals)


@dataclass(frozen=True)
class _Label:
    """Words at the end of a line: the name, and the last value."""

    name: str
    value: str
    level: float
    role: str

    @property
    def fill(self) -> str:
        return svg.GREY if self.role == "peer" else STYLES[self.role][0]

    @property
    def is_ours(self) -> bool:
        return self.role == "us"

    @property
    def lines(self) -> list[str]:
        name = svg.wrapped(self.name, NAME_WIDTH, lines=3, bold=self.is_ours)
        return [*name, self.value] if self.value else name


@dataclass(frozen=True)
class _Plot:
    """The chart and its scales. `top` and `notes_top`: where the plot begins, and the rows of words above it."""

    chart: LineChart
    layout: Layout
    references: Sequence[Reference]
    notes: Sequence[str]
    notes_top: float
    x: scales.Scale
    y: scales.Scale

    @property
    def left(self) -> float:
        return self.x.start

    @property
    def right(self) -> float:
        return self.x.end

    @property
    def top(self) -> float:
        return self.y.end

    @property
    def bottom(self) -> float:
        return self.y.start

    @cached_property
    def places(self) -> list[tuple[int, str]]:
        """The number of each month and its x, as written in a path: worked out once for all lines."""
        months = [scales.month_number(month) for month in self.chart.months]
        return [(month, f"{self.x(month):.1f} ") for month in months]


def line_chart(chart: LineChart, *, prefix: str, layout: Layout = Layout.WIDE) -> str:
    """Return the SVG. Wide: names stand at the ends of the lines; compact: above the chart."""
    labels = _labels(chart)
    keys, keys_height = _keys(labels, layout) if layout.is_compact else ("", 0.0)
    plot = _plot(chart, layout, labels, keys_height)
    order = sorted(chart.series, key=lambda one: ("peer", "england", "us").index(one.role))
    parts = [
        keys,
        _value_axis(plot) if labels else _nothing(plot),
        _month_axis(plot),
        _notes(plot),
        _breaks(plot) if labels else "",
        *(_line(plot, one) for one in order),
        _references(plot),
        "" if layout.is_compact else _end_labels(plot, labels),
    ]
    return svg.document(chart, "".join(parts), plot.bottom + 28, prefix=prefix, layout=layout, kind="line")


def _labels(chart: LineChart) -> list[_Label]:
    last = [(one, level) for one in chart.series if (level := _last(one)) is not None]
    labels = [
        _Label(one.name, chart.written(level), level, one.role) for one, level in last if one.role != "peer"
    ]
    peers = sorted(level for one, level in last if one.role == "peer")
    return [*labels, _Label(chart.peers_label, "", peers[len(peers) // 2], "peer")] if peers else labels


def _last(series: Series) -> float | None:
    return next((value for value in reversed(series.values) if numbers.is_known(value)), None)


def _plot(chart: LineChart, layout: Layout, labels: Sequence[_Label], notes_top: float) -> _Plot:
    near, far = _by_distance(chart)
    values = chart.known + [one.value for one in near]
    y = scales.value_scale(values, start=1, end=0, unit=chart.unit, from_zero=chart.from_zero)
    notes = [*_far_words(far, y), *_scale_words(chart, y)]
    top = notes_top + 14 + svg.LINE * (len(_breaks_within(chart)) + len(notes))
    y = y.moved(start=top + (COMPACT_HEIGHT if layout.is_compact else HEIGHT), end=top)
    x = scales.Scale(
        scales.month_number(chart.months[0]) - 0.5,
        scales.month_number(chart.months[-1]) + 0.5,
        8 + max(svg.text_width(scales.tick_words(tick, y, chart.unit)) for tick in y.ticks),
        layout.width - (8 if layout.is_compact else _room_for(labels)),
    )
    return _Plot(chart, layout, near, notes, notes_top, x, y)


def _room_for(labels: Sequence[_Label]) -> float:
    return 14 + max(
        (svg.text_width(words, bold=one.is_ours) for one in labels for words in one.lines), default=0
    )


def _by_distance(chart: LineChart) -> tuple[list[Reference], list[Reference]]:
    """Return the references to draw, and those so far from the figures that drawing them would flatten the lines.

    Only references that apply in a month of the chart are in either.
    """
    first, last = chart.months[0], chart.months[-1]
    applying = [
        one for one in chart.references if (one.since or first) <= last and (one.until or last) >= first
    ]
    low, high = scales.ends(chart.known, chart.unit, chart.from_zero)
    room = (high - low) / LEAST_OF_PLOT
    near = [one for one in applying if high - room <= one.value <= low + room]
    return near, [one for one in applying if one not in near]


def _far_words(far: Sequence[Reference], y: scales.Scale) -> list[str]:
    return [f"{one.label} ({'above' if one.value > y.high else 'below'} this scale)" for one in far]


def _scale_words(chart: LineChart, y: scales.Scale) -> list[str]:
    has_zero = y.low <= 0 <= y.high
    return [] if has_zero else [f"The scale starts at {scales.tick_words(y.low, y, chart.unit)}"]


def _breaks_within(chart: LineChart) -> list[Break]:
    return [one for one in chart.breaks if chart.months[0] < one.month <= chart.months[-1]]


def _keys(labels: Sequence[_Label], layout: Layout) -> tuple[str, float]:
    """Return the names over a compact chart, each after a piece of its line, and their height."""
    parts, y = [], 0.0
    for label in labels:
        stroke, width = STYLES[label.role]
        words = f"{label.name} {label.value}".strip()
        lines = svg.wrapped(words, layout.width - 30, lines=3, bold=label.is_ours)
        parts.append(svg.line((0, y + 10), (22, y + 10), role="key", stroke=stroke, width=width))
        parts.append(svg.paragraph(30, y + 15, lines, role="label", fill=label.fill, bold=label.is_ours))
        y += svg.LINE * len(lines) + 2
    return "".join(parts), y


def _value_axis(plot: _Plot) -> str:
    parts = []
    for tick in plot.y.ticks:
        y = plot.y(tick)
        stroke = svg.GREY if tick == 0 else svg.FAINT
        words = scales.tick_words(tick, plot.y, plot.chart.unit)
        parts.append(svg.line((plot.left, y), (plot.right, y), role="grid", stroke=stroke))
        parts.append(svg.text(plot.left - 6, y + 5, words, role="tick", fill=svg.GREY, anchor="end"))
    return "".join(parts)


def _month_axis(plot: _Plot) -> str:
    months, parts = plot.chart.months, []
    for month, words in scales.month_ticks(months[0], months[-1], plot.right - plot.left):
        x, half = plot.x(month), svg.text_width(words) / 2
        middle = max(plot.left + half - 6, min(x, plot.layout.width - half))
        parts.append(svg.line((x, plot.bottom), (x, plot.bottom + 5), role="grid", stroke=svg.PALE))
        parts.append(svg.text(middle, plot.bottom + 20, words, role="tick", fill=svg.GREY, anchor="middle"))
    return "".join(parts)


def _notes(plot: _Plot) -> str:
    rows = len(plot.notes)
    return "".join(
        svg.text(
            0 if plot.layout.is_compact else plot.left,
            plot.top - 10 - svg.LINE * (rows - 1 - row),
            svg.wrapped(words, plot.layout.width - 8, lines=1)[0],
            fill=svg.GREY,
        )
        for row, words in enumerate(plot.notes)
    )


def _breaks(plot: _Plot) -> str:
    """Return the verticals between a month and the one before, then their words, each in a row of its own."""
    places = [
        (plot.x(scales.month_number(one.month) - 0.5), plot.notes_top + 14 + svg.LINE * row, one.label)
        for row, one in enumerate(_breaks_within(plot.chart))
    ]
    lines = [
        svg.line((x, y + 4), (x, plot.bottom), role="break", stroke=svg.GREY, dash="2 3")
        for x, y, _ in places
    ]
    return "".join([*lines, *(_break_words(plot, x, y, label) for x, y, label in places)])


def _break_words(plot: _Plot, x: float, y: float, label: str) -> str:
    words = svg.wrapped(label, plot.layout.width - 8, lines=1)[0]
    width = svg.text_width(words)
    left = max(0.0, min(x - width / 2, plot.layout.width - width - 4))
    return svg.text(left, y, words, role="break-label", fill=svg.GREY, halo=True)


def _line(plot: _Plot, series: Series) -> str:
    stroke, width = STYLES[series.role]
    path = "".join(_steps(plot, series.values))
    return (
        f'<path class="chart-{series.role}" d="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}" '
        f'stroke-linejoin="round" stroke-linecap="round"/>{"".join(_dots(plot, series))}'
    )


def _steps(plot: _Plot, values: Sequence[float | None]) -> Iterator[str]:
    """Yield the path's commands; the pen is lifted where months are missing."""
    y, before = plot.y, -1
    for (month, x), value in zip(plot.places, values, strict=True):
        if not numbers.is_known(value):
            continue
        if month == before + 1:
            yield f"L{x}{y(value):.1f}"
        else:
            # A line of no length, with round ends, is a dot: a month alone between gaps is seen.
            yield f"M{x}{y(value):.1f}h0"
        before = month


def _dots(plot: _Plot, series: Series) -> Iterator[str]:
    """Yield a dot that says its month and value: for each month of our line, for the last one of England's."""
    if series.role == "peer":
        return
    chart = plot.chart
    known = [point for point in zip(chart.months, series.values, strict=True) if numbers.is_known(point[1])]
    all_dotted = series.role == "us" and len(chart.months) <= MOST_DOTS
    for month, value in known if all_dotted else known[-1:]:
        radius = 2.5 if month != known[-1][0] else 4.5 if series.role == "us" else 3
        says = f"{series.name}, {numbers.month_name(month)}: {chart.written(value)}"
        place = plot.x(scales.month_number(month)), plot.y(value)
        yield svg.dot(*place, radius, role=series.role, fill=STYLES[series.role][0], says=says)


def _references(plot: _Plot) -> str:
    """Return thin lines over the months they apply to, each with its name above it."""
    width = (plot.right - plot.left) * 0.75
    words = [svg.wrapped(one.label, width, lines=3) for one in plot.references]
    heights = [svg.LINE * len(lines) for lines in words]
    wanted = [
        (plot.y(one.value) - height / 2 - 2, height)
        for one, height in zip(plot.references, heights, strict=True)
    ]
    # Names may stand over the plot, unless notes stand there already.
    middles = scales.spread(wanted, plot.top - (0 if plot.notes else svg.LINE), plot.bottom)
    tops = [middle - height / 2 for middle, height in zip(middles, heights, strict=True)]
    drawn = zip(plot.references, words, tops, strict=True)
    return "".join(_reference(plot, one, lines, top) for one, lines, top in drawn)


def _reference(plot: _Plot, reference: Reference, lines: Sequence[str], top: float) -> str:
    first, last = plot.chart.months[0], plot.chart.months[-1]
    start = plot.x(scales.month_number(max(reference.since or first, first)) - 0.5)
    end = plot.x(scales.month_number(min(reference.until or last, last)) + 0.5)
    y = plot.y(reference.value)
    is_early = start - plot.left < (plot.right - plot.left) * 0.25
    x, anchor = (start + 4, "start") if is_early else (end, "end")
    words = svg.paragraph(x, top + 13, lines, role="reference-label", anchor=anchor, halo=True)
    return svg.line((start, y), (end, y), role="reference", stroke=svg.INK, width=1.5, dash="6 4") + words


def _end_labels(plot: _Plot, labels: Sequence[_Label]) -> str:
    wanted = [(plot.y(label.level), svg.LINE * len(label.lines) + 3) for label in labels]
    middles = scales.spread(wanted, plot.top - 12, plot.bottom + 12)
    return "".join(
        svg.paragraph(
            plot.right + 8,
            middle - height / 2 + 13,
            label.lines,
            role="label",
            fill=label.fill,
            bold=label.is_ours,
        )
        for label, middle, (_, height) in zip(labels, middles, wanted, strict=True)
    )


def _nothing(plot: _Plot) -> str:
    middle, height = (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2
    frame = svg.line((plot.left, plot.bottom), (plot.right, plot.bottom), role="grid", stroke=svg.GREY)
    return frame + svg.text(middle, height, "No figures in these months", fill=svg.GREY, anchor="middle")
