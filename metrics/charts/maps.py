"""Areas in five shades: on a map, where large areas show most, and as tiles, where each counts the same."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from metrics.charts import numbers, svg
from metrics.charts.svg import Chart, Layout

# One hue from light to dark, told apart by those who do not see all colours: ColorBrewer's five-class Blues.
SHADES = ("#eff3ff", "#bdd7e7", "#6baed6", "#3182bd", "#08519c")
EDGE = "#4c6272"
CLASS_WORDS = ("Lowest fifth", "Second fifth", "Middle fifth", "Fourth fifth", "Highest fifth")


@dataclass(frozen=True)
class Frame:
    """A piece of the British National Grid, in kilometres."""

    west: float
    south: float
    east: float
    north: float

    def holds(self, x: float, y: float, margin: float = 0) -> bool:
        return (
            self.west - margin <= x <= self.east + margin and self.south - margin <= y <= self.north + margin
        )

    @property
    def width(self) -> float:
        return self.east - self.west

    @property
    def height(self) -> float:
        return self.north - self.south


ENGLAND = Frame(80, 2, 657, 660)
LONDON = Frame(502, 154, 563, 202)
# The inset's part of the map's width: what is free left of the coast of Cumbria.
INSET = 0.355
INSET_CIRCLE = 0.35


@dataclass(frozen=True)
class MapArea:
    """An area: its centre in kilometres of the British National Grid, and its outline in the same, if known.

    `paths`: the `d` of SVG paths, y to the north. Without any it is drawn as a circle, by `people` if given.
    """

    name: str
    value: float | None
    x: float
    y: float
    paths: Sequence[str] = ()
    href: str = ""
    people: int | None = None
    is_ours: bool = False


@dataclass(frozen=True, kw_only=True)
class MapChart(Chart):
    areas: Sequence[MapArea]
    unit: str = numbers.PER_CENT
    decimals: int = 1
    unknown: str = "No figure"

    def written(self, value: float | None) -> str:
        return numbers.written(value, self.unit, self.decimals)

    @property
    def classes(self) -> "Fifths":
        return fifths([area.value for area in self.areas])


@dataclass(frozen=True, kw_only=True)
class StepsChart(MapChart):
    """Areas that each stand on one of up to four steps: a value is the number of its step. `steps`: lowest first."""

    steps: Sequence[str]

    def written(self, value: float | None) -> str:
        return self.steps[int(value)] if numbers.is_known(value) else self.unknown

    @property
    def classes(self) -> "Fifths":
        return Fifths(tuple((step, step) for step in range(len(self.steps))))


@dataclass(frozen=True)
class Fifths:
    """Values in up to five classes of equal number; equal values are never parted."""

    bounds: tuple[tuple[float, float], ...]

    def of(self, value: float) -> int:
        """Return the class of a value, 0 the lowest."""
        return next(index for index, (_, high) in enumerate(self.bounds) if value <= high)

    def shade(self, index: int) -> str:
        return SHADES[-1] if len(self.bounds) == 1 else SHADES[round(index * 4 / (len(self.bounds) - 1))]


def fifths(values: Sequence[float | None]) -> Fifths:
    known = sorted(value for value in values if numbers.is_known(value))
    tops = sorted({known[math.ceil(len(known) * part / 5) - 1] for part in range(1, 6)}) if known else []
    bounds, start = [], 0
    for top in tops:
        inside = [value for value in known[start:] if value <= top]
        bounds.append((inside[0], top))
        start += len(inside)
    return Fifths(tuple(bounds))


@dataclass(frozen=True)
class _Sheet:
    """What drawing an area needs: the chart, its classes, the unique prefix, how wide the map itself is."""

    chart: MapChart
    fifths: Fifths
    prefix: str
    layout: Layout

    @property
    def width(self) -> float:
        return self.layout.width if self.layout.is_compact else 400.0

    @property
    def scale(self) -> float:
        return self.width / ENGLAND.width

    def fill(self, area: MapArea) -> str:
        if not numbers.is_known(area.value):
            return f"url(#{self.prefix}-none)"
        return self.fifths.shade(self.fifths.of(area.value))

    def role(self, area: MapArea) -> str:
        shade = SHADES.index(self.fill(area)) + 1 if numbers.is_known(area.value) else "none"
        return f"chart-class-{shade}{' chart-ours' if area.is_ours else ''}"

    def says(self, area: MapArea) -> str:
        known = self.chart.written(area.value) if numbers.is_known(area.value) else self.chart.unknown.lower()
        return f"<title>{svg.clean(area.name)}: {known}</title>"


def map_chart(chart: MapChart, *, prefix: str, layout: Layout = Layout.COMPACT) -> str:
    """Return the SVG: England, London enlarged, and the key. Compact: the key stands under the map."""
    sheet = _Sheet(chart, chart.classes, prefix, layout)
    order = sorted(chart.areas, key=lambda area: (area.is_ours, -(area.people or 0)))
    drawing = [
        _hatch(prefix),
        _plane(ENGLAND, sheet.scale),
        *(_area(sheet, area, index) for index, area in enumerate(order)),
        "</g>",
        _inset(sheet, order),
    ]
    return _with_key(sheet, "".join(drawing), ENGLAND.height * sheet.scale, "map")


def tile_map(chart: MapChart, *, prefix: str, layout: Layout = Layout.COMPACT) -> str:
    """Return the SVG: a hexagon for each area, as near as can be to where it lies, and the key."""
    sheet = _Sheet(chart, chart.classes, prefix, layout)
    places = tiles(tuple((area.x, area.y) for area in chart.areas))
    radius = tile_spacing(len(chart.areas)) / math.sqrt(3) * sheet.scale * 0.97
    placed = sorted(zip(chart.areas, places, strict=True), key=lambda one: one[0].is_ours)
    hexagons = [_tile(sheet, area, _down(sheet, *place), radius) for area, place in placed]
    drawing = f'{_hatch(prefix)}<g stroke="{EDGE}" stroke-width="0.5">{"".join(hexagons)}</g>'
    return _with_key(sheet, drawing, ENGLAND.height * sheet.scale, "tiles")


def _down(sheet: _Sheet, x: float, y: float) -> tuple[float, float]:
    return (x - ENGLAND.west) * sheet.scale, (ENGLAND.north - y) * sheet.scale


def _plane(frame: Frame, scale: float, left: float = 0, top: float = 0) -> str:
    """Return the start of a group in kilometres to the north; its edges are as thin as if it were not scaled."""
    return (
        f'<g transform="translate({left - frame.west * scale:.2f} {top + frame.north * scale:.2f}) '
        f'scale({scale:.4f} -{scale:.4f})" stroke="{EDGE}" stroke-width="{0.5 / scale:.3f}" '
        'stroke-linejoin="round">'
    )


def _hatch(prefix: str) -> str:
    """Return the pattern of areas without a figure: seen as different without any colour."""
    return (
        f'<defs><pattern id="{prefix}-none" width="5" height="5" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><rect width="5" height="5" fill="{svg.PAPER}"/>'
        f'<path d="M0 0V5" stroke="{svg.GREY}" stroke-width="2"/></pattern></defs>'
    )


def _area(sheet: _Sheet, area: MapArea, index: int) -> str:
    """Return the area on the map of England; London's are links in the inset, where they can be hit."""
    content = (
        f'<g id="{sheet.prefix}-{index}" class="chart-area {sheet.role(area)}" fill="{sheet.fill(area)}"'
        f"{_edge(area, sheet.scale)}>{sheet.says(area)}{_shape(area)}</g>"
    )
    return content if LONDON.holds(area.x, area.y) else svg.link(area.href, content, sheet.layout)


