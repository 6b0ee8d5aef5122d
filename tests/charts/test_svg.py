import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.charts import svg
from tests.charts.drawings import HOSTILE, parsed


@given(st.text())
def test_any_words_make_well_formed_text_and_attributes(words):
    drawing = f'<svg xmlns="http://www.w3.org/2000/svg" aria-label="{svg.clean(words)}">{svg.text(0, 0, words)}</svg>'

    assert parsed(drawing) is not None


def test_markup_is_words():
    assert "<script>" not in svg.text(0, 0, HOSTILE)


@given(st.text(alphabet="abc WM.il", max_size=80), st.integers(30, 300), st.integers(1, 4))
def test_wrapped_lines_fit(words, width, most):
    lines = svg.wrapped(words, width, lines=most)

    assert len(lines) <= most
    assert all(svg.text_width(line) <= width for line in lines)


def test_what_does_not_fit_ends_in_an_ellipsis():
    assert svg.wrapped("Humber and North Yorkshire Integrated Care Board", 120, lines=2)[-1].endswith("…")


def test_what_fits_is_whole():
    assert svg.wrapped("Bradford District and Craven", 300) == ["Bradford District and Craven"]


@pytest.mark.parametrize(("value", "written"), [(1.0, "1"), (1.25, "1.2"), (0.04, "0")])
def test_places_are_written_short(value, written):
    assert svg.number(value) == written
