from datetime import date

import pytest

from metrics.charts import control
from metrics.charts.control import Break, ControlChart, Judged, Limits, Reference, Series, control_chart
from metrics.charts.svg import Layout, both
from tests.charts.drawings import HOSTILE, MONTHS, SVG, ids, marked, parsed, path_of, words

VALUES = [58.0, 59, 60, 59, 58, 59, 60, 59, 58, 59, 60, 59, 58, 66]
LIMITS = Limits(MONTHS[0], MONTHS[-1], mean=59.4, lower=55.1, upper=63.7)
COMMON = Judged(control.COMMON, "common cause")
HIGH = Judged(control.IMPROVEMENT, "improvement: above the upper limit")


def a_chart(**changes) -> ControlChart:
    facts = {
        "title": "Wakefield is above its limits",
        "description": "Fourteen months.",
        "months": MONTHS,
        "series": [Series("Wakefield", VALUES, "course"), Series("England", [60.0] * 14, "england")],
        "judged": [*[COMMON] * 13, HIGH],
        "limits": [LIMITS],
    }
    return ControlChart(**facts | changes)


def says(svg: str) -> list[str]:
    return [mark.findtext(f"{SVG}title") for mark in marked(svg, "point")]


def test_each_month_says_its_value_and_what_it_is_in_words():
    svg = control_chart(a_chart(), prefix="c")

    assert says(svg)[0] == "April 2024: 58.0%, common cause"
    assert says(svg)[-1] == "May 2025: 66.0%, improvement: above the upper limit"


def test_each_kind_of_month_has_a_colour_and_a_shape_of_its_own():
    names = list(control.WORDS)
    judged = [Judged(names[month % 4], names[month % 4]) for month in range(14)]

    svg = control_chart(a_chart(judged=judged), prefix="c")

    points = {name: marked(svg, name)[-1] for name in names}
    assert {name: mark.get("fill") for name, mark in points.items()} == {
        "common": "#a6a6a6",
        "improvement": "#00b0f0",
        "concern": "#e46c0a",
        "neutral": "#490092",
    }
    corners = {
        name: "circle" if mark.tag.endswith("circle") else mark.get("d").count("L")
        for name, mark in points.items()
    }
    assert corners["common"] == "circle"
    assert (
        len({mark.get("d", "").split("L")[1:2][0] if mark.get("d") else "" for mark in points.values()}) == 4
    )
    assert {"Common cause", "Improvement", "Concern", "Neither better nor worse"} <= set(words(svg))


def test_limits_are_dashed_and_named_with_their_values():
    svg = control_chart(a_chart(), prefix="c")

    assert [line.get("stroke-dasharray") for line in marked(svg, "limit", "path")] == ["9 4", "9 4"]
    assert {"Upper limit", "63.7%", "Mean", "59.4%", "Lower limit", "55.1%"} <= set(words(svg))


def test_trial_limits_are_dashed_otherwise_and_said():
    trial = Limits(MONTHS[0], MONTHS[-1], mean=59.4, lower=55.1, upper=63.7, is_trial=True)

    svg = control_chart(a_chart(limits=[trial]), prefix="c")
    compact = control_chart(a_chart(limits=[trial]), prefix="c", layout=Layout.COMPACT)

    assert {line.get("stroke-dasharray") for line in marked(svg, "trial-limit", "path")} == {"2 4"}
    assert {"Upper trial limit", "Lower trial limit"} <= set(words(svg))
    assert "Trial limits 55.1% to 63.7%" in words(compact)


def test_each_group_has_limits_of_its_own_over_its_own_months():
    groups = [
        Limits(MONTHS[0], MONTHS[6], mean=59, lower=55, upper=63),
        Limits(MONTHS[7], MONTHS[-1], mean=62, lower=58, upper=66),
    ]

    svg = control_chart(a_chart(limits=groups), prefix="c")

    first, second = marked(svg, "mean", "path")
    assert first.get("d").split("L")[1].split()[0] == second.get("d").lstrip("M").split()[0]


def test_a_limit_that_no_figure_can_pass_is_not_drawn():
    svg = control_chart(
        a_chart(limits=[Limits(MONTHS[0], MONTHS[-1], 59.4, lower=None, upper=63.7)]), prefix="c"
    )

    assert len(marked(svg, "limit", "path")) == 1
    assert "Lower limit" not in words(svg)


