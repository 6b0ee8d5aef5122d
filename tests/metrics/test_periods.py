"""One value for each area over several months, against the counts added up by hand."""

from math import sqrt

import numpy as np
import pandas as pd
import pytest

from metrics.compute.history import history
from metrics.compute.intervals import proportion_interval, rate_interval
from metrics.compute.measures import MEASURES
from metrics.compute.periods import over_period

WITHIN_18 = MEASURES["within-18-weeks"]
ADMITTED = MEASURES["admitted-per-1000"]
LIST_RATE = MEASURES["waiting-list-per-1000"]
MONTHS = pd.date_range("2025-03-01", periods=3, freq="MS")


def figures(**columns: list) -> pd.DataFrame:
    """Return the figures of one area, a value a month in each column; others not known."""
    count = len(next(iter(columns.values())))
    return pd.DataFrame({"area": "A", "month": MONTHS[:count], **columns})


def of(measure, **columns) -> pd.Series:
    return over_period(history(measure, figures(**columns))).loc["A"]


def test_a_rate_of_events_is_their_sum_by_the_people_of_all_months():
    found = of(ADMITTED, admitted=[100.0, 300.0, 200.0], population=[50_000.0, 50_000.0, 60_000.0])

    assert found["value"] == pytest.approx(600 / 160_000 * 1000)
    assert (found["pathways"], found["months"]) == (600, 3)


def test_a_month_without_events_or_people_counts_in_neither_sum():
    found = of(ADMITTED, admitted=[100.0, np.nan, 200.0], population=[50_000.0, 50_000.0, np.nan])

    assert found["value"] == pytest.approx(2.0)
    assert (found["pathways"], found["months"]) == (100, 1)


def test_more_months_of_events_make_a_rate_surer():
    one = of(ADMITTED, admitted=[400.0], population=[50_000.0])
    three = of(ADMITTED, admitted=[400.0] * 3, population=[50_000.0] * 3)

    assert three["value"] == pytest.approx(one["value"])
    assert one["upper"] - one["lower"] == pytest.approx(sqrt(3) * (three["upper"] - three["lower"]), rel=0.01)
    byar = rate_interval(pd.Series([1200.0]), pd.Series([150_000.0])).iloc[0]
    assert three["lower"] == pytest.approx(byar["lower"])


def test_a_share_of_the_list_is_summed_but_no_surer_for_counting_the_same_pathways_again():
    one = of(WITHIN_18, within_18=[60.0], incomplete=[100.0])
    three = of(WITHIN_18, within_18=[60.0, 30.0, 90.0], incomplete=[100.0, 50.0, 150.0])

    assert three["value"] == pytest.approx(60)
    assert (three["lower"], three["upper"]) == pytest.approx((one["lower"], one["upper"]))
    assert (three["pathways"], three["months"]) == (100, 3)


def test_a_rate_of_the_list_is_that_of_its_average_month():
    found = of(LIST_RATE, incomplete=[900.0, 1100.0], population=[10_000.0, 10_000.0])

    average = rate_interval(pd.Series([1000.0]), pd.Series([10_000.0])).iloc[0]
    assert found[["value", "lower", "upper"]].tolist() == pytest.approx(
        average[["value", "lower", "upper"]].tolist()
    )


def test_a_wait_is_the_mean_of_its_months_without_limits():
    found = of(MEASURES["median-wait"], median_wait=[10.0, np.nan, 13.0], incomplete=[100.0, 10.0, 300.0])

    assert found["value"] == 11.5
    assert np.isnan(found["lower"])
    assert (found["pathways"], found["months"]) == (200, 2)


def test_a_count_is_the_mean_of_its_months():
    found = of(MEASURES["waiting-list"], incomplete=[900.0, 1100.0])

    assert (found["value"], found["pathways"], found["months"]) == (1000, 1000, 2)
    assert np.isnan(found["upper"])


def test_a_share_of_too_few_pathways_is_not_known():
    found = of(WITHIN_18, within_18=[5.0, 5.0, 5.0], incomplete=[19.0, 20.0, 18.0])

    assert found[["value", "lower", "upper"]].isna().all()
    assert (found["pathways"], found["months"]) == (19, 3)


