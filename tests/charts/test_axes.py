"""Labels along the axis of a chart: as many as there is room for, and never one in another."""

from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.charts import axes, numbers, scales, svg
from metrics.charts.dots import DotPlot, Row, dot_plot
from metrics.charts.line import LineChart, Series, line_chart
from metrics.charts.multiples import Line, Panel, panel_chart
from metrics.charts.svg import Layout
from metrics.charts.timeline import Lane, Span, TimelineChart, timeline
from tests.charts.drawings import marked

MAY = date(2024, 5, 1)


def month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def labels(first: date, last: date, width: float) -> list[axes.Label]:
    ends = scales.month_number(first), scales.month_number(last)
    x = scales.Scale(ends[0] - 0.5, ends[1] + 0.5, 0, width)
    return axes.month_labels(first, last, x, low=0, high=width)


def below(drawing: str) -> list[tuple[float, float]]:
    """Return from where to where the labels below a chart go, from left to right."""
    ticks = [one for one in marked(drawing, "tick", "text") if one.get("text-anchor") == "middle"]
    middles = sorted((float(one.get("x")), svg.text_width("".join(one.itertext())) / 2) for one in ticks)
    return [(middle - half, middle + half) for middle, half in middles]


def too_close(drawing: str) -> list:
    found = below(drawing)
    assert found
    return [(one, after) for one, after in pairwise(found) if after[0] - one[1] < 7]


def line_drawn(months: list[date], layout: Layout) -> str:
    series = [Series("Wakefield", [float(56 + place % 9) for place in range(len(months))])]
    chart = LineChart(title="Waits", description="Some.", months=months, series=series)
    return line_chart(chart, prefix="c", layout=layout)


def panel_drawn(months: list[date]) -> str:
    lines = [Line("Leeds", [1_234_567.0] * len(months))]
    panel = Panel(heading="A", title="A", description="B", months=months, lines=lines)
    return panel_chart(panel, prefix="p")


def timeline_drawn(months: list[date]) -> str:
    lane = Lane("Leeds", [Span(months[0], None, "use", "used")])
    chart = TimelineChart(
        title="A", description="B", lanes=[lane], first=months[0], last=months[-1].replace(day=28)
    )
    return timeline(chart, prefix="t", layout=Layout.COMPACT)


def test_long_series_are_labelled_by_years_and_short_ones_by_months():
    long = labels(date(2010, 1, 1), date(2024, 12, 1), 480)
    short = labels(date(2024, 4, 1), date(2025, 5, 1), 400)

    assert [one.words for one in long][:2] == ["2010", "2012"]
    assert [one.words for one in short] == ["Apr 2024", "Jul 2024", "Oct 2024", "Jan 2025", "Apr 2025"]


def test_one_month_has_a_label():
    assert [one.words for one in labels(MAY, MAY, 200)] == ["May 2024"]


@given(st.integers(2000 * 12, 2030 * 12), st.integers(0, 240), st.floats(70, 640))
def test_labels_of_months_stand_apart_and_on_the_paper(first, many, width):
    found = labels(month(first), month(first + many), width)

    assert found
    assert axes.are_apart(found)
    assert all(one.middle - one.half >= -1e-6 and one.middle + one.half <= width + 1e-6 for one in found)


@pytest.mark.parametrize("many", [2, 3, 4, 5, 6, 8, 9, 11, 12, 14, 18, 24, 36, 60, 120, 180])
def test_no_chart_has_months_one_in_another(many):
    for begins in range(12):
        months = [month(2024 * 12 + begins + each) for each in range(many)]
        drawn = [line_drawn(months, layout) for layout in Layout]
        drawn += [panel_drawn(months), timeline_drawn(months)]
        assert [too_close(one) for one in drawn] == [[]] * len(drawn)


@pytest.mark.parametrize(
    "values", [(0.00021, 0.00089), (63.1, 61.2), (99.6, 100.0), (1e5, 9.87e6), (3, 70_500)]
)
def test_no_chart_of_dots_has_values_one_in_another(values):
    rows = [Row(f"Area {value}", value) for value in values]
    chart = DotPlot(title="A", description="B", rows=rows, unit=numbers.PATHWAYS)

    assert [too_close(dot_plot(chart, prefix="p", layout=layout)) for layout in Layout] == [[]] * 3
