import re
from datetime import date
from time import process_time

import pytest

from metrics.charts.line import Break, LineChart, Reference, Series, line_chart
from metrics.charts.svg import Layout, both
from tests.charts.drawings import HOSTILE, MONTHS, ids, marked, parsed, path_of, places, text_boxes, words

RISING = [56 + month / 4 for month in range(14)]


def a_chart(**changes) -> LineChart:
    facts = {
        "title": "Wakefield is below England",
        "description": "Fourteen months.",
        "months": MONTHS,
        "series": [Series("Wakefield", RISING), Series("England", [60] * 14, "england")],
    }
    return LineChart(**facts | changes)


def test_missing_months_are_gaps():
    values = [*RISING[:5], None, None, *RISING[7:]]

    path = path_of(line_chart(a_chart(series=[Series("Wakefield", values)]), prefix="c"), "us")

    assert path.count("M") == 2
    assert path.count("L") == 4 + 6


def test_months_that_are_not_listed_are_gaps_too():
    months = [*MONTHS[:5], *MONTHS[7:]]

    path = path_of(line_chart(a_chart(months=months, series=[Series("A", RISING[:12])]), prefix="c"), "us")

    assert path.count("M") == 2


def test_a_month_alone_is_seen():
    values = [None] * 6 + [58.0] + [None] * 7

    assert "h0" in path_of(line_chart(a_chart(series=[Series("A", values)]), prefix="c"), "us")


def test_nan_is_a_gap():
    values = [float("nan") if month == 3 else value for month, value in enumerate(RISING)]

    svg = line_chart(a_chart(series=[Series("A", values)]), prefix="c")

    assert path_of(svg, "us").count("M") == 2
    assert "nan" not in svg


def test_lines_are_named_at_their_ends_with_their_last_value():
    svg = line_chart(a_chart(), prefix="c")

    assert {"Wakefield", "59.2%", "England", "60.0%"} <= set(words(svg))


def test_names_at_the_ends_of_close_lines_do_not_overlap():
    close = [Series("Wakefield", [60.1] * 14), Series("England", [60.0] * 14, "england")]

    heights = [y for _, y in text_boxes(line_chart(a_chart(series=close), prefix="c"), "label")]

    assert all(
        below - above >= 15 for above, below in zip(sorted(heights), sorted(heights)[1:], strict=False)
    )


def test_similar_areas_are_named_together():
    peers = [Series(f"Area {n}", [57 + n] * 14, "peer") for n in range(3)]
    chart = a_chart(series=[*a_chart().series, *peers], peers_label="10 similar areas")

    shown = words(line_chart(chart, prefix="c"))

    assert shown.count("10") + shown.count("10 similar areas") >= 1
    assert not any(words.startswith("Area") for words in shown)


def test_a_scale_that_leaves_out_zero_says_so():
    assert "The scale starts at 56%" in words(line_chart(a_chart(), prefix="c"))
    count = a_chart(series=[Series("A", [250_000.0] * 14)], unit="pathways", decimals=0)
    assert not any("starts at" in line for line in words(line_chart(count, prefix="c")))


def test_a_near_standard_is_drawn_and_a_far_one_is_named():
    near = a_chart(references=[Reference("Standard: 61%", 61)])
    far = a_chart(references=[Reference("Standard: 92%", 92)])

    assert marked(line_chart(near, prefix="c"), "reference", "path")
    assert not marked(line_chart(far, prefix="c"), "reference", "path")
    assert "Standard: 92% (above this scale)" in words(line_chart(far, prefix="c"))


def test_a_milestone_of_another_year_is_left_out():
    chart = a_chart(references=[Reference("Milestone", 60, date(2029, 3, 1), date(2029, 3, 31))])

    assert "Milestone" not in words(line_chart(chart, prefix="c"))


def test_a_milestone_spans_its_month_alone():
    chart = a_chart(references=[Reference("Milestone", 60, date(2025, 3, 1), date(2025, 3, 31))])

    start, end = re.findall(r"[ML]([\d.]+)", path_of(line_chart(chart, prefix="c"), "reference"))

    assert 0 < float(end) - float(start) < 40


