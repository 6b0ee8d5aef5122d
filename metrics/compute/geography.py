"""Places on the map: degrees → kilometres of the British National Grid → outlines small enough for a page."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise

import numpy as np
import pandas as pd

# Ellipsoids, datum shift and projection: Ordnance Survey, "A guide to coordinate systems in Great Britain",
# annexes A to C.
WGS84 = (6_378_137.0, 6_356_752.314_245)
AIRY_1830 = (6_377_563.396, 6_356_256.909)
SHIFT = np.array([-446.448, 125.157, -542.060])
SCALE = 20.4894e-6
ROTATION = np.radians(np.array([-0.1502, -0.2470, -0.8421]) / 3600)
CENTRAL_SCALE = 0.9996012717
ORIGIN_LATITUDE, ORIGIN_LONGITUDE = np.radians(49.0), np.radians(-2.0)
FALSE_EASTING, FALSE_NORTHING = 400_000.0, -100_000.0

Point = tuple[float, float]
# Closed: the first point is not repeated at the end.
Ring = list[Point]
# An area's outline: polygons, each a list of rings, the outer one first and its holes after it.
Outline = list[list[Ring]]


def to_grid(longitude: np.ndarray, latitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return easting and northing in kilometres for WGS84 degrees.

    The seven-parameter shift stands in for Ordnance Survey's grid of corrections: right to about 5 metres.
    """
    place = _cartesian(np.radians(latitude), np.radians(longitude), WGS84)
    easting, northing = _project(*_geodetic(_shift_datum(place), AIRY_1830))
    return easting / 1000, northing / 1000


def _eccentricity_squared(axes: tuple[float, float]) -> float:
    major, minor = axes
    return 1 - (minor / major) ** 2


def _cartesian(latitude: np.ndarray, longitude: np.ndarray, axes: tuple[float, float]) -> np.ndarray:
    """Return metres from the centre of the earth, shape (3, …), for radians at height 0."""
    squared = _eccentricity_squared(axes)
    radius = axes[0] / np.sqrt(1 - squared * np.sin(latitude) ** 2)
    return np.array(
        [
            radius * np.cos(latitude) * np.cos(longitude),
            radius * np.cos(latitude) * np.sin(longitude),
            radius * (1 - squared) * np.sin(latitude),
        ]
    )


def _shift_datum(place: np.ndarray) -> np.ndarray:
    x, y, z = place
    rx, ry, rz = ROTATION
    turned = np.array([-rz * y + ry * z, rz * x - rx * z, -ry * x + rx * y])
    return SHIFT.reshape(3, *[1] * (place.ndim - 1)) + place * (1 + SCALE) + turned


def _geodetic(place: np.ndarray, axes: tuple[float, float]) -> tuple[np.ndarray, np.ndarray]:
    """Return latitude and longitude in radians. Four rounds leave less than a millimetre."""
    squared = _eccentricity_squared(axes)
    x, y, z = place
    across = np.hypot(x, y)
    latitude = np.arctan2(z, across * (1 - squared))
    for _ in range(4):
        radius = axes[0] / np.sqrt(1 - squared * np.sin(latitude) ** 2)
        latitude = np.arctan2(z + squared * radius * np.sin(latitude), across)
    return latitude, np.arctan2(y, x)


