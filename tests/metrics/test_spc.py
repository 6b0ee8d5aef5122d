"""Control charts: by hand, against a slow second implementation, and against NHSRplotthedots."""

from fractions import Fraction
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.spc import (
    RULE_WORDS,
    CannotChart,
    MonthsNotInOrder,
    RebaseNotInData,
    assurance_icon,
    variation,
    variation_icon,
    xmr,
    xmr_each,
)
from tests.metrics.slow_spc import slow_xmr

NAN = np.nan
LIMITS = ["mean", "lower_limit", "upper_limit"]
# Mean 5, mean moving range 2: limits −0.32 and 10.32, near limits 1.453 and 8.547.
FOUR_AND_SIX = [4, 6] * 6


def monthly(values: list[float], start: str = "2021-04-01") -> pd.Series:
    return pd.Series(values, pd.date_range(start, periods=len(values), freq="MS"), dtype=float)


def after_a_baseline(*values: float, improvement: str = "increase") -> pd.DataFrame:
    """Return the chart of these values after a year of fours and sixes that its limits come from."""
    chart = xmr(monthly([*FOUR_AND_SIX, *values]), improvement=improvement, baseline_points=12)
    return chart.iloc[12:]


def found(chart: pd.DataFrame) -> list[tuple[str, int]]:
    return list(zip(chart["rule"], chart["signal"], strict=True))


def test_limits_lie_2_66_mean_moving_ranges_from_the_mean():
    chart = xmr(monthly(FOUR_AND_SIX), improvement="increase")

    assert chart["mean"].tolist() == [5] * 12
    assert np.allclose(chart[["lower_limit", "upper_limit"]], [-0.32, 10.32])
    assert np.allclose(chart[["near_lower_limit", "near_upper_limit"]], [5 - 5.32 * 2 / 3, 5 + 5.32 * 2 / 3])
    assert chart["moving_range"].tolist()[1:] == [2] * 11
    assert np.isnan(chart["moving_range"].iloc[0])
    assert set(chart["assessment"]) == {"common_cause"}


def test_a_point_on_a_limit_is_not_outside():
    assert found(after_a_baseline(10.32, 10.33, -0.32, -0.33)) == [
        ("", 0),
        ("outside", 1),
        ("", 0),
        ("outside", -1),
    ]


def test_seven_rising_points_are_a_trend_and_all_marked():
    assert found(after_a_baseline(3, 3.5, 4, 4.5, 5, 5.5, 6, 5)) == [("trend", 1)] * 7 + [("", 0)]


def test_six_rising_points_are_none():
    assert found(after_a_baseline(3.5, 4, 4.5, 5, 5.5, 6, 5)) == [("", 0)] * 7


def test_a_tie_breaks_a_trend():
    assert found(after_a_baseline(3, 3.5, 4, 4.5, 4.5, 5, 5.5, 6)) == [("", 0)] * 8


def test_a_tie_after_a_trend_leaves_its_last_point_in_it():
    assert found(after_a_baseline(3, 3.5, 4, 4.5, 5, 5.5, 6, 6, 5)) == [("trend", 1)] * 7 + [("", 0)] * 2


def test_a_peak_between_two_trends_belongs_to_the_later():
    up, down = [3, 3.5, 4, 4.5, 5, 5.5, 6], [5.5, 5, 4.5, 4, 3.5, 3]

    chart = after_a_baseline(*up, *down)

    assert found(chart) == [("trend", 1)] * 6 + [("trend", -1)] * 7


def test_a_peak_at_the_end_is_still_rising():
    assert found(after_a_baseline(5, 3, 3.5, 4, 4.5, 5, 5.5, 6))[-1] == ("trend", 1)


def test_of_three_on_one_side_the_two_close_to_the_limit_are_marked():
    assert found(after_a_baseline(4, 9, 7, 9, 4)) == [
        ("", 0),
        ("two_of_three", 1),
        ("", 0),
        ("two_of_three", 1),
        ("", 0),
    ]