def _edge(area: MapArea, scale: float) -> str:
    """Return a thicker outline for ours, as wide as it must be where a unit is drawn `scale` units long."""
    return f' stroke="{svg.INK}" stroke-width="{2.5 / scale:.2f}"' if area.is_ours else ""


def _shape(area: MapArea) -> str:
    if area.paths:
        return "".join(f'<path d="{svg.clean(path)}"/>' for path in area.paths)
    return f'<circle cx="{area.x:.1f}" cy="{area.y:.1f}" r="{_radius(area):.1f}"/>'


def _inset(sheet: _Sheet, order: Sequence[MapArea]) -> str:
    """Return London at more than three times the scale, where the map has room: left of Cumbria."""
    inside = [(index, area) for index, area in enumerate(order) if LONDON.holds(area.x, area.y, margin=40)]
    if not any(LONDON.holds(area.x, area.y) for _, area in inside):
        return ""
    width = sheet.width * INSET
    scale, height = width / LONDON.width, width / LONDON.width * LONDON.height
    frame = f'x="1" y="22" width="{width:.1f}" height="{height:.1f}"'
    parts = [_enlarged(sheet, area, index) for index, area in inside]
    return (
        f'<clipPath id="{sheet.prefix}-london"><rect {frame}/></clipPath>'
        f"{svg.text(1, 14, 'London, enlarged', role='note', fill=svg.GREY)}"
        f'<rect class="chart-inset" {frame} fill="{svg.PAPER}"/><g clip-path="url(#{sheet.prefix}-london)">'
        f"{_plane(LONDON, scale, 1, 22)}{''.join(parts)}</g></g>"
        f'<rect class="chart-inset-edge" {frame} fill="none" stroke="{svg.GREY}"/>'
    )