def _project(latitude: np.ndarray, longitude: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return metres of the transverse Mercator on Airy 1830: the series of annex C, its terms I to VI."""
    squared = _eccentricity_squared(AIRY_1830)
    sin, cos, tan = np.sin(latitude), np.cos(latitude), np.tan(latitude)
    bend = 1 - squared * sin**2
    transverse = AIRY_1830[0] * CENTRAL_SCALE / np.sqrt(bend)
    ratio = bend / (1 - squared)
    eta = ratio - 1
    away = longitude - ORIGIN_LONGITUDE

    i = _meridional_arc(latitude) + FALSE_NORTHING
    ii = transverse / 2 * sin * cos
    iii = transverse / 24 * sin * cos**3 * (5 - tan**2 + 9 * eta)
    iiia = transverse / 720 * sin * cos**5 * (61 - 58 * tan**2 + tan**4)
    iv = transverse * cos
    v = transverse / 6 * cos**3 * (ratio - tan**2)
    vi = transverse / 120 * cos**5 * (5 - 18 * tan**2 + tan**4 + 14 * eta - 58 * tan**2 * eta)
    easting = FALSE_EASTING + iv * away + v * away**3 + vi * away**5
    return easting, i + ii * away**2 + iii * away**4 + iiia * away**6


def _meridional_arc(latitude: np.ndarray) -> np.ndarray:
    major, minor = AIRY_1830
    n = (major - minor) / (major + minor)
    less, more = latitude - ORIGIN_LATITUDE, latitude + ORIGIN_LATITUDE
    return (
        minor
        * CENTRAL_SCALE
        * (
            (1 + n + 5 / 4 * n**2 + 5 / 4 * n**3) * less
            - (3 * n + 3 * n**2 + 21 / 8 * n**3) * np.sin(less) * np.cos(more)
            + (15 / 8 * n**2 + 15 / 8 * n**3) * np.sin(2 * less) * np.cos(2 * more)
            - 35 / 24 * n**3 * np.sin(3 * less) * np.cos(3 * more)
        )
    )


def simplified(outlines: Mapping[str, Outline], *, tolerance: float, smallest: float) -> dict[str, Outline]:
    """Return outlines with fewer points, none further than `tolerance` km from the line they left.

    A border that two areas share is simplified once, so neighbours still meet. Islands and holes
    under `smallest` km² go, but each area keeps its largest polygon, whole if simplifying would leave
    nothing of it.
    """
    borders = _Borders(
        (ring for outline in outlines.values() for polygon in outline for ring in polygon), tolerance
    )
    return {code: _simplified_outline(outline, borders, smallest) for code, outline in outlines.items()}


def _simplified_outline(outline: Outline, borders: "_Borders", smallest: float) -> Outline:
    largest = max(outline, key=lambda polygon: enclosed(polygon[0]))
    kept = []
    for polygon in outline:
        outer = borders.simplified(polygon[0])
        if polygon is largest:
            outer = outer or polygon[0]
        elif enclosed(polygon[0]) < smallest or not outer:
            continue
        holes = (borders.simplified(hole) for hole in polygon[1:] if enclosed(hole) >= smallest)
        kept.append([outer, *filter(None, holes)])
    return kept


def enclosed(ring: Ring) -> float:
    """Return the area inside a ring, in the square of its unit."""
    # From one of its points, so that a ring which goes there and back encloses nothing at all on any processor.
    x, y = (np.array(ring) - ring[0]).T
    return abs(float(x @ np.roll(y, -1) - y @ np.roll(x, -1))) / 2


class _Borders:
    """The rings of many areas, cut where borders meet: a border is simplified once for both its sides."""

    def __init__(self, rings: Iterable[Ring], tolerance: float):
        neighbours = defaultdict(set)
        for ring in rings:
            for before, point, after in zip([ring[-1], *ring[:-1]], ring, [*ring[1:], ring[0]], strict=True):
                neighbours[point].update((before, after))
        # Along a border a point has two neighbours, whichever side one walks; where borders meet, more.
        self._junctions = {point for point, around in neighbours.items() if len(around) > 2}
        self._tolerance = tolerance
        self._known: dict[tuple[Point, ...], list[Point]] = {}

    def simplified(self, ring: Ring) -> Ring:
        """Return the ring with fewer points; empty when fewer than three would be left."""
        points = [point for border in self._split(ring) for point in self._simplified_border(border)[:-1]]
        return points if len(set(points)) >= 3 else []

    def _split(self, ring: Ring) -> list[tuple[Point, ...]]:
        cuts = [position for position, point in enumerate(ring) if point in self._junctions]
        if len(cuts) < 2:
            cuts = _far_apart(ring, cuts)
        turned = [*ring[cuts[0] :], *ring[: cuts[0] + 1]]
        ends = [*(cut - cuts[0] for cut in cuts), len(ring)]
        return [tuple(turned[start : end + 1]) for start, end in pairwise(ends)]

    def _simplified_border(self, border: tuple[Point, ...]) -> list[Point]:
        backwards = border[::-1]
        one_way = min(border, backwards)
        if one_way not in self._known:
            self._known[one_way] = douglas_peucker(one_way, self._tolerance)
        kept = self._known[one_way]
        return kept if one_way == border else kept[::-1]


def _far_apart(ring: Ring, cuts: list[int]) -> list[int]:
    """Return two places to cut a ring that has at most one junction: the same two from either side of it."""
    first = cuts[0] if cuts else ring.index(min(ring))
    far = max(
        range(len(ring)),
        key=lambda position: (np.hypot(*np.subtract(ring[position], ring[first])), ring[position]),
    )
    return sorted((first, far))


def douglas_peucker(line: tuple[Point, ...], tolerance: float) -> list[Point]:
    """Return the line with its ends and the points needed to stay within `tolerance` of the rest."""
    points = np.array(line)
    keep = np.zeros(len(points), dtype=bool)
    keep[[0, -1]] = True
    spans = [(0, len(points) - 1)]
    while spans:
        start, end = spans.pop()
        if end - start < 2:
            continue
        away = _distance_from_chord(points[start + 1 : end], points[start], points[end])
        furthest = int(away.argmax())
        if away[furthest] > tolerance:
            middle = start + 1 + furthest
            keep[middle] = True
            spans += [(start, middle), (middle, end)]
    return [line[position] for position in np.flatnonzero(keep)]


def _distance_from_chord(points: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    chord = end - start
    length = chord @ chord
    along = np.clip((points - start) @ chord / length, 0, 1) if length else np.zeros(len(points))
    return np.hypot(*(points - start - along[:, None] * chord).T)


def svg_path(outline: Outline) -> str:
    """Return the `d` of an SVG path, to a tenth of the unit; points that fall together are written once."""
    return "".join(_svg_ring(ring) for polygon in outline for ring in polygon)


def _svg_ring(ring: Ring) -> str:
    # Steps between rounded points, not rounded steps: errors do not add up, and neighbours round alike.
    tenths = np.rint(np.array(ring) * 10).astype(int)
    steps = np.diff(tenths, axis=0)
    steps = steps[steps.any(axis=1)]
    start = " ".join(_tenths(value) for value in tenths[0])
    return f"M{start}l{' '.join(f'{_tenths(dx)} {_tenths(dy)}' for dx, dy in steps)}z".replace(" -", "-")


def _tenths(value: int) -> str:
    return f"{value / 10:.1f}".removesuffix(".0")


def grouped_paths(paths: Mapping[str, str], membership: pd.DataFrame) -> dict[str, list[str]]:
    """Return the paths of the parts of each parent: a way to draw an area that has no outline of its own.

    `membership`: columns `child, parent` (codes). A part without a path is left out; a parent without
    any has no entry.
    """
    drawn = membership[membership["child"].isin(list(paths))].sort_values(["parent", "child"])
    return {parent: [paths[child] for child in parts] for parent, parts in drawn.groupby("parent")["child"]}


def ground_changes(successions: pd.DataFrame, memberships: pd.DataFrame) -> pd.DataFrame:
    """Return the areas that gained or lost a part of a smallest area, and when: columns `area, date`.

    A population counted before such a day does not fit the area's figures from that day on. Areas that
    swapped whole parts are not listed, nor those that held all of the ground before and after.
    `successions`: columns `predecessor, successor, date`. `memberships`: columns `child, parent, start,
    end`. Dates are datetime64, NaT is open.
    """
    atoms = successions[~successions["predecessor"].isin(list(memberships["parent"]))]
    rows = [
        (area, day)
        for (divided, day), successors in atoms.groupby(["predecessor", "date"])["successor"]
        for area in _changed_by(divided, set(successors), day, memberships)
    ]
    return pd.DataFrame(sorted(rows), columns=["area", "date"])


def _changed_by(divided: str, successors: set[str], day: pd.Timestamp, memberships: pd.DataFrame) -> set[str]:
    before = _holders(divided, day - pd.Timedelta(days=1), memberships)
    after = [_holders(successor, day, memberships) for successor in successors]
    return before.union(*after) - before.intersection(*after)


def _holders(area: str, day: pd.Timestamp, memberships: pd.DataFrame) -> set[str]:
    """Return the area itself and all it is a part of on a day."""
    began = memberships["start"].isna() | (memberships["start"] <= day)
    goes_on = memberships["end"].isna() | (memberships["end"] >= day)
    parents = memberships.loc[(memberships["child"] == area) & began & goes_on, "parent"]
    return {area}.union(*(_holders(parent, day, memberships) for parent in parents))


def is_outgrown(figures: pd.DataFrame, changes: pd.DataFrame) -> pd.Series:
    """Return, aligned with `figures`, whether an area's ground changed between its population and its month.

    `figures`: columns `area, month, population_date`; `changes`: as `ground_changes` returns.
    """
    paired = figures[["area", "month", "population_date"]].reset_index(names="row").merge(changes, on="area")
    between = (paired["population_date"] < paired["date"]) & (paired["date"] <= paired["month"])
    return figures.index.to_series().isin(paired.loc[between, "row"])
