"""Before and after a start: which months, what they show, and what is not said."""

from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from metrics.compute.before_after import (
    CANNOT,
    HIGHER,
    IMPROVED,
    MIXED,
    NO_CHANGE,
    NOT_YET,
    WORSENED,
    before_after,
    changes,
    trend_before,
    windows,
)
from metrics.compute.history import History
from metrics.compute.measures import MEASURES
from tests.metrics import slow_before_after as slow

START = date(2024, 10, 1)
UNSETTLED = [60.0, 61, 60, 61, 60, 61, 60, 61, 60, 61, 60, 61]


def by_month(values: list[float | None], first: str = "2023-10-01") -> pd.Series:
    index = pd.date_range(first, periods=len(values), freq="MS", name="month")
    return pd.Series(values, index=index, dtype="float64")


def shown(values: list[float | None], direction: str = "increase", *, starts: date = START, **asked):
    series = by_month(values)
    return before_after(series, windows(starts, series.index[-1].date(), **asked), direction)


def names(months: pd.DatetimeIndex) -> list[str]:
    return [f"{month:%Y-%m}" for month in months]


def test_a_year_stands_on_each_side_and_the_start_is_after():
    found = windows(START, date(2026, 5, 1))

    assert names(found.before) == [f"{year}-{month:02}" for year, month in slow.months_back(2024, 10, 12)]
    assert names(found.after) == [f"{year}-{month:02}" for year, month in slow.months_on(2024, 10, 12)]
    assert not found.may_grow
    assert found.cut_at == ()


def test_the_months_after_end_with_the_newest_and_may_grow():
    found = windows(START, date(2025, 1, 1))

    assert names(found.after) == ["2024-10", "2024-11", "2024-12", "2025-01"]
    assert found.may_grow


def test_a_claim_that_ended_is_measured_to_its_last_month():
    found = windows(START, date(2026, 5, 1), ends=date(2025, 3, 31))

    assert names(found.after)[-1] == "2025-03"
    assert not found.may_grow


def test_the_months_before_begin_with_the_oldest():
    found = windows(START, date(2026, 5, 1), known_from=date(2024, 4, 1), recounts=[date(2024, 2, 1)])

    assert names(found.before) == [f"2024-{month:02}" for month in range(4, 10)]
    assert found.cut_at == ()


def test_a_start_that_is_still_to_come_has_no_month_after():
    assert windows(date(2027, 1, 1), date(2026, 5, 1)).after.empty


@pytest.mark.parametrize(
    ("recount", "first", "last"),
    [
        (date(2024, 2, 1), "2024-02", "2025-09"),
        (date(2025, 4, 1), "2023-10", "2025-03"),
        (date(2023, 10, 1), "2023-10", "2025-09"),
        (date(2025, 10, 1), "2023-10", "2025-09"),
    ],
    ids=["before", "after", "at the edge", "later"],
)
def test_no_window_reaches_over_a_break_of_the_series(recount, first, last):
    found = windows(START, date(2026, 5, 1), recounts=[recount])

    assert (names(found.before)[0], names(found.after)[-1]) == (first, last)
    assert (found.cut_at == (recount,)) == ((first, last) != ("2023-10", "2025-09"))


def test_a_break_in_the_month_of_the_start_leaves_nothing_to_compare_with():
    found = shown([*UNSETTLED, *UNSETTLED], recounts=[START])

    assert found.windows.before.empty
    assert found.verdict == CANNOT


@pytest.mark.parametrize(
    ("after", "direction", "verdict", "marked"),
    [
        ([60.0, 61, 60, 61, 60, 61], "increase", NO_CHANGE, 0),
        ([70.0, 71, 70, 71, 70, 71], "increase", IMPROVED, 6),
        ([70.0, 71, 70, 71, 70, 71], "decrease", WORSENED, 6),
        ([70.0, 71, 70, 71, 70, 71], "neutral", HIGHER, 6),
        ([60.0, 61, 60, 61, 60, 71], "increase", IMPROVED, 1),
        ([50.0, 61, 60, 61, 60, 71], "increase", MIXED, 2),
    ],
    ids=["steady", "up", "up where lower is better", "up where neither is", "one month", "both ways"],
)
def test_what_came_after_is_held_against_what_was_before(after, direction, verdict, marked):
    found = shown([*UNSETTLED, *after], direction)

    assert (found.verdict, found.marked) == (verdict, marked)


