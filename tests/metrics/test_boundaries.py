import json
import re
from collections import Counter
from io import StringIO
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from django.core.management import CommandError, call_command

from metrics.compute.geography import (
    douglas_peucker,
    enclosed,
    grouped_paths,
    simplified,
    svg_path,
    to_grid,
)
from metrics.ingest.boundaries import load_boundaries, load_boundary_file
from metrics.ingest.geojson import BadBoundaries, read_features
from metrics.models import Boundary
from tests.metrics.rtt_site import RttSite

# A made-up country near Leeds, in degrees: two neighbours with a crooked border, and an island each.
BORDER = [[-1.5, 53.0], [-1.501, 53.05], [-1.499, 53.1], [-1.5, 53.15], [-1.44, 53.2], [-1.5, 53.3]]
WEST = [[[-1.8, 53.0], *BORDER, [-1.8, 53.3], [-1.8, 53.0]]]
EAST = [[*BORDER, [-1.2, 53.3], [-1.2, 53.0], [-1.5, 53.0]]]


def island(longitude: float, size: float) -> list:
    corners = [[0, 0], [size, 0], [size, size], [0, size], [0, 0]]
    return [[[longitude + x, 54 + y] for x, y in corners]]


def feature(code: str, name: str, *polygons: list, stem: str = "SICBL23") -> dict:
    return {
        "type": "Feature",
        "properties": {f"{stem}CD": code, f"{stem}NM": name},
        "geometry": {"type": "MultiPolygon", "coordinates": list(polygons)},
    }


WAKEFIELD = feature("E38000190", "NHS West Yorkshire ICB - 03R", WEST, island(-2, 0.1), island(-3, 0.005))
LEEDS = feature("E38000225", "NHS West Yorkshire ICB - 15F", EAST)


def collection(*features: object, **more: object) -> dict:
    return {"type": "FeatureCollection", "features": list(features), **more}


@pytest.fixture
def save(tmp_path: Path):
    """Writes GeoJSON, or anything, and returns the path."""

    def save(content: object) -> Path:
        path = tmp_path / "boundaries.geojson"
        path.write_text(content if isinstance(content, str) else json.dumps(content))
        return path

    return save


def points(path: str) -> list[list[tuple[float, float]]]:
    """Return the points of a path's rings, read back step by step."""
    rings = []
    for ring in path.removesuffix("z").split("z"):
        start, steps = re.fullmatch(r"M([^l]+)l(.+)", ring).groups()
        numbers = [
            np.array([float(number) for number in re.findall(r"-?[0-9.]+", part)]).reshape(-1, 2)
            for part in (start, steps)
        ]
        rings.append([tuple(point) for point in np.round(np.vstack(numbers).cumsum(axis=0), 1).tolist()])
    return rings


# The projection


@pytest.mark.parametrize(
    ("longitude", "latitude", "easting", "northing"),
    [
        # Ordnance Survey's worked example: Caister water tower.
        (1.716073973, 52.658007833, 651409.804, 313177.450),
        # Centroids that ONS publishes both ways: a board and three regions.
        (-2.38572, 53.32473, 374405, 380936),
        (-0.30866, 51.49227, 517515, 178392),
        (-3.63346, 50.81119, 285013, 102567),
        (-2.18039, 54.53784, 388426, 515856),
    ],
)
def test_degrees_become_grid_kilometres_to_ten_metres(longitude, latitude, easting, northing):
    east, north = to_grid(np.array(longitude), np.array(latitude))

    assert np.hypot(east * 1000 - easting, north * 1000 - northing) < 10


def test_all_published_centroids_agree(shared):
    for name in ("sicbl_2023", "icb_2023", "region_2024"):
        content = json.loads((shared / "reference" / f"boundaries_{name}.geojson").read_text())
        places = pd.DataFrame([feature["properties"] for feature in content["features"]])
        east, north = to_grid(places["LONG"].to_numpy(), places["LAT"].to_numpy())

        assert np.hypot(east * 1000 - places["BNG_E"], north * 1000 - places["BNG_N"]).max() < 10


# Simplification


def test_a_line_keeps_the_points_that_stand_out():
    line = ((0.0, 0.0), (1.0, 0.1), (2.0, -0.1), (3.0, 5.0), (4.0, 6.0), (5.0, 7.0))

    assert douglas_peucker(line, 0.5) == [(0.0, 0.0), (2.0, -0.1), (3.0, 5.0), (5.0, 7.0)]


SQUARE = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)]


