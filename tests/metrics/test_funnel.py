from math import asin, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.funnel import LIMITS, RATE, chance_spread, funnel, winsorised
from tests.metrics.slow_funnel import slow_percentile

NAN = np.nan
REFERENCE_LIMITS = {
    False: {"lower_998": "ll998", "lower_95": "ll95", "upper_95": "ul95", "upper_998": "ul998"},
    True: {"lower_998": "odll998", "lower_95": "odll95", "upper_95": "odul95", "upper_998": "odul998"},
}


def counts(*pairs: tuple[float, float]) -> tuple[pd.Series, pd.Series]:
    """Return numerators and denominators of areas A0, A1, …"""
    index = [f"A{row}" for row in range(len(pairs))]
    numerators, denominators = zip(*pairs, strict=True)
    return pd.Series(numerators, index, dtype="float64"), pd.Series(denominators, index, dtype="float64")


# Worked by hand: √(1/4), √(1/2) and √(3/4) are the sines of 30°, 45° and 60°.
BY_HAND = counts((25, 100), (50, 100), (75, 100))


def test_z_scores_worked_by_hand():
    found = funnel(*BY_HAND)

    # 15° = 0.261799 in the arc; by chance 1 ÷ (2√100) = 0.05
    assert found.target == pytest.approx(50)
    assert found.areas["value"].tolist() == [25, 50, 75]
    assert found.areas["z"].tolist() == pytest.approx([-5.235988, 0, 5.235988], abs=1e-6)


def test_overdispersion_worked_by_hand():
    found = funnel(*BY_HAND)

    # Pulled in to the 10th and 90th percentile, ∓0.8 × 5.235988, so φ = 2 × 4.188790² ÷ 3. Each weight is 400:
    # τ² = (3φ − 2) ÷ (1200 − 480000 ÷ 1200).
    assert found.phi == pytest.approx(11.697309, abs=1e-6)
    assert found.tau_squared == pytest.approx((3 * 11.697309 - 2) / 800, abs=1e-8)
    assert found.areas["beyond"].isna().all()


def test_without_allowing_for_it_areas_lie_beyond():
    found = funnel(*BY_HAND, adjusted=False)

    # sin²(45° ± x) is (1 ± sin 2x) ÷ 2, and 2x = 1.959964 × 0.1
    assert found.areas.loc["A1", ["lower_95", "upper_95"]].tolist() == pytest.approx(
        [40.26280, 59.73720], abs=1e-5
    )
    assert found.areas_beyond(99.8)["side"].tolist() == ["lower", "higher"]
    assert not found.is_adjusted


def test_areas_beyond_are_listed_furthest_first():
    found = funnel(*counts((60, 100), (500, 1000), (5, 100), (52, 100)), adjusted=False, target=50)

    beyond = found.areas_beyond()

    assert beyond.index.tolist() == ["A2", "A0"]
    assert beyond["side"].tolist() == ["lower", "higher"]
    assert beyond["beyond"].tolist() == [99.8, 95]
    assert found.areas_beyond(99.8).index.tolist() == ["A2"]


@pytest.fixture(scope="module")
def reference(shared) -> dict[str, pd.DataFrame]:
    names = ("zscores", "params", "limits")
    return {name: pd.read_csv(shared / "oracle" / f"funnelplotr_pr_{name}.csv") for name in names}


@pytest.fixture(scope="module", params=[True, False], ids=["adjusted", "plain"])
def drawn(request, reference):
    areas = reference["zscores"].set_index("group")
    return funnel(areas["numerator"], areas["denominator"], adjusted=request.param)


def test_the_spread_is_that_of_the_reference(reference, drawn):
    expected = reference["params"].iloc[0]

    assert drawn.areas["value"].notna().sum() == expected["n"]
    assert drawn.target / 100 == pytest.approx(expected["target"], abs=1e-12)
    assert drawn.phi == pytest.approx(expected["phi"], rel=1e-11)
    assert drawn.tau_squared == pytest.approx(expected["tau2"], abs=1e-12)


