from math import ceil
from random import Random
from statistics import fmean

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.ranks import (
    SURE_OF_MOVEMENT,
    chance_of_gain,
    consistency,
    enough_to_compare,
    percentiles,
    quantile_groups,
    quartiles,
    rank_gain,
    ranks,
)

NAN = np.nan


def column(*values: float) -> pd.DataFrame:
    """Return one month's values of areas A0, A1, …"""
    return monthly(*[[value] for value in values])


def monthly(*rows: list[float]) -> pd.DataFrame:
    """Return a row an area (A0, A1, …), a column a month."""
    months = pd.date_range("2024-01-01", periods=len(rows[0]), freq="MS")
    return pd.DataFrame(rows, columns=months, index=[f"A{row}" for row in range(len(rows))], dtype="float64")


def only(frame: pd.DataFrame) -> list[float]:
    """Return the values of the one column."""
    return frame.iloc[:, 0].tolist()


# Each month


def test_the_best_has_rank_1_percentile_100_and_quartile_1():
    within_18_weeks = column(60, 70, 50, 65)

    assert only(ranks(within_18_weeks, "increase")) == [3, 1, 4, 2]
    assert only(percentiles(within_18_weeks, "increase")) == pytest.approx([100 / 3, 100, 0, 200 / 3])
    assert only(quartiles(within_18_weeks, "increase")) == [3, 1, 4, 2]


def test_where_less_is_better_the_lowest_is_the_best():
    median_wait = column(14, 12, 18, 13)

    assert only(ranks(median_wait, "decrease")) == [3, 1, 4, 2]
    assert only(percentiles(median_wait, "decrease")) == pytest.approx([100 / 3, 100, 0, 200 / 3])
    assert only(quartiles(median_wait, "decrease")) == [3, 1, 4, 2]


def test_where_neither_is_better_the_highest_comes_first():
    assert only(ranks(column(1, 3, 2), "neutral")) == [3, 1, 2]


def test_areas_that_tie_share_the_better_rank():
    assert only(ranks(column(60, 70, 70, 65), "increase")) == [4, 1, 1, 3]


def test_an_area_that_is_not_known_has_no_rank_and_takes_nobody_elses():
    values = column(60, NAN, 70, 50, 40)

    assert only(ranks(values, "increase"))[2] == 1
    for found in (ranks(values, "increase"), percentiles(values, "increase"), quartiles(values, "increase")):
        assert found.iloc[:, 0].isna().tolist() == [False, True, False, False, False]


def test_months_are_ranked_apart():
    assert ranks(monthly([1, 2], [2, 1]), "increase").to_numpy().tolist() == [[2, 1], [1, 2]]


def test_fewer_than_twenty_pathways_are_not_ranked():
    values = column(60, 90, 50, 55)
    pathways = column(20, 19, 5000, NAN)

    found = ranks(enough_to_compare(values, pathways), "increase")

    assert only(found)[::2] == [1, 2]
    assert found.iloc[[1, 3], 0].isna().all()


# Quantile groups


def test_ten_areas_make_ten_tenths_and_five_fifths():
    values = column(*range(10))

    assert only(quantile_groups(values, 10)) == [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]
    assert only(quantile_groups(values, 5, highest_first=False)) == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_six_areas_in_four_groups_are_placed_by_the_formula():
    # 5 − ⌈(7 − rank) ÷ 1.5⌉ for ranks 1 … 6
    assert only(quantile_groups(column(6, 5, 4, 3, 2, 1), 4)) == [1, 1, 2, 3, 3, 4]


def test_fewer_areas_than_groups_make_none():
    assert quantile_groups(column(1, 2, 3, NAN), 4).isna().all(axis=None)


def test_groups_are_those_of_the_reference(shared):
    cases = pd.read_csv(shared / "oracle" / "phe_quantile_out.csv", index_col="area")

    assert only(quantile_groups(cases[["pct"]], 10)) == cases["decile_pct_hi1"].tolist()
    assert only(quantile_groups(cases[["pct"]], 5, highest_first=False)) == cases["quintile_pct_lo1"].tolist()
    assert only(quantile_groups(cases[["rate"]], 10)) == cases["decile_rate_hi1"].tolist()


some_values = st.lists(st.one_of(st.none(), st.integers(0, 30)), min_size=1, max_size=60)