def test_an_area_without_a_known_month_has_no_value():
    found = of(ADMITTED, admitted=[np.nan, np.nan], population=[50_000.0, 50_000.0])

    assert found[["value", "lower", "upper", "pathways"]].isna().all()
    assert found["months"] == 0


@pytest.mark.parametrize("slug", sorted(MEASURES))
def test_one_month_alone_is_the_month(slug, made_figures):
    month = history(MEASURES[slug], made_figures)

    found = over_period(month)

    known = month.values.iloc[:, 0].dropna().index
    for name, frame in (("value", month.values), ("lower", month.lower), ("upper", month.upper)):
        np.testing.assert_allclose(found.loc[known, name], frame.loc[known].iloc[:, 0], rtol=1e-12)
    assert found["value"].notna().sum() == len(known) > 0
    np.testing.assert_array_equal(found.loc[known, "pathways"], month.pathways.loc[known].iloc[:, 0])


@pytest.fixture
def made_figures() -> pd.DataFrame:
    """One month of 40 areas, some small."""
    random = np.random.default_rng(7)
    listed = random.integers(5, 5000, 40).astype(float)
    part = {name: np.floor(listed * random.random(40)) for name in PARTS}
    waits = {name: random.uniform(1, 60, 40) for name in WAITS}
    return pd.DataFrame(
        {
            "area": [f"A{number:02}" for number in range(40)],
            "month": MONTHS[0],
            "incomplete": listed,
            "population": random.integers(50_000, 500_000, 40).astype(float),
            "registered": random.integers(50_000, 500_000, 40).astype(float),
            **part,
            **waits,
        }
    )


PARTS = (
    "within_18",
    "over_52",
    "over_65",
    "over_78",
    "over_104",
    "decision_to_admit",
    "admitted",
    "non_admitted",
    "new_periods",
    "unreported_removals",
)
WAITS = (
    "median_wait",
    "p92_wait",
    "admitted_median",
    "admitted_p95",
    "non_admitted_median",
    "non_admitted_p95",
    "clearance_weeks",
)


def test_over_months_it_is_what_a_slow_count_gives():
    random = np.random.default_rng(11)
    areas, months = [f"A{number}" for number in range(12)], 9
    rows = pd.DataFrame(
        [(area, month) for area in areas for month in pd.date_range("2024-01-01", periods=months, freq="MS")],
        columns=["area", "month"],
    )
    rows["incomplete"] = random.integers(5, 60, len(rows)).astype(float)
    rows["within_18"] = np.floor(rows["incomplete"] * random.random(len(rows)))
    rows["admitted"] = random.integers(0, 9, len(rows)).astype(float)
    rows["population"] = random.integers(1000, 2000, len(rows)).astype(float)
    for name in ("incomplete", "admitted"):
        rows.loc[random.random(len(rows)) < 0.2, name] = np.nan

    share, rate = (over_period(history(measure, rows)) for measure in (WITHIN_18, ADMITTED))

    for area in areas:
        _same_as_by_hand(share.loc[area], rate.loc[area], rows[rows["area"] == area])


def _same_as_by_hand(share: pd.Series, rate: pd.Series, rows: pd.DataFrame) -> None:
    """Compare with counts added up one by one."""
    within = listed = events = people = 0.0
    list_months = event_months = 0
    for row in rows.itertuples():
        if row.incomplete == row.incomplete:
            within, listed, list_months = within + row.within_18, listed + row.incomplete, list_months + 1
        if row.admitted == row.admitted:
            events, people, event_months = events + row.admitted, people + row.population, event_months + 1
    average = listed / list_months
    assert (share["months"], rate["months"]) == (list_months, event_months)
    assert rate["value"] == pytest.approx(1000 * events / people)
    assert rate["pathways"] == events
    assert share["pathways"] == pytest.approx(average)
    if average >= 20:
        wilson = proportion_interval(pd.Series([within / list_months]), pd.Series([average])).iloc[0]
        assert share["value"] == pytest.approx(100 * within / listed)
        assert share["lower"] == pytest.approx(wilson["lower"])
    else:
        assert np.isnan(share["value"])
