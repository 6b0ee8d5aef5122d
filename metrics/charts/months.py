"""Values over months: the frame that such charts share, with its scales, axes, lines, standards and breaks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Literal

from metrics.charts import axes, numbers, scales, svg
from metrics.charts.svg import Chart, Layout

# How lines are drawn: stroke, width, dashes. `course` is a line whose points say more than itself.
STYLES = {
    "us": (svg.OURS, 3.0, ""),
    "course": (svg.GREY, 1.5, ""),
    "england": (svg.INK, 1.5, ""),
    "peer": (svg.PALE, 1.25, ""),
    "mean": (svg.GREY, 1.5, "12 3 2 3"),
    "limit": (svg.GREY, 1.5, "9 4"),
    "trial-limit": (svg.GREY, 1.5, "2 4"),
}
OWN_ROLES = ("us", "course")
HEIGHT, COMPACT_HEIGHT = 250, 190
NAME_WIDTH = 140


@dataclass(frozen=True)
class Series:
    """A line. `values`: one a month, None where there is no figure: such months are gaps, never bridged."""

    name: str
    values: Sequence[float | None]
    role: Literal["us", "course", "england", "peer"] = "us"

    @property
    def known(self) -> list[float]:
        return [value for value in self.values if numbers.is_known(value)]


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
    dash: str = "2 3"


@dataclass(frozen=True, kw_only=True)
class MonthChart(Chart):
    """`months`: first days, in order. `from_zero`: None leaves it to the unit and the values."""

    months: Sequence[date]
    series: Sequence[Series]
    unit: str = numbers.PER_CENT
    decimals: int = 1
    references: Sequence[Reference] = ()
    breaks: Sequence[Break] = ()
    from_zero: bool | None = None
    # The figures take at least this part of the height: a standard further away is named, not drawn.
    least_of_plot: float = 0.15
    # More sentences over the plot.
    asides: Sequence[str] = ()

    @property
    def verticals(self) -> Sequence[Break]:
        """The months that are marked with words, in the order of their rows."""
        return self.breaks

    @property
    def known(self) -> list[float]:
        """The values that the scale must hold."""
        return [value for one in self.series for value in one.known]

    def written(self, value: float) -> str:
        return numbers.written(value, self.unit, self.decimals)


@dataclass(frozen=True)
class Label:
    """Words at the end of a line: the name, and the last value. `role` is one of STYLES."""

    name: str
    value: str
    level: float
    role: str

    @property
    def fill(self) -> str:
        return svg.GREY if self.role == "peer" else svg.INK if self.role == "course" else STYLES[self.role][0]

    @property
    def is_ours(self) -> bool:
        return self.role in OWN_ROLES

    @property
    def lines(self) -> list[str]:
        name = svg.wrapped(self.name, NAME_WIDTH, lines=3, bold=self.is_ours)
        return [*name, self.value] if self.value else name


@dataclass(frozen=True)
class Plot:
    """The chart and its scales. `notes`: lines of words. `top` and `notes_top`: where the plot begins, and they do."""

    chart: MonthChart
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


def last_known(series: Series) -> float | None:
    return series.known[-1] if series.known else None


def plot_of(chart: MonthChart, layout: Layout, labels: Sequence[Label], notes_top: float) -> Plot:
    near, far = _by_distance(chart)
    values = chart.known + [one.value for one in near]
    y = scales.value_scale(values, start=1, end=0, unit=chart.unit, from_zero=chart.from_zero)
    sentences = [*_far_words(far, y), *chart.asides, *_scale_words(chart, y)]
    width = layout.width - (8 if layout.is_compact else 60)
    notes = [line for words in sentences for line in svg.wrapped(words, width, lines=3)]
    top = notes_top + 14 + svg.LINE * (len(_breaks_within(chart)) + len(notes))
    y = y.moved(start=top + (COMPACT_HEIGHT if layout.is_compact else HEIGHT), end=top)
    x = scales.Scale(
        scales.month_number(chart.months[0]) - 0.5,
        scales.month_number(chart.months[-1]) + 0.5,
        axes.margin(y, chart.unit),
        layout.width - (8 if layout.is_compact else _room_for(labels)),
    )
    return Plot(chart, layout, near, notes, notes_top, x, y)


def _room_for(labels: Sequence[Label]) -> float:
    return 14 + max(
        (svg.text_width(words, bold=one.is_ours) for one in labels for words in one.lines), default=0
    )


def _by_distance(chart: MonthChart) -> tuple[list[Reference], list[Reference]]:
    """Return the references to draw, and those so far from the figures that drawing them would flatten the lines.

    Only references that apply in a month of the chart are in either.
    """
    first, last = chart.months[0], chart.months[-1]
    applying = [
        one for one in chart.references if (one.since or first) <= last and (one.until or last) >= first
    ]
    lowest, highest = room_round(chart)
    near = [one for one in applying if lowest <= one.value <= highest]
    return near, [one for one in applying if one not in near]


def room_round(chart: MonthChart) -> tuple[float, float]:
    """Return between which values something may be drawn without flattening the figures."""
    low, high = scales.ends(chart.known, chart.unit, chart.from_zero)
    room = (high - low) / chart.least_of_plot
    return high - room, low + room


def _far_words(far: Sequence[Reference], y: scales.Scale) -> list[str]:
    return [f"{one.label} ({'above' if one.value > y.high else 'below'} this scale)" for one in far]


def _scale_words(chart: MonthChart, y: scales.Scale) -> list[str]:
    has_zero = y.low <= 0 <= y.high
    return [] if has_zero else [f"The scale starts at {scales.tick_words(y.low, y, chart.unit)}"]


def _breaks_within(chart: MonthChart) -> list[Break]:
    return [one for one in chart.verticals if chart.months[0] < one.month <= chart.months[-1]]


def keys(labels: Sequence[Label], layout: Layout) -> tuple[str, float]:
    """Return the names over a compact chart, each after a piece of its line, and their height."""
    parts, y = [], 0.0
    for label in labels:
        stroke, width, dash = STYLES[label.role]
        words = f"{label.name} {label.value}".strip()
        lines = svg.wrapped(words, layout.width - 30, lines=3, bold=label.is_ours)
        parts.append(svg.line((0, y + 10), (22, y + 10), role="key", stroke=stroke, width=width, dash=dash))
        if label.role == "course":
            parts.append(svg.dot(11, y + 10, 4, role="key", fill=svg.GREY))
        parts.append(svg.paragraph(30, y + 15, lines, role="label", fill=label.fill, bold=label.is_ours))
        y += svg.LINE * len(lines) + 2
    return "".join(parts), y


def value_axis(plot: Plot) -> str:
    return axes.value_axis(plot.x, plot.y, plot.chart.unit, zero=svg.GREY)


def month_axis(plot: Plot) -> str:
    months, parts = plot.chart.months, []
    low, high = plot.left - 6, plot.layout.width
    for label in axes.month_labels(months[0], months[-1], plot.x, low=low, high=high):
        start, end = (label.place, plot.bottom), (label.place, plot.bottom + 5)
        parts.append(svg.line(start, end, role="grid", stroke=svg.PALE))
        parts.append(
            svg.text(label.middle, plot.bottom + 20, label.words, role="tick", fill=svg.GREY, anchor="middle")
        )
    return "".join(parts)


def notes(plot: Plot) -> str:
    rows = len(plot.notes)
    return "".join(
        svg.text(
            0 if plot.layout.is_compact else plot.left,
            plot.top - 10 - svg.LINE * (rows - 1 - row),
            words,
            fill=svg.GREY,
        )
        for row, words in enumerate(plot.notes)
    )


def breaks(plot: Plot) -> str:
    """Return the verticals between a month and the one before, then their words, each in a row of its own."""
    places = [
        (plot.x(scales.month_number(one.month) - 0.5), plot.notes_top + 14 + svg.LINE * row, one)
        for row, one in enumerate(_breaks_within(plot.chart))
    ]
    lines = [
        svg.line((x, y + 4), (x, plot.bottom), role="break", stroke=svg.GREY, dash=one.dash)
        for x, y, one in places
    ]
    return "".join([*lines, *(_break_words(plot, x, y, one.label) for x, y, one in places)])


def _break_words(plot: Plot, x: float, y: float, label: str) -> str:
    words = svg.wrapped(label, plot.layout.width - 8, lines=1)[0]
    width = svg.text_width(words)
    left = max(0.0, min(x - width / 2, plot.layout.width - width - 4))
    return svg.text(left, y, words, role="break-label", fill=svg.GREY, halo=True)


def line(plot: Plot, series: Series) -> str:
    """Return a series' line, without dots; its gaps are left open."""
    stroke, width, _ = STYLES[series.role]
    path = "".join(steps(plot, series.values))
    return (
        f'<path class="chart-{series.role}" d="{path}" fill="none" stroke="{stroke}" stroke-width="{width:g}" '
        'stroke-linejoin="round" stroke-linecap="round"/>'
    )


