from datetime import date

import pytest

from metrics.charts import numbers
from metrics.compute import measures


def test_units_are_those_of_the_registry():
    assert (numbers.PER_CENT, numbers.WEEKS) == (measures.PER_CENT, measures.WEEKS)
    assert (numbers.PATHWAYS, numbers.PER_1000) == (measures.PATHWAYS, measures.PER_1000)
    assert numbers.FEWEST == measures.FEWEST_TO_COMPARE


@pytest.mark.parametrize(
    ("value", "unit", "places", "shown"),
    [
        (60.94, "per cent", 1, "60.9%"),
        (0.0, "per cent", 1, "0.0%"),
        (14.25, "weeks", 1, "14.2 weeks"),
        (104, "weeks", 1, "104+ weeks"),
        (7441223, "pathways", 0, "7,441,223"),
        (8.768, "per 1,000 people", 2, "8.77"),
        (None, "per cent", 1, "not known"),
        (float("nan"), "pathways", 0, "not known"),
    ],
)
def test_a_value_is_written_in_its_unit(value, unit, places, shown):
    assert numbers.written(value, unit, places) == shown


def test_a_sentence_names_the_unit():
    assert numbers.in_words(8.77, "per 1,000 people", 2) == "8.77 per 1,000 people"
    assert numbers.in_words(None, "pathways", 0) == "not known"


def test_a_column_leaves_the_unit_out():
    assert numbers.short(14.2, "weeks") == "14.2"
    assert numbers.short(60.9, "per cent") == "60.9%"


@pytest.mark.parametrize(
    ("value", "shown"), [(1.72, "+1.7"), (-1.72, "−1.7"), (0.04, "0.0"), (-0.04, "0.0"), (None, "not known")]
)
def test_a_change_has_a_sign_and_a_rounded_zero_has_none(value, shown):
    assert numbers.signed(value) == shown


def test_per_cents_differ_by_percentage_points():
    assert numbers.gap(63.1, 54.7, "per cent") == "8.4 percentage points"
    assert numbers.gap(12, 15.1, "weeks") == "3.1 weeks"
    assert numbers.gap(None, 15.1, "weeks") == "not known"


@pytest.mark.parametrize(
    ("place", "shown"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (42, "42nd"), (113, "113th")],
)
def test_places_are_ordinals(place, shown):
    assert numbers.ordinal(place) == shown


def test_dates_are_written_in_full():
    assert numbers.month_name(date(2026, 3, 1)) == "March 2026"
    assert numbers.day_name(date(2026, 3, 31)) == "31 March 2026"
    assert numbers.month_name(None) == "not known"
