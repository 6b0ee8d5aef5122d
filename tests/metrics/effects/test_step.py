"""The test that verdicts rest on: the plain way, and how often it is wrong."""

from fractions import Fraction

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.effects.step import LEVEL, StepTest, carried_over, step_test
from tests.metrics.effects import slow_effects as slow
from tests.metrics.effects.simulated import (
    BOARDS,
    KINDS,
    LIST,
    LOCATIONS,
    RATE,
    RATE_OF_LOCATIONS,
    SHARE,
    simulated,
)

SIMULATED = 500
MOST_FALSE_ALARMS, FEWEST_FOUND = 0.07, 0.80


def said_of(areas: pd.DataFrame, before: int) -> StepTest:
    """Return what is said of the first of several areas, all in proportion to their months before."""
    alike = (areas / areas.iloc[:before].mean() * 100).to_numpy()
    place = np.arange(len(areas))
    return step_test(alike[:, 0], alike[:, 1:], place, place >= before)


def share_changed(kind: str, *, areas: int, before: int = 12, after: int = 12, shift: float = 0.0) -> float:
    random = np.random.default_rng(sum(map(ord, kind)))
    worlds = (
        simulated(kind, random, areas=areas, before=before, after=after, shift=shift)
        for _ in range(SIMULATED)
    )
    return np.mean([said_of(world, before).p <= LEVEL for world in worlds])


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("areas", [BOARDS, LOCATIONS, 20, 11])
def test_where_nothing_began_seven_in_a_hundred_areas_are_called_changed_at_most(kind, areas):
    assert share_changed(kind, areas=areas) <= MOST_FALSE_ALARMS


@pytest.mark.parametrize(("before", "after"), [(12, 6), (24, 12), (24, 24)])
@pytest.mark.parametrize("kind", [SHARE, RATE])
def test_other_windows_raise_no_more_false_alarms(kind, before, after):
    assert share_changed(kind, areas=BOARDS, before=before, after=after) <= MOST_FALSE_ALARMS


@pytest.mark.parametrize("kind", [SHARE, LIST, RATE])
def test_a_shift_by_a_tenth_is_found_in_four_of_five_boards_with_a_year_on_each_side(kind):
    assert share_changed(kind, areas=BOARDS, shift=0.1) >= FEWEST_FOUND


def test_more_months_before_find_more():
    short, long = (
        share_changed(RATE_OF_LOCATIONS, areas=BOARDS, before=each, shift=0.1) for each in (12, 24)
    )

    assert long > short + 0.05


@pytest.mark.parametrize("values", ["within18", "total"])
def test_a_shift_by_a_tenth_is_found_in_four_of_five_real_boards(shared, values):
    """Each board in turn, in two windows of real months; where none was shifted, few are called changed."""
    file = shared / "official" / "icb_incomplete_2022-04_2025-05.csv"
    months = pd.read_csv(file).pivot(index="month", columns="icb", values=["within18", "total"]).astype(float)
    panel = months["total"] if values == "total" else 100 * months["within18"] / months["total"]
    calm, shifted = [], []
    for first, code in ((first, code) for first in (0, 14) for code in panel):
        areas = panel.iloc[first : first + 24]
        areas = areas[[code, *areas.columns.drop(code)]]
        calm.append(said_of(areas, 12).p <= LEVEL)
        areas = areas.assign(**{code: areas[code] * np.where(np.arange(24) < 12, 1, 1.1)})
        shifted.append(said_of(areas, 12).p <= LEVEL)

    assert np.mean(calm) <= MOST_FALSE_ALARMS
    assert np.mean(shifted) >= FEWEST_FOUND


