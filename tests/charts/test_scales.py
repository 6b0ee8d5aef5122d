import math
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.charts import scales

finite = st.floats(min_value=-1e8, max_value=1e8, allow_nan=False)


@given(st.lists(finite, max_size=30), st.sampled_from(["per cent", "pathways", "weeks"]), st.integers(2, 8))
def test_a_scale_holds_every_value_between_round_ticks(values, unit, most):
    scale = scales.value_scale(values, start=300, end=20, unit=unit, most=most)

    assert all(20 - 1e-6 <= scale(value) <= 300 + 1e-6 for value in values)
    assert 2 <= len(scale.ticks) <= most + 2
    assert all(one < other for one, other in pairwise(scale.ticks))


@given(st.floats(min_value=1e-6, max_value=1e9), st.integers(1, 10))
def test_steps_are_one_two_or_five(span, most):
    step = scales.nice_step(span, most)

    assert round(step / 10 ** math.floor(math.log10(step) + 1e-9), 6) in (1, 2, 5)
    assert span / step <= most * (1 + 1e-6)


@pytest.mark.parametrize(
    ("values", "unit", "low"),
    [
        ([7_100_000, 7_400_000], "pathways", 0),
        ([8.1, 8.9], "per 1,000 people", 0),
        ([55.2, 60.1], "per cent", 55),
        ([0.8, 4.1], "per cent", 0),
        ([13.9, 14.6], "weeks", 13.8),
    ],
)
def test_counts_start_at_zero_and_per_cents_where_they_are(values, unit, low):
    assert scales.value_scale(values, start=1, end=0, unit=unit).low == pytest.approx(low)


def test_a_constant_series_has_a_scale():
    scale = scales.value_scale([60, 60, 60], start=1, end=0, unit="per cent")

    assert scale.low < 60 < scale.high


def test_ticks_have_the_decimals_they_need():
    narrow = scales.value_scale([59.1, 59.9], start=1, end=0, unit="per cent")
    millions = scales.value_scale([0, 7_400_000], start=1, end=0, unit="pathways")

    assert [scales.tick_words(tick, narrow, "per cent") for tick in narrow.ticks[:2]] == ["59.0%", "59.2%"]
    assert [scales.tick_words(tick, millions, "pathways") for tick in millions.ticks[:2]] == ["0", "2m"]


@given(st.lists(st.tuples(st.floats(0, 300), st.floats(10, 40)), max_size=8))
def test_labels_do_not_overlap_and_stay_inside_while_there_is_room(wanted):
    middles = scales.spread(wanted, 0, 400)

    boxes = sorted(
        (middle - height / 2, middle + height / 2)
        for middle, (_, height) in zip(middles, wanted, strict=True)
    )
    assert all(above[1] <= below[0] + 1e-6 for above, below in pairwise(boxes))
    assert all(top >= -1e-6 and bottom <= 400 + 1e-6 for top, bottom in boxes)


def test_labels_with_room_stay_where_they_were_wanted():
    assert scales.spread([(50, 20), (150, 20)], 0, 300) == [50, 150]
