import re

import pytest

from metrics.charts.dots import DotPlot, Row, dot_plot
from metrics.charts.svg import Layout, text_width
from tests.charts.drawings import HOSTILE, marked, parsed, places, words

PARTS = [Row("Leeds", 63.1), Row("Calderdale", 61.2), Row("Wakefield", 54.7, is_ours=True)]


def a_plot(**changes) -> DotPlot:
    facts = {
        "title": "Wakefield and Leeds are far apart",
        "description": "Three parts.",
        "rows": PARTS,
        "england": 60.1,
    }
    return DotPlot(**facts | changes)


@pytest.mark.parametrize("layout", [Layout.WIDE, Layout.COMPACT])
def test_rows_stand_under_one_another_in_the_order_given(layout):
    svg = dot_plot(a_plot(), prefix="p", layout=layout)

    others, ours = places(svg, "other"), places(svg, "us")
    assert others[0][1] < others[1][1] < ours[0][1]
    assert ours[0][0] < others[1][0] < others[0][0]


def test_every_row_says_its_name_and_value():
    shown = words(dot_plot(a_plot(), prefix="p"))

    assert {"Leeds", "63.1%", "Calderdale", "61.2%", "Wakefield", "54.7%", "England 60.1%"} <= set(shown)


def test_the_gap_is_said_at_the_top():
    svg = dot_plot(a_plot(gap="8.4 percentage points between Leeds and Wakefield"), prefix="p")

    assert words(svg)[0] == "8.4 percentage points between Leeds and Wakefield"


def test_a_row_without_a_value_says_why():
    svg = dot_plot(a_plot(rows=[*PARTS, Row("Kirklees", None, note="too few to compare")]), prefix="p")

    assert "too few to compare" in words(svg)
    assert len(places(svg, "other")) == 2


def test_a_row_may_have_a_level_of_its_own_to_compare_with():
    rows = [Row("Cardiology", 61.0, compared_with=58.0), Row("Dermatology", 71.0, compared_with=None)]

    svg = dot_plot(a_plot(rows=rows, england=None), prefix="p")

    assert "England is the hollow mark" in words(svg)
    compared = marked(svg, "compared", "circle")
    assert [dot[0].text for dot in compared if len(dot)] == ["England, Cardiology: 58.0%"]


def test_links_make_it_a_group_and_a_file_has_none():
    rows = [Row("Leeds", 63.1, href="/areas/15F/?a=1&b=2")]

    page, file = (
        dot_plot(a_plot(rows=rows), prefix="p", layout=layout) for layout in (Layout.WIDE, Layout.DOWNLOAD)
    )

    assert parsed(page).get("role") == "group"
    assert 'href="/areas/15F/?a=1&amp;b=2"' in page
    assert "<a " not in file
    assert parsed(file).get("role") == "img"


@pytest.mark.parametrize("layout", list(Layout))
def test_an_interval_lies_around_its_dot_and_within_the_scale(layout):
    rows = [*PARTS, Row("Kirklees", 55.0, lower=20.0, upper=95.0)]

    svg = dot_plot(a_plot(rows=rows), prefix="p", layout=layout)

    [interval] = marked(svg, "interval")
    left, y, right, end_y = (float(found) for found in re.findall(r"[0-9.]+", interval.get("d")))
    x = places(svg, "other")[-1][0]
    assert left < x < right
    assert 0 < left < right < layout.width
    assert y == end_y == places(svg, "other")[-1][1]
    assert len(marked(svg, "interval-end")) == 2


def test_without_both_ends_there_is_no_interval():
    rows = [Row("A", 5.0, lower=4.0), Row("B", 6.0, upper=float("nan"), lower=5.0)]

    assert not marked(dot_plot(a_plot(rows=rows), prefix="p"), "interval")


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("rows", [[], [Row("A", None)], [Row(HOSTILE, 0.0)], [Row("A", 5.0), Row("B", 5.0)]])
def test_nothing_breaks_it(rows, layout):
    svg = dot_plot(a_plot(rows=rows, england=None), prefix="p", layout=layout)

    assert parsed(svg) is not None
    assert "<script" not in svg
    assert "nan" not in svg


def test_no_line_runs_through_a_name_or_a_value():
    rows = [
        Row("Bradford District and Craven", 95.0),
        Row("Leeds", 5.0),
        Row("Wakefield", 60.0, is_ours=True),
    ]

    svg = dot_plot(a_plot(rows=rows, from_zero=True), prefix="p", layout=Layout.COMPACT)

    width, gaps = Layout.COMPACT.width, 0
    for role in ("england", "grid"):
        for line in marked(svg, role, "path"):
            x, top, _, bottom = (float(found) for found in re.findall(r"[0-9.]+", line.get("d")))
            for words_role, is_left in (("name", True), ("value", False)):
                for text in marked(svg, words_role, "text"):
                    long = text_width("".join(text.itertext()), bold=True)
                    middle = float(text.get("y")) - 5
                    if top < middle < bottom:
                        assert x > long if is_left else x < width - 4 - long
                        gaps += 1
    assert gaps


def test_where_no_words_are_in_its_way_a_line_runs_through_all_rows():
    svg = dot_plot(a_plot(), prefix="p", layout=Layout.WIDE)

    assert len(marked(svg, "england", "path")) == 1
