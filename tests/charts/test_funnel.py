from itertools import combinations

import pytest

from metrics.charts.funnel import Area, FunnelChart, Limits, funnel_plot
from metrics.charts.svg import Layout
from tests.charts.drawings import HOSTILE, marked, parsed, path_of, places, words

LIMITS = [Limits(100, 40, 45, 75, 80), Limits(500, 50, 54, 66, 70), Limits(1000, 55, 57, 63, 65)]
AREAS = [
    Area("Leeds", 900, 68.4, 99.8, "higher"),
    Area("Kirklees", 800, 53.1, 99.8, "lower"),
    Area("Bradford", 300, 50.2, 95, "lower"),
    *(Area(f"Area {n}", 120 + 30 * n, 58 + n % 5) for n in range(20)),
]


def a_funnel(**changes) -> FunnelChart:
    facts = {
        "title": "3 of 23 areas lie beyond the limits",
        "description": "23 areas.",
        "areas": AREAS,
        "limits": LIMITS,
        "target": 60.0,
        "size_label": "Pathways on the list",
    }
    return FunnelChart(**facts | changes)


def says(svg: str, role: str = "other") -> list[str]:
    return [title.text for mark in marked(svg, role) for title in mark]


def test_every_area_is_a_point_that_says_its_value_size_and_place():
    said = says(funnel_plot(a_funnel(), prefix="f"))

    assert len(said) == len(AREAS)
    assert "Leeds: 68.4% of 900, beyond the upper 99.8% limit" in said
    assert "Bradford: 50.2% of 300, beyond the lower 95% limit" in said
    assert "Area 1: 59.0% of 150, within the 95% limits" in said


def test_shapes_tell_which_way_and_how_far():
    svg = funnel_plot(a_funnel(), prefix="f")

    leeds, kirklees, bradford = (
        next(mark for mark in marked(svg, "beyond") if any(name in title.text for title in mark))
        for name in ("Leeds", "Kirklees", "Bradford")
    )
    # The line to the third corner runs down in one, up in the other.
    assert "l-6 10.2z" in kirklees.get("d")
    assert "l-6 -10.2z" in leeds.get("d")
    assert leeds.get("fill") != bradford.get("fill") == "#ffffff"
    assert len([mark for mark in marked(svg, "other", "circle") if list(mark)]) == 20


def test_points_lie_by_size_and_value():
    svg = funnel_plot(a_funnel(areas=[Area("Small", 250, 58), Area("Large", 1000, 62)]), prefix="f")

    small, large, _ = places(svg, "other")
    zero = 2 * small[0] - (small[0] + (large[0] - small[0]) / 3)
    assert small[1] > large[1]
    # A quarter of the size lies a quarter of the way.
    assert (small[0] - zero) * 4 == pytest.approx(large[0] - zero, abs=1)


def test_far_areas_are_named_and_those_within_are_not():
    shown = words(funnel_plot(a_funnel(), prefix="f"))

    assert {"Leeds", "Kirklees", "Bradford"} <= set(shown)
    assert not any(name.startswith("Area ") for name in shown)


def test_ours_is_named_wherever_it_lies():
    areas = [Area("Wakefield", 400, 60, is_ours=True), *AREAS]

    svg = funnel_plot(a_funnel(areas=areas), prefix="f")

    assert "Wakefield" in words(svg)
    assert says(svg, "us") == ["Wakefield: 60.0% of 400, within the 95% limits"]


@pytest.mark.parametrize("layout", [Layout.WIDE, Layout.COMPACT])
def test_names_cover_neither_each_other_nor_a_point(layout):
    crowd = [Area(f"Sub-ICB location {n}", 100 + 3 * n, 80 + n % 7, 99.8, "higher") for n in range(40)]

    svg = funnel_plot(a_funnel(areas=[*AREAS[:3], *crowd, *AREAS[3:]]), prefix="f", layout=layout)

    boxes = [
        (float(text.get("x")), float(text.get("y")), len(text.text)) for text in marked(svg, "label", "text")
    ]
    assert boxes
    for (left, base, letters), (other_left, other_base, other_letters) in combinations(boxes, 2):
        # A letter is about six units wide, a line seventeen high.
        apart = left + 6 * letters <= other_left or other_left + 6 * other_letters <= left
        assert apart or abs(base - other_base) >= 15
    dots = places(svg, "other")
    assert not any(
        left < x < left + 5 * letters and base - 10 < y < base
        for left, base, letters in boxes
        for x, y in dots
    )


def test_limits_and_target_are_lines_with_names():
    svg = funnel_plot(a_funnel(), prefix="f")

    shown = words(svg)
    assert shown.count("99.8% limit") == shown.count("95% limit") == 2
    assert "Average 60.0%" in shown
    assert [line.get("stroke-dasharray") for line in marked(svg, "limit")] == [None, None, "6 4", "6 4"]


def test_a_narrow_funnel_names_its_middle_line_above_it():
    shown = " ".join(words(funnel_plot(a_funnel(), prefix="f", layout=Layout.COMPACT)))

    assert "Average 60.0%: the middle line." in shown
    assert "99.8% limit " not in shown


def test_limits_too_wide_for_the_scale_are_drawn_as_far_as_it_reaches():
    wide = [Limits(20, 0, 2, 98, 100), Limits(50, 50, 54, 66, 70), *LIMITS[1:]]

    svg = funnel_plot(a_funnel(limits=wide), prefix="f")

    assert path_of(svg, "limit").count("L") == 2
    assert "The scale starts at 50%." in words(svg)


def test_sizes_that_differ_widely_stand_on_a_scale_of_steps_by_ten():
    areas = [Area("Small", 30, 58), Area("Large", 30_000, 62)]

    shown = words(funnel_plot(a_funnel(areas=areas), prefix="f"))

    assert {"100", "1,000", "10,000"} <= set(shown)
    assert "Pathways on the list. Each step is ten times the size" in shown


def test_a_scale_of_steps_by_ten_is_not_used_where_sizes_are_alike():
    assert "Each step" not in " ".join(words(funnel_plot(a_funnel(), prefix="f")))


def test_rates_are_written_in_their_unit():
    areas = [Area("Wakefield", 365_000, 8.25, 99.8, "higher")]
    limits = [Limits(365_000, 4.1, 4.5, 5.9, 6.3)]

    chart = a_funnel(areas=areas, limits=limits, target=5.2, unit="per 1,000 people", decimals=2)

    assert says(funnel_plot(chart, prefix="f")) == [
        "Wakefield: 8.25 of 365,000, beyond the upper 99.8% limit"
    ]


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize(
    ("areas", "limits", "target"),
    [
        ([], [], None),
        ([], [], float("nan")),
        ([Area(HOSTILE, 20, 0.0)], [Limits(20, 0, 0, 0, 0)], 0.0),
        ([Area(HOSTILE, 20, 100.0, 99.8, "higher", is_ours=True)], [Limits(20, 40, 50, 60, 70)], 55.0),
    ],
)
def test_nothing_breaks_it(areas, limits, target, layout):
    svg = funnel_plot(
        a_funnel(areas=areas, limits=limits, target=target, title=HOSTILE), prefix="f", layout=layout
    )

    assert parsed(svg) is not None
    assert "<script" not in svg
    assert areas or "No area can be compared" in words(svg)