def test_neighbours_share_their_border_after_as_before():
    west = [(0.0, 0.0), (5.0, 0.0), (5.2, 3.0), (4.9, 6.0), (7.0, 8.0), (5.0, 10.0), (0.0, 10.0)]
    east = [(5.0, 0.0), (10.0, 0.0), (10.0, 10.0), (5.0, 10.0), (7.0, 8.0), (4.9, 6.0), (5.2, 3.0)]

    outlines = simplified({"W": [[west]], "E": [[east]]}, tolerance=0.5, smallest=1)

    border = {(5.0, 0.0), (4.9, 6.0), (7.0, 8.0), (5.0, 10.0)}
    assert set(outlines["W"][0][0]) & set(outlines["E"][0][0]) == border
    assert enclosed(outlines["W"][0][0]) + enclosed(outlines["E"][0][0]) == pytest.approx(100)


def test_an_area_inside_another_fills_its_hole():
    inner = [(3.0, 3.0), (5.0, 2.9), (7.0, 3.0), (7.0, 7.0), (3.0, 7.0)]

    outlines = simplified({"ring": [[SQUARE, inner[::-1]]], "city": [[inner]]}, tolerance=0.5, smallest=1)

    assert set(outlines["ring"][0][1]) == set(outlines["city"][0][0])
    assert (5.0, 2.9) not in outlines["city"][0][0]


def test_small_islands_go_but_never_all_of_an_area():
    rock, islet = ([(x, 0.0), (x + 0.2, 0.0), (x + 0.2, 0.1), (x, 0.1)] for x in (20.0, 30.0))

    outlines = simplified({"A": [[SQUARE], [islet]], "B": [[rock], [islet]]}, tolerance=0.5, smallest=1)

    assert outlines["A"] == [[SQUARE]]
    assert [len(polygon[0]) for polygon in outlines["B"]] == [4]


def test_a_path_has_one_decimal_and_its_errors_do_not_add_up():
    ring = [(100 + step * 0.14, 200 - step * 0.06) for step in range(50)] + [(90.0, 190.0)]

    path = svg_path([[ring]])

    assert path.startswith("M100 200l0.1-0.1 0.2 0 ")
    assert points(path)[0][-1] == (90.0, 190.0)
    assert not re.search(r"\.\d\d", path)


def test_an_area_without_an_outline_is_drawn_as_its_parts():
    membership = pd.DataFrame({"child": ["B", "A", "C", "D"], "parent": ["X", "X", "X", "Y"]})

    assert grouped_paths({"A": "Ma", "B": "Mb"}, membership) == {"X": ["Ma", "Mb"]}


# Loading


@pytest.mark.django_db
@pytest.mark.embedded
def test_areas_are_drawn_by_the_code_in_their_name(save):
    drawn = load_boundary_file(save(collection(WAKEFIELD, LEEDS)))

    wakefield, leeds = (Boundary.objects.get(area__code=code) for code in ("03R", "15F"))
    assert drawn.codes == ("03R", "15F")
    assert "U2G6B" in drawn.without
    assert len(points(wakefield.path)) == 2
    shared_points = set(points(wakefield.path)[0]) & set(points(leeds.path)[0])
    assert len(shared_points) == 4
    assert wakefield.source == (
        "Source: Office for National Statistics licensed under the Open Government Licence v3.0. "
        "Contains OS data © Crown copyright and database right 2023."
    )


@pytest.mark.django_db
@pytest.mark.embedded
def test_loading_again_replaces_and_adds_nothing(save):
    load_boundary_file(save(collection(WAKEFIELD, LEEDS)))
    before = list(Boundary.objects.order_by("pk").values())
    load_boundary_file(save(collection(WAKEFIELD, LEEDS)))

    assert list(Boundary.objects.order_by("pk").values()) == before


@pytest.mark.django_db
def test_a_new_outline_replaces_the_old_and_leaves_others(save):
    load_boundary_file(save(collection(WAKEFIELD, LEEDS)))
    leeds = Boundary.objects.get(area__code="15F").path
    moved = feature("E38000190", "NHS West Yorkshire ICB - 03R", island(-1, 0.2), stem="SICBL24")

    load_boundary_file(save(collection(moved)))

    assert Boundary.objects.get(area__code="15F").path == leeds
    assert Boundary.objects.get(area__code="03R").source.endswith("2024.")


@pytest.mark.django_db
def test_boards_and_regions_are_known_by_their_ons_codes(save):
    board = feature("E54000054", "NHS West Yorkshire Integrated Care Board", WEST, stem="ICB23")
    region = feature("E40000012", "North East and Yorkshire", WEST, stem="NHSER24")

    assert load_boundary_file(save(collection(board, region))).codes == ("QWO", "Y63")


