"""The registry of measures: each says what it is, and computes it."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from metrics.compute.measures import (
    GP,
    HEADLINE,
    MEASURES,
    ONS,
    PER_1000,
    PER_1000_REGISTERED,
    PER_CENT,
    QUANTITIES,
    SERIES_BREAKS,
    measure_values,
    quantity,
)
from metrics.compute.waits import FIGURE_COLUMNS
from metrics.models import Area

WAKEFIELD = {
    "admitted": 1_000,
    "non_admitted": 4_000,
    "incomplete": 40_000,
    "decision_to_admit": 6_000,
    "new_periods": 5_500,
    "within_18": 24_000,
    "over_52": 800,
    "over_65": 80,
    "over_78": 8,
    "over_104": 2,
    "median_wait": 14.5,
    "p92_wait": 42.25,
    "admitted_median": 11.5,
    "admitted_p95": 61.5,
    "non_admitted_median": 8.5,
    "non_admitted_p95": 55.5,
    "population": 400_000,
    "registered": 420_000,
    "unreported_removals": 410,
    "clearance_weeks": 34.0,
}


def figures(**changes: float) -> pd.DataFrame:
    """Return one row of figures: Wakefield's, changed as named."""
    columns = [*FIGURE_COLUMNS, "population", "registered", "unreported_removals", "clearance_weeks"]
    return pd.DataFrame([WAKEFIELD | changes], columns=columns, dtype="float64")


def value(slug: str, **changes: float) -> float:
    return measure_values(figures(**changes), [slug]).loc[0, slug]


@pytest.mark.parametrize(
    ("slug", "expected"),
    {
        "within-18-weeks": 60,
        "waiting-list": 40_000,
        "waiting-list-per-1000": 100,
        "over-52-weeks": 2,
        "over-65-weeks": 0.2,
        "over-78-weeks": 0.02,
        "over-104-weeks": 0.005,
        "median-wait": 14.5,
        "p92-wait": 42.25,
        "admitted-per-1000": 2.5,
        "completed-per-1000": 12.5,
        "new-pathways-per-1000": 13.75,
        "admitted-median-wait": 11.5,
        "admitted-p95-wait": 61.5,
        "non-admitted-median-wait": 8.5,
        "non-admitted-p95-wait": 55.5,
        "decision-to-admit-share": 15,
        "unreported-removals": 410 / (410 + 40_000 + 5_000 - 5_500) * 100,
        "clearance-weeks": 34,
        "waiting-list-per-1000-registered": 40_000 / 420,
        "admitted-per-1000-registered": 1_000 / 420,
        "completed-per-1000-registered": 5_000 / 420,
        "new-pathways-per-1000-registered": 5_500 / 420,
    }.items(),
)
def test_a_measure_is_what_its_formula_says(slug, expected):
    assert value(slug) == pytest.approx(expected, rel=1e-12)


def test_every_measure_is_tried_above():
    (cases,) = (
        mark for mark in test_a_measure_is_what_its_formula_says.pytestmark if mark.name == "parametrize"
    )

    assert [slug for slug, _ in cases.args[1]] == list(MEASURES)


def test_all_measures_are_computed_unless_some_are_named():
    found = measure_values(figures())

    assert list(found) == list(MEASURES)
    assert found.notna().all(axis=None)


def test_values_keep_the_index_of_the_figures():
    found = measure_values(figures().set_axis([7]), ["median-wait"])

    assert found.index.tolist() == [7]


def test_a_per_cent_of_fewer_than_20_pathways_is_too_few_to_compare():
    assert np.isnan(value("within-18-weeks", incomplete=19, within_18=10))
    assert value("within-18-weeks", incomplete=20, within_18=10) == 50


def test_a_per_cent_of_no_pathways_is_not_known():
    assert np.isnan(value("over-52-weeks", incomplete=0, over_52=0))


def test_what_was_not_reported_is_not_known_rather_than_none():
    assert np.isnan(value("decision-to-admit-share", decision_to_admit=np.nan))
    assert np.isnan(value("over-65-weeks", over_65=np.nan))
    assert np.isnan(value("completed-per-1000", non_admitted=np.nan))


