from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.charts.maps import (
    ENGLAND,
    SHADES,
    MapArea,
    MapChart,
    StepsChart,
    fifths,
    map_chart,
    tile_map,
    tiles,
)
from metrics.charts.svg import Layout
from tests.charts.drawings import HOSTILE, ids, marked, parsed, words

WAKEFIELD = MapArea(
    "Wakefield", 54.7, 433, 420, paths=("M430 417l5 0 0 6-5 0z",), href="/areas/03R/", is_ours=True
)
LONDON = MapArea("North Central London", 60.2, 529, 189, paths=("M527 187l5 0 0 5-5 0z",), href="/areas/93C/")
OTHERS = [
    MapArea(f"Area {n}", 50.0 + n, 300 + 20 * n, 100 + 30 * n, people=200_000 * n + 1) for n in range(9)
]


def a_map(*areas: MapArea) -> MapChart:
    return MapChart(
        title="Where shares are higher", description="A map.", areas=areas or (WAKEFIELD, LONDON, *OTHERS)
    )


@given(st.lists(st.one_of(st.none(), st.floats(0, 100)), max_size=120))
def test_classes_hold_every_value_once_in_order(values):
    found = fifths(values)
    known = [value for value in values if value is not None]

    assert len(found.bounds) <= 5
    assert all(one[1] < other[0] for one, other in pairwise(found.bounds))
    assert all(
        found.bounds[found.of(value)][0] <= value <= found.bounds[found.of(value)][1] for value in known
    )


def test_a_hundred_different_values_make_five_classes_of_twenty():
    found = fifths(list(range(100)))

    assert [sum(found.of(value) == index for value in range(100)) for index in range(5)] == [20] * 5


def test_equal_values_share_a_class():
    assert len(fifths([3.0] * 40).bounds) == 1


def test_higher_values_are_darker():
    svg = map_chart(a_map(), prefix="m")

    fills = {area[0].text.split(":")[0]: area.get("fill") for area in marked(svg, "area", "g")}
    assert fills["Area 8"] == SHADES[-1]
    assert fills["Area 0"] == SHADES[0]


def test_an_area_without_a_figure_is_hatched_and_the_key_says_so():
    svg = map_chart(a_map(*OTHERS, MapArea("New", None, 400, 300)), prefix="m")

    assert "No figure" in words(svg)
    assert 'fill="url(#m-none)"' in svg
    assert "New: no figure" in svg


def test_areas_are_links_with_names_and_values():
    svg = map_chart(a_map(), prefix="m")

    assert svg.count('href="/areas/03R/"') == 1
    assert "<title>Wakefield: 54.7%</title>" in svg
    assert parsed(svg).get("role") == "group"


def test_london_is_a_link_once_in_its_inset():
    svg = map_chart(a_map(), prefix="m")

    assert "London, enlarged" in words(svg)
    assert svg.count('href="/areas/93C/"') == 1


def test_without_outlines_areas_are_circles_larger_for_more_people():
    circles = [
        float(circle.get("r"))
        for circle in parsed(map_chart(a_map(*OTHERS), prefix="m")).iter("{http://www.w3.org/2000/svg}circle")
    ]

    assert len(circles) == 9
    assert max(circles) > 2 * min(circles)


def test_our_area_is_named_in_the_key():
    assert "Wakefield: 54.7%" in words(map_chart(a_map(), prefix="m"))


@pytest.mark.parametrize("draw", [map_chart, tile_map])
@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize(
    "areas", [(WAKEFIELD, *OTHERS), (MapArea(HOSTILE, None, 400, 300, href=HOSTILE, paths=(HOSTILE,)),)]
)
def test_nothing_breaks_it(draw, layout, areas):
    svg = draw(a_map(*areas), prefix="m", layout=layout)

    assert parsed(svg) is not None
    assert "<script" not in svg
    assert len(ids(svg)) == len(set(ids(svg)))
    assert ("<a " in svg) == (layout is not Layout.DOWNLOAD)


centres = st.tuples(st.floats(ENGLAND.west, ENGLAND.east), st.floats(ENGLAND.south, ENGLAND.north))


@given(st.lists(centres, min_size=1, max_size=60, unique=True))
def test_every_area_has_a_tile_of_its_own(found):
    assert len(set(tiles(tuple(found)))) == len(found)


def test_tiles_keep_north_north_and_west_west():
    places = tiles(tuple((area.x, area.y) for area in (WAKEFIELD, LONDON, MapArea("Cornwall", 1, 190, 50))))

    assert places[0][1] > places[1][1] > places[2][1]
    assert places[2][0] < places[0][0] < places[1][0]


def test_each_area_is_one_tile():
    assert len(marked(tile_map(a_map(), prefix="t"), "area", "polygon")) == 11


def test_steps_have_their_own_shades_and_words_and_the_key_names_all_of_them():
    areas = [
        MapArea("Here", 2, 300, 200),
        MapArea("There", 0, 400, 300),
        MapArea("Nowhere", None, 350, 400),
    ]
    chart = StepsChart(
        title="How far",
        description="A map.",
        areas=areas,
        steps=("Stopped", "Piloting", "In use"),
        unknown="No record",
    )

    for draw in (map_chart, tile_map):
        svg = draw(chart, prefix="m")
        assert "Here: In use" in svg
        assert "There: Stopped" in svg
        assert "Nowhere: no record" in svg
        assert [step in words(svg) for step in (*chart.steps, "No record")] == [True] * 4
