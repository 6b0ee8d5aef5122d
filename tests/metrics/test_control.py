"""What control charts rest on and say, on the series that usually break such charts."""

import numpy as np
import pandas as pd
import pytest

from metrics.charts.control import ControlChart, Series, control_chart
from metrics.charts.svg import Layout
from metrics.compute.measures import MEASURES
from metrics.presenters.control import USUAL, Options, Rebased, charted, words
from metrics.presenters.control.drawn import columns_of, parts_of
from metrics.presenters.control.tables import control_cells

SHARE, LIST, REMOVALS = (
    MEASURES[slug] for slug in ("within-18-weeks", "waiting-list", "unreported-removals")
)
STEADY = [60, 61, 60, 59] * 4


def monthly(values: list[float], start: str = "2024-03-01") -> pd.Series:
    months = pd.date_range(start, periods=len(values), freq="MS").astype("datetime64[s]")
    return pd.Series(values, months, dtype="float64")


def chart_of(values: list[float], measure=SHARE, kind: str = "provider", start: str = "2024-03-01", **asked):
    return charted(measure, kind, monthly(values, start), **asked)


def drawn(chart) -> str:
    series = [Series("Wakefield", [None if pd.isna(one) else one for one in chart.points["value"]], "course")]
    facts = {"title": "t", "description": "d", "months": list(chart.points.index.date), "series": series}
    return control_chart(ControlChart(**facts, **parts_of(chart)), prefix="c", layout=Layout.COMPACT)


def rebased(month: str, reason: str = "A new hub opened") -> Rebased:
    return Rebased(pd.Timestamp(month).date(), reason)


def test_a_peak_at_the_end_is_a_special_cause_of_that_month():
    chart = chart_of([*STEADY, 75])

    assert words.signal(chart) == "Special cause of improvement in July 2025: above the upper limit."
    assert words.signal_in_brief(chart) == "special cause of improvement in July 2025"


def test_a_running_signal_is_dated_from_its_first_month():
    chart = chart_of([*[50, 54, 49, 53] * 2, *[56, 60] * 4])

    assert words.signal(chart) == (
        "Special cause of improvement since November 2024 (8 months): one of 7 or more months in a row above the mean."
    )


def test_a_month_within_the_limits_is_no_significant_change():
    assert words.signal(chart_of(STEADY)) == (
        "No significant change: June 2025 lies within the limits, and no rule marks it (common cause)."
    )
    assert words.signal_in_brief(chart_of(STEADY)) == ""


def test_fewer_than_thirteen_months_have_trial_limits_and_say_so():
    chart = chart_of([*STEADY[:8], 80])

    assert any(note.startswith("Trial limits: there are fewer than 13 months") for note in words.notes(chart))
    assert words.signal_in_brief(chart).endswith("(trial limits)")
    assert 'stroke-dasharray="2 4"' in drawn(chart)


def test_a_waiting_list_is_said_to_carry_over():
    assert any("carries over from one month" in note for note in words.notes(chart_of(STEADY, LIST)))
    assert not any(
        "carries over" in note for note in words.notes(chart_of(STEADY, MEASURES["admitted-per-1000"]))
    )


def test_a_constant_series_has_its_limits_at_its_mean():
    chart = chart_of([100.0] * 14)

    assert words.signal(chart).startswith("No significant change")
    assert control_cells(SHARE, chart.points.iloc[-1])[:3] == ["100.0%"] * 3
    assert "nan" not in drawn(chart)


@pytest.mark.parametrize("values", [[], [60.0], [np.nan, np.nan], [np.nan, 60.0]])
def test_one_month_alone_or_none_has_no_limits_and_no_judgement(values):
    chart = chart_of(values)

    assert words.signal(chart) == words.TOO_FEW
    assert words.notes(chart) == []
    assert words.special_causes(chart) == ""
    assert chart.control.icons == []
    if values:
        assert "nan" not in drawn(chart)