@pytest.mark.django_db
def test_a_file_of_locations_that_names_their_boards_too_is_of_locations(save):
    both = feature("E38000190", "NHS West Yorkshire ICB - 03R", WEST)
    both["properties"] |= {"ICB23CD": "E54000054", "ICB23NM": "NHS West Yorkshire Integrated Care Board"}

    assert load_boundary_file(save(collection(both))).codes == ("03R",)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("code", "name", "stem", "area", "remark"),
    [
        ("E54000042", "NHS Hampshire and Isle of Wight ICB", "ICB23", "QRL", "as it was until 31 March 2026"),
        ("E38000264", "", "SICBL23", "92A", "as it was until 31 March 2026"),
        ("E38000099", "NHS West Yorkshire ICB - 03R", "SICBL22", "03R", "E38000099 is not its ONS code"),
    ],
)
def test_an_outline_of_other_days_is_used_and_said(save, code, name, stem, area, remark):
    drawn = load_boundary_file(save(collection(feature(code, name, WEST, stem=stem))))

    assert drawn.codes == (area,)
    assert remark in drawn.remarks[0]


@pytest.mark.django_db
def test_what_is_not_known_here_is_told(save):
    stranger = feature("E38999999", "NHS Elsewhere ICB - 99Z", island(-3, 0.1))

    drawn = load_boundary_file(save(collection(WAKEFIELD, stranger)))

    assert drawn.unmatched == ("feature 2 (E38999999, NHS Elsewhere ICB - 99Z)",)


@pytest.mark.django_db
def test_the_real_boundaries_cover_england_without_gaps(shared):
    path = shared / "reference" / "boundaries_sicbl_2023.geojson"
    before = {feature.ons_code: feature.outline for feature in read_features(path)}

    drawn = load_boundary_file(path)

    assert len(drawn.codes) == 106
    assert drawn.without == ("U2G6B",)
    assert drawn.size < 120_000
    rings = [ring for outline in Boundary.objects.values_list("path", flat=True) for ring in points(outline)]
    edges = Counter(
        frozenset(edge) for ring in rings for edge in pairwise([*ring, ring[0]]) if edge[0] != edge[1]
    )
    assert sum(map(enclosed, rings)) == pytest.approx(
        sum(_size(outline) for outline in before.values()), rel=2e-3
    )
    # An edge is a border with one neighbour, or coast: where neighbours gaped, borders would show up as coast.
    assert set(edges.values()) <= {1, 2}
    coast = sum(_length(edge) for edge, times in edges.items() if times == 1)
    assert coast < 1.02 * _coast(before)


def _size(outline) -> float:
    return sum(enclosed(ring) for polygon in outline for ring in polygon)


def _coast(outlines) -> float:
    rings = [ring for outline in outlines.values() for polygon in outline for ring in polygon]
    edges = Counter(frozenset(edge) for ring in rings for edge in pairwise([*ring, ring[0]]))
    return sum(_length(edge) for edge, times in edges.items() if times == 1)


def _length(edge: frozenset) -> float:
    one, other = edge
    return float(np.hypot(*np.subtract(one, other)))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("name", "count", "without"),
    [
        ("icb_2023", 42, ("D7T5G", "S0E4D", "S1Y5D", "S9B9J", "T6Y0W", "Z9B2Z")),
        ("region_2024", 7, ()),
    ],
)
def test_the_real_boards_and_regions_are_all_known(shared, name, count, without):
    drawn = load_boundary_file(shared / "reference" / f"boundaries_{name}.geojson")

    assert (len(drawn.codes), drawn.without, drawn.unmatched) == (count, without, ())


# Files that cannot be drawn

