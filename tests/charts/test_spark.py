from metrics.charts.spark import sparkline
from tests.charts.drawings import HOSTILE, parsed, path_of, places


def test_it_says_what_it_shows():
    svg = parsed(sparkline([1, 2, 3], says="Rose from 1 to 3"))

    assert svg.get("role") == "img"
    assert svg.get("aria-label") == "Rose from 1 to 3"


def test_gaps_are_not_bridged():
    assert path_of(sparkline([1, 2, None, 4, float("nan"), 6], says="x"), "us").count("M") == 3


def test_the_last_figure_is_marked():
    svg = sparkline([1, 5, 2, None], says="x")

    assert len(places(svg, "us")) == 1


def test_england_lies_on_the_same_scale():
    svg = sparkline([1, 2], england=[1, 2], says="x")

    assert path_of(svg, "england") == path_of(svg, "us")


def test_nothing_breaks_it():
    for values in ([], [None], [5], [5, 5, 5]):
        assert "nan" not in sparkline(values, says=HOSTILE)
        assert parsed(sparkline(values, says=HOSTILE)) is not None