def _enlarged(sheet: _Sheet, area: MapArea, index: int) -> str:
    again = f'<use href="#{sheet.prefix}-{index}"/>' if area.paths else _small_circle(sheet, area)
    if not LONDON.holds(area.x, area.y):
        return again
    return svg.link(area.href, f"<g>{sheet.says(area)}{again}</g>", sheet.layout)


def _small_circle(sheet: _Sheet, area: MapArea) -> str:
    """Return a circle for the inset: enlarged with it, it would hide its neighbours."""
    radius = _radius(area) * INSET_CIRCLE
    return (
        f'<circle class="chart-area {sheet.role(area)}" cx="{area.x:.1f}" cy="{area.y:.1f}" r="{radius:.1f}" '
        f'fill="{sheet.fill(area)}"{_edge(area, sheet.scale / INSET_CIRCLE)}/>'
    )


def _radius(area: MapArea) -> float:
    return max(3.0, math.sqrt(area.people) / 55) if area.people else 7.0


def _tile(sheet: _Sheet, area: MapArea, place: tuple[float, float], radius: float) -> str:
    corners = (
        (
            place[0] + radius * math.sin(math.pi / 3 * corner),
            place[1] + radius * math.cos(math.pi / 3 * corner),
        )
        for corner in range(6)
    )
    points = " ".join(f"{x:.1f},{y:.1f}" for x, y in corners)
    content = (
        f'<polygon class="chart-area {sheet.role(area)}" points="{points}" fill="{sheet.fill(area)}"'
        f"{_edge(area, 1)}>{sheet.says(area)}</polygon>"
    )
    return svg.link(area.href, content, sheet.layout)


def _with_key(sheet: _Sheet, drawing: str, height: float, kind: str) -> str:
    key, key_height = _key(sheet)
    left, top = (0.0, height + 8) if sheet.layout.is_compact else (420.0, max(0.0, height - key_height) / 2)
    total = top + key_height if sheet.layout.is_compact else max(height, key_height)
    has_links = any(area.href for area in sheet.chart.areas)
    body = f'{drawing}<g transform="translate({left:g} {svg.number(top)})">{key}</g>'
    return svg.document(
        sheet.chart,
        body,
        total + 4,
        prefix=sheet.prefix,
        layout=sheet.layout,
        kind=kind,
        has_links=has_links,
    )