STRAIGHT = feature("E38000190", "03R", [[[-1.5, 53], [-1.4, 53.1], [-1.5, 53], [-1.5, 53]]])
METRES = feature(
    "E38000190", "03R", [[[429979, 403330], [430979, 403330], [430979, 404330], [429979, 403330]]]
)
SWAPPED = feature("E38000190", "03R", [[[53, -1.5], [53, -1.4], [53.1, -1.4], [53, -1.5]]])
OPEN = feature("E38000190", "03R", [[[-1.5, 53], [-1.4, 53], [-1.4, 53.1], [-1.5, 53.1]]])
WORDS = feature("E38000190", "03R", [[["-1.5", "53"], ["-1.4", "53"], ["-1.4", "53.1"], ["-1.5", "53"]]])
RAGGED = feature("E38000190", "03R", [[[-1.5, 53], [-1.4], [-1.4, 53.1], [-1.5, 53]]])
LINE = WAKEFIELD | {"geometry": {"type": "LineString", "coordinates": WEST[0]}}
NOWHERE = WAKEFIELD | {"geometry": None}
NAMELESS = WAKEFIELD | {"properties": {"name": "Wakefield"}}
STRANGER = feature("E38999999", "NHS Elsewhere ICB - 99Z", WEST)
BRITISH_GRID = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}
CUT_SHORT = {"exceededTransferLimit": True}


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ("", "is not JSON"),
        ("<!DOCTYPE html><title>Sign in</title>", "is not JSON"),
        ("[" * 200_000, "is not JSON"),
        ('{"type": "FeatureCollection", "features": [', "is not JSON"),
        ("[]", "is not a GeoJSON feature collection"),
        ({"error": {"code": 400}}, "is not a GeoJSON feature collection"),
        (collection(), "holds no features"),
        ({"type": "FeatureCollection"}, "holds no features"),
        (collection(WAKEFIELD, properties=CUT_SHORT), "was cut short"),
        (collection(WAKEFIELD, crs=BRITISH_GRID), "27700: ask for longitude and latitude"),
        (collection(METRES), "feature 1 is at 429979, 403330, which is no longitude and latitude in England"),
        (collection(SWAPPED), "feature 1 is at 53, -1.5"),
        (collection(LEEDS, LINE), "feature 2 is no polygon but LineString"),
        (collection(NOWHERE), "feature 1 is no polygon but without a geometry"),
        (collection(OPEN), "feature 1 has a ring that does not close"),
        (collection(WORDS), "feature 1 has a ring that is no list of coordinates"),
        (collection(RAGGED), "feature 1 has a ring that is no list of coordinates"),
        (collection(STRAIGHT), "feature 1 encloses nothing"),
        (collection(feature("E38000190", "03R")), "feature 1 encloses nothing"),
        (collection(feature("E38000190", "03R", 7)), "feature 1 has no list of rings"),
        (collection(NAMELESS), "feature 1 has no code of ONS's"),
        (collection("Wakefield"), "feature 1 has no code of ONS's"),
        (collection(STRANGER), "no boundary of an area known here"),
        (collection(WAKEFIELD, WAKEFIELD), "are both 03R"),
        (json.dumps(collection(WAKEFIELD)).replace("53.15", "NaN"), "no longitude and latitude"),
    ],
)
def test_a_file_that_cannot_be_drawn_is_refused_and_the_old_outlines_stand(save, content, rule):
    load_boundary_file(save(collection(WAKEFIELD)))
    before = list(Boundary.objects.values())

    with pytest.raises(BadBoundaries, match=re.escape(rule)):
        load_boundary_file(save(content))

    assert list(Boundary.objects.values()) == before


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(BadBoundaries, match="cannot be read: No such file"):
        load_boundary_file(tmp_path / "nothing.geojson")


# From an address


@pytest.mark.django_db
def test_boundaries_are_fetched_from_an_allowed_host():
    with RttSite() as site:
        content = json.dumps(collection(WAKEFIELD)).encode()
        address = site.put("/FeatureServer/0/query", content, content_type="application/geo+json")

        drawn = load_boundaries(f"{address}?where=1%3D1&f=geojson", allowed_hosts=site.hosts)

    assert drawn.codes == ("03R",)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("https://example.org/boundaries.geojson", "is not on an allowed host"),
        ("http://services1.arcgis.com/boundaries.geojson", "is not a plain https address"),
        ("file:///etc/passwd", "is not on an allowed host"),
    ],
)
def test_other_addresses_are_not_asked(address, reason):
    with pytest.raises(BadBoundaries, match=reason):
        load_boundaries(address, allowed_hosts=["services1.arcgis.com"])


def test_an_address_without_boundaries_is_named():
    with RttSite() as site, pytest.raises(BadBoundaries, match="is not there"):
        load_boundaries(f"{site.root}/nothing", allowed_hosts=site.hosts)


# The command


@pytest.mark.django_db
def test_the_command_tells_what_was_drawn(save):
    said = StringIO()
    stranger = feature("E38999999", "NHS Elsewhere ICB - 99Z", island(-3, 0.1))

    call_command("load_boundaries", str(save(collection(WAKEFIELD, LEEDS, stranger))), stdout=said)

    assert "2 areas drawn" in said.getvalue()
    assert "not known here: feature 3" in said.getvalue()
    assert "shown as circles: 00L" in said.getvalue()


@pytest.mark.django_db
def test_the_command_ends_with_one_message(save):
    with pytest.raises(CommandError, match=r"^boundaries.geojson is not JSON\.$"):
        call_command("load_boundaries", str(save("")))