def test_two_close_points_with_one_on_the_other_side_between_them_are_not_marked():
    assert found(after_a_baseline(6, 9, 4, 9, 4)) == [("", 0)] * 5


def test_two_close_points_next_to_each_other_need_a_third_on_their_side():
    assert found(after_a_baseline(4, 9, 9, 4)) == [("", 0)] * 4
    assert found(after_a_baseline(4, 9, 9, 6))[1:3] == [("two_of_three", 1)] * 2


def test_a_point_outside_the_limits_is_not_a_close_one():
    assert found(after_a_baseline(4, 9, 11, 6)) == [("", 0), ("", 0), ("outside", 1), ("", 0)]


def test_seven_points_on_one_side_of_the_mean_are_a_shift_and_all_marked():
    assert found(after_a_baseline(4, 6, 7, 6, 7, 6, 7, 6, 4)) == [("", 0)] + [("shift", 1)] * 7 + [("", 0)]


def test_a_point_on_the_mean_breaks_a_shift():
    assert found(after_a_baseline(4, 6, 7, 6, 5, 6, 7, 6, 4)) == [("", 0)] * 9


def test_the_first_rule_that_fits_wins():
    rules = [rule for rule, _ in found(after_a_baseline(5.5, 6, 6.5, 7, 9, 9.5, 11, 6, 9, 9))]

    assert rules == ["trend"] * 6 + ["outside", "shift", "two_of_three", "two_of_three"]


def test_every_signal_has_words():
    assert {rule for rule, _ in RULE_WORDS} == {"outside", "trend", "two_of_three", "shift"}
    assert len(RULE_WORDS) == 8


@pytest.mark.parametrize(
    ("improvement", "high", "low"),
    [
        ("increase", "special_cause_improvement", "special_cause_concern"),
        ("decrease", "special_cause_concern", "special_cause_improvement"),
        ("neutral", "special_cause_neutral_high", "special_cause_neutral_low"),
    ],
)
def test_high_and_low_mean_what_the_direction_of_improvement_makes_of_them(improvement, high, low):
    chart = after_a_baseline(20, 5, -20, improvement=improvement)

    assert chart["assessment"].tolist() == [high, "common_cause", low]


def test_moving_ranges_beyond_the_screen_are_left_out_once():
    values = [*FOUR_AND_SIX, 40, *FOUR_AND_SIX]  # Ranges: 2 but for 34 and 36; the mean of all is 4.8333.

    screened = xmr(monthly(values), improvement="increase")
    plain = xmr(monthly(values), improvement="increase", screen_outliers=False)

    mean = (40 + 24 * 5) / 25
    assert np.allclose(screened["upper_limit"], mean + 2.66 * 2)
    assert np.allclose(plain["upper_limit"], mean + 2.66 * (22 * 2 + 34 + 36) / 24)


def test_a_constant_series_has_its_limits_at_its_mean():
    for screen in (True, False):
        chart = xmr(monthly([0.1] * 14), improvement="increase", screen_outliers=screen)

        assert (chart[LIMITS] == 0.1).all(axis=None)
        assert set(chart["assessment"]) == {"common_cause"}


def test_whatever_leaves_a_constant_baseline_is_outside():
    chart = xmr(monthly([7] * 12 + [7, 8, 6]), improvement="increase", baseline_points=12)

    assert found(chart)[12:] == [("", 0), ("outside", 1), ("outside", -1)]


def test_rounding_makes_no_signal():
    wobbling = [0.3, 0.1 + 0.2] * 10  # Equal but for the last bit.

    chart = xmr(monthly(wobbling), improvement="increase")

    assert set(chart["assessment"]) == {"common_cause"}


def test_tiny_counts_may_have_limits_below_zero():
    chart = xmr(monthly([0, 1, 0, 0, 2, 0, 1, 0, 0, 0, 1, 0, 0]), improvement="decrease")

    assert chart["lower_limit"].iloc[0] < 0
    assert set(chart["assessment"]) == {"common_cause"}


