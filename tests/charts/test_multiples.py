"""Small charts: the highest and the lowest part are named, in words, shape and place."""

from datetime import date

import pytest

from metrics.charts.multiples import Line, Multiples, Panel, multiples_chart, on_page, panel_chart
from metrics.charts.svg import Layout
from tests.charts.drawings import HOSTILE, MONTHS, ids, marked, parsed, path_of, places, words

LEEDS = Line("Leeds", [60.0 + month for month in range(14)])
WAKEFIELD = Line("Wakefield", [58.0] * 14)
KIRKLEES = Line("Kirklees", [59.0] * 14)


def a_panel(**changes) -> Panel:
    facts = {
        "heading": "Waiting 18 weeks or less",
        "title": "Waiting 18 weeks or less: from 58.0% in Wakefield to 73.0% in Leeds",
        "description": "Three parts.",
        "months": MONTHS,
        "lines": [LEEDS, WAKEFIELD, KIRKLEES],
        "england": Line("England", [61.0] * 14),
    }
    return Panel(**facts | changes)


def test_the_highest_and_the_lowest_part_of_the_newest_month_are_named_with_england():
    said = words(panel_chart(a_panel(), prefix="p"))

    assert {"▲ Leeds 73.0%", "▼ Wakefield 58.0%", "England 61.0%"} <= set(said)


def test_the_highest_stands_over_the_lowest():
    svg = panel_chart(a_panel(), prefix="p")

    labels = {"".join(one.itertext())[0]: float(one.get("y")) for one in marked(svg, "label", "text")}
    assert labels["▲"] < places(svg, "us")[0][1] < places(svg, "low")[0][1] < labels["▼"]


def test_every_part_says_its_name_and_value():
    svg = panel_chart(a_panel(), prefix="p")

    said = [title.text for dot in parsed(svg).iter() if dot.tag.endswith("circle") for title in dot]
    assert said == ["Leeds 73.0%", "Wakefield 58.0%", "Kirklees 59.0%"]


def test_the_dot_of_the_lowest_is_hollow():
    svg = panel_chart(a_panel(), prefix="p")

    [high], [low] = marked(svg, "us", "circle"), marked(svg, "low", "circle")
    assert high.get("fill") != "#ffffff" == low.get("fill")


def test_missing_months_are_gaps():
    svg = panel_chart(a_panel(lines=[Line("Leeds", [60.0] * 5 + [None] + [61.0] * 8)]), prefix="p")

    assert path_of(svg, "us").count("M") == 2


def test_a_line_alone_is_neither_highest_nor_lowest():
    said = words(panel_chart(a_panel(lines=[LEEDS], england=None), prefix="p"))

    assert "Leeds 73.0%" in said
    assert not any(sign in word for sign in "▲▼" for word in said)


def test_a_part_that_is_not_known_in_the_newest_month_is_not_named():
    late = Line("Calderdale", [*[90.0] * 13, None])

    said = words(panel_chart(a_panel(lines=[LEEDS, WAKEFIELD, late]), prefix="p"))

    assert "▲ Leeds 73.0%" in said
    assert not any("Calderdale" in word for word in said)


def test_without_any_figure_it_says_so():
    svg = panel_chart(a_panel(lines=[Line("Leeds", [None] * 14)], england=None), prefix="p")

    assert "No figures in these months" in words(svg)


def test_one_month_is_a_chart_too():
    svg = panel_chart(
        a_panel(months=MONTHS[:1], lines=[Line("Leeds", [60.0]), Line("Wakefield", [58.0])], england=None),
        prefix="p",
    )

    assert words(svg).count("Apr 2024") == 1


def test_breaks_within_the_months_are_drawn():
    breaks = [MONTHS[3], MONTHS[0], date(2030, 1, 1)]

    assert len(marked(panel_chart(a_panel(breaks=breaks), prefix="p"), "break")) == 1


def test_names_with_markup_stay_words():
    parsed(panel_chart(a_panel(lines=[Line(HOSTILE, [1.0] * 14), WAKEFIELD], heading=HOSTILE), prefix="p"))


@pytest.mark.parametrize("layout", [Layout.COMPACT, Layout.WIDE, Layout.DOWNLOAD])
def test_all_panels_stand_in_one_picture_under_their_headings(layout):
    panels = [a_panel(heading=f"Measure {number}") for number in range(5)]
    chart = Multiples(title="Five measures", description="Five small charts.", panels=panels)

    svg = multiples_chart(chart, prefix="m", layout=layout)

    headings = ["".join(one.itertext()) for one in marked(svg, "heading", "text")]
    assert [one for one in headings if one.startswith("Measure")] == [
        f"Measure {number}" for number in range(5)
    ]


def test_panels_on_a_page_have_names_of_their_own():
    drawn = [on_page(a_panel(), f"small-{number}").wide for number in range(2)]

    assert len(set(ids("".join(drawn)))) == 4


def test_parts_with_the_same_value_are_not_hidden_behind_one_of_them():
    tied = Line("Calderdale", [57.0] * 13 + [58.04])

    said = words(panel_chart(a_panel(lines=[LEEDS, WAKEFIELD, tied]), prefix="p"))

    assert "▼ Wakefield and 1 other 58.0%" in said
    assert "▲ Leeds 73.0%" in said


def test_a_long_name_runs_over_lines_rather_than_be_cut():
    long = Line("Bristol, North Somerset and South Gloucestershire (sub-ICB location)", [90.0] * 14)

    svg = panel_chart(a_panel(lines=[long, WAKEFIELD]), prefix="p")

    assert "▲ Bristol, North Somerset and South Gloucestershire (sub-ICB location) 90.0%" in " ".join(
        words(svg)
    )
    [*_, last] = [one for one in marked(svg, "label", "text") if "90.0%" in "".join(one.itertext())]
    assert float(last.get("y")) < places(svg, "us")[0][1]
