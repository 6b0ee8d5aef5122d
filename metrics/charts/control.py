"""Control charts: an area's months with their mean and limits, and which of them are more than chance."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

from metrics.charts import months, numbers, scales, svg
from metrics.charts.months import Break, Label, MonthChart, Plot, Reference, Series
from metrics.charts.svg import Layout

__all__ = ["Break", "ControlChart", "Judged", "Limits", "Reference", "Series", "control_chart"]

# The colours of "Making Data Count", each with a shape of its own, and its words.
COMMON, IMPROVEMENT, CONCERN, NEUTRAL = "common", "improvement", "concern", "neutral"
FILLS = {COMMON: "#a6a6a6", IMPROVEMENT: "#00b0f0", CONCERN: "#e46c0a", NEUTRAL: "#490092"}
WORDS = {
    COMMON: "Common cause",
    IMPROVEMENT: "Improvement",
    CONCERN: "Concern",
    NEUTRAL: "Neither better nor worse",
}
# Shapes as a path round a middle, in units of the mark's size: a circle where there is none.
SHAPES = {
    IMPROVEMENT: ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    CONCERN: ((0, -1.35), (1.25, 1), (-1.25, 1)),
    NEUTRAL: ((0, -1.4), (1.4, 0), (0, 1.4), (-1.4, 0)),
}
REBASED = "7 3"
LIMIT_ROLES = ("limit", "trial-limit")
# More months than this are too close for a mark each: then only those of special cause, and the last, are marked.
MOST_MARKS = 72


@dataclass(frozen=True)
class Limits:
    """The mean and the limits from a month to a month; a limit that no figure can pass is None."""

    since: date
    until: date
    mean: float
    lower: float | None
    upper: float | None
    is_trial: bool = False

    @property
    def role(self) -> str:
        return LIMIT_ROLES[self.is_trial]

    @property
    def levels(self) -> list[float]:
        return [level for level in (self.lower, self.mean, self.upper) if level is not None]


@dataclass(frozen=True)
class Judged:
    """What a month's figure is: one of WORDS, and why in words, as `concern: below the lower limit`."""

    name: str
    words: str


@dataclass(frozen=True, kw_only=True)
class ControlChart(MonthChart):
    """`series`: the area's first, then what is beside it. `judged`: one a month, None where nothing can be said.

    `limits`: of each group of months, in order. `rebases`: months from which limits start anew, and why.
    It shows variation, so its scale fits the limits rather than begin at zero.
    """

    from_zero: bool | None = False
    least_of_plot: float = 0.4
    judged: Sequence[Judged | None] = ()
    limits: Sequence[Limits] = ()
    rebases: Sequence[Break] = ()

    @property
    def verticals(self) -> Sequence[Break]:
        return sorted([*self.breaks, *self.rebases], key=lambda one: one.month)

    @property
    def known(self) -> list[float]:
        return [*super().known, *(level for one in self.limits for level in one.levels)]


def control_chart(chart: ControlChart, *, prefix: str, layout: Layout = Layout.WIDE) -> str:
    """Return the SVG. Wide: names stand at the ends of the lines; compact: above the chart."""
    chart = _without_far_lines(chart)
    labels = _labels(chart)
    keys, height = _keys(chart, labels, layout)
    plot = months.plot_of(chart, layout, labels, height)
    own, beside = chart.series[0], chart.series[1:]
    parts = [
        keys,
        months.value_axis(plot) if labels else months.nothing(plot),
        months.month_axis(plot),
        months.notes(plot),
        months.breaks(plot) if labels else "",
        *(_limits(plot, one) for one in chart.limits),
        *(months.line(plot, one) + _end_dot(plot, one) for one in beside),
        months.line(plot, own),
        months.references(plot),
        *_marks(plot, own),
        "" if layout.is_compact else months.end_labels(plot, labels),
    ]
    return svg.document(chart, "".join(parts), plot.bottom + 28, prefix=prefix, layout=layout, kind="control")


def _without_far_lines(chart: ControlChart) -> ControlChart:
    """Return the chart with words in place of lines so far from the area's that drawing them would flatten it."""
    own = replace(chart, series=chart.series[:1])
    if not own.known:
        return chart
    lowest, highest = months.room_round(own)
    far = [one for one in chart.series[1:] if any(not lowest <= value <= highest for value in one.known)]
    words = [_far_words(chart, one, highest) for one in far]
    return replace(chart, series=[one for one in chart.series if one not in far], asides=words)


def _far_words(chart: ControlChart, series: Series, highest: float) -> str:
    last = months.last_known(series)
    side = "above" if max(series.known) > highest else "below"
    return f"{series.name}, last at {chart.written(last)}, lies {side} this scale"


def _end_dot(plot: Plot, series: Series) -> str:
    return months.last_dot(plot, series) if series.role == "england" else ""