def test_a_rebase_starts_a_new_group_with_limits_and_moving_ranges_of_its_own():
    values = monthly([*FOUR_AND_SIX, 14, 16, 14, 16])

    chart = xmr(values, improvement="increase", rebase=[values.index[12].date()])

    assert chart["group"].tolist() == [0] * 12 + [1] * 4
    assert chart["mean"].tolist() == [5] * 12 + [15] * 4
    assert np.isnan(chart["moving_range"].iloc[12])
    assert set(chart["assessment"]) == {"common_cause"}


def test_a_rebase_at_the_first_month_changes_nothing():
    values = monthly(FOUR_AND_SIX)

    chart = xmr(values, improvement="increase", rebase=[values.index[0]])

    pd.testing.assert_frame_equal(chart, xmr(values, improvement="increase"))


def test_each_group_has_its_own_baseline():
    values = monthly([*FOUR_AND_SIX, 9, 9, *FOUR_AND_SIX, 9])

    chart = xmr(values, improvement="increase", rebase=["2022-06-01"], baseline_points=12)

    assert set(chart["mean"]) == {5}


def test_a_rebase_date_that_is_not_in_the_data_is_refused_by_name():
    values = monthly(FOUR_AND_SIX)

    for absent in ["2021-05-15", pd.Timestamp("2021-05-15").date(), pd.Period("2031-05")]:
        with pytest.raises(RebaseNotInData, match=str(absent)) as error:
            xmr(values, improvement="increase", rebase=[absent])
        assert error.value.month == absent


def test_fewer_than_13_points_make_trial_limits():
    twelve, thirteen = [
        xmr(monthly([4.0, NAN, 6.0] + [4.0] * more), improvement="increase") for more in (10, 11)
    ]

    assert twelve["is_trial"].all()
    assert not thirteen["is_trial"].any()


def test_a_month_without_a_value_is_as_good_as_absent():
    values = monthly([*FOUR_AND_SIX, NAN, 6, 7, NAN, NAN, 6, 7, 6, 7, 6, NAN])

    with_gaps = xmr(values, improvement="increase", baseline_points=12)
    without = xmr(values.dropna(), improvement="increase", baseline_points=12)

    pd.testing.assert_frame_equal(with_gaps[values.notna()], without)
    assert found(without)[12:] == [("shift", 1)] * 7


def test_a_month_without_a_value_has_limits_but_no_assessment():
    chart = xmr(monthly([*FOUR_AND_SIX, NAN]), improvement="increase")

    assert chart[LIMITS].iloc[-1].round(9).tolist() == [5, -0.32, 10.32]
    assert chart[["assessment", "rule", "moving_range"]].iloc[-1].isna().all()
    assert chart["signal"].iloc[-1] == 0


def test_a_group_without_a_known_point_has_no_limits():
    values = monthly([*FOUR_AND_SIX, NAN, NAN])

    chart = xmr(values, improvement="increase", rebase=["2022-04-01"])

    assert chart.iloc[12:][[*LIMITS, "assessment"]].isna().all(axis=None)
    assert chart.iloc[:12][LIMITS].notna().all(axis=None)


def test_no_value_at_all_makes_a_chart_without_judgement():
    chart = xmr(monthly([NAN] * 3), improvement="increase")

    assert len(chart) == 3
    assert chart[[*LIMITS, "assessment"]].isna().all(axis=None)


def test_an_empty_series_makes_an_empty_chart():
    full = xmr(monthly(FOUR_AND_SIX), improvement="increase")

    for empty in (monthly([]), pd.Series(dtype=float)):
        chart = xmr(empty, improvement="increase", target=3)

        assert chart.empty
        assert chart.dtypes.equals(full.dtypes)


def test_one_point_has_a_mean_and_no_limits():
    chart = xmr(monthly([4]), improvement="increase")

    assert chart["mean"].tolist() == [4]
    assert chart[["lower_limit", "upper_limit"]].isna().all(axis=None)
    assert chart["assessment"].tolist() == ["common_cause"]


