import pytest

from metrics.charts.ranks import Ranked, RankStrip, rank_strip
from metrics.charts.svg import Layout
from tests.charts.drawings import HOSTILE, marked, parsed, places, words


def a_strip(**changes) -> RankStrip:
    areas = [
        Ranked("Wakefield", 54.7, is_ours=True),
        Ranked("Leeds", 63.1, is_named=True),
        *(Ranked(f"Area {n}", 40 + n / 3) for n in range(104)),
    ]
    return RankStrip(
        **{"title": "Wakefield among all", "description": "106 areas.", "areas": areas} | changes
    )


def test_every_area_is_a_dot():
    svg = rank_strip(a_strip(), prefix="r")

    assert len(places(svg, "us")) == 1
    assert len(places(svg, "other")) == 105


def test_named_areas_say_their_value_and_place():
    shown = words(rank_strip(a_strip(), prefix="r"))

    assert "Wakefield 54.7%, 61st of 106" in shown
    assert "Leeds 63.1%, 35th of 106" in shown


@pytest.mark.parametrize(
    ("direction", "left"),
    [("increase", "Highest (better)"), ("decrease", "Lowest (better)"), ("neutral", "Highest")],
)
def test_the_better_end_is_at_the_left_and_says_so(direction, left):
    svg = rank_strip(a_strip(direction=direction), prefix="r")

    assert next(text.text for text in marked(svg, "end", "text")) == left
    highest = min(places(svg, "other"), key=lambda place: place[1])
    assert (highest[0] < 320) == (direction != "decrease")


def test_areas_without_a_figure_are_counted_not_drawn():
    svg = rank_strip(a_strip(areas=[*a_strip().areas, Ranked("New", None)]), prefix="r")

    assert "1 area has no figure." in " ".join(words(svg))
    assert len(places(svg, "other")) == 105


def test_quarters_are_shaded():
    assert len(marked(rank_strip(a_strip(), prefix="r"), "quarter", "rect")) == 4


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("areas", [[], [Ranked(HOSTILE, None)], [Ranked(HOSTILE, 1.0, is_ours=True)]])
def test_nothing_breaks_it(areas, layout):
    svg = rank_strip(a_strip(areas=areas), prefix="r", layout=layout)

    assert parsed(svg) is not None
    assert "<script" not in svg
