from statistics import fmean

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.trend import THRESHOLD, course, latest, recent_trend

NAN = np.nan


def monthly(*rows: list[float], start: str = "2025-01-01") -> pd.DataFrame:
    months = pd.date_range(start, periods=len(rows[0]), freq="MS")
    return pd.DataFrame(rows, columns=months, index=[f"A{row}" for row in range(len(rows))], dtype="float64")


def trend_of(values: list[float], deviation: float = 0.1) -> pd.Series:
    """Return the trend of one series whose months all have this standard deviation."""
    centre = monthly(values)
    return recent_trend(centre, centre - 1.96 * deviation, centre + 1.96 * deviation).iloc[0]


def test_a_trend_worked_by_hand():
    found = trend_of([1, 2, 3, 4, 5], deviation=2)

    # Squared distances of 1…5 from 3 add to 10: slope 1, standard error 2 ÷ √10, χ² = 10 ÷ 4.
    assert found["slope"] == pytest.approx(1)
    assert found["chi_squared"] == pytest.approx(2.5)
    assert found["trend"] == "no_change"


def test_surer_months_make_a_trend_of_the_same_slope():
    assert trend_of([1, 2, 3, 4, 5], deviation=1)["trend"] == "increasing"
    assert trend_of([5, 4, 3, 2, 1], deviation=1)["trend"] == "decreasing"


def test_chance_is_the_side_that_the_threshold_is_on():
    just = np.sqrt(10 / THRESHOLD)

    assert trend_of([1, 2, 3, 4, 5], deviation=just * 1.0001)["trend"] == "no_change"
    assert trend_of([1, 2, 3, 4, 5], deviation=just * 0.9999)["trend"] == "increasing"


def test_one_month_alone_makes_no_trend():
    found = trend_of([60, 60, 60, 60, 70])

    # Without the last month nothing moves.
    assert found["chi_squared"] > THRESHOLD
    assert found["trend"] == "no_change"


def test_a_series_that_never_moves_has_no_trend():
    found = trend_of([60, 60, 60, 60, 60])

    assert found["slope"] == 0
    assert found["trend"] == "no_change"


def test_only_the_last_five_months_count():
    assert trend_of([90, 1, 1, 1, 1, 2, 3, 4, 5])["slope"] == pytest.approx(1)


@pytest.mark.parametrize("values", [[1, 2, NAN, 4, 5], [1, 2, 3, 4], [NAN, NAN, NAN, NAN, NAN]])
def test_a_missing_month_leaves_the_trend_unknown(values):
    assert trend_of(values).isna().all()


def test_a_month_nobody_has_is_missing_too():
    values = monthly([1, 2, 3, 4, 5, 6]).drop(columns=pd.Timestamp("2025-04-01"))

    assert recent_trend(values, values - 0.1, values + 0.1).isna().all(axis=None)


def test_an_interval_of_no_width_leaves_the_trend_unknown():
    values = monthly([14.3, 15.4, 14.3, 14.2, 14.8])

    assert recent_trend(values, values, values + 0.0).isna().all(axis=None)


def test_months_may_come_in_any_order():
    values = monthly([1, 2, 3, 4, 5])
    turned = values.iloc[:, ::-1]

    assert recent_trend(turned, turned - 0.1, values + 0.1)["slope"].tolist() == pytest.approx([1])


def test_latest_months_are_those_of_the_calendar():
    found = latest(monthly([1, 2, 3, 4]).drop(columns=pd.Timestamp("2025-03-01")), 3)

    assert found.columns.tolist() == list(pd.date_range("2025-02-01", periods=3, freq="MS"))
    assert found.iloc[0].isna().tolist() == [False, True, False]


@pytest.mark.parametrize(
    ("direction", "words"),
    [
        ("increase", ["getting_better", "no_change", "getting_worse"]),
        ("decrease", ["getting_worse", "no_change", "getting_better"]),
        ("neutral", ["increasing", "no_change", "decreasing"]),
    ],
)
def test_the_direction_says_whether_it_gets_better(direction, words):
    values = monthly([1, 2, 3, 4, 5], [3, 3, 3, 3, 3], [5, 4, 3, 2, 1])

    found = course(recent_trend(values, values - 0.1, values + 0.1)["trend"], direction)

    assert found.tolist() == words


# The reference implementation


def test_trends_are_those_of_the_reference(shared):
    cases = pd.read_csv(shared / "oracle" / "fingertips_trend_cases.csv")
    checked = 0
    for _, case in cases.groupby("case"):
        values, lower, upper = (monthly(case[name].tolist()) for name in ("value", "lower95", "upper95"))
        found = recent_trend(values, lower, upper).iloc[0]
        expected = case.iloc[0]
        if expected["trend_before_polarity"] == "NotComputedHere":
            assert found.isna().all()
            continue
        assert found["trend"] == expected["trend_before_polarity"].lower()
        assert found["slope"] == pytest.approx(expected["slope"], abs=1e-9)
        assert found["chi_squared"] == pytest.approx(expected["chi2"], abs=1e-9)
        checked += 1
    assert checked == 4


# A slow second way


def slow_fit(points: list[tuple[int, float, float]]) -> tuple[float, float]:
    """Return slope and χ² of (time, value, variance), from the normal equations."""
    weight = sum(1 / v for _, _, v in points)
    time = sum(t / v for t, _, v in points) / weight
    value = sum(y / v for _, y, v in points) / weight
    room = sum((t - time) ** 2 / v for t, _, v in points)
    slope = sum((t - time) * (y - value) / v for t, y, v in points) / room
    return slope, (slope / (1 / room) ** 0.5) ** 2


def slow_trend(values: list[float], widths: list[float]) -> str:
    points = [(t, y, (w / 3.92) ** 2) for t, y, w in zip(range(1, 6), values, widths, strict=True)]
    slope, chi_squared = slow_fit(points)
    slopes = [slow_fit(points[:gone] + points[gone + 1 :])[0] for gone in range(5)]
    if chi_squared <= THRESHOLD:
        return "no_change"
    if slope > 0 and min(slopes) > 0:
        return "increasing"
    if slope < 0 and max(slopes) < 0:
        return "decreasing"
    return "no_change"


five = st.lists(st.integers(-1000, 1000).map(lambda n: n / 10), min_size=5, max_size=5)
five_widths = st.lists(st.integers(1, 400).map(lambda n: n / 10), min_size=5, max_size=5)


@settings(max_examples=60)
@given(st.lists(st.tuples(five, five_widths), min_size=1, max_size=6))
def test_trends_are_as_a_slow_way_finds_them(cases):
    values = monthly(*[row for row, _ in cases])
    reach = monthly(*[widths for _, widths in cases]) / 2

    found = recent_trend(values, values - reach, values + reach)

    for (row, widths), trend, slope in zip(cases, found["trend"], found["slope"], strict=True):
        points = [(t, y, (w / 3.92) ** 2) for t, y, w in zip(range(1, 6), row, widths, strict=True)]
        assert slope == pytest.approx(slow_fit(points)[0], rel=1e-7, abs=1e-9)
        # A slope that is 0 but for rounding has no sign to keep.
        left_out = [abs(slow_fit(points[:gone] + points[gone + 1 :])[0]) for gone in range(5)]
        if min(left_out) > 1e-9:
            assert trend == slow_trend(row, widths)


def test_a_level_makes_no_difference():
    values = [61.2, 60.9, 61.8, 61.9, 62.4]

    away = trend_of([value - fmean(values) for value in values])

    assert trend_of(values)["slope"] == pytest.approx(away["slope"])
