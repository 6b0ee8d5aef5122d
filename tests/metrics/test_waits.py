"""Figures of every area from a month of pathways, and those that look back in time."""

from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from metrics.compute.extract import ALL_FUNCTIONS, NEW_PERIODS, PARTS
from metrics.compute.waits import (
    ENGLAND,
    FIGURE_COLUMNS,
    clearance_weeks,
    figures,
    percentile,
    unreported_removals,
)
from metrics.models import Figure
from tests.metrics.slow import slow_figures
from tests.metrics.small_months import (
    COMMISSIONERS,
    MADE_FIGURES,
    MADE_MONTH,
    Record,
    extract_of,
    made_records,
    membership,
    write_month,
)

KEYS = ["area", "treatment_function"]
COUNT_COLUMNS = FIGURE_COLUMNS[:14]


def bands(*, weeks: int = 105, **waiting: int) -> tuple[int, ...]:
    """Return bands from `week_3=7`: seven pathways of more than 3 and up to 4 weeks."""
    return tuple(waiting.get(f"week_{week}", 0) for week in range(weeks))


def record(commissioner="03R", part="Part_2", function=ALL_FUNCTIONS, provider="ZA1", **waiting) -> Record:
    return Record(provider, commissioner, part, function, bands(**waiting))


def figures_of(
    *records: Record, area: str = "03R", function: str = ALL_FUNCTIONS, weeks: int = 105
) -> pd.Series:
    found = figures(extract_of(list(records), weeks), membership()).set_index(KEYS)
    return found.loc[(area, function)]


def areas_of(*records: Record) -> set[str]:
    return set(figures(extract_of(list(records)), membership())["area"])


def in_order(found: pd.DataFrame) -> pd.DataFrame:
    return found.sort_values(KEYS, ignore_index=True)[[*KEYS, *FIGURE_COLUMNS]]


def assert_same(found: pd.DataFrame, expected: pd.DataFrame) -> None:
    """Counts exactly equal, percentiles to 1e-9 weeks, and nothing known where it should not be."""
    pd.testing.assert_frame_equal(in_order(found), in_order(expected), rtol=0, atol=1e-9, check_dtype=False)


def test_figures_are_the_columns_that_are_kept():
    kept = [field.name for field in Figure._meta.get_fields() if field.null and not field.is_relation]

    assert kept == FIGURE_COLUMNS


def test_within_18_weeks_is_the_first_18_bands():
    found = figures_of(record(week_0=1, week_17=2, week_18=4))

    assert found["within_18"] == 3
    assert found["incomplete"] == 7


def test_long_waits_are_their_band_and_all_above_it():
    found = figures_of(record(week_51=1, week_52=2, week_65=4, week_78=8, week_104=16))

    assert found["over_52":"over_104"].tolist() == [30, 28, 24, 16]


def test_completed_pathways_have_their_own_counts():
    admitted = record(part="Part_1A", week_3=5, week_60=2)
    non_admitted = Record("ZA1", "03R", "Part_1B", ALL_FUNCTIONS, bands(week_20=3), unknown_start=4)

    found = figures_of(admitted, non_admitted)

    assert found["admitted"] == 7
    assert found["admitted_within_18"] == 5
    assert found["admitted_over_52"] == 2
    assert found["non_admitted"] == 7
    assert found["non_admitted_within_18"] == 0


def test_pathways_with_an_unknown_clock_start_have_no_part_in_a_percentile():
    found = figures_of(Record("ZA1", "03R", "Part_1A", ALL_FUNCTIONS, bands(week_4=19), unknown_start=50))

    assert found["admitted"] == 69
    assert np.isnan(found["admitted_median"])


def test_a_decision_to_admit_is_never_added_to_the_list():
    found = figures_of(record(week_1=30), record(part="Part_2A", week_1=40))

    assert found["incomplete"] == 30
    assert found["decision_to_admit"] == 40


def test_a_part_that_an_area_did_not_report_is_not_known():
    found = figures_of(record(week_1=30))

    assert np.isnan(found["admitted"])
    assert np.isnan(found["admitted_within_18"])
    assert np.isnan(found["new_periods"])


def test_a_function_without_rows_in_a_part_that_was_reported_is_zero():
    waiting = record(function="C_100", week_1=30)
    admitted_elsewhere = record(part="Part_1A", function="C_110", week_1=30)

    found = figures_of(waiting, admitted_elsewhere, function="C_100")

    assert found["admitted"] == 0
    assert found["admitted_over_52"] == 0
    assert np.isnan(found["admitted_median"])


def test_a_function_without_any_row_has_no_figures():
    found = figures(extract_of([record(function="C_100"), record("91Q", function="C_110")]), membership())

    assert not ((found["area"] == "03R") & (found["treatment_function"] == "C_110")).any()


def test_an_area_is_the_sum_of_its_commissioners():
    found = figures_of(
        record("03R", week_1=30), record("15F", week_9=12), record("91Q", week_2=7), area="QWO"
    )

    assert found["incomplete"] == 42