def _key(sheet: _Sheet) -> tuple[str, float]:
    """Return what the shades mean, in words, highest first, and the height it takes."""
    classes = len(sheet.fifths.bounds)
    rows = [
        (sheet.fifths.shade(index), EDGE, _class_words(sheet, index)) for index in range(classes - 1, -1, -1)
    ]
    if any(not numbers.is_known(area.value) for area in sheet.chart.areas):
        rows.append((f"url(#{sheet.prefix}-none)", EDGE, sheet.chart.unknown))
    rows += [
        (sheet.fill(area), svg.INK, f"{area.name}: {sheet.chart.written(area.value)}")
        for area in sheet.chart.areas
        if area.is_ours
    ]
    parts, y = [], 0.0
    for fill, stroke, words in rows:
        lines = svg.wrapped(words, (280 if sheet.layout.is_compact else 220) - 34, bold=stroke == svg.INK)
        width = 2.5 if stroke == svg.INK else 1
        parts.append(
            f'<rect x="2" y="{svg.number(y + 4)}" width="20" height="16" fill="{fill}" stroke="{stroke}" '
            f'stroke-width="{width}"/>{svg.paragraph(32, y + 17, lines, role="key", bold=stroke == svg.INK)}'
        )
        y += svg.LINE * len(lines) + 7
    return "".join(parts), y


def _class_words(sheet: _Sheet, index: int) -> str:
    low, high = (sheet.chart.written(value) for value in sheet.fifths.bounds[index])
    span = low if low == high else f"{low} to {high}"
    return f"{span} ({CLASS_WORDS[index].lower()})" if len(sheet.fifths.bounds) == 5 else span


def tile_spacing(count: int) -> float:
    """Return kilometres between the middles of tiles, such that `count` of them cover about England's land."""
    land = 0.36 * ENGLAND.width * ENGLAND.height
    return math.sqrt(land / max(count, 12) / (math.sqrt(3) / 2))


@lru_cache(maxsize=16)
def tiles(centres: tuple[tuple[float, float], ...]) -> tuple[tuple[float, float], ...]:
    """Return a place on a lattice of hexagons for each centre, no two the same, all near where they were.

    The nearest pairs of centre and free place are joined first; then pairs that gain by it change places.
    """
    lattice = _lattice(tile_spacing(len(centres)))
    by_distance = sorted(
        (_apart(centre, place), index, spot)
        for index, centre in enumerate(centres)
        for spot, place in enumerate(lattice)
    )
    taken: dict[int, int] = {}
    free = set(range(len(lattice)))
    for _, index, spot in by_distance:
        if index not in taken and spot in free:
            taken[index] = spot
            free.remove(spot)
    return _exchanged(centres, [lattice[taken[index]] for index in range(len(centres))])


def _exchanged(
    centres: Sequence[tuple[float, float]], places: list[tuple[float, float]]
) -> tuple[tuple[float, float], ...]:
    for _ in range(4):
        for one in range(len(places)):
            for other in range(one):
                now = _apart(centres[one], places[one]) + _apart(centres[other], places[other])
                then = _apart(centres[one], places[other]) + _apart(centres[other], places[one])
                if then < now:
                    places[one], places[other] = places[other], places[one]
    return tuple(places)


def _apart(one: tuple[float, float], other: tuple[float, float]) -> float:
    return (one[0] - other[0]) ** 2 + (one[1] - other[1]) ** 2


def _lattice(spacing: float) -> list[tuple[float, float]]:
    rows = int(ENGLAND.height / (spacing * math.sqrt(3) / 2)) - 1
    columns = int(ENGLAND.width / spacing) - 1
    return [
        (
            ENGLAND.west + spacing * (column + 0.75 + 0.5 * (row % 2)),
            ENGLAND.south + spacing * (0.75 + row * math.sqrt(3) / 2),
        )
        for row in range(rows)
        for column in range(columns)
    ]