def test_two_points_have_limits():
    chart = xmr(monthly([4, 6]), improvement="increase")

    assert np.allclose(chart[LIMITS], [5, -0.32, 10.32])
    assert chart["is_trial"].all()


@pytest.mark.parametrize("order", [[1, 0, 2], [0, 1, 1]])
def test_months_out_of_order_or_twice_are_refused(order):
    with pytest.raises(MonthsNotInOrder):
        xmr(monthly([1, 2, 3]).iloc[order], improvement="increase")


@pytest.mark.parametrize(
    ("values", "options", "says"),
    [
        (pd.Series([1.0, 2.0]), {}, "no months but integer"),
        (pd.Series([1.0, 2.0], pd.to_datetime(["2024-01-01", None])), {}, "missing from the index"),
        (monthly([1, np.inf]), {}, "infinite"),
        (monthly([1, 2]), {"baseline_points": 11}, "12 points or more, not 11"),
        (monthly([1, 2]), {"improvement": "up"}, "'up' is not a way to improve"),
    ],
)
def test_what_makes_no_chart_is_refused(values, options, says):
    with pytest.raises(CannotChart, match=says):
        xmr(values, **{"improvement": "increase"} | options)


def test_months_may_be_periods_or_dates():
    values = monthly(FOUR_AND_SIX)
    expected = xmr(values, improvement="increase", rebase=["2021-06-01"])

    for index in (values.index.to_period("M"), pd.Index(values.index.date)):
        for rebase in (pd.Period("2021-06"), values.index[2].date()):
            chart = xmr(values.set_axis(index), improvement="increase", rebase=[rebase])

            assert chart.index.equals(index)
            pd.testing.assert_frame_equal(chart.set_axis(values.index), expected, check_freq=False)


def test_values_may_be_whole_or_nullable_numbers():
    expected = xmr(monthly(FOUR_AND_SIX), improvement="increase")

    for kind in ("int64", "Int64", "Float64"):
        values = monthly(FOUR_AND_SIX).astype(kind)
        pd.testing.assert_frame_equal(xmr(values, improvement="increase"), expected)


def test_a_target_may_change_over_time_and_end():
    target = pd.Series([92.0, 65.0, NAN], pd.to_datetime(["2021-05-01", "2021-07-01", "2021-09-01"]))

    chart = xmr(monthly([50] * 6), improvement="increase", target=target)

    assert np.array_equal(chart["target"], [NAN, 92, 92, 65, 65, NAN], equal_nan=True)
    assert xmr(monthly([50]), improvement="increase", target=92)["target"].tolist() == [92]
    assert xmr(monthly([50]), improvement="increase")["target"].isna().all()


def test_many_series_at_once_are_charted_like_each_alone():
    values = pd.DataFrame(
        {
            ("03R", "C_100"): [*FOUR_AND_SIX, 20, 21, 22],
            ("03R", "C_110"): [NAN, NAN, *FOUR_AND_SIX, 7],
            ("15F", "C_100"): [NAN] * 15,
        },
        index=pd.date_range("2021-04-01", periods=15, freq="MS", name="month"),
    ).rename_axis(columns=["area", "treatment_function"])
    rebase = {("03R", "C_100"): ["2022-04-01"]}

    charts = xmr_each(values, improvement="decrease", target=6, rebase=rebase)

    assert charts.index.names == ["area", "treatment_function", "month"]
    for series in values:
        alone = xmr(values[series], improvement="decrease", target=6, rebase=rebase.get(series, ()))
        pd.testing.assert_frame_equal(charts.loc[series], alone, check_freq=False)


def test_no_series_make_no_charts():
    assert xmr_each(pd.DataFrame(index=monthly([1, 2]).index), improvement="increase").empty


