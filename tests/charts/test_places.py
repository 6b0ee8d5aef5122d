"""Places over time: rank 1 on top, quarters named, the named areas marked each month."""

from datetime import date

import pandas as pd
import pytest

from metrics.charts.places import Line, PlacesChart, places_chart, quarter_ends
from metrics.charts.svg import Layout
from metrics.compute.ranks import quartiles
from tests.charts.drawings import HOSTILE, MONTHS, marked, parsed, path_of, places, words

COUNT = len(MONTHS)


def a_chart(**changes) -> PlacesChart:
    lines = [
        Line("Wakefield", list(range(COUNT, 0, -1)), "us", "rose 6 places"),
        Line("Leeds", list(range(1, COUNT + 1)), "fell", "fell 6 places"),
        *(Line(f"Area {n}", [n] * COUNT) for n in range(3, 21)),
    ]
    facts = {"title": "Places", "description": "Twenty areas.", "months": MONTHS, "lines": lines}
    return PlacesChart(**facts | {"ranked": [20] * COUNT} | changes)


def test_the_first_place_is_on_top():
    dots = places(places_chart(a_chart(), prefix="p"), "us")

    assert len(dots) == COUNT
    heights = [y for _, y in dots]
    assert heights == sorted(heights, reverse=True)


def test_a_point_says_its_area_month_and_place():
    first = marked(places_chart(a_chart(), prefix="p"), "us", "circle")[0]

    assert "".join(first.itertext()) == "Wakefield, April 2024: 14th of 20"


@pytest.mark.parametrize("layout", [Layout.WIDE, Layout.COMPACT])
def test_named_areas_are_labelled_and_told_apart_without_colour(layout):
    svg = places_chart(a_chart(), prefix="p", layout=layout)

    assert "Wakefield" in " ".join(words(svg))
    assert "fell 6 places" in " ".join(words(svg))
    fallen, ours = (
        next(one for one in marked(svg, role, "path") if one.get("stroke-width") == "3")
        for role in ("fell", "us")
    )
    assert fallen.get("stroke-dasharray")
    assert not ours.get("stroke-dasharray")


def test_all_other_areas_are_one_pale_path():
    svg = places_chart(a_chart(), prefix="p")

    assert len(marked(svg, "other", "path")) == 1
    assert path_of(svg, "other").count("M") == 18


def test_a_month_without_ranks_is_a_gap():
    gap = [1, 1, None, *([1] * (COUNT - 3))]
    ranked = [20, 20, 0, *([20] * (COUNT - 3))]

    svg = places_chart(a_chart(lines=[Line("Wakefield", gap, "us")], ranked=ranked), prefix="p")

    assert path_of(svg, "us").count("M") == 2
    assert len(places(svg, "us")) == COUNT - 1
    assert len(marked(svg, "quarter", "rect")) == 8


def test_quarters_are_shaded_and_named_with_their_ranks():
    svg = places_chart(a_chart(), prefix="p")

    assert len(marked(svg, "quarter", "rect")) == 4
    assert [text.text for text in marked(svg, "quarter-name", "text")] == [
        "Top quarter",
        "2nd quarter",
        "3rd quarter",
        "Bottom quarter",
    ]
    ticks = [text.text for text in marked(svg, "tick", "text")]
    assert ticks[-5:] == ["1", "6", "11", "16", "20"]


@pytest.mark.parametrize(
    ("ranked", "ends"), [(106, [27, 53, 80, 106]), (42, [11, 21, 32, 42]), (7, [2, 4, 6, 7])]
)
def test_quarters_end_where_the_formula_puts_them(ranked, ends):
    groups = quartiles(pd.DataFrame({"month": range(ranked, 0, -1)}), "increase")["month"]

    assert quarter_ends(ranked) == ends == [int((groups <= quarter).sum()) for quarter in (1, 2, 3, 4)]


def test_where_there_is_little_room_quarters_are_named_beside_the_lines():
    svg = places_chart(a_chart(), prefix="p", layout=Layout.COMPACT)

    names = marked(svg, "quarter-name", "text")
    assert [text.text for text in names] == ["Top ¼", "2nd ¼", "3rd ¼", "Bottom ¼"]
    assert max(float(text.get("x")) for text in names) < min(x for x, _ in places(svg, "us"))


def test_fewer_than_four_areas_have_no_quarters():
    svg = places_chart(a_chart(ranked=[3] * COUNT, lines=[Line("One", [1] * COUNT, "us")]), prefix="p")

    assert marked(svg, "quarter", "rect") == []


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("count", [1, COUNT, 120])
def test_nothing_breaks_it(layout, count):
    months = [date(2010 + month // 12, month % 12 + 1, 1) for month in range(count)]
    lines = [Line(HOSTILE, [None] * count, "us", HOSTILE), Line(HOSTILE, [1] * count, "fell", HOSTILE)]

    svg = places_chart(a_chart(months=months, lines=lines, ranked=[1] * count), prefix="p", layout=layout)

    assert parsed(svg) is not None
    assert "<script" not in svg


def test_without_any_rank_it_says_so():
    svg = places_chart(a_chart(lines=[Line("One", [None] * COUNT)], ranked=[0] * COUNT), prefix="p")

    assert "No figures in these months" in words(svg)