def test_missing_months_are_neither_judged_nor_drawn():
    chart = chart_of([*STEADY[:6], np.nan, np.nan, *STEADY[8:]])

    judged = parts_of(chart)["judged"]
    assert judged[6] is judged[7] is None
    assert [one.words for one in judged if one] == ["common cause"] * 14
    assert drawn(chart).count("<title>") == 14


def test_tiny_counts_have_no_limit_below_nothing():
    chart = chart_of([0, 3, 0, 0, 1, 4, 0, 2, 0, 0, 5, 0, 1, 0], LIST)

    assert parts_of(chart)["limits"][0].lower is None
    assert control_cells(LIST, chart.points.iloc[-1])[1] == "below 0"
    assert ", not above" in words.notes(chart)[0]
    assert columns_of(chart)["lower_limit"][0] < 0


def test_what_may_fall_below_zero_keeps_its_limit():
    chart = chart_of([0.5, -0.5, 0.7, -0.9] * 4, REMOVALS)

    assert parts_of(chart)["limits"][0].lower < 0


def test_limits_start_anew_at_a_rebase_date_with_its_reason():
    chart = chart_of([*STEADY, *[value + 10 for value in STEADY]], rebases=[rebased("2025-07-01")])

    assert [one.mean for one in parts_of(chart)["limits"]] == [60, 70]
    assert parts_of(chart)["rebases"][0].label == "Limits anew: A new hub opened"
    assert "They start anew in July 2025: A new hub opened." in words.notes(chart)
    assert words.signal(chart).startswith("No significant change")


def test_a_rebase_date_in_a_month_without_a_figure_is_not_used_and_said():
    values = [*STEADY[:10], np.nan, *STEADY[11:]]

    chart = chart_of(values, rebases=[rebased("2025-01-01")])

    assert chart.points["group"].max() == 0
    assert parts_of(chart)["rebases"] == []
    assert (
        "The rebase date January 2025 (A new hub opened) is not used: that month has no figure."
        in words.notes(chart)
    )


def test_a_rebase_date_that_lies_ahead_of_the_month_shown_is_not_spoken_of():
    chart = chart_of(STEADY, rebases=[rebased("2030-01-01")])

    assert not any("rebase" in note for note in words.notes(chart))


def test_limits_start_anew_at_a_break_of_series_and_say_which():
    chart = chart_of([*STEADY, *STEADY], start="2023-01-01")

    assert any(
        note
        == "They start anew in February 2024, after a break in the series: community pathways left the figures."
        for note in words.notes(chart)
    )


def test_the_options_of_the_method_change_limits_and_are_said():
    values = [*STEADY, 80, 60, 61, 60]

    fixed = chart_of(values, options=Options(baseline=12))
    unscreened = chart_of(values, options=Options(screens=False))

    assert fixed.points["mean"].iloc[-1] == np.mean(values[:12])
    assert any("first 12 of these months" in note for note in words.notes(fixed))
    assert unscreened.points["upper_limit"].iloc[-1] > chart_of(values).points["upper_limit"].iloc[-1]
    assert any("single large jumps count" in note for note in words.notes(unscreened))
    assert (USUAL.query, Options(12, False).query) == ("", "&baseline=12&screen=no")


def test_the_columns_of_a_file_are_those_of_the_chart():
    columns = columns_of(chart_of([*STEADY, 75]))

    assert columns["rule"][-1] == "outside"
    assert columns["assessment"][-1] == "special_cause_improvement"
    assert columns["target"][-1] == 92
    assert columns["limits_since"][-1] == "2024-03"
    assert not columns["trial_limits"][-1]


def test_a_measure_without_a_better_way_is_neither_improvement_nor_concern():
    chart = chart_of([*[1.0, 1.1, 0.9] * 5, 9.0], REMOVALS)

    assert words.signal(chart) == (
        "Special cause, high or rising (neither better nor worse), in June 2025: above the upper limit."
    )
    assert parts_of(chart)["judged"][-1].name == "neutral"
