from math import exp, factorial, sqrt
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.intervals import (
    compared,
    judged,
    normal_quantile,
    proportion_interval,
    rate_interval,
)

NAN = np.nan
CONFIDENCES = {"lower95_0cl": ("lower", 0.95), "upper95_0cl": ("upper", 0.95)} | {
    "lower99_8cl": ("lower", 0.998),
    "upper99_8cl": ("upper", 0.998),
}


def series(*values: float) -> pd.Series:
    return pd.Series(values, dtype="float64", index=[f"A{row}" for row in range(len(values))])


def rate(events: float, people: float, **options: float) -> list[float]:
    return rate_interval(series(events), series(people), **options).iloc[0].tolist()


def share(count: float, total: float, **options: float) -> list[float]:
    return proportion_interval(series(count), series(total), **options).iloc[0].tolist()


# Published values


@pytest.mark.parametrize(
    ("count", "total", "lower", "upper"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_shares_have_the_limits_that_newcombe_printed(count, total, lower, upper):
    """Newcombe, "Two-sided confidence intervals for the single proportion" (1998), table I, method 3."""
    assert share(count, total, per=1)[1:] == pytest.approx([lower, upper], abs=5e-5)


@pytest.mark.parametrize(
    ("events", "lower", "upper"), [(0, 0, 3.689), (1, 0.0253, 5.572), (5, 1.623, 11.668), (9, 4.115, 17.085)]
)
def test_few_events_have_the_exact_limits_that_garwood_printed(events, lower, upper):
    """Garwood, "Fiducial limits for the Poisson distribution" (1936)."""
    assert rate(events, 1, per=1)[1:] == pytest.approx([lower, upper], abs=5e-4)


def test_a_hundred_events_have_byars_limits():
    # 100 × (1 − 1/900 − 1.959964/30)³ and 101 × (1 − 1/909 + 1.959964/(3√101))³, worked by hand
    assert rate(100, 1, per=1)[1:] == pytest.approx([81.3621, 121.6279], abs=1e-4)


def test_nobody_of_fifty_may_still_be_one_in_fourteen():
    # z² ÷ (n + z²) = 3.841459 ÷ 53.841459
    assert share(0, 50) == pytest.approx([0, 0, 7.13476], abs=1e-5)


def test_the_normal_quantiles_are_the_usual_ones():
    assert normal_quantile(0.95) == pytest.approx(1.959963984540054, abs=1e-15)
    assert normal_quantile(0.998) == pytest.approx(3.090232306167813, abs=1e-14)


# The reference implementation


def assert_as_reference(shared: Path, name: str, interval) -> None:
    cases = pd.read_csv(shared / "oracle" / f"phe_{name}_out.csv", index_col="area")
    asked = pd.read_csv(shared / "oracle" / f"phe_{name}_in.csv", index_col="area")
    pd.testing.assert_frame_equal(asked, cases[["x", "n"]], check_dtype=False)
    for column, (limit, confidence) in CONFIDENCES.items():
        found = interval(cases["x"], cases["n"], confidence=confidence)
        np.testing.assert_allclose(found["value"], cases["value"], rtol=0, atol=1e-9)
        np.testing.assert_allclose(found[limit], cases[column], rtol=0, atol=1e-9)


def test_rates_are_those_of_the_reference(shared):
    assert_as_reference(shared, "rate", rate_interval)


def test_shares_are_those_of_the_reference(shared):
    assert_as_reference(shared, "prop", proportion_interval)


# A slow second way


def poisson_at_most(count: int, mean: float) -> float:
    return sum(exp(-mean) * mean**k / factorial(k) for k in range(count + 1))


def falling_root(function, low: float, high: float) -> float:
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return middle


@pytest.mark.parametrize("events", range(10))
@pytest.mark.parametrize("alpha", [0.05, 0.002])
def test_exact_limits_leave_out_half_of_alpha_at_either_side(events, alpha):
    _, lower, upper = rate(events, 1, per=1, confidence=1 - alpha)

    slow_upper = falling_root(lambda mean: poisson_at_most(events, mean) - alpha / 2, 0, 60)
    assert upper == pytest.approx(slow_upper, rel=1e-10)
    if events:
        slow_lower = falling_root(lambda mean: poisson_at_most(events - 1, mean) - (1 - alpha / 2), 0, 60)
        assert lower == pytest.approx(slow_lower, rel=1e-10)


@given(st.integers(1, 10**6).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_wilsons_limits_are_where_the_test_of_a_share_turns(pair):
    count, total = pair
    value, lower, upper = share(count, total, per=1)

    z = 1.959963984540054
    for limit in (lower, upper):
        # |share − limit| = z standard errors, with the error taken at the limit
        assert abs(value - limit) == pytest.approx(z * sqrt(max(0, limit * (1 - limit)) / total), abs=1e-7)
    assert 0 <= value <= 1


@given(st.integers(0, 10**7), st.integers(1, 10**7))
def test_a_rate_lies_within_its_limits_and_a_surer_interval_is_wider(events, people):
    value, lower, upper = rate(events, people)
    _, wide_lower, wide_upper = rate(events, people, confidence=0.998)

    assert wide_lower <= lower <= value < upper < wide_upper


@settings(max_examples=25)
@given(st.lists(st.integers(0, 40), min_size=1, max_size=30))
def test_many_rates_at_once_are_as_one_by_one(events):
    together = rate_interval(series(*events), series(*[1000] * len(events)))

    assert together.to_numpy().tolist() == [rate(count, 1000) for count in events]


# What is not known


@pytest.mark.parametrize("interval", [rate_interval, proportion_interval])
@pytest.mark.parametrize(("count", "total"), [(NAN, 10), (10, NAN), (10, 0), (0, 0), (3, -1)])
def test_what_is_not_known_has_no_interval(interval, count, total):
    assert interval(series(count), series(total)).isna().all(axis=None)


def test_more_than_all_has_a_value_and_no_limits():
    value, *limits = share(12, 10)

    assert value == 120
    assert np.isnan(limits).all()


def test_fewer_than_no_events_have_a_rate_and_no_limits():
    value, *limits = rate(-3, 1000)

    assert value == -3
    assert np.isnan(limits).all()


def test_unknown_counts_of_whole_numbers_are_unknown():
    events = pd.Series([5, None], dtype="Int64")

    assert rate_interval(events, pd.Series([1000, 1000]))["value"].isna().tolist() == [False, True]


def test_no_rates_make_no_intervals():
    assert rate_interval(series(), series()).shape == (0, 3)


# Compared with a benchmark


def test_an_interval_wholly_above_is_higher_and_wholly_below_lower():
    found = compared(series(61, 59, 55, NAN), series(63, 61, 59, NAN), 60)

    assert found[:3].tolist() == ["higher", "similar", "lower"]
    assert found.isna().tolist() == [False, False, False, True]


def test_an_interval_that_touches_the_benchmark_is_similar():
    assert compared(series(60, 55), series(65, 60), 60).tolist() == ["similar", "similar"]


def test_an_area_is_not_compared_with_itself():
    itself = pd.Series([False, True], index=["A0", "A1"])

    found = compared(series(61, 61), series(63, 63), 60, itself=itself)

    assert found.isna().tolist() == [False, True]


def test_an_area_that_nothing_is_said_of_is_not_the_benchmark():
    itself = pd.Series([True], index=["A1"])

    assert compared(series(61, 61), series(63, 63), 60, itself=itself).isna().tolist() == [False, True]


def test_benchmarks_are_found_by_index():
    benchmarks = pd.Series({"A1": 60.0, "A0": 70.0})

    found = compared(series(61, 61, 61), series(63, 63, 63), benchmarks)

    assert found[:2].tolist() == ["lower", "higher"]
    assert pd.isna(found["A2"])


def test_a_benchmark_that_is_not_known_compares_nothing():
    assert compared(series(61), series(63), NAN).isna().all()


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        ("increase", ["better", "similar", "worse"]),
        ("decrease", ["worse", "similar", "better"]),
        ("neutral", ["higher", "similar", "lower"]),
    ],
)
def test_the_direction_tells_better_from_worse(direction, words):
    found = judged(compared(series(61, 59, 55), series(63, 61, 59), 60), direction)

    assert found.tolist() == words


def test_what_is_not_compared_is_not_judged():
    assert judged(compared(series(NAN), series(NAN), 60), "increase").isna().all()