def last_dot(plot: Plot, series: Series) -> str:
    """Return a dot at the last known value of a series, that says its month and value."""
    known = [
        point for point in zip(plot.chart.months, series.values, strict=True) if numbers.is_known(point[1])
    ]
    return dot(plot, series, *known[-1], 3) if known else ""


def dot(plot: Plot, series: Series, month: date, value: float, radius: float) -> str:
    says = f"{series.name}, {numbers.month_name(month)}: {plot.chart.written(value)}"
    place = plot.x(scales.month_number(month)), plot.y(value)
    return svg.dot(*place, radius, role=series.role, fill=STYLES[series.role][0], says=says)


def steps(plot: Plot, values: Sequence[float | None]) -> Iterator[str]:
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


def references(plot: Plot) -> str:
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


def _reference(plot: Plot, reference: Reference, lines: Sequence[str], top: float) -> str:
    first, last = plot.chart.months[0], plot.chart.months[-1]
    start = plot.x(scales.month_number(max(reference.since or first, first)) - 0.5)
    end = plot.x(scales.month_number(min(reference.until or last, last)) + 0.5)
    y = plot.y(reference.value)
    is_early = start - plot.left < (plot.right - plot.left) * 0.25
    x, anchor = (start + 4, "start") if is_early else (end, "end")
    words = svg.paragraph(x, top + 13, lines, role="reference-label", anchor=anchor, halo=True)
    return svg.line((start, y), (end, y), role="reference", stroke=svg.INK, width=1.5, dash="6 4") + words


def end_labels(plot: Plot, labels: Sequence[Label]) -> str:
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


def nothing(plot: Plot) -> str:
    middle, height = (plot.left + plot.right) / 2, (plot.top + plot.bottom) / 2
    frame = svg.line((plot.left, plot.bottom), (plot.right, plot.bottom), role="grid", stroke=svg.GREY)
    return frame + svg.text(middle, height, "No figures in these months", fill=svg.GREY, anchor="middle")