def test_a_rebase_is_a_vertical_with_its_reason_unlike_a_break_of_series():
    chart = a_chart(
        rebases=[Break("Limits anew: a new hub opened", MONTHS[8], control.REBASED)],
        breaks=[Break("New rules", MONTHS[4])],
    )

    svg = control_chart(chart, prefix="c")

    assert [line.get("stroke-dasharray") for line in marked(svg, "break", "path")] == ["2 3", "7 3"]
    assert {"Limits anew: a new hub opened", "New rules"} <= set(words(svg))


def test_missing_months_are_gaps_without_marks():
    values = [None if month in (4, 5) else value for month, value in enumerate(VALUES)]

    svg = control_chart(
        a_chart(series=[Series("Wakefield", values, "course")], judged=[COMMON] * 14), prefix="c"
    )

    assert path_of(svg, "course").count("M") == 2
    assert len(says(svg)) == 12


def test_without_limits_points_are_drawn_without_a_judgement():
    svg = control_chart(
        a_chart(series=[Series("Wakefield", [58.0] + [None] * 13, "course")], judged=[None] * 14, limits=[]),
        prefix="c",
    )

    assert says(svg) == ["April 2024: 58.0%"]
    assert not marked(svg, "mean")


@pytest.mark.parametrize("layout", list(Layout))
def test_without_any_figure_it_says_so(layout):
    nothing = a_chart(series=[Series("Wakefield", [None] * 14, "course")], judged=[None] * 14, limits=[])

    assert "No figures in these months" in words(control_chart(nothing, prefix="c", layout=layout))


def test_the_scale_fits_the_limits_and_a_far_standard_is_named():
    svg = control_chart(a_chart(references=[Reference("Standard: 92%", 92)]), prefix="c")

    assert "Standard: 92% (above this scale)" in words(svg)
    assert "The scale starts at 55%" in words(svg)


def test_a_line_that_would_flatten_the_chart_is_named_instead():
    england = Series("England", [20.0] * 14, "england")

    svg = control_chart(a_chart(series=[Series("Wakefield", VALUES, "course"), england]), prefix="c")

    assert "England, last at 20.0%, lies below this scale" in words(svg)
    assert not marked(svg, "england")


def test_many_months_show_the_special_ones_and_the_last():
    months = [date(2010 + month // 12, month % 12 + 1, 1) for month in range(120)]
    judged = [HIGH if month == 60 else COMMON for month in range(120)]
    chart = a_chart(
        months=months,
        series=[Series("Wakefield", [60.0 + month % 3 for month in range(120)], "course")],
        judged=judged,
        limits=[Limits(months[0], months[-1], 61, 57, 65)],
    )

    assert [said.split(":")[0] for said in says(control_chart(chart, prefix="c"))] == [
        "January 2015",
        "December 2019",
    ]


@pytest.mark.parametrize("layout", list(Layout))
def test_names_and_reasons_with_markup_stay_words(layout):
    chart = a_chart(
        title=HOSTILE,
        series=[Series(HOSTILE, VALUES, "course")],
        judged=[Judged(control.CONCERN, HOSTILE)] * 14,
        rebases=[Break(HOSTILE, MONTHS[3], control.REBASED)],
    )

    svg = control_chart(chart, prefix="c", layout=layout)

    assert parsed(svg) is not None
    assert "<script" not in svg


def test_both_widths_have_ids_of_their_own():
    drawn = both(control_chart, a_chart(), "c")

    found = ids(drawn.wide + drawn.compact)
    assert len(found) == len(set(found)) == 4


def test_the_mean_is_told_from_the_area_by_its_dashes_and_the_area_by_its_mark():
    svg = control_chart(a_chart(), prefix="c", layout=Layout.COMPACT)

    keys = marked(svg, "key", "path")
    dashes = [key.get("stroke-dasharray", "") for key in keys[:4]]
    assert dashes[0] == dashes[1] == ""
    assert len(set(dashes[1:])) == 3
    assert [mean.get("stroke-dasharray") for mean in marked(svg, "mean", "path")] == [dashes[2]]
    assert float(marked(svg, "key", "circle")[0].get("cx")) == 11


def test_sentences_over_a_small_chart_are_whole():
    far = Series("England", [20.0] * 14, "england")
    label = "18 weeks: the 92% standard is met at or below this"

    svg = control_chart(
        a_chart(series=[a_chart().series[0], far], references=[Reference(label, 18)]),
        prefix="c",
        layout=Layout.COMPACT,
    )

    said = " ".join(words(svg))
    assert f"{label} (below this scale)" in said
    assert "England, last at 20.0%, lies below this scale" in said
    assert "…" not in said
