"""What is news in the figures of a month, from plain tables."""

from datetime import date
from math import nan

import pandas as pd
import pytest

from metrics.compute.history import History
from metrics.compute.measures import MEASURES
from metrics.compute.watched import concern_begins, is_past, reached

MONTH = date(2025, 6, 1)
SHARE, WAIT = MEASURES["within-18-weeks"], MEASURES["median-wait"]


def of(measure, *values: float, pathways: float = 1000, last: date = MONTH) -> History:
    """Return the history of one area, A, up to a month."""
    months = pd.date_range(end=last, periods=len(values), freq="MS", unit="s", name="month")
    frame = pd.DataFrame([values], index=pd.Index(["A"], name="area"), columns=months, dtype="float64")
    none = frame * nan
    return History(measure, frame, none, none, none, none, frame * 0 + pathways)


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [
        (64.9, 65.0, True),
        (60.0, 80.0, True),
        (64.94, 64.95, True),  # as pages write them: 64.9% and 65.0%
        (64.96, 65.1, False),
        (65.0, 66.0, False),
        (66.0, 64.0, False),
        (60.0, 64.9, False),
        (nan, 70.0, False),
        (60.0, nan, False),
        (nan, nan, False),
    ],
)
def test_a_value_is_reached_by_who_was_short_of_it_the_month_before(before, now, is_told):
    assert reached(of(SHARE, before, now), "sicbl", MONTH, 65)["A"] == is_told


@pytest.mark.parametrize(
    ("before", "now", "is_told"),
    [(14.0, 12.0, True), (12.0, 11.0, False), (11.0, 14.0, False), (nan, 9, False)],
)
def test_a_shorter_wait_is_reached_from_above(before, now, is_told):
    assert reached(of(WAIT, before, now), "sicbl", MONTH, 12)["A"] == is_told


def test_nothing_is_reached_without_the_month_before():
    history = of(SHARE, 60, 70).over([date(2025, 4, 1), MONTH])

    assert not reached(history, "sicbl", MONTH, 65)["A"]


@pytest.mark.parametrize(("kind", "is_told"), [("sicbl", False), ("provider", True)])
def test_nothing_is_reached_from_one_count_to_another(kind, is_told):
    april = date(2023, 4, 1)  # when the lists of commissioners grew

    assert reached(of(SHARE, 60, 70, last=april), kind, april, 65)["A"] == is_told


def test_zero_is_a_value_and_missing_is_none():
    assert list(is_past(pd.Series([0.0, nan]), 5, WAIT)) == [True, False]


STEADY = [60.1, 59.9] * 6


@pytest.mark.parametrize(
    ("values", "is_told"),
    [
        ([*STEADY, 50], True),
        ([*STEADY, 70], False),  # an improvement
        ([*STEADY, 60.1], False),
        ([*STEADY, 50, 49], False),  # it began the month before
        ([*STEADY, nan, 50], False),
        ([*STEADY, nan], False),
        ([*STEADY, *[59.89 - step / 100 for step in range(6)]], False),
    ],
)
def test_concern_begins_where_the_chart_of_the_month_before_showed_none(values, is_told):
    assert concern_begins(of(SHARE, *values), "sicbl", MONTH)["A"] == is_told


def test_a_trend_is_told_when_it_is_whole_though_it_marks_earlier_months_too():
    falling = [60, 60.4, 59.7, 60.3, 59.8, 60.2, 60.5, 60.4, 60.3, 60.2, 60.1, 60.0, 59.9]

    told = [concern_begins(of(SHARE, *falling[:length]), "sicbl", MONTH)["A"] for length in range(3, 14)]

    assert told == [False] * 10 + [True]


def test_concern_of_too_few_pathways_is_not_told():
    assert not concern_begins(of(SHARE, *STEADY, 50, pathways=19), "sicbl", MONTH)["A"]