@given(some_values, st.integers(2, 12), st.booleans())
def test_groups_are_as_a_slow_way_finds_them(values, k, highest_first):
    known = [value for value in values if value is not None]

    def slow_group(value: int | None) -> float:
        if value is None or len(known) < k:
            return NAN
        better = sum(other > value if highest_first else other < value for other in known)
        return k + 1 - -(-(len(known) - better) * k // len(known))

    found = quantile_groups(
        column(*(NAN if v is None else v for v in values)), k, highest_first=highest_first
    )

    np.testing.assert_array_equal(only(found), [slow_group(value) for value in values])


@given(st.integers(2, 600), st.sampled_from([4, 5, 10]))
def test_the_formula_as_it_is_printed_gives_the_same_quarters_fifths_and_tenths(count, k):
    if count < k:
        return
    printed = [int(k + 1 - ceil((count + 1 - rank) / (count / k))) or 1 for rank in range(1, count + 1)]

    assert only(quantile_groups(column(*range(count, 0, -1)), k)) == printed


@given(some_values, st.sampled_from(["increase", "decrease"]))
def test_ranks_and_percentiles_are_as_a_slow_way_finds_them(values, direction):
    known = [value for value in values if value is not None]

    def better(one: int, other: int) -> bool:
        return one > other if direction == "increase" else one < other

    def slow(value: int | None) -> tuple[float, float]:
        if value is None:
            return NAN, NAN
        ahead, behind = (
            sum(better(other, value) for other in known),
            sum(better(value, other) for other in known),
        )
        return 1 + ahead, behind / (len(known) - 1) * 100 if len(known) > 1 else NAN

    frame = column(*(NAN if value is None else value for value in values))
    expected = [slow(value) for value in values]
    np.testing.assert_array_equal(only(ranks(frame, direction)), [rank for rank, _ in expected])
    np.testing.assert_allclose(only(percentiles(frame, direction)), [share for _, share in expected])


# Consistency


def test_an_area_that_never_moves_is_steadiest():
    values = monthly([9, 9, 9], [1, 5, 8], [5, 1, 5], [3, 3, 1])

    found = consistency(percentiles(values, "increase"), quartiles(values, "increase"))

    assert found.loc["A0"].tolist() == [3, 100, 0, 1]
    assert found["percentile_sd"].idxmin() == "A0"


def test_consistency_worked_by_hand():
    values = monthly([3, 4, 4, NAN], [5, 2, 5, 1], [1, 1, 1, 2], [4, 3, 3, 3], [0, 0, 0, 4])

    found = consistency(percentiles(values, "increase"), quartiles(values, "increase")).loc["A0"]

    # Places 3, 1, 2 and none of five: percentiles 50, 100, 75; by the formula the first two are the top quartile.
    assert found["months"] == 3
    assert found["mean_percentile"] == 75
    assert found["percentile_sd"] == pytest.approx(25)
    assert found["top_quartile_share"] == pytest.approx(2 / 3)


def test_an_area_never_ranked_has_no_consistency():
    values = monthly([NAN, NAN], [1, 2], [2, 1], [3, 3], [4, 5])

    found = consistency(percentiles(values, "increase"), quartiles(values, "increase")).loc["A0"]

    assert found["months"] == 0
    assert found.drop("months").isna().all()


# Rank gain

STEADY_CLIMB = [9, 9, 9, 9, 9, 9, 4, 4, 4, 4, 4, 4]


def test_a_gain_is_counted_in_places_towards_the_first():
    found = rank_gain(monthly(STEADY_CLIMB)).iloc[0]

    assert found[["first", "last", "gain", "lower", "upper"]].tolist() == [9, 4, 5, 5, 5]
    assert found["movement"] == "improved"


def test_an_area_that_drops_fell():
    assert rank_gain(monthly(STEADY_CLIMB[::-1]))["movement"].tolist() == ["fell"]


def test_a_move_smaller_than_its_months_differ_is_no_real_change():
    found = rank_gain(monthly([3, 60, 9, 44, 21, 30, 5, 58, 12, 40, 20, 28])).iloc[0]

    assert found["gain"] > 0
    assert found["lower"] < 0 < found["upper"]
    assert found["movement"] == "no_real_change"


def test_an_area_that_never_moved_gains_exactly_nothing():
    found = rank_gain(monthly(*[[place] * 12 for place in range(1, 107)]))

    assert (found[["gain", "lower", "upper"]] == 0).all(axis=None)
    assert (found["movement"] == "no_real_change").all()


def test_only_the_first_six_and_the_last_six_months_count():
    found = rank_gain(monthly([*STEADY_CLIMB[:6], 1, 99, *STEADY_CLIMB[6:]]))

    assert found["gain"].tolist() == [5]


def test_fewer_than_twelve_months_tell_no_gain():
    assert rank_gain(monthly(STEADY_CLIMB[1:])).isna().all(axis=None)


def test_an_area_that_missed_one_of_its_months_has_no_gain():
    found = rank_gain(monthly([NAN, *STEADY_CLIMB[1:]], STEADY_CLIMB))

    assert found.loc["A0"].isna().all()
    assert found.loc["A1", "gain"] == 5


def test_a_month_that_nobody_is_ranked_in_does_not_count():
    found = rank_gain(monthly([*STEADY_CLIMB[:6], NAN, *STEADY_CLIMB[6:]]))

    assert found["gain"].tolist() == [5]


def test_the_same_ranks_always_give_the_same_interval_whoever_stands_beside():
    areas = np.random.default_rng(5).permuted(np.tile(np.arange(1.0, 41), (14, 1)), axis=1).T
    together = rank_gain(monthly(*areas.tolist()))

    pd.testing.assert_frame_equal(together, rank_gain(monthly(*areas.tolist())))
    alone = rank_gain(monthly(areas[7].tolist())).set_axis(["A7"])
    pd.testing.assert_frame_equal(together.loc[["A7"]], alone)


def test_the_interval_is_about_that_of_a_plain_bootstrap():
    row = [30, 22, 35, 41, 19, 28, 25, 12, 18, 30, 9, 16]
    dice = Random(1)
    drawn = sorted(
        fmean(dice.choices(row[:6], k=6)) - fmean(dice.choices(row[6:], k=6)) for _ in range(20_000)
    )

    found = rank_gain(monthly(row), draws=20_000, confidence=0.95).iloc[0]

    assert found["gain"] == pytest.approx(fmean(row[:6]) - fmean(row[6:]))
    assert found["lower"] == pytest.approx(drawn[500], abs=0.25)
    assert found["upper"] == pytest.approx(drawn[-500], abs=0.25)


def test_a_surer_interval_is_wider():
    row = monthly([30, 22, 35, 41, 19, 28, 25, 12, 18, 30, 9, 16])
    usual, surer = (rank_gain(row, confidence=sure).iloc[0] for sure in (0.95, 0.998))

    assert surer["lower"] < usual["lower"] < usual["gain"] < usual["upper"] < surer["upper"]


@settings(max_examples=40)
@given(st.lists(st.integers(1, 106), min_size=12, max_size=12))
def test_turning_time_around_turns_the_gain_around(row):
    forth, back = rank_gain(monthly(row)).iloc[0], rank_gain(monthly(row[::-1])).iloc[0]

    assert forth["gain"] == pytest.approx(-back["gain"])
    assert forth["lower"] <= forth["gain"] + 1e-9
    assert forth["gain"] <= forth["upper"] + 1e-9
    assert min(row) - max(row) <= forth["lower"] <= forth["upper"] <= max(row) - min(row)


@pytest.mark.parametrize(("sure", "least", "most"), [(0.95, 0.08, 0.14), (SURE_OF_MOVEMENT, 0.015, 0.04)])
def test_few_of_the_areas_that_only_wander_seem_to_move(sure, least, most):
    values = pd.DataFrame(
        np.random.default_rng(2).normal(size=(2000, 12)),
        columns=pd.date_range("2024-01-01", periods=12, freq="MS"),
    )

    moved = rank_gain(ranks(values, "increase"), confidence=sure)["movement"] != "no_real_change"

    assert least < moved.mean() < most


# Whether the largest gain of many is more than chance


def wandering(areas: int, months: int, seed: int) -> pd.DataFrame:
    """Return the ranks of areas whose months are independent of each other."""
    random = np.random.default_rng(seed)
    return ranks(
        monthly(*random.normal(random.normal(size=(areas, 1)), 1, (areas, months)).tolist()), "increase"
    )


def test_the_chance_of_a_gain_is_how_often_the_months_dealt_anew_give_any_area_as_much():
    """Dealt again and again at random, area by area."""
    places = wandering(areas=5, months=13, seed=3)
    random = Random(8)
    twelve = [[*row[:6], *row[-6:]] for row in places.to_numpy().tolist()]
    observed = [abs(sum(row[:6]) - sum(row[6:])) for row in twelve]

    dealt = 4000
    as_much = [0] * 5
    for _ in range(dealt):
        first = random.sample(range(12), 6)
        most = max(sum(row[month] * (1 if month in first else -1) for month in range(12)) for row in twelve)
        as_much = [count + (most >= gain) for count, gain in zip(as_much, observed, strict=True)]

    assert chance_of_gain(places).tolist() == pytest.approx([count / dealt for count in as_much], abs=0.03)


def test_two_areas_that_changed_places_for_good_did_so_in_two_of_924_ways():
    places = monthly([2] * 6 + [1] * 6, [1] * 6 + [2] * 6)

    assert chance_of_gain(places).tolist() == [2 / 924, 2 / 924]


def test_an_area_that_never_moved_has_no_gain_beyond_chance():
    assert chance_of_gain(monthly([1] * 12, [2] * 12)).tolist() == [1, 1]


def test_where_there_is_no_gain_there_is_no_chance_of_it():
    assert chance_of_gain(monthly([1] * 11, [2] * 11)).isna().all()
    assert chance_of_gain(monthly([1] * 12, [2] * 11 + [NAN])).isna().tolist() == [False, True]


def test_the_largest_gain_of_many_that_only_wander_seldom_looks_real():
    worlds = [chance_of_gain(wandering(areas=40, months=14, seed=seed)).min() for seed in range(60)]

    assert sum(chance <= 0.05 for chance in worlds) <= 8