def test_the_z_scores_are_those_of_the_reference(reference, drawn):
    expected = reference["zscores"].set_index("group")

    np.testing.assert_allclose(drawn.areas["z"], expected["Uzscore"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(drawn.areas["value"] / 100, expected["rr"], rtol=0, atol=1e-12)
    np.testing.assert_allclose(winsorised(drawn.areas["z"]), expected["Wuzscore"], rtol=0, atol=1e-9)
    np.testing.assert_allclose(chance_spread(drawn.areas["denominator"]), expected["s"], rtol=0, atol=1e-12)


def test_the_limits_are_those_of_the_reference(reference, drawn):
    expected = reference["limits"]

    found = drawn.limits(expected["number_seq"])

    for ours, theirs in REFERENCE_LIMITS[drawn.is_adjusted].items():
        np.testing.assert_allclose(found[ours] / 100, expected[theirs], rtol=0, atol=1e-12)


def test_nearly_every_area_is_beyond_unless_the_spread_is_allowed_for(drawn):
    assert len(drawn.areas_beyond()) == (19 if drawn.is_adjusted else 90)


# A slow second way


def slow_funnel(pairs: list[tuple[int, int]], turn) -> tuple[list[float], float, float]:
    """Return z-scores, φ and τ², an area at a time."""
    centre = turn(sum(x for x, _ in pairs) / sum(n for _, n in pairs))
    scores = [(turn(x / n) - centre) * 2 * sqrt(n) for x, n in pairs]
    low, high = (slow_percentile(sorted(scores), share) for share in (0.1, 0.9))
    phi = sum(min(max(score, low), high) ** 2 for score in scores) / len(scores)
    weights = [4 * n for _, n in pairs]
    room = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    surplus = len(pairs) * phi - (len(pairs) - 1)
    return scores, phi, surplus / room if surplus > 0 and room > 0 else 0


parts_of_a_whole = st.integers(1, 60_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
some_areas = st.lists(parts_of_a_whole, min_size=2, max_size=30)


@settings(max_examples=50)
@given(some_areas)
def test_funnels_of_shares_are_as_a_slow_way_finds_them(pairs):
    scores, phi, tau_squared = slow_funnel(pairs, lambda share: asin(sqrt(share)))

    found = funnel(*counts(*pairs))

    assert found.areas["z"].tolist() == pytest.approx(scores, rel=1e-9, abs=1e-7)
    assert found.phi == pytest.approx(phi, rel=1e-9, abs=1e-12)
    assert found.tau_squared == pytest.approx(tau_squared, rel=1e-7, abs=1e-15)


@settings(max_examples=50)
@given(some_areas)
def test_funnels_of_rates_are_as_a_slow_way_finds_them(pairs):
    scores, phi, tau_squared = slow_funnel(pairs, sqrt)

    found = funnel(*counts(*pairs), kind=RATE)

    assert found.areas["z"].tolist() == pytest.approx(scores, rel=1e-9, abs=1e-7)
    assert found.phi == pytest.approx(phi, rel=1e-9, abs=1e-12)
    assert found.tau_squared == pytest.approx(tau_squared, rel=1e-7, abs=1e-15)


@settings(max_examples=50)
@given(some_areas, st.booleans())
def test_an_area_is_beyond_where_its_value_is_outside_its_limits(pairs, adjusted):
    areas = funnel(*counts(*pairs), adjusted=adjusted).areas

    clearly_above = areas["value"] > areas["upper_95"] + 1e-9
    clearly_below = areas["value"] < areas["lower_95"] - 1e-9
    clearly_within = areas["value"].between(areas["lower_95"] + 1e-9, areas["upper_95"] - 1e-9)
    assert (areas.loc[clearly_above, "side"] == "higher").all()
    assert (areas.loc[clearly_below, "side"] == "lower").all()
    assert areas.loc[clearly_within, "side"].isna().all()


@settings(max_examples=40)
@given(some_areas, st.booleans())
def test_limits_stay_on_the_scale_and_in_order(pairs, adjusted):
    drawn = funnel(*counts(*pairs), adjusted=adjusted)

    found = drawn.limits(np.array([1.0, 2, 5, 20, 1000]))[LIMITS].to_numpy()

    assert (np.diff(found, axis=1) >= 0).all()
    assert found.min() >= 0
    assert found.max() <= 100


# Rates


def test_rates_are_per_thousand_and_may_pass_it():
    found = funnel(*counts((1500, 1000), (1600, 1000)), kind=RATE, adjusted=False)

    # (√1.55 ± 1.959964 ÷ (2√1000))²
    assert found.areas["value"].tolist() == [1500, 1600]
    assert found.areas.loc["A0", ["lower_95", "upper_95"]].tolist() == pytest.approx(
        [1473.796, 1628.124], abs=0.001
    )


# What is not known, and the edges


def test_areas_that_are_not_known_count_nowhere():
    known = counts((25, 100), (50, 100), (75, 100))
    strange = counts((25, 100), (50, 100), (75, 100), (NAN, 100), (5, NAN), (0, 0), (101, 100), (-1, 100))

    found = funnel(*strange)

    assert found.areas.iloc[3:].isna().all(axis=None)
    assert found.phi == funnel(*known).phi
    assert found.target == 50


def test_no_area_known_makes_no_funnel():
    found = funnel(*counts((NAN, 100), (5, 0)))

    assert np.isnan([found.target, found.phi]).all()
    assert found.areas_beyond().empty
    assert found.denominator_grid().size == 0


def test_one_area_alone_is_on_its_target():
    found = funnel(*counts((30, 100)))

    assert found.tau_squared == 0
    assert found.areas["z"].tolist() == [0]


def test_areas_that_are_alike_spread_no_wider_than_by_chance():
    found = funnel(*counts(*[(50, 100)] * 5))

    assert (found.phi, found.tau_squared) == (0, 0)
    assert found.areas["side"].isna().all()


def test_a_target_may_be_given():
    assert funnel(*BY_HAND, target=92).target == pytest.approx(92)


def test_limits_are_drawn_from_the_smallest_to_the_largest_area():
    found = funnel(*counts((25, 100), (500, 1000), (75, 10_000)))

    grid = found.denominator_grid(5)

    assert grid[[0, -1]] == pytest.approx([100, 10_000])
    assert len(found.limits(grid)) == 5


def test_limits_on_the_grid_and_of_areas_agree():
    found = funnel(*counts((25, 100), (500, 1000), (75, 10_000)))

    np.testing.assert_allclose(
        found.limits(found.areas["denominator"])[LIMITS], found.areas[LIMITS], rtol=1e-12
    )


def test_limits_of_few_pathways_do_not_fold_back():
    # 1.959964 ÷ (2√4) = 28°, more than the 18° of one in ten: unchecked, the sine would rise again
    found = funnel(*counts((10, 100), (10, 100)), adjusted=False).limits(np.array([4.0]))

    assert found["lower_95"].tolist() == [0]