def test_a_percentile_is_read_off_pooled_bands():
    found = figures_of(record("03R", week_1=15), record("15F", week_9=15), area="QWO")

    assert found["median_wait"] == 2
    assert found["p92_wait"] == pytest.approx(9 + (0.92 * 30 - 15) / 15)


def test_a_commissioner_may_stand_in_many_areas():
    assert areas_of(record("03R")) == {ENGLAND, "03R", "QWO", "Y63", "ZA1"}


def test_a_pair_given_twice_counts_once():
    twice = pd.concat([membership(), membership()])

    found = figures(extract_of([record(week_1=30)]), twice).set_index(KEYS)

    assert found.loc[("QWO", ALL_FUNCTIONS), "incomplete"] == 30


def test_a_hub_that_bears_the_code_of_a_region_counts_in_england_alone():
    hub, wakefield = record("Y63", week_1=100), record("03R", week_1=7)

    assert figures_of(hub, wakefield, area="Y63")["incomplete"] == 7
    assert figures_of(hub, wakefield, area=ENGLAND)["incomplete"] == 107


def test_an_unknown_commissioner_counts_in_england_alone():
    hub = Record("ZA1", "13Q", "Part_2", ALL_FUNCTIONS, bands(week_1=5))

    assert areas_of(hub) == {ENGLAND, "ZA1"}


def test_commissioner_nonc_is_not_in_england_nor_in_its_providers():
    elsewhere, wakefield = record("NONC", week_1=100), record("03R", week_1=7)

    assert figures_of(elsewhere, wakefield, area=ENGLAND)["incomplete"] == 7
    assert figures_of(elsewhere, wakefield, area="ZA1")["incomplete"] == 7
    assert areas_of(elsewhere) == set()


def test_england_is_computed_by_rule_whatever_membership_says():
    wrong = pd.DataFrame([("03R", ENGLAND), ("NONC", ENGLAND)], columns=["commissioner", "area"])
    extract = extract_of([record("03R", week_1=7), record("91Q", week_1=4), record("NONC", week_1=100)])

    found = figures(extract, wrong).set_index(KEYS)

    assert found.loc[(ENGLAND, ALL_FUNCTIONS), "incomplete"] == 11


def test_sums_larger_than_32_bits_are_exact():
    largest = 2**31 - 1

    found = figures_of(record(provider="ZA1", week_3=largest), record(provider="ZA2", week_3=largest))

    assert found["incomplete"] == 2 * largest
    assert found["within_18"] == 2 * largest


def test_before_april_2021_waits_beyond_52_weeks_cannot_be_told_apart():
    found = figures_of(record(weeks=53, week_1=10, week_52=20), weeks=53)

    assert found["over_52"] == 20
    assert found["over_65":"over_104"].isna().all()
    assert found["p92_wait"] == 52


def test_a_month_without_any_band_has_its_counts():
    new = Record("ZA1", "03R", NEW_PERIODS, ALL_FUNCTIONS, bands(), unknown_start=12)

    found = figures_of(new)

    assert found["new_periods"] == 12
    assert np.isnan(found["incomplete"])


def test_fewer_than_20_pathways_have_no_percentile():
    nineteen, twenty = np.array([[19, 0, 0]]), np.array([[20, 0, 0]])

    assert np.isnan(percentile(nineteen, 0.5))
    assert percentile(twenty, 0.5) == 0.5


def test_no_pathways_have_no_percentile_however_few_are_asked():
    assert np.isnan(percentile(np.array([[0, 0, 0]]), 0.5, minimum=0))


def test_a_percentile_in_the_open_band_is_its_lower_bound_exactly():
    waits = np.zeros((1, 105), np.int32)
    waits[0, 104] = 40

    assert percentile(waits, 0.5) == 104


def test_a_target_on_the_edge_of_a_band_ends_in_that_band():
    waits = np.array([[23, 0, 0, 2, 0]])

    assert percentile(waits, 0.92) == 1


@given(
    counts=st.lists(st.integers(0, 40), min_size=53, max_size=53), share=st.sampled_from([0.5, 0.92, 0.95])
)
def test_a_percentile_has_its_share_of_pathways_below_it(counts, share):
    waits = np.array([counts])

    found = percentile(waits, share)[0]

    whole = int(np.floor(found)) if not np.isnan(found) else 0
    if sum(counts) < 20:
        assert np.isnan(found)
    elif found < 52:
        below = sum(counts[:whole]) + counts[whole] * (found - whole)
        assert below == pytest.approx(share * sum(counts))
    else:
        assert sum(counts[:52]) <= share * sum(counts)