def test_a_run_that_began_before_the_start_is_none_of_the_months_after():
    found = shown([*UNSETTLED[:6], *[60.9] * 6, *[60.9] * 6])

    assert found.verdict == NO_CHANGE


def test_too_few_months_after_are_not_yet_measurable_and_a_missing_month_is_not_zero():
    found = shown([*UNSETTLED, 70, 71, None, None, None, 70, 71, 70])

    assert (found.verdict, found.known_after) == (NOT_YET, 5)


def test_too_few_months_before_cannot_be_made_good():
    found = shown([None] * 7 + UNSETTLED[:5] + [70.0] * 12)

    assert (found.verdict, found.known_before) == (CANNOT, 5)


def test_a_claim_that_ended_too_soon_cannot_be_measured():
    assert shown([*UNSETTLED, *[70.0] * 12], ends=date(2024, 12, 31)).verdict == CANNOT


@pytest.mark.parametrize("seed", range(60))
def test_it_agrees_with_the_plain_way(seed):
    random = np.random.default_rng(seed)
    values = np.round(60 + random.normal(0, 1, 24) + np.repeat([0, random.normal(0, 1.5)], 12), 1)
    values[random.random(24) < 0.1] = np.nan
    before, after = (
        [Fraction(str(one)) for one in side if not np.isnan(one)] for side in np.split(values, 2)
    )

    found = shown(list(values))

    mean, reach, marks = slow.judged(before, after)
    drawn = found.points.iloc[0][["mean", "lower_limit", "upper_limit"]].tolist()
    assert drawn == pytest.approx((float(mean), float(mean - reach), float(mean + reach)))
    assert list(found.points["signal"].iloc[12:][~np.isnan(values[12:])]) == marks


@pytest.mark.parametrize("seed", range(40))
def test_a_trend_before_agrees_with_counting_every_pair(seed):
    random = np.random.default_rng(seed)
    values = np.round(random.normal(0, 1, 12) + np.arange(12) * random.choice([-0.3, 0, 0.3]), 1)
    values[random.random(12) < 0.1] = np.nan

    assert trend_before(by_month(list(values))) == slow.trend([one for one in values if not np.isnan(one)])


def test_a_series_that_never_moves_has_no_trend():
    assert trend_before(by_month([60.0] * 12)) == 0


def test_a_change_is_that_of_all_pathways_of_the_months_not_of_their_percentages():
    months = pd.date_range("2023-10-01", periods=24, freq="MS", name="month")
    completed = pd.DataFrame([[20] * 11 + [240] + [10] * 12], index=["03R"], columns=months, dtype="float64")
    people = completed * 0 + 10_000
    known = History(
        MEASURES["admitted-per-1000"],
        values=completed / 10,
        lower=completed,
        upper=completed,
        numerator=completed,
        denominator=people,
        pathways=completed,
    )

    found = changes(known, windows(START, date(2025, 9, 1))).loc["03R"]

    assert found["before"] == pytest.approx(1000 * (11 * 20 + 240) / 120_000)
    assert found["change"] == pytest.approx(1000 * 120 / 120_000 - 1000 * 460 / 120_000)
    assert found["relative"] == pytest.approx(100 * (120 / 460 - 1))


def test_a_change_with_too_few_months_on_a_side_is_not_known():
    months = pd.date_range("2023-10-01", periods=17, freq="MS", name="month")
    frame = pd.DataFrame(1000.0, index=["03R"], columns=months)
    known = History(MEASURES["waiting-list"], frame, frame, frame, frame, frame * np.nan, frame)

    found = changes(known, windows(START, date(2025, 2, 1))).loc["03R"]

    assert found["after_months"] == 5
    assert found[["before", "after", "change", "relative"]].isna().all()