def areas_of(seed: int, count: int, months: int = 24) -> tuple[np.ndarray, np.ndarray]:
    values = 60 + np.random.default_rng(seed).normal(0, 1, (months, count)).cumsum(axis=0).round(1)
    return values[:, 0], values[:, 1:]


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("gap", [0, 3])
def test_the_step_and_its_error_agree_with_the_plain_way(seed, gap):
    values, controls = areas_of(seed, 11, months=18)
    place = np.append(np.arange(6), np.arange(6, 18) + gap)

    found = step_test(values, controls, place, place >= 9 + gap)

    gaps = np.round(values - controls.mean(axis=1), 6)
    known = {int(month) + 1: float(value) for month, value in zip(place, gaps, strict=True)}
    carried = Fraction(found.carried_over).limit_denominator(10_000)
    change, error = slow.step(known, 10 + gap, carried)
    reach = 2.131449545559323  # Student's t with 15 degrees of freedom, 97.5%
    assert found.change == pytest.approx(change, rel=1e-3)
    assert (found.upper - found.lower) / 2 == pytest.approx(reach * error, rel=1e-3)
    assert not found.is_ranked


def test_the_rank_is_that_of_each_control_against_the_others_one_by_one():
    values, controls = areas_of(1, 21, months=14)
    place = np.arange(14)

    found = step_test(values, controls, place, place >= 7)

    carried = Fraction(found.carried_over).limit_denominator(100)
    sizes = []
    for number in range(21):
        own = values if number == 0 else controls[:, number - 1]
        others = controls if number == 0 else np.delete(controls, number - 1, axis=1)
        gap = dict(enumerate(np.round(own - others.mean(axis=1), 6), start=1))
        change, error = slow.step({month: float(one) for month, one in gap.items()}, 8, carried)
        sizes.append(abs(change) / error)
    assert found.is_ranked
    assert found.p == sum(size >= sizes[0] for size in sizes) / 21


@pytest.mark.parametrize("carried", [0.0, 0.3, 0.6, 0.9])
def test_how_much_carries_over_is_learnt_without_bias(carried):
    random = np.random.default_rng(7)
    series = random.normal(0, 1, (84, 3000))
    for month in range(1, 84):
        series[month] += carried * series[month - 1]
    place = np.arange(24)
    design = np.column_stack([np.ones(24), place, place >= 12]).astype(float)

    found = carried_over(series[60:], design, place)

    assert found == pytest.approx(carried, abs=0.05)


def test_an_interval_leaves_out_zero_when_and_only_when_the_step_is_told():
    random = np.random.default_rng(2)
    for controls in (10, 18, 19, 30, 41):
        for shift in (0.0, 0.03, 0.06):
            world = simulated(SHARE, random, areas=controls + 1, before=12, after=12, shift=shift)
            found = said_of(world, 12)
            assert (found.p <= LEVEL) == (found.lower > 0 or found.upper < 0)


@pytest.mark.parametrize("controls", [10, 25])
def test_areas_that_never_move_show_no_step(controls):
    found = step_test(np.full(24, 60.0), np.full((24, controls), 60.0), np.arange(24), np.arange(24) >= 12)

    assert found.change == pytest.approx(0, abs=1e-9)
    assert found.p > LEVEL


def test_a_step_of_a_series_that_never_moves_else_is_told():
    is_after = np.arange(24) >= 12

    found = step_test(np.where(is_after, 66.0, 60.0), np.full((24, 10), 60.0), np.arange(24), is_after)

    assert found.change == pytest.approx(6)
    assert found.p < LEVEL


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    controls=st.sampled_from([10, 12, 22]),
    larger=st.floats(0.01, 1000),
    common=st.lists(st.floats(-100, 100), min_size=24, max_size=24),
)
def test_other_units_and_what_moves_all_areas_change_nothing(seed, controls, larger, common):
    values, others = areas_of(seed, controls + 1)
    place, shock = np.arange(24), np.array(common)[:, np.newaxis]

    plain = step_test(values, others, place, place >= 12)
    changed = step_test(larger * (values + shock[:, 0]), larger * (others + shock), place, place >= 12)

    assert changed.change == pytest.approx(larger * plain.change, rel=1e-6, abs=1e-8 * larger)
    assert changed.p == pytest.approx(plain.p, rel=1e-6)


def test_fewer_than_ten_controls_say_nothing():
    values, controls = areas_of(1, 10)

    with pytest.raises(ValueError, match="too few"):
        step_test(values, controls, np.arange(24), np.arange(24) >= 12)
