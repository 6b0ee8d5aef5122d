"""Segmented regression: R's figures, the plain way, missing months and what never changes."""

from datetime import date

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.effects.segmented import TERMS, Segmented, segmented
from tests.metrics.effects import slow_effects as slow

FIRST = "2022-04-01"


def by_month(values: list[float | None]) -> pd.Series:
    return pd.Series(values, index=pd.date_range(FIRST, periods=len(values), freq="MS"), dtype="float64")


def month(number: int) -> date:
    """Return the month in which t is `number`."""
    return (pd.Timestamp(FIRST) + pd.DateOffset(months=number - 1)).date()


def noisy(seed: int, count: int = 24) -> np.ndarray:
    return np.round(60 + np.random.default_rng(seed).normal(0, 1, count).cumsum(), 1)


def terms(found: Segmented, what: str) -> list[float]:
    return [getattr(getattr(found, term), what) for term in TERMS]


@pytest.mark.parametrize("series", ["y1", "y2"])
def test_it_is_what_r_finds(shared, series):
    seen = pd.read_csv(shared / "oracle" / "its_in.csv")
    expected = pd.read_csv(shared / "oracle" / "its_out.csv").query("series == @series")

    found = segmented(by_month(seen[series].tolist()), month(int(seen["post"].idxmax()) + 1))

    for name, column in {
        "estimate": "estimate",
        "error": "se_nw3",
        "t": "t_nw3",
        "p": "p_nw3",
        "lower": "lo95_nw3",
        "upper": "hi95_nw3",
    }.items():
        assert terms(found, name) == pytest.approx(expected[column].tolist(), rel=1e-9, abs=1e-9)
    assert found.durbin_watson == pytest.approx(expected["dw"].iloc[0], rel=1e-9)
    assert not found.is_plain


@pytest.mark.parametrize("seed", range(15))
def test_it_agrees_with_the_plain_way_where_months_are_missing_too(seed):
    values = noisy(seed)
    values[np.random.default_rng(seed + 100).random(24) < 0.04 * (seed % 5)] = np.nan
    values[0] = 60.0

    found = segmented(by_month(values), month(13))

    known = {place + 1: value for place, value in enumerate(values) if not np.isnan(value)}
    expected = slow.segmented(known, 13)
    assert list(zip(terms(found, "estimate"), terms(found, "error"), strict=True)) == [
        pytest.approx(pair, rel=1e-8) for pair in expected
    ]
    assert found.months == len(known)


def test_under_twelve_months_errors_are_plain_ones():
    values = noisy(3, 11)

    found = segmented(by_month(values), month(6))

    design = np.array([[float(one) for one in slow.pieces(t, 6)] for t in range(1, 12)])
    estimates, squares, *_ = np.linalg.lstsq(design, values)
    errors = np.sqrt(np.diag(np.linalg.inv(design.T @ design)) * squares[0] / 7)
    assert found.is_plain
    assert terms(found, "estimate") == pytest.approx(estimates.tolist())
    assert terms(found, "error") == pytest.approx(errors.tolist())
    assert not segmented(by_month(noisy(3, 12)), month(6)).is_plain


def test_a_row_that_is_absent_is_the_same_as_a_value_that_is_not_known():
    values = by_month([*noisy(1, 10), None, *noisy(2, 10)])

    assert segmented(values, month(12)) == segmented(values.dropna(), month(12))


def test_months_around_a_gap_are_not_neighbours():
    values = noisy(5, 22)
    with_gap, without = [*values[:5], *[None] * 6, *values[5:]], list(values)

    assert segmented(by_month(with_gap), month(18)).step.error != pytest.approx(
        segmented(by_month(without), month(12)).step.error, rel=1e-3
    )


@pytest.mark.parametrize(
    ("known", "start"),
    [([60.0] * 5, 5), ([60.0] * 5, 1), ([60.0, 61, 62, 63], 3), ([], 1), ([None] * 20, 10)],
)
def test_too_few_months_on_a_side_give_nothing(known, start):
    assert segmented(by_month(known), month(start)) is None


def test_a_series_that_follows_its_lines_has_them_found():
    values = [10 + 0.5 * t + (3 + 0.25 * (t - 12) if t > 12 else 0) for t in range(1, 25)]

    assert terms(segmented(by_month(values), month(13)), "estimate") == pytest.approx([10, 0.5, 3, 0.25])


def test_a_series_that_never_moves_changes_by_nothing():
    found = segmented(by_month([60.0] * 24), month(13))

    assert terms(found, "estimate") == pytest.approx([60, 0, 0, 0], abs=1e-9)
    assert min(terms(found, "p")[1:]) > 0.05


@settings(max_examples=40, deadline=None)
@given(
    values=st.lists(st.integers(-200, 200), min_size=14, max_size=40).filter(lambda many: len(set(many)) > 5),
    larger=st.floats(0.01, 1000),
    more=st.floats(-1000, 1000),
)
def test_other_units_give_the_same_in_other_units(values, larger, more):
    start = month(len(values) // 2)
    seen = by_month([float(one) for one in values])

    plain, changed = segmented(seen, start), segmented(larger * seen + more, start)

    scale = max(map(abs, values)) * larger
    assert terms(changed, "estimate")[1:] == pytest.approx(
        [larger * one for one in terms(plain, "estimate")[1:]], rel=1e-6, abs=1e-7 * scale + 1e-9 * abs(more)
    )
    assert changed.step.error == pytest.approx(larger * plain.step.error, rel=1e-5, abs=1e-7 * scale)