# Tenths, so that fractions are exact; few different ones, so that ties and points on the mean come up.
tenths = st.one_of(
    st.lists(st.one_of(st.none(), st.integers(-5, 5)), max_size=40),
    st.lists(st.integers(-300, 300), max_size=40),
    st.lists(st.integers(0, 9), min_size=7, max_size=30).map(lambda steps: np.cumsum(steps).tolist()),
    st.tuples(
        st.lists(st.integers(0, 4), min_size=7, max_size=15), st.lists(st.integers(0, 4), min_size=7)
    ).map(lambda parts: np.cumsum([*parts[0], *(-step for step in parts[1][:15])]).tolist()),
)


def tenths_by_month(values: list[int | None], plus: int = 0) -> pd.Series:
    return monthly([NAN if value is None else (value + plus) / 10 for value in values])


def as_floats(numbers) -> list[float]:
    return [NAN if number is None else float(number) for number in numbers]


@settings(max_examples=300)
@given(
    tenths,
    st.lists(st.integers(0, 39), max_size=2),
    st.one_of(st.none(), st.integers(12, 20)),
    st.booleans(),
)
def test_charts_equal_those_of_a_slow_second_implementation(values, cuts, baseline_points, screen_outliers):
    cuts = [cut for cut in cuts if cut < len(values)]
    series = tenths_by_month(values)
    slow = slow_xmr(
        [None if value is None else Fraction(value, 10) for value in values],
        cuts,
        baseline_points,
        screen_outliers,
    )

    chart = xmr(
        series,
        improvement="increase",
        rebase=series.index[cuts],
        baseline_points=baseline_points,
        screen_outliers=screen_outliers,
    )

    assert chart["group"].tolist() == [point.group for point in slow]
    for column, expected in zip(LIMITS, zip(*[point[1:4] for point in slow], strict=True), strict=False):
        assert np.allclose(chart[column], as_floats(expected), rtol=0, atol=1e-9, equal_nan=True)
    assert found(chart.fillna({"rule": "unknown"})) == [
        ("unknown" if point.rule is None else point.rule, point.signal) for point in slow
    ]


@given(tenths, st.integers(-100_000, 100_000))
def test_adding_a_number_moves_the_limits_and_nothing_else(values, plus):
    chart = xmr(tenths_by_month(values), improvement="increase")
    moved = xmr(tenths_by_month(values, plus), improvement="increase")

    assert np.allclose(moved[LIMITS], chart[LIMITS] + plus / 10, rtol=0, atol=1e-9, equal_nan=True)
    assert found(moved.fillna({"rule": ""})) == found(chart.fillna({"rule": ""}))


@given(tenths, st.sampled_from([0.01, 0.7, 3, 1000]))
def test_scaling_scales_the_limits_and_changes_nothing_else(values, factor):
    chart = xmr(tenths_by_month(values), improvement="increase")
    scaled = xmr(tenths_by_month(values) * factor, improvement="increase")

    assert np.allclose(scaled[LIMITS], chart[LIMITS] * factor, rtol=1e-9, atol=1e-9, equal_nan=True)
    assert scaled["assessment"].equals(chart["assessment"])


SWAPPED = {
    "special_cause_improvement": "special_cause_concern",
    "special_cause_concern": "special_cause_improvement",
}


@given(tenths)
def test_reversing_the_direction_swaps_improvement_and_concern(values):
    series = tenths_by_month(values)

    up = xmr(series, improvement="increase")
    down = xmr(series, improvement="decrease")
    mirrored = xmr(-series, improvement="decrease")

    assert down["assessment"].equals(up["assessment"].replace(SWAPPED))
    assert mirrored["assessment"].equals(up["assessment"])


@given(tenths.filter(len), st.data())
def test_a_rebase_is_the_same_as_charting_each_group_alone(values, data):
    series = tenths_by_month(values)
    cut = data.draw(st.integers(1, len(values)))

    chart = xmr(series, improvement="decrease", rebase=series.index[cut : cut + 1])
    alone = [xmr(part, improvement="decrease") for part in (series.iloc[:cut], series.iloc[cut:])]

    pd.testing.assert_frame_equal(
        chart.drop(columns="group"), pd.concat(alone).drop(columns="group"), check_freq=False
    )