keys = st.tuples(
    st.sampled_from(["ZA1", "ZA2", "ZA3"]),
    st.sampled_from(list(COMMISSIONERS)),
    st.sampled_from(PARTS),
    st.sampled_from(["C_100", "C_110", ALL_FUNCTIONS]),
)
waits_of_a_row = st.dictionaries(
    st.sampled_from([0, 7, 17, 18, 51, 52, 64, 65, 78, 103, 104]), st.integers(0, 30)
)
pairs = st.lists(
    st.tuples(st.sampled_from(list(COMMISSIONERS)), st.sampled_from(["QWO", "Y63", "NONC", "03R"]))
)


@given(
    rows=st.lists(
        st.tuples(keys, waits_of_a_row, st.integers(0, 25)), min_size=1, unique_by=lambda row: row[0]
    ),
    pairs=pairs,
    weeks=st.sampled_from([53, 105]),
)
def test_the_fast_way_and_the_slow_way_agree(rows, pairs, weeks):
    records = [
        Record(
            *key,
            tuple(0 if key[2] == NEW_PERIODS else waits.get(week, 0) for week in range(weeks)),
            unknown if key[2] in ("Part_1A", "Part_1B", NEW_PERIODS) else 0,
        )
        for key, waits, unknown in rows
    ]
    member = pd.DataFrame(pairs, columns=["commissioner", "area"], dtype="str")

    fast = figures(extract_of(records, weeks), member)

    with TemporaryDirectory() as folder:
        path = write_month(records, Path(folder) / "month.csv", weeks)
        slow = slow_figures(path, member).reindex(columns=[*KEYS, *FIGURE_COLUMNS])
    assert_same(fast, slow.astype({"area": "str", "treatment_function": "str"}))


def test_the_made_month_has_the_figures_committed_with_it():
    expected = pd.read_csv(MADE_FIGURES, keep_default_na=False, na_values=[""])

    assert_same(figures(extract_of(made_records()), membership()), expected)


def test_the_made_month_is_what_its_script_writes(tmp_path):
    assert write_month(made_records(), tmp_path / "month.csv").read_bytes() == MADE_MONTH.read_bytes()


def series(**columns) -> pd.DataFrame:
    """Return a series of one area and function from February 2025 on, 0 where a column is not given."""
    length = len(next(iter(columns.values())))
    months = pd.date_range("2025-02-01", periods=length, freq="MS")
    keys = {"area": "03R", "treatment_function": ALL_FUNCTIONS, "month": months}
    return pd.DataFrame(keys | dict.fromkeys(FIGURE_COLUMNS, 0.0) | columns)


def test_unreported_removals_are_what_referrals_and_treatment_do_not_explain():
    lists = series(incomplete=[1000, 990], new_periods=[0, 300], admitted=[0, 50], non_admitted=[0, 200])

    found = unreported_removals(lists)

    assert np.isnan(found[0])
    assert found[1] == 1000 + 300 - 250 - 990


def test_removals_are_not_known_without_the_calendar_month_before():
    lists = series(incomplete=[1000, 990, 980]).drop(index=1)

    assert unreported_removals(lists).isna().all()


def test_removals_are_not_known_where_a_part_was_not_reported():
    lists = series(incomplete=[1000, 990], new_periods=[0, np.nan])

    assert unreported_removals(lists).isna().all()


def test_each_area_and_function_looks_back_at_itself():
    ours, theirs = series(incomplete=[100, 90]), series(incomplete=[1000, 800]).assign(area="15F")
    another = series(incomplete=[10, 7]).assign(treatment_function="C_100")
    mixed = pd.concat([theirs, ours, another]).sample(frac=1, random_state=1).reset_index(drop=True)

    found = (
        mixed.assign(removals=unreported_removals(mixed))
        .dropna(subset="removals")
        .set_index(KEYS)["removals"]
    )

    assert found.to_dict() == {
        ("03R", ALL_FUNCTIONS): 10,
        ("15F", ALL_FUNCTIONS): 200,
        ("03R", "C_100"): 3,
    }


def test_clearance_time_is_the_list_at_the_pace_of_three_months():
    lists = series(incomplete=[0, 0, 890], admitted=[10, 20, 30], non_admitted=[100, 100, 100])

    found = clearance_weeks(lists)

    february_to_april = (28 + 31 + 30) / 7
    assert found[:1].isna().all()
    assert found[2] == pytest.approx(890 / (360 / february_to_april))


def test_clearance_time_needs_all_three_months():
    lists = series(incomplete=[9] * 4, admitted=[9] * 4).drop(index=1)

    assert clearance_weeks(lists).isna().all()


def test_clearance_time_is_not_known_where_nothing_was_completed():
    assert clearance_weeks(series(incomplete=[9, 9, 9])).isna().all()


def test_months_may_be_plain_dates_and_the_index_is_kept():
    lists = series(incomplete=[1000, 990]).set_axis([7, 3])
    lists["month"] = [day.date() for day in lists["month"]]

    assert unreported_removals(lists).dropna().to_dict() == {3: 10}


def test_no_months_have_no_removals_and_no_clearance_time():
    none = series(incomplete=[1.0]).iloc[:0]

    assert unreported_removals(none).empty
    assert clearance_weeks(none).empty
