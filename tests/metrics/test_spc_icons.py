"""What control charts are said to show, and where they suggest a rebase."""

import numpy as np
import pandas as pd
import pytest

from metrics.charts import icons
from metrics.compute.spc import assurance, assurance_icon, suggested_rebases, variation_icon, xmr

NAN = np.nan
FOUR_AND_SIX = [4, 6] * 6  # Limits −0.32 and 10.32.


def charted(*values: float, improvement: str = "increase", **options) -> pd.DataFrame:
    months = pd.date_range("2021-04-01", periods=len(values), freq="MS")
    return xmr(pd.Series(values, months, dtype=float), improvement=improvement, **options)


@pytest.mark.parametrize(
    ("improvement", "latest", "name", "words"),
    [
        (
            "increase",
            20,
            "improving-up",
            "Improving: high or rising, more than the usual movement (special cause)",
        ),
        (
            "increase",
            -20,
            "concern-down",
            "Getting worse: low or falling, more than the usual movement (special cause)",
        ),
        (
            "decrease",
            20,
            "concern-up",
            "Getting worse: high or rising, more than the usual movement (special cause)",
        ),
        (
            "decrease",
            -20,
            "improving-down",
            "Improving: low or falling, more than the usual movement (special cause)",
        ),
        (
            "neutral",
            20,
            "neutral-up",
            "High or rising, more than the usual movement, neither better nor worse (special cause)",
        ),
        (
            "neutral",
            -20,
            "neutral-down",
            "Low or falling, more than the usual movement, neither better nor worse (special cause)",
        ),
        ("increase", 5, "steady", "No significant change (common cause)"),
        ("neutral", 5, "steady", "No significant change (common cause)"),
    ],
)
def test_the_latest_point_says_how_the_figures_vary(improvement, latest, name, words):
    chart = charted(*FOUR_AND_SIX, latest, improvement=improvement, baseline_points=12)

    icon = variation_icon(chart, improvement)

    assert (icon.name, icon.words) == (name, words)


def test_an_earlier_signal_is_not_the_latest():
    assert variation_icon(charted(*FOUR_AND_SIX, 20, 5, baseline_points=12), "increase").name == "steady"


def test_the_latest_known_point_counts_where_later_months_are_missing():
    chart = charted(*FOUR_AND_SIX, 20, NAN, NAN, baseline_points=12)

    assert variation_icon(chart, "increase").name == "improving-up"


@pytest.mark.parametrize("values", [[], [NAN, NAN], [4.0]])
def test_too_few_months_show_nothing(values):
    chart = charted(*values)

    assert variation_icon(chart, "increase").name == "none"
    assert "Too few months" in variation_icon(chart, "increase").words
    assert assurance_icon(chart, 3, "increase").name == "none"


@pytest.mark.parametrize(
    ("improvement", "target", "name", "words"),
    [
        ("increase", -1, "met", "Expected to meet the standard every month unless something changes"),
        ("increase", 11, "missed", "Expected to miss the standard every month unless something changes"),
        ("decrease", 11, "met", "Expected to meet the standard every month unless something changes"),
        ("decrease", -1, "missed", "Expected to miss the standard every month unless something changes"),
        ("increase", 5, "hit-and-miss", "Expected to meet the standard in some months and miss it in others"),
        ("neutral", 11, "none", "No target to compare with"),
        ("increase", None, "none", "No target to compare with"),
        ("increase", NAN, "none", "No target to compare with"),
    ],
)
def test_the_limits_say_whether_the_target_will_be_met(improvement, target, name, words):
    icon = assurance_icon(charted(*FOUR_AND_SIX, improvement=improvement), target, improvement)

    assert (icon.name, icon.words) == (name, words)


def test_a_target_on_a_limit_is_within_the_limits():
    assert assurance(4, 6, 6, "increase").name == "hit-and-miss"
    assert assurance(4, 6, 4, "decrease").name == "hit-and-miss"