CALLED_THERE = {
    "Common Cause": ("", 0),
    "Above UCL": ("outside", 1),
    "Below LCL": ("outside", -1),
    "7 Point Trend (Increasing)": ("trend", 1),
    "7 Point Trend (Decreasing)": ("trend", -1),
    "2 in 3 Above CL": ("two_of_three", 1),
    "2 in 3 Below CL": ("two_of_three", -1),
    "7 Points Above CL": ("shift", 1),
    "7 Points Below CL": ("shift", -1),
}


class Reference:
    """The cases of NHSRplotthedots: what went in and what came out."""

    def __init__(self, folder: Path) -> None:
        self.cases = pd.read_csv(folder / "spc_cases.csv", index_col="case")
        self.series = pd.read_csv(folder / "spc_series.csv", parse_dates=["date"], index_col="date")
        self.points = pd.read_csv(folder / "spc_points.csv", parse_dates=["date"], index_col=["case", "date"])
        self.summary = pd.read_csv(folder / "spc_summary.csv", index_col="case")

    def values(self, case: str) -> pd.Series:
        return self.series.loc[self.series["series"] == self.cases.loc[case, "series"], "value"]

    def chart(self, case: str, *, rebased: bool = True) -> pd.DataFrame:
        given = self.cases.loc[case]
        return xmr(
            self.values(case),
            improvement=given["improvement_direction"],
            target=given["target"],
            rebase=[given["rebase"]] if rebased and isinstance(given["rebase"], str) else [],
            baseline_points=None
            if np.isnan(given["fix_after_n_points"])
            else int(given["fix_after_n_points"]),
            screen_outliers=bool(given["screen_outliers"]),
        )


@pytest.fixture(scope="module")
def reference(shared) -> Reference:
    return Reference(shared / "oracle")


def test_every_point_of_the_reference_cases_agrees(reference):
    for case, expected in reference.points.groupby(level="case"):
        chart = reference.chart(case, rebased=case != "rebase_date_absent")
        expected = expected.droplevel("case")
        limits = expected[["mean", "lpl", "upl"]]
        if case == "constant":  # Wanted: a constant series has its limits at its mean.
            limits = limits.assign(lpl=limits["mean"], upl=limits["mean"])

        assert chart.index.equals(expected.index), case
        assert np.abs(chart[LIMITS].to_numpy() - limits.to_numpy()).max() < 1e-9, case
        assert found(chart) == [CALLED_THERE[cause] for cause in expected["special_cause_type"]], case
        assert chart["assessment"].tolist() == expected["point_type"].tolist(), case
        assert chart["group"].tolist() == expected["rebase_group"].tolist(), case
        assert chart["is_trial"].tolist() == expected["short_group_warning"].tolist(), case
        assert chart["target"].equals(expected["target"].astype(float)), case


def test_a_rebase_date_that_the_reference_ignores_is_refused(reference):
    with pytest.raises(RebaseNotInData, match="2022-12-15"):
        reference.chart("rebase_date_absent")


def test_the_icons_of_the_reference_cases_agree(reference):
    assured = {"consistent_pass": "met", "consistent_fail": "missed", "inconsistent": "hit-and-miss"}
    latest = reference.summary.groupby(level="case").tail(1)
    for case, expected in latest.iterrows():
        given = reference.cases.loc[case]
        chart = reference.chart(case, rebased=case != "rebase_date_absent")
        improvement = given["improvement_direction"]
        signal = CALLED_THERE[expected["last_special_cause"]][1]

        assert variation_icon(chart, improvement) == variation(signal, improvement), case
        name = assurance_icon(chart, given["target"], improvement).name
        assert name == assured.get(expected["assurance_type"], "none"), case
