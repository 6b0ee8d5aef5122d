"""Synthetic control: weights against a grid, placebos, and what weights never are."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from metrics.compute.effects.synthetic import synthetic, weights
from tests.metrics.effects import slow_effects as slow

MONTHS = pd.date_range("2023-01-01", periods=24, freq="MS")
IS_AFTER = np.arange(24) >= 12


def panel(count: int, seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    common = random.normal(0, 2, 24)[:, np.newaxis]
    values = 60 + common + random.normal(0, 1, (24, count)).cumsum(axis=0)
    return pd.DataFrame(values, index=MONTHS, columns=[f"A{number:02}" for number in range(count)])


@pytest.mark.parametrize("seed", range(8))
def test_weights_of_three_controls_are_the_best_of_a_grid(seed):
    random = np.random.default_rng(seed)
    controls = 60 + random.normal(0, 2, (12, 3)).cumsum(axis=0)
    values = controls @ random.dirichlet([1, 1, 1]) + random.normal(0, 1, 12)

    found = weights(values, controls)

    assert found == pytest.approx(slow.best_of_grid(values.tolist(), controls.T.tolist(), 40), abs=1e-3)


def test_a_mix_that_was_made_is_found():
    controls = np.random.default_rng(4).normal(60, 5, (12, 6))
    made = np.array([0.5, 0.3, 0.2, 0, 0, 0])

    assert weights(controls @ made, controls) == pytest.approx(made, abs=1e-9)


def test_an_area_beyond_all_others_is_nearest_to_the_nearest():
    controls = np.array([50.0, 60, 70]) + np.zeros((12, 1))

    assert weights(np.full(12, 90.0), controls) == pytest.approx([0, 0, 1])


@settings(max_examples=60, deadline=None)
@given(
    everything=arrays(
        "float64", st.tuples(st.integers(6, 14), st.integers(3, 8)), elements=st.integers(0, 50)
    ),
    larger=st.floats(0.1, 1000),
    more=st.floats(-1000, 1000),
)
def test_weights_add_up_fall_nowhere_below_zero_and_fit_as_well_in_other_units(everything, larger, more):
    values, controls = everything[:, 0], everything[:, 1:]

    plain, changed = weights(values, controls), weights(larger * values + more, larger * controls + more)

    for found in (plain, changed):
        assert found.min() >= 0
        assert found.sum() == pytest.approx(1)
    misfits = [np.abs(values - controls @ found).max() for found in (plain, changed)]
    squares = [((values - controls @ found) ** 2).sum() for found in (plain, changed)]
    assert squares[0] == pytest.approx(squares[1], rel=1e-6, abs=1e-6), misfits


@settings(max_examples=40, deadline=None)
@given(arrays("float64", st.tuples(st.integers(6, 14), st.integers(3, 6)), elements=st.integers(0, 50)))
def test_no_shift_of_weight_between_two_controls_fits_better(everything):
    values, controls = everything[:, 0], everything[:, 1:]
    found = weights(values, controls)
    best = ((values - controls @ found) ** 2).sum()

    for giver, taker in np.ndindex(len(found), len(found)):
        moved = found.copy()
        share = min(moved[giver], 0.01)
        moved[giver] -= share
        moved[taker] += share
        assert ((values - controls @ moved) ** 2).sum() >= best - 1e-6 * (1 + best)


def test_the_rank_is_that_of_the_area_among_all_counted_one_by_one():
    areas = panel(8, seed=2)

    found = synthetic(areas["A00"], areas.drop(columns="A00"), IS_AFTER)

    ratios = []
    for gaps in (found.gaps, *found.placebos.values()):
        sides = [
            [gap**2 for gap, after in zip(gaps, IS_AFTER, strict=True) if after == side] for side in (1, 0)
        ]
        ratios.append((sum(sides[0]) / 12) ** 0.5 / (sum(sides[1]) / 12) ** 0.5)
    assert found.rank == sum(ratio >= ratios[0] for ratio in ratios)
    assert found.p == pytest.approx(found.rank / 8)


def test_no_placebo_is_made_of_the_area_that_began():
    areas = panel(8)
    moved = areas.assign(A00=areas["A00"] + np.where(IS_AFTER, 1000, 0))

    calm, shaken = (synthetic(each["A00"], each.drop(columns="A00"), IS_AFTER) for each in (areas, moved))

    assert calm.placebos == shaken.placebos
    assert calm.weights == shaken.weights
    assert shaken.change == pytest.approx(calm.change + 1000)
    assert shaken.rank == 1
    assert shaken.p == 1 / 8


def test_areas_that_are_all_alike_leave_no_gap_and_no_rank_to_boast_of():
    areas = pd.DataFrame(60.0, index=MONTHS, columns=["A", "B", "C", "D"])

    found = synthetic(areas["A"], areas.drop(columns="A"), IS_AFTER)

    assert found.change == pytest.approx(0)
    assert found.p == 1


def test_one_control_is_no_mix():
    areas = panel(2)

    assert synthetic(areas["A00"], areas[["A01"]], IS_AFTER) is None