def test_nobody_over_a_year_is_nought_per_cent():
    assert value("over-52-weeks", over_52=0) == 0


def test_an_area_without_a_population_has_no_rate():
    assert np.isnan(value("admitted-per-1000", population=np.nan))
    assert np.isnan(value("admitted-per-1000", population=0))


def test_a_rate_of_few_pathways_is_shown():
    assert value("admitted-per-1000", admitted=4) == pytest.approx(0.01)


def test_the_list_a_month_ago_follows_from_the_removals():
    start = quantity(figures(unreported_removals=41_000 + 5_500 - 5_000 - 40_000), "list_at_start")

    assert start.tolist() == [41_000]


def test_a_list_that_grew_beyond_its_referrals_has_removals_below_zero():
    assert value("unreported-removals", unreported_removals=-100) < 0


def test_clearance_time_of_fewer_than_20_pathways_is_too_few_to_compare():
    assert np.isnan(value("clearance-weeks", incomplete=19))


@pytest.mark.parametrize("measure", MEASURES.values(), ids=MEASURES)
class TestEveryMeasure:
    def test_is_known_by_its_slug(self, measure):
        assert MEASURES[measure.slug] is measure

    def test_says_what_it_is_and_why_it_matters(self, measure):
        assert measure.title[0].isupper() or measure.title[0].isdigit()
        assert measure.formula
        assert measure.why.endswith(".")
        assert all(caveat.endswith(".") for caveat in measure.caveats)

    def test_takes_its_numerator_and_denominator_from_the_quantities(self, measure):
        assert {measure.numerator, measure.denominator} <= {None, *QUANTITIES}

    def test_is_the_quotient_of_its_quantities_where_it_has_both(self, measure):
        if measure.denominator is None:
            return
        scale = {PER_CENT: 100, PER_1000: 1000, PER_1000_REGISTERED: 1000}[measure.unit]
        quotient = quantity(figures(), measure.numerator) / quantity(figures(), measure.denominator) * scale
        assert value(measure.slug) == pytest.approx(quotient[0])

    def test_needs_a_population_just_when_it_is_a_rate(self, measure):
        of_people = {ONS: "population", GP: "registered"}
        assert (measure.unit in (PER_1000, PER_1000_REGISTERED)) == (measure.population is not None)
        assert measure.population is None or measure.denominator == of_people[measure.population]

    def test_has_a_target_between_nothing_and_everything(self, measure):
        assert all(0 < target.value <= 100 for target in measure.targets)


def test_a_count_cannot_be_compared_between_areas_of_different_size():
    assert [slug for slug, measure in MEASURES.items() if not measure.comparable] == ["waiting-list"]


def test_the_18_week_standard_leads_the_headline_measures():
    assert HEADLINE[0] == "within-18-weeks"


@pytest.mark.parametrize(
    ("month", "values"),
    [
        (date(2025, 5, 1), [92]),
        (date(2026, 3, 1), [92, 65]),
        (date(2026, 4, 1), [92, 70]),
        (date(2027, 3, 1), [92, 70]),
        (date(2027, 4, 1), [92]),
        (date(2029, 3, 1), [92, 92]),
    ],
)
def test_standards_and_milestones_hold_in_their_months(month, values):
    targets = MEASURES["within-18-weeks"].targets

    assert [target.value for target in targets if target.holds_in(month)] == values


def test_only_the_standard_is_asked_of_every_area():
    asked = [target.label for target in MEASURES["within-18-weeks"].targets if not target.is_national]

    assert asked == ["Standard: 92%"]


def test_series_break_where_the_data_changed():
    dates = [series_break.date for series_break in SERIES_BREAKS]

    assert dates == [date(2023, 4, 1), date(2024, 2, 1), date(2026, 4, 1)]


def test_series_breaks_affect_kinds_of_area_that_exist():
    affected = {kind for series_break in SERIES_BREAKS for kind in series_break.affects}

    assert affected == set(Area.Kind.values)
