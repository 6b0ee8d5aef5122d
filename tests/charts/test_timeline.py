from datetime import date

import pytest

from metrics.charts.svg import Layout
from metrics.charts.timeline import ENDED, Lane, Span, TimelineChart, timeline
from tests.charts.drawings import HOSTILE, parsed, words

JANUARY, JUNE = date(2025, 1, 1), date(2025, 6, 30)
PILOT = Span(date(2025, 2, 1), date(2025, 4, 1), "pilot", "piloting from February to April")
USE = Span(date(2025, 4, 1), None, "use", "adopted from April on")


def drawn(*lanes: Lane, layout: Layout = Layout.WIDE, first: date = JANUARY, last: date = JUNE) -> str:
    chart = TimelineChart(title="Who uses it", description="Lanes.", lanes=lanes, first=first, last=last)
    return timeline(chart, prefix="t", layout=layout)


def boxes(svg: str, style: str) -> list[tuple[float, float]]:
    """Return where the bars of a style begin and end, those of the key left out."""
    found = [one for one in parsed(svg).iter() if one.get("class") == f"chart-span-{style}"]
    return [(float(one.get("x")), float(one.get("x")) + float(one.get("width"))) for one in found][1:]


@pytest.mark.parametrize("layout", [Layout.WIDE, Layout.COMPACT])
def test_one_stage_ends_where_the_next_begins_and_the_last_goes_on_to_the_edge(layout):
    svg = drawn(Lane("Leeds", [PILOT, USE]), layout=layout)

    ((start, end),), ((begins, goes_on),) = boxes(svg, "pilot"), boxes(svg, "use")
    assert start < end
    assert end == pytest.approx(begins, abs=0.2)
    assert goes_on <= layout.width
    assert goes_on == pytest.approx(layout.width - 8, abs=4)


def test_the_key_has_what_is_drawn_and_no_more():
    assert "Piloting" in words(drawn(Lane("Leeds", [PILOT])))
    assert ENDED not in words(drawn(Lane("Leeds", [PILOT])))
    assert ENDED in words(drawn(Lane("Leeds", [PILOT], [(date(2025, 4, 1), "stopped in April")])))


def test_each_mark_says_whose_it_is():
    svg = drawn(Lane("Leeds", [PILOT], [(date(2025, 5, 1), "stopped in May")]))

    assert "Leeds: piloting from February to April" in svg
    assert "Leeds: stopped in May" in svg


def test_a_single_day_is_still_a_picture():
    svg = drawn(Lane("Leeds", [Span(JUNE, None, "before", "considering")]), first=JUNE, last=JUNE)

    assert boxes(svg, "before")


def test_names_are_text_and_nothing_else():
    parsed(drawn(Lane(HOSTILE, [PILOT], href="/areas/03R/")))