def test_breaks_within_the_months_are_verticals_with_words():
    chart = a_chart(breaks=[Break("New rules", date(2025, 1, 1)), Break("Long ago", date(2012, 1, 1))])

    svg = line_chart(chart, prefix="c")

    assert len(marked(svg, "break", "path")) == 1
    assert "New rules" in words(svg)
    assert "Long ago" not in words(svg)


def test_each_month_says_its_value():
    svg = line_chart(a_chart(), prefix="c")

    titles = [dot.findtext("{http://www.w3.org/2000/svg}title") for dot in marked(svg, "us", "circle")]
    assert titles[0] == "Wakefield, April 2024: 56.0%"
    assert len(titles) == 14


def test_dots_lie_on_the_line():
    svg = line_chart(a_chart(), prefix="c")

    assert re.findall(r"[ML]([\d.]+) ([\d.]+)", path_of(svg, "us"))[3] == tuple(
        f"{c:.1f}" for c in places(svg, "us")[3]
    )


@pytest.mark.parametrize("layout", list(Layout))
def test_without_any_figure_it_says_so(layout):
    svg = line_chart(a_chart(series=[Series("A", [None] * 14)]), prefix="c", layout=layout)

    assert "No figures in these months" in words(svg)


@pytest.mark.parametrize("layout", list(Layout))
def test_names_with_markup_stay_words(layout):
    chart = a_chart(
        title=HOSTILE,
        description=HOSTILE,
        source=HOSTILE,
        series=[Series(HOSTILE, RISING)],
        references=[Reference(HOSTILE, 58)],
        breaks=[Break(HOSTILE, date(2025, 1, 1))],
    )

    svg = line_chart(chart, prefix="c", layout=layout)

    assert parsed(svg) is not None
    assert "<script" not in svg


@pytest.mark.parametrize("layout", list(Layout))
def test_words_stay_on_the_paper(layout):
    chart = a_chart(
        series=[
            Series("NHS Bath and North East Somerset, Swindon and Wiltshire Integrated Care Board", RISING)
        ],
        breaks=[Break("A long name of a break in the series that does not end soon enough", MONTHS[-1])],
    )

    svg = line_chart(chart, prefix="c", layout=layout)

    starts = [(x, text) for role in ("label", "break-label", "note") for x, text in _starts(svg, role)]
    assert all(x >= 0 and x + 5.5 * len(text) <= layout.width + 8 for x, text in starts)


def _starts(svg: str, role: str) -> list[tuple[float, str]]:
    return [(float(text.get("x")), text.text) for text in marked(svg, role, "text")]


def test_a_chart_is_an_image_with_a_name_and_a_description():
    root = parsed(line_chart(a_chart(), prefix="c"))

    assert root.get("role") == "img"
    assert root.get("aria-labelledby") == "c-title"
    assert root.get("aria-describedby") == "c-desc"
    assert root[0].text == "Wakefield is below England"
    assert root[1].text == "Fourteen months."


def test_both_widths_have_ids_of_their_own():
    drawn = both(line_chart, a_chart(), "c")

    found = ids(drawn.wide + drawn.compact)
    assert len(found) == len(set(found)) == 4


def test_a_file_stands_alone():
    svg = line_chart(a_chart(source="NHS England, May 2025."), prefix="c", layout=Layout.DOWNLOAD)

    assert {"Wakefield is below England", "NHS England, May 2025."} <= set(words(svg))
    assert "style=" not in svg
    assert all(text.get("fill") for text in parsed(svg).iter("{http://www.w3.org/2000/svg}text"))


def test_fifteen_years_with_ten_peers_are_cheap():
    months = [date(2010 + month // 12, month % 12 + 1, 1) for month in range(180)]
    lines = [Series(f"Area {n}", [60 + n + month % 7 for month in range(180)], "peer") for n in range(10)]
    chart = a_chart(
        months=months, series=[Series("Wakefield", [60 + month % 5 for month in range(180)]), *lines]
    )
    line_chart(chart, prefix="c")

    began = process_time()
    for _ in range(10):
        svg = line_chart(chart, prefix="c")
    spent = (process_time() - began) / 10

    assert len(svg) < 40_000
    assert spent < 0.02, "2 ms on the machine it was written on; ten times that is a fault"