def _labels(chart: ControlChart) -> list[Label]:
    """Return the names of the lines, and of the limits that hold now."""
    known = [(one, level) for one in chart.series if (level := months.last_known(one)) is not None]
    lines = [Label(one.name, chart.written(level), level, one.role) for one, level in known]
    return [*lines, *_limit_labels(chart, chart.limits[-1])] if lines and chart.limits else lines


def _limit_labels(chart: ControlChart, limits: Limits) -> list[Label]:
    trial = "trial " if limits.is_trial else ""
    named = (
        (f"Upper {trial}limit", limits.upper, limits.role),
        ("Mean", limits.mean, "mean"),
        (f"Lower {trial}limit", limits.lower, limits.role),
    )
    return [
        Label(name, chart.written(level), level, role) for name, level, role in named if level is not None
    ]


def _keys(chart: ControlChart, labels: Sequence[Label], layout: Layout) -> tuple[str, float]:
    """Return what stands over the plot, and its height: the shapes, and in a compact chart the lines too."""
    lines, top = months.keys(_with_limits_in_one(labels), layout) if layout.is_compact else ("", 0.0)
    shapes, height = _shapes(chart, top, layout)
    return lines + shapes, top + height


def _with_limits_in_one(labels: Sequence[Label]) -> list[Label]:
    """Return labels for a column: the two limits share a row."""
    limits = [one for one in labels if one.role in LIMIT_ROLES]
    if len(limits) < 2:
        return list(labels)
    upper, lower = limits
    name = "Trial limits" if upper.role == LIMIT_ROLES[1] else "Limits"
    both = Label(name, f"{lower.value} to {upper.value}", upper.level, upper.role)
    return [*(one for one in labels if one not in limits), both]


def _shapes(chart: ControlChart, top: float, layout: Layout) -> tuple[str, float]:
    """Return the shapes that the chart has, with their words, in rows as wide as the paper."""
    names = {one.name for one in chart.judged if one}
    left = 0.0 if layout.is_compact else 8.0
    parts, x, y = [], left, 0.0
    for name in (name for name in WORDS if name in names):
        width = 26 + svg.text_width(WORDS[name])
        if x > left and x + width > layout.width:
            x, y = left, y + svg.LINE
        parts.append(_shape(name, x + 7, top + y + 10, 5, role="key"))
        parts.append(svg.text(x + 18, top + y + 15, WORDS[name], role="label", fill=svg.GREY))
        x += width
    return "".join(parts), y + svg.LINE + 2 if parts else 0.0


def _limits(plot: Plot, limits: Limits) -> str:
    start = plot.x(scales.month_number(limits.since) - 0.5)
    end = plot.x(scales.month_number(limits.until) + 0.5)
    levels = ((limits.mean, "mean"), (limits.lower, limits.role), (limits.upper, limits.role))
    drawn = []
    for level, role in levels:
        if level is not None:
            stroke, width, dash = months.STYLES[role]
            y = plot.y(level)
            drawn.append(svg.line((start, y), (end, y), role=role, stroke=stroke, width=width, dash=dash))
    return "".join(drawn)


def _marks(plot: Plot, own: Series) -> Iterator[str]:
    """Yield a mark for each month that is known, which says the month, the value and what it is."""
    chart = plot.chart
    found = zip(chart.months, own.values, chart.judged, strict=True)
    known = [(month, value, judged) for month, value, judged in found if numbers.is_known(value)]
    for month, value, judged in known:
        name = judged.name if judged else COMMON
        is_last = month == known[-1][0]
        if len(known) > MOST_MARKS and name == COMMON and not is_last:
            continue
        words = f", {judged.words}" if judged else ""
        says = f"{numbers.month_name(month)}: {chart.written(value)}{words}"
        size = (4 if name == COMMON else 4.5) + (1 if is_last else 0)
        place = plot.x(scales.month_number(month)), plot.y(value)
        yield _shape(name, *place, size, role="point", says=says)


def _shape(name: str, x: float, y: float, size: float, *, role: str, says: str = "") -> str:
    """Return a mark: dark edges keep pale colours apart from the paper, and shapes apart in black and white."""
    title = f"<title>{svg.clean(says)}</title>" if says else ""
    look = f'class="chart-{role} chart-{name}" fill="{FILLS[name]}" stroke="{svg.INK}" stroke-width="1"'
    if name not in SHAPES:
        return f'<circle {look} cx="{svg.number(x)}" cy="{svg.number(y)}" r="{svg.number(size)}">{title}</circle>'
    corners = (
        f"{svg.number(x + size * right)} {svg.number(y + size * down)}" for right, down in SHAPES[name]
    )
    return f'<path {look} d="M{"L".join(corners)}Z">{title}</path>'