def test_the_limits_of_the_last_group_count():
    chart = charted(*FOUR_AND_SIX, 24, 26, 24, 26, rebase=["2022-04-01"])

    assert assurance_icon(chart, 15, "increase").name == "met"


def test_the_target_of_the_latest_known_month_counts():
    chart = charted(*FOUR_AND_SIX, NAN, NAN)
    lowered = pd.Series([20.0, -5.0, 20.0], pd.to_datetime(["2021-04-01", "2022-03-01", "2022-04-01"]))

    assert assurance_icon(chart, lowered, "increase").name == "met"


def test_every_icon_is_drawn():
    for improvement in ("increase", "decrease", "neutral"):
        for latest in (20, 5, -20):
            chart = charted(*FOUR_AND_SIX, latest, improvement=improvement, baseline_points=12)
            assert variation_icon(chart, improvement).name in icons.NAMES
    for target in (-1, 5, 11):
        assert assurance_icon(chart, target, "increase").name in icons.NAMES


LOW = [4, 6, 5, 5, 6, 4, 5, 6, 4, 5, 4, 6]
HIGH = [14, 16, 15, 15, 16, 14, 15, 16, 14, 15, 14, 16]


def test_a_step_that_has_lasted_a_year_suggests_a_rebase_at_its_first_month():
    chart = charted(*LOW, *HIGH)

    [suggested] = suggested_rebases(chart)

    assert suggested.month == pd.Timestamp("2022-04-01")
    assert (suggested.signal, suggested.before, suggested.since, suggested.points) == (1, 5, 15, 12)


def test_a_step_down_is_suggested_too():
    [suggested] = suggested_rebases(charted(*HIGH, *LOW))

    assert (suggested.signal, suggested.before, suggested.since) == (-1, 15, 5)


def test_a_suggested_month_can_be_rebased_at_and_is_not_suggested_again():
    values = [*LOW, *HIGH]
    [suggested] = suggested_rebases(charted(*values))

    rebased = charted(*values, rebase=[suggested.month])

    assert rebased["group"].iloc[-1] == 1
    assert suggested_rebases(rebased) == []


def test_one_month_on_the_other_side_does_not_hide_a_step():
    [suggested] = suggested_rebases(charted(*LOW, *HIGH[:8], 4, *HIGH))

    assert suggested.month == pd.Timestamp("2022-04-01")


def test_missing_months_are_not_counted():
    [suggested] = suggested_rebases(charted(*LOW, NAN, NAN, *HIGH, NAN))

    assert suggested.month == pd.Timestamp("2022-06-01")
    assert suggested.points == 12
    assert suggested_rebases(charted(*LOW, *HIGH[:-1], NAN)) == []


@pytest.mark.parametrize(
    "values",
    [
        [],
        [NAN] * 30,
        [5.0] * 30,
        [*LOW, *LOW],
        [*LOW, *HIGH[:11]],
        [*LOW[:11], *HIGH],
        [*LOW, *HIGH, *LOW[:3]],
        [*LOW, *HIGH, *LOW],
        [*LOW, *HIGH, 22],
        [*LOW, *HIGH, 16, 17, 16, 17, 16, 17, 16, 15, 14, 15],
        list(range(36)),
    ],
    ids=[
        "nothing",
        "unknown",
        "constant",
        "steady",
        "too-new",
        "too-early",
        "going-back",
        "gone-back",
        "odd-latest",
        "shifting-again",
        "drift",
    ],
)
def test_what_has_not_shifted_lasted_and_settled_suggests_nothing(values):
    assert suggested_rebases(charted(*values)) == []


def test_few_steady_series_and_hardly_any_drifting_one_suggest_a_rebase():
    chance = np.random.default_rng(20240401)
    months = np.arange(48)

    steady = sum(bool(suggested_rebases(charted(*chance.normal(50, 5, 48)))) for _ in range(100))
    drifting = sum(bool(suggested_rebases(charted(*chance.normal(months, 5)))) for _ in range(100))

    assert steady <= 3
    assert drifting <= 3
