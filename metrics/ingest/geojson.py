"""A GeoJSON file of boundaries → outlines in kilometres; anything else is refused, by feature and rule."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from metrics.compute.geography import Outline, Ring, enclosed, to_grid

LARGEST_FILE = 50_000_000
# Names of properties as ONS writes them: SICBL23CD, SICBL23NM, ICB23CD, NHSER24CD. A file of smaller areas may
# name the larger ones too: the first prefix that a feature has is what it is.
PREFIXES = ("SICBL", "ICB", "NHSER")
PROPERTY = re.compile(r"(SICBL|ICB|NHSER)([0-9]{2})(CD|NM)")
DEGREES = re.compile(r"(.*[:/])?(4326|CRS84)", re.IGNORECASE)
WEST, EAST, SOUTH, NORTH = -7.0, 2.0, 49.5, 56.0


class BadBoundaries(Exception):
    """A file that holds no boundaries that can be drawn; its text says why, for a person."""


@dataclass(frozen=True, slots=True)
class Feature:
    """A boundary as the file has it: whose it is by ONS's names, its year, and the outline in kilometres."""

    number: int
    prefix: str
    year: int
    ons_code: str
    name: str
    outline: Outline

    def __str__(self) -> str:
        return f"feature {self.number} ({self.ons_code}, {self.name})"


def read_features(path: Path) -> list[Feature]:
    """Read a GeoJSON feature collection of polygons in longitude and latitude. Raises BadBoundaries."""
    collection = _collection(path)
    _check_coordinate_system(collection)
    features = collection.get("features")
    if not isinstance(features, list) or not features:
        raise BadBoundaries(f"{path.name} holds no features.")
    try:
        return [_feature(number, feature) for number, feature in enumerate(features, start=1)]
    except BadBoundaries as bad:
        raise BadBoundaries(f"{path.name}: {bad}") from None


def _collection(path: Path) -> dict:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise BadBoundaries(f"{path.name} is larger than {LARGEST_FILE // 1_000_000} MB.")
        content = json.loads(path.read_bytes())
    except OSError as error:
        raise BadBoundaries(f"{path} cannot be read: {error.strerror}.") from None
    except (ValueError, RecursionError):
        raise BadBoundaries(f"{path.name} is not JSON.") from None
    if not isinstance(content, dict) or content.get("type") != "FeatureCollection":
        raise BadBoundaries(f"{path.name} is not a GeoJSON feature collection.")
    if _mapping(content.get("properties")).get("exceededTransferLimit"):
        raise BadBoundaries(f"{path.name} was cut short by the site: ask for fewer features at a time.")
    return content


def _check_coordinate_system(collection: dict) -> None:
    name = _mapping(_mapping(collection.get("crs")).get("properties")).get("name")
    if name is not None and not DEGREES.fullmatch(str(name)):
        raise BadBoundaries(f"The coordinates are in {name}: ask for longitude and latitude (EPSG:4326).")


def _mapping(value: object) -> Mapping:
    return value if isinstance(value, dict) else {}


def _feature(number: int, feature: object) -> Feature:
    properties = _mapping(_mapping(feature).get("properties"))
    named = {match[1]: match for key in properties if (match := PROPERTY.fullmatch(str(key)))}
    prefix = next((prefix for prefix in PREFIXES if prefix in named), None)
    if prefix is None:
        raise BadBoundaries(
            f"feature {number} has no code of ONS's, such as SICBL23CD, ICB23CD or NHSER24CD."
        )
    stem = prefix + named[prefix][2]
    outline = _outline(f"feature {number}", _mapping(_mapping(feature).get("geometry")))
    return Feature(
        number=number,
        prefix=prefix,
        year=2000 + int(named[prefix][2]),
        ons_code=str(properties.get(f"{stem}CD") or ""),
        name=str(properties.get(f"{stem}NM") or ""),
        outline=outline,
    )


def _outline(feature: str, geometry: Mapping) -> Outline:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates")
    if kind not in ("Polygon", "MultiPolygon"):
        raise BadBoundaries(f"{feature} is no polygon but {kind or 'without a geometry'}.")
    polygons = [coordinates] if kind == "Polygon" else coordinates
    if not isinstance(polygons, list) or not all(isinstance(rings, list) for rings in polygons):
        raise BadBoundaries(f"{feature} has no list of rings.")
    outline = [[_ring(feature, ring) for ring in rings] for rings in polygons]
    outline = [
        [ring for ring in rings if enclosed(ring)] for rings in outline if rings and enclosed(rings[0])
    ]
    if not outline:
        raise BadBoundaries(f"{feature} encloses nothing.")
    return outline


def _ring(feature: str, ring: object) -> Ring:
    """Return a ring in kilometres to the metre, without the repeated first point."""
    places = _places(feature, ring)
    longitude, latitude = places.T
    inside = (longitude > WEST) & (longitude < EAST) & (latitude > SOUTH) & (latitude < NORTH)
    if not inside.all():
        x, y = places[~inside][0]
        raise BadBoundaries(
            f"{feature} is at {x:g}, {y:g}, which is no longitude and latitude in England: ask for EPSG:4326."
        )
    grid = np.round(np.column_stack(to_grid(longitude, latitude)), 3)
    moved = np.any(grid != np.roll(grid, 1, axis=0), axis=1)
    moved[0] = False
    return [(x, y) for x, y in grid[moved].tolist()]


def _places(feature: str, ring: object) -> np.ndarray:
    try:
        places = np.array(ring)
    except ValueError:
        places = np.empty(0)
    if places.dtype.kind not in "if" or places.ndim != 2 or places.shape[1] < 2:
        raise BadBoundaries(f"{feature} has a ring that is no list of coordinates.")
    places = places[:, :2].astype(float)
    if len(places) < 4 or (places[0] != places[-1]).any():
        raise BadBoundaries(f"{feature} has a ring that does not close.")
    return places
