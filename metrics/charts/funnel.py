"""A funnel: each area's value against its size, with the limits within which areas of that size are expected."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from metrics.charts import numbers, scales, svg
from metrics.charts.axes import margin, value_axis
from metrics.charts.svg import Chart, Layout

OTHERS = "#768692"
HEIGHT, COMPACT_HEIGHT = 340, 300
NAME_WIDTH = 130
MOST_NAMED, MOST_NAMED_COMPACT = 8, 4
MOST_TRIED = 30
# How far from its point a name may stand, with a line that leads to it, where there is no room close by.
AWAY = (26, 40, 56)
PATH_STEP = 4
REACH_OF_A_MARK = 5
MOST_APART = 14
# Where the largest area is more than this many times the smallest, each step along the scale multiplies the size.
WIDEST_EVEN_SCALE = 50
REACH = {"99.8": ("lower_998", "upper_998"), "95": ("lower_95", "upper_95")}
DASHES = {"99.8": "", "95": "6 4"}
WAYS = {"higher": "upper", "lower": "lower"}


class Limits(NamedTuple):
    """The limits for areas of one size, in the unit of the values."""

    size: float
    lower_998: float
    lower_95: float
    upper_95: float
    upper_998: float


@dataclass(frozen=True)
class Area:
    """A point. `beyond`: the widest limits that it lies beyond, 95 or 99.8, on the `side` named; None: within both."""

    name: str
    size: float
    value: float
    beyond: float | None = None
    side: Literal["higher", "lower", ""] = ""
    is_ours: bool = False

    @property
    def place_in_words(self) -> str:
        """Return `beyond the upper 99.8% limit`."""
        if not self.beyond:
            return "within the 95% limits"
        return f"beyond the {WAYS[self.side]} {self.beyond:g}% limit"


@dataclass(frozen=True, kw_only=True)
class FunnelChart(Chart):
    """`areas`: the furthest from the target first; the first beyond the limits, and ours, are named where there is
    room. `limits`: by size, ascending, from the smallest area's to the largest's. `size_label`: what sizes count.
    """

    areas: Sequence[Area]
    limits: Sequence[Limits]
    target: float | None
    target_label: str = "Average"
    size_label: str = "Pathways"
    unit: str = numbers.PER_CENT
    decimals: int = 1

    def written(self, value: float) -> str:
        return numbers.written(value, self.unit, self.decimals)


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "_Box") -> bool:
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )

    def is_within(self, other: "_Box") -> bool:
        return (
            self.left >= other.left
            and self.top >= other.top
            and self.right <= other.right
            and self.bottom <= other.bottom
        )


@dataclass(frozen=True)
class _Plot:
    """`x` takes sizes, or their logarithms where `is_stretched`."""

    chart: FunnelChart
    layout: Layout
    notes: Sequence[str]
    x: scales.Scale
    y: scales.Scale
    is_stretched: bool

    def across(self, size: float) -> float:
        return self.x(math.log10(size) if self.is_stretched else size)

    def place(self, area: Area) -> tuple[float, float]:
        return self.across(area.size), self.y(area.value)

    @property
    def margin(self) -> float:
        """Where words above and below the plot begin."""
        return 0 if self.layout.is_compact else self.x.start

    @property
    def frame(self) -> _Box:
        return _Box(self.x.start, self.y.end - 8, self.x.end + 6, self.y.start)


def funnel_plot(chart: FunnelChart, *, prefix: str, layout: Layout = Layout.WIDE) -> str:
    """Return the SVG. Wide: lines are named at their right ends; compact: the middle one is named above the plot."""
    plot = _plot(chart, layout)
    names = _names(plot)
    key, height = _key(plot)
    parts = [
        svg.paragraph(plot.margin, 14, plot.notes, fill=svg.GREY),
        value_axis(plot.x, plot.y, chart.unit),
        _size_axis(plot),
        _lines(plot) if chart.areas else _nothing(plot),
        *(_leader(plot, name) for name in names),
        *(_mark(plot, area) for area in _furthest_last(chart)),
        *(_written(name) for name in names),
        key,
    ]
    return svg.document(
        chart, "".join(parts), plot.y.start + height, prefix=prefix, layout=layout, kind="funnel"
    )


def _furthest_last(chart: FunnelChart) -> list[Area]:
    """Return the areas so that those that stand out lie on top of the others, and ours on top of all."""
    return sorted(chart.areas, key=lambda area: (area.is_ours, area.beyond or 0))


def _plot(chart: FunnelChart, layout: Layout) -> _Plot:
    y = _value_scale(chart)
    notes = _notes(chart, y, layout)
    top = 14 + svg.LINE * len(notes)
    height = COMPACT_HEIGHT if layout.is_compact else HEIGHT
    y = y.moved(start=top + height, end=top)
    left = margin(y, chart.unit)
    right = layout.width - 14 - max(map(svg.text_width, ("99.8%", *_end_words(chart, layout))))
    x, is_stretched = _size_scale(chart, left, right, 3 if layout.is_compact else 6)
    return _Plot(chart, layout, notes, x, y, is_stretched)


def _value_scale(chart: FunnelChart) -> scales.Scale:
    """Return a scale that holds every area, and the limits of an area of middling size: for the smallest ones limits
    may be so wide that the areas would lie in a heap."""
    values = [area.value for area in chart.areas]
    middle = chart.limits[len(chart.limits) // 2][1:] if chart.limits else ()
    values += [level for level in (chart.target, *middle) if numbers.is_known(level)]
    # The areas' distances matter here, not their height.
    from_zero = bool(values) and min(values) < scales.NEAR_ZERO * max(values)
    return scales.value_scale(values, start=1, end=0, unit=chart.unit, from_zero=from_zero)


def _notes(chart: FunnelChart, y: scales.Scale, layout: Layout) -> list[str]:
    words = []
    if layout.is_compact and numbers.is_known(chart.target):
        words.append(f"{chart.target_label} {chart.written(chart.target)}: the middle line.")
    if y.low > 0:
        words.append(f"The scale starts at {scales.tick_words(y.low, y, chart.unit)}.")
    return svg.wrapped(" ".join(words), layout.width - 8, lines=4) if words else []


def _end_words(chart: FunnelChart, layout: Layout) -> list[str]:
    """Return what the middle line is called at its right end."""
    if not numbers.is_known(chart.target):
        return []
    value = chart.written(chart.target)
    return [value] if layout.is_compact else svg.wrapped(f"{chart.target_label} {value}", NAME_WIDTH)


def _size_scale(chart: FunnelChart, left: float, right: float, most: int) -> tuple[scales.Scale, bool]:
    """Return the scale of sizes, and whether it takes their logarithms."""
    sizes = [area.size for area in chart.areas] or [1.0]
    largest = max(sizes)
    if largest <= WIDEST_EVEN_SCALE * min(sizes):
        step = scales.nice_step(largest, most)
        ticks = tuple(step * tick for tick in range(int(largest / step * (1 + 1e-9)) + 1))
        return scales.Scale(0, largest * 1.02, left, right, ticks), False
    low, high = math.log10(min(sizes)), math.log10(largest)
    powers = range(math.ceil(low - 1e-9), math.floor(high + 1e-9) + 1)
    room = 0.03 * (high - low)
    return scales.Scale(low - room, high + room, left, right, tuple(10.0**power for power in powers)), True


def _size_axis(plot: _Plot) -> str:
    bottom = plot.y.start
    parts = [svg.line((plot.x.start, bottom), (plot.x.end, bottom), role="grid", stroke=svg.PALE)]
    end = -math.inf
    for tick in plot.x.ticks if plot.chart.areas else ():
        x, words = plot.across(tick), numbers.thousands(tick)
        half = svg.text_width(words) / 2
        if x - half > end + 6:
            end = x + half
            parts.append(svg.line((x, bottom), (x, bottom + 5), role="grid", stroke=svg.PALE))
            parts.append(svg.text(x, bottom + 20, words, role="tick", fill=svg.GREY, anchor="middle"))
    return "".join(parts)


def _lines(plot: _Plot) -> str:
    """Return the target and the limits, each with its name at its right end."""
    ends: list[tuple[float, list[str]]] = []
    drawn = []
    for level, sides in REACH.items():
        for side in sides:
            points = [
                (plot.across(limits.size), plot.y(value))
                for limits in plot.chart.limits
                if plot.y.low <= (value := getattr(limits, side)) <= plot.y.high
            ]
            drawn.append(_curve(points, DASHES[level]))
            if points and points[-1][0] == plot.across(plot.chart.limits[-1].size):
                ends.append((points[-1][1], [f"{level}%" if plot.layout.is_compact else f"{level}% limit"]))
    if numbers.is_known(plot.chart.target):
        y = plot.y(plot.chart.target)
        drawn.append(svg.line((plot.x.start, y), (plot.x.end, y), role="england", stroke=svg.INK, width=1.5))
        ends.append((y, _end_words(plot.chart, plot.layout)))
    return "".join(drawn) + _end_labels(plot, ends)


def _curve(points: Sequence[tuple[float, float]], dash: str) -> str:
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in points)
    dashes = f' stroke-dasharray="{dash}"' if dash else ""
    return (
        f'<path class="chart-limit" d="M{path}" fill="none" stroke="{svg.GREY}" stroke-width="1.5"{dashes}/>'
        if points
        else ""
    )


def _end_labels(plot: _Plot, ends: Sequence[tuple[float, list[str]]]) -> str:
    wanted = [(y, svg.LINE * len(lines) + 2.0) for y, lines in ends]
    middles = scales.spread(wanted, plot.y.end - 12, plot.y.start + 8)
    return "".join(
        svg.paragraph(plot.x.end + 8, middle - height / 2 + 13, lines, role="limit-label")
        for (_, lines), middle, (_, height) in zip(ends, middles, wanted, strict=True)
    )


def _mark(plot: _Plot, area: Area) -> str:
    says = (
        f"{area.name}: {plot.chart.written(area.value)} of {numbers.thousands(area.size)}, "
        f"{area.place_in_words}"
    )
    return _shape(*plot.place(area), area, says)


def _shape(x: float, y: float, area: Area, says: str = "") -> str:
    """Return a point: a dot within the limits, a triangle beyond them, solid beyond the wider ones."""
    role = "us" if area.is_ours else "other"
    ink = svg.OURS if area.is_ours else svg.INK
    if not area.beyond:
        fill = svg.OURS if area.is_ours else OTHERS
        return svg.dot(x, y, 6 if area.is_ours else 3.5, role=role, fill=fill, says=says)
    reach = 8 if area.is_ours else 6
    down = 1 if area.side == "lower" else -1
    title = f"<title>{svg.clean(says)}</title>" if says else ""
    return (
        f'<path class="chart-{role} chart-beyond" d="M{x - reach:.1f} {y - down * reach * 0.6:.1f}h{2 * reach:g}'
        f'l{-reach:g} {down * reach * 1.7:.1f}z" fill="{ink if area.beyond > 95 else svg.PAPER}" '
        f'stroke="{ink}" stroke-width="1.5">{title}</path>'
    )


@dataclass(frozen=True)
class _Name:
    """Where the name of an area stands; `anchor`: the end of the line that leads to it, None where it is close by."""

    area: Area
    lines: Sequence[str]
    box: _Box
    anchor: tuple[float, float] | None


def _names(plot: _Plot) -> list[_Name]:
    """Return the names of ours and of the furthest areas, each where it covers neither a point nor another name.

    There may be no such place: then it is left out, but for ours.
    """
    taken: list[_Box] = []
    most = MOST_NAMED_COMPACT if plot.layout.is_compact else MOST_NAMED
    ours = [area for area in plot.chart.areas if area.is_ours]
    far = [area for area in plot.chart.areas if area.beyond and not area.is_ours]
    found = []
    for area in [*ours, *far[:MOST_TRIED]]:
        if len(found) == most + len(ours):
            break
        places = [name for name in _beside(plot, area) if name.box.is_within(plot.frame)]
        name = next((one for one in places if not any(_covered(plot, one, taken))), None)
        if name is None and area.is_ours and places:
            name = min(places, key=lambda one: sum(_covered(plot, one, taken)))
        if name:
            found.append(name)
            taken += [name.box, *_path(plot, name)]
    return found


def _covered(plot: _Plot, name: _Name, taken: Sequence[_Box]) -> Iterator[bool]:
    """Yield, for a name and each step of the line that leads to it, whether it would cover something.

    A name nearer to another point than to its own would be read as that one's.
    """
    marks = [plot.place(area) for area in plot.chart.areas if area is not name.area]
    apart = min(_distance(name.box, plot.place(name.area)), MOST_APART)
    yield any(_distance(name.box, mark) < apart for mark in marks)
    for box in (name.box, *_path(plot, name)):
        yield any(box.meets(other) for other in taken)
    for step in _path(plot, name):
        yield any(_distance(step, mark) < REACH_OF_A_MARK for mark in marks)


def _path(plot: _Plot, name: _Name) -> list[_Box]:
    """Return the line to a name in steps, without its beginning, which lies on the point itself."""
    if not name.anchor:
        return []
    (x, y), (right, down) = plot.place(name.area), name.anchor
    length = math.hypot(right - x, down - y)
    shares = [step / length for step in range(PATH_STEP * 2, int(length), PATH_STEP)]
    return [_around(x + (right - x) * share, y + (down - y) * share, 1) for share in shares]


def _around(x: float, y: float, reach: float) -> _Box:
    return _Box(x - reach, y - reach, x + reach, y + reach)


def _beside(plot: _Plot, area: Area) -> Iterator[_Name]:
    """Yield where the name of an area might stand: close by on every side, then further and further away."""
    lines = svg.wrapped(area.name, (plot.x.end - plot.x.start) * 0.6, bold=area.is_ours)
    width = max(svg.text_width(words, bold=area.is_ours) for words in lines)
    height = svg.LINE * len(lines) - 1
    x, y = plot.place(area)
    for away in (11 if area.is_ours else 9, *AWAY):
        right, left, middle = x + away, x - away - width, x - width / 2
        above, below, level = y - away - height, y + away, y - height / 2
        sides = [(right, level), (left, level), (middle, above), (middle, below)]
        for start, top in [*sides, (right, above), (right, below), (left, above), (left, below)]:
            box = _Box(start, top, start + width, top + height)
            yield _Name(area, lines, box, _nearest(box, x, y) if away in AWAY else None)


def _distance(box: _Box, place: tuple[float, float]) -> float:
    """Return how far a place is from a box; 0 within it."""
    x, y = place
    return math.hypot(max(box.left - x, 0, x - box.right), max(box.top - y, 0, y - box.bottom))


def _nearest(box: _Box, x: float, y: float) -> tuple[float, float]:
    """Return the point of a box that is nearest to a place outside it."""
    return max(box.left - 2, min(x, box.right + 2)), max(box.top, min(y, box.bottom))


def _leader(plot: _Plot, name: _Name) -> str:
    fill = svg.OURS if name.area.is_ours else svg.GREY
    return svg.line(plot.place(name.area), name.anchor, role="leader", stroke=fill) if name.anchor else ""


def _written(name: _Name) -> str:
    is_ours = name.area.is_ours
    fill = svg.OURS if is_ours else svg.INK
    # A baseline lies 12 units under the top of its line.
    return svg.paragraph(
        name.box.left, name.box.top + 12, name.lines, role="label", fill=fill, bold=is_ours, halo=True
    )


def _key(plot: _Plot) -> tuple[str, float]:
    """Return what sizes count and what the shapes mean, under the plot, and how far down it reaches."""
    stretched = ". Each step is ten times the size" if plot.is_stretched else ""
    left = plot.margin
    lines = svg.wrapped(f"{plot.chart.size_label}{stretched}", plot.layout.width - left - 4, lines=4)
    y = plot.y.start + 40
    parts = [svg.paragraph(left, y, lines, fill=svg.GREY)]
    x, y = left, y + svg.LINE * len(lines) + 6
    for words, shapes in _KEYS:
        width = 18 * len(shapes) + svg.text_width(words) + 18
        if x > left and x + width > plot.layout.width:
            x, y = left, y + 21
        parts += [_shape(x + 7 + 18 * place, y - 5, shape) for place, shape in enumerate(shapes)]
        parts.append(svg.text(x + 18 * len(shapes) + 2, y, words, role="key"))
        x += width
    return "".join(parts), y - plot.y.start + 12


_KEYS = (
    ("Beyond the 99.8% limits", [Area("", 1, 1, 99.8, "higher"), Area("", 1, 1, 99.8, "lower")]),
    ("Beyond the 95% limits", [Area("", 1, 1, 95, "higher"), Area("", 1, 1, 95, "lower")]),
    ("Within", [Area("", 1, 1)]),
)


def _nothing(plot: _Plot) -> str:
    middle, height = (plot.x.start + plot.x.end) / 2, (plot.y.start + plot.y.end) / 2
    return svg.text(middle, height, "No area can be compared", fill=svg.GREY, anchor="middle")
