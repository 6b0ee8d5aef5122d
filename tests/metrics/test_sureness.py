"""What an area's page calls better, and what it calls more than chance."""

import numpy as np
import pandas as pd
import pytest

from metrics.compute.measures import MEASURES
from metrics.presenters import words
from metrics.presenters.control import control_of
from metrics.presenters.sureness import between

SHARE, RATE, MEDIAN = MEASURES["within-18-weeks"], MEASURES["admitted-per-1000"], MEASURES["median-wait"]


def figures(**columns: float) -> pd.DataFrame:
    known = {"incomplete": 1000.0, "within_18": 600.0, "admitted": 500.0, "population": 100_000.0, **columns}
    made = pd.DataFrame([known], index=["03R"])
    made["within-18-weeks"] = 100 * made["within_18"] / made["incomplete"]
    made["admitted-per-1000"] = 1000 * made["admitted"] / made["population"]
    return made.assign(**{"median-wait": 14.0})


def verdict(measure, england: float, **columns: float) -> str:
    return words.sure_verdict(measure, between(measure, figures(**columns), "03R"), words.exactly(england))


@pytest.mark.parametrize(
    ("england", "expected"),
    # Wilson's 95% interval of 600 in 1,000 is 56.9% to 63.0%; Byar's of 500 in 100,000 is 4.57 to 5.46 per 1,000.
    [(56.0, words.BETTER), (57.5, words.SAME), (62.5, words.SAME), (63.5, words.WORSE)],
)
def test_a_share_is_better_only_beyond_its_interval(england, expected):
    assert verdict(SHARE, england) == expected


@pytest.mark.parametrize(
    ("england", "expected"), [(4.5, words.BETTER), (4.7, words.SAME), (5.4, words.SAME), (5.5, words.WORSE)]
)
def test_a_rate_is_better_only_beyond_its_interval(england, expected):
    assert verdict(RATE, england) == expected


def test_the_same_share_of_more_pathways_is_surer():
    assert verdict(SHARE, 59.0) == words.SAME
    assert verdict(SHARE, 59.0, incomplete=100_000, within_18=60_000) == words.BETTER


def test_a_median_has_no_interval_so_it_is_neither_better_nor_worse():
    assert verdict(MEDIAN, 18.0) == words.UNSURE
    assert verdict(MEDIAN, 14.04) == words.SAME


def test_a_figure_that_is_not_known_is_not_compared():
    assert verdict(RATE, 5.0, population=np.nan) == words.UNKNOWN
    assert between(SHARE, figures(), "nowhere").value is None


def monthly(values: list[float], start: str = "2024-03-01") -> pd.Series:
    return pd.Series(values, index=pd.date_range(start, periods=len(values), freq="MS"))


def test_a_steady_series_is_common_cause_and_misses_its_standard():
    control = control_of(SHARE, "sicbl", monthly([60, 61, 60, 59, 60, 61, 60, 59, 60, 61, 60, 59, 60, 61]))

    assert [icon.name for icon in control.icons] == ["steady", "missed"]


def test_a_jump_at_the_end_is_special_cause():
    control = control_of(SHARE, "sicbl", monthly([60, 61, 60, 59, 60, 61, 60, 59, 60, 61, 60, 59, 60, 75]))

    assert control.icons[0].name == "improving-up"


def test_months_before_a_break_of_series_are_left_out():
    before, after = [40.0, 42.0] * 12, [60, 61, 60, 59, 60, 61, 60, 59, 60, 61, 60, 59, 60, 61]

    broken = control_of(SHARE, "sicbl", monthly([*before, *after], start="2022-02-01"))

    assert [icon.name for icon in broken.icons] == ["steady", "missed"]


def test_few_months_are_on_trial():
    control = control_of(SHARE, "sicbl", monthly([60, 61, 60, 59]))

    assert control.icons[0].words.endswith("(trial: fewer than 13 months)")


@pytest.mark.parametrize("values", [[], [60.0], [np.nan, np.nan]])
def test_nothing_is_said_where_nothing_can_be(values):
    assert control_of(RATE, "sicbl", monthly(values)).icons == []
