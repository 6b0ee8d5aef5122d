"""How far the parts of an area lie apart, and what moved most."""

from statistics import fmean, pvariance, stdev

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.variation import (
    between_by_shuffling,
    gaps,
    like_for_like,
    moves,
    percentile_rank,
    spreads,
    variance_shares,
)

NAN = np.nan


def locations(**measures: list[float]) -> pd.DataFrame:
    """Return values of five sub-ICB locations, of which the first three are the parts of one area."""
    return pd.DataFrame(measures, index=["03R", "15F", "36J", "91Q", "00L"])


OURS = ["03R", "15F", "36J"]


def test_a_gap_runs_from_the_lowest_part_to_the_highest():
    found = gaps(locations(within=[50, 70, 65, 90, 10]), OURS).loc["within"]

    assert found[["low", "low_area", "high", "high_area", "gap"]].tolist() == [50, "03R", 70, "15F", 20]


def test_the_widest_gap_is_widest_among_all_areas_of_the_kind():
    values = locations(
        weeks=[14.0, 15.0, 16.0, 13.0, 17.0], share=[50, 51, 52, 10, 90], rate=[1.0, 1.0, 1.0, 2.0, 3.0]
    )
    values.loc["36J", "weeks"] = 20.0

    found = gaps(values, OURS)

    assert found.index.tolist() == ["weeks", "share", "rate"]
    assert found["percentile_gap"].tolist() == [75, 50, 0]


def test_a_part_that_is_not_known_has_no_place_in_a_gap():
    found = gaps(locations(within=[NAN, 70, 65, 90, 10]), OURS).loc["within"]

    assert found["gap"] == 5


def test_one_known_part_makes_no_gap():
    assert gaps(locations(within=[NAN, 70, NAN, 90, 10]), OURS).empty


def test_a_part_without_any_figures_is_left_out():
    assert gaps(locations(within=[50, 70, 65, 90, 10]), [*OURS, "D4U1Y"]).loc["within", "gap"] == 20


def test_ranks_run_from_0_to_100_and_ties_take_the_lowest():
    found = percentile_rank(locations(within=[1.0, 2.0, 2.0, 3.0, NAN]))["within"]

    assert found[:4].round(6).tolist() == [0, 33.333333, 33.333333, 100]
    assert np.isnan(found["00L"])


def test_one_value_alone_has_no_rank():
    assert percentile_rank(locations(within=[1.0, NAN, NAN, NAN, NAN])).isna().all(axis=None)


def months(start: str, **areas: list[float]) -> pd.DataFrame:
    length = len(next(iter(areas.values())))
    return pd.DataFrame(areas, index=pd.date_range(start, periods=length, freq="MS"))


def test_the_largest_move_of_the_latest_month_comes_first():
    found = moves(
        months("2025-01-01", QWO=[60.0, 61.0, 62.0], QF7=[70.0, 70.5, 66.0], QHM=[50.0, 50.0, 50.0])
    )

    assert found.index.tolist() == ["QF7", "QWO", "QHM"]
    assert found.loc["QF7", ["before", "now", "change"]].tolist() == [70.5, 66, -4.5]


def test_a_move_is_set_beside_the_usual_one():
    found = moves(months("2025-01-01", QWO=[60.0, 61.0, 58.0, 62.0]))

    assert found.loc["QWO", "usual"] == 2


def test_nothing_moved_where_the_month_before_is_missing():
    gap = months("2025-01-01", QWO=[60.0, 61.0, 62.0]).drop(index=pd.Timestamp("2025-02-01"))

    assert moves(gap).empty


def test_the_latest_month_alone_shows_no_move():
    assert moves(months("2025-01-01", QWO=[60.0])).empty


def test_months_may_come_in_any_order():
    found = moves(months("2025-01-01", QWO=[60.0, 61.0, 63.0]).iloc[::-1])

    assert found.loc["QWO", "change"] == 2


# The parts of every area, over time

MEMBERSHIP = pd.DataFrame(
    [("03R", "QWO"), ("15F", "QWO"), ("36J", "QWO"), ("91Q", "QKS"), ("00L", "QHM")],
    columns=["child", "parent"],
)
TWO_MONTHS = pd.DataFrame(
    {"2025-01": [50, 70, 65, 90, 10], "2025-02": [NAN, 70, 65, 90, 10]},
    index=["03R", "15F", "36J", "91Q", "00L"],
)


def test_the_spread_of_every_board_is_told_for_every_month():
    found = spreads(TWO_MONTHS, MEMBERSHIP)

    assert found.index.tolist() == [("2025-01", "QWO"), ("2025-02", "QWO")]
    assert found["parts"].tolist() == [3, 2]
    assert found["gap"].tolist() == [20, 5]
    assert found["ratio"].tolist() == pytest.approx([1.4, 70 / 65])


def test_the_ends_of_a_spread_are_named():
    found = spreads(TWO_MONTHS, MEMBERSHIP)

    assert found["low_area"].tolist() == ["03R", "36J"]
    assert found["high_area"].tolist() == ["15F", "15F"]


def test_the_coefficient_of_variation_worked_by_hand():
    # Mean 6, deviations −4, 0 and 4: √(32 ÷ 2) = 4, and 4 ÷ 6.
    found = spreads(locations(weeks=[2.0, 6.0, 10.0, 1.0, 1.0]), MEMBERSHIP)

    assert found["coefficient"].tolist() == pytest.approx([2 / 3])


def test_nothing_is_so_many_times_nothing():
    found = spreads(locations(over_104=[0.0, 5.0, 1.0, 9.0, 9.0]), MEMBERSHIP)

    assert found["gap"].tolist() == [5]
    assert found["ratio"].isna().all()
    assert spreads(locations(over_104=[0.0, 0, 0, 9, 9]), MEMBERSHIP)["coefficient"].isna().all()


def test_columns_may_be_named_by_measure_and_month():
    found = spreads(pd.concat({"within": TWO_MONTHS, "weeks": TWO_MONTHS / 4}, axis="columns"), MEMBERSHIP)

    assert found.loc[("weeks", "2025-01", "QWO"), "gap"] == 5


def test_boards_whose_parts_have_no_figures_at_all_are_left_out():
    absent = pd.DataFrame([("A3A8R", "QMF"), ("W2U3Z", "QMF")], columns=["child", "parent"])

    found = spreads(locations(within=[50, 70, 65, 90, 10]), pd.concat([MEMBERSHIP, absent]))

    assert found.index.tolist() == [("within", "QWO")]


values_of_parts = st.lists(
    st.one_of(st.none(), st.integers(0, 400).map(lambda n: n / 4)), min_size=8, max_size=8
)
BOARDS = {"B1": ["A0", "A1", "A2"], "B2": ["A3", "A4", "A5", "A6"], "B3": ["A7"]}
PLACED = pd.DataFrame(
    [(part, board) for board, parts in BOARDS.items() for part in parts], columns=["child", "parent"]
)


def one_month(values: list[float | None]) -> pd.DataFrame:
    return pd.DataFrame({"2025-01": values}, index=[f"A{row}" for row in range(8)], dtype="float64")


def known_parts(values: pd.DataFrame, board: str) -> dict[str, float]:
    return values.loc[BOARDS[board], "2025-01"].dropna().to_dict()


@settings(max_examples=40)
@given(values_of_parts)
def test_spreads_are_as_a_slow_way_finds_them(numbers):
    values = one_month(numbers)

    found = spreads(values, PLACED)

    for board in BOARDS:
        parts = known_parts(values, board)
        assert (("2025-01", board) in found.index) == (len(parts) > 1)
        if len(parts) > 1:
            row = found.loc[("2025-01", board)]
            low, high = min(parts.values()), max(parts.values())
            assert row[["parts", "low", "high", "gap"]].tolist() == [len(parts), low, high, high - low]
            assert (parts[row["low_area"]], parts[row["high_area"]]) == (low, high)
            if low > 0:
                assert row["ratio"] == pytest.approx(high / low)
                assert row["coefficient"] == pytest.approx(stdev(parts.values()) / fmean(parts.values()))


def test_spreads_agree_with_the_gaps_of_one_area():
    values = locations(within=[50, 70, 65, 90, 10])
    shared = ["low", "low_area", "high", "high_area", "gap", "percentile_gap"]

    assert (
        spreads(values, MEMBERSHIP)[shared].to_numpy().tolist()
        == gaps(values, OURS)[shared].to_numpy().tolist()
    )


# Within and between


def test_where_the_parts_of_a_board_are_alike_all_variance_is_between():
    found = variance_shares(one_month([5, 5, 5, 9, 9, 9, 9, 2]), PLACED).loc["2025-01"]

    assert found[["areas", "parents", "between", "within"]].tolist() == [8, 3, 1, 0]


def test_where_boards_are_alike_all_variance_is_within():
    found = variance_shares(one_month([4, 5, 6, 3, 7, 4, 6, 5]), PLACED).loc["2025-01"]

    assert found[["between", "within"]].tolist() == pytest.approx([0, 1])


def test_where_all_areas_are_alike_there_is_nothing_to_share():
    found = variance_shares(one_month([0.1] * 8), PLACED).loc["2025-01"]

    assert found["variance"] == pytest.approx(0)
    assert found[["between", "within"]].isna().all()


def test_chance_alone_leaves_a_share_between():
    values = one_month([3, 1, 4, 1, 5, 9, 2, 6])
    random = np.random.default_rng(3)
    shuffled = [
        variance_shares(values.set_axis(random.permutation(values.index)), PLACED)["between"].iloc[0]
        for _ in range(300)
    ]

    found = variance_shares(values, PLACED).loc["2025-01"]

    assert found["between_by_chance"] == pytest.approx(2 / 7)
    assert fmean(shuffled) == pytest.approx(2 / 7, abs=0.04)


def test_an_area_with_two_parents_has_no_share():
    twice = pd.concat([PLACED, pd.DataFrame({"child": ["A0"], "parent": ["B3"]})])

    with pytest.raises(ValueError, match="two parents"):
        variance_shares(one_month([1] * 8), twice)


def test_a_month_without_figures_has_no_variance():
    found = variance_shares(one_month([None] * 8), PLACED).loc["2025-01"]

    assert found[["areas", "parents"]].tolist() == [0, 0]
    assert found.drop(["areas", "parents"]).isna().all()


@settings(max_examples=40)
@given(values_of_parts)
def test_shares_of_variance_are_as_a_slow_way_finds_them(numbers):
    values = one_month(numbers)
    groups = [list(parts.values()) for board in BOARDS if (parts := known_parts(values, board))]
    everyone = [value for group in groups for value in group]

    found = variance_shares(values, PLACED).loc["2025-01"]

    if len(set(everyone)) > 1:
        between = sum(len(group) * (fmean(group) - fmean(everyone)) ** 2 for group in groups)
        within = sum(pvariance(group) * len(group) for group in groups)
        assert found["variance"] == pytest.approx(pvariance(everyone))
        assert found["between"] == pytest.approx(between / (between + within), abs=1e-12)
        assert found["within"] == pytest.approx(within / (between + within), abs=1e-12)


def test_shuffling_leaves_what_every_order_would():
    # The share between is 1.5 × the single area's squared distance ÷ the sum of all: three orders, three shares.
    trio = pd.DataFrame([("A0", "B1"), ("A1", "B1"), ("A2", "B2")], columns=["child", "parent"])
    values = one_month([1, 2, 6, *[None] * 5])
    shares = [1.5 * away**2 / 14 for away in (1 - 3, 2 - 3, 6 - 3)]

    found = between_by_shuffling(values, trio).loc["2025-01"]

    assert found.tolist() == pytest.approx([min(shares), max(shares)])


def test_boards_that_differ_lie_beyond_what_shuffling_leaves():
    values = one_month([5, 5.1, 5.2, 9, 9.1, 9.2, 8.9, 2])

    limits = between_by_shuffling(values, PLACED).loc["2025-01"]

    assert variance_shares(values, PLACED)["between"].iloc[0] > limits["upper"]


def test_the_same_shuffles_come_each_time():
    values = one_month([3, 1, 4, 1, 5, 9, 2, 6])
    twice = pd.concat([values, values.set_axis(["2025-02"], axis="columns")], axis="columns")

    found = between_by_shuffling(twice, PLACED)

    assert found.loc["2025-01"].tolist() == found.loc["2025-02"].tolist()
    assert found.equals(between_by_shuffling(twice, PLACED))


@pytest.mark.parametrize("value", [None, 0.1], ids=["not known", "alike"])
def test_where_nothing_differs_shuffling_has_no_limits(value):
    assert between_by_shuffling(one_month([value] * 8), PLACED).isna().all(axis=None)


def test_shuffling_is_as_a_slow_way_does_it():
    values = one_month([3, 1, 4, None, 5, 9, 2, 6])
    known = values.dropna()
    random = np.random.default_rng(3)
    slow = [
        variance_shares(known.set_axis(random.permutation(known.index)), PLACED)["between"].iloc[0]
        for _ in range(400)
    ]

    found = between_by_shuffling(values, PLACED).loc["2025-01"]

    assert found.tolist() == pytest.approx(np.quantile(slow, [0.025, 0.975]).tolist(), abs=0.06)


# Like for like


def reported(*rows: tuple) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["area", "provider", "numerator", "denominator"])


def test_a_provider_that_stopped_reporting_changes_nothing_like_for_like():
    before = reported(("03R", "RXF", 60, 100), ("03R", "RR8", 90, 100))
    now = reported(("03R", "RXF", 62, 100))

    found = like_for_like(before, now, per=100).loc["03R"]

    assert found[["before", "now", "change", "change_as_published"]].tolist() == [60, 62, 2, -13]
    assert found[["providers", "came", "left"]].tolist() == [1, 0, 1]


def test_a_provider_that_began_to_report_is_counted_and_left_out():
    before = reported(("03R", "RXF", 60, 100))
    now = reported(("03R", "RXF", 60, 100), ("03R", "RR8", 0, 100))

    found = like_for_like(before, now, per=100).loc["03R"]

    assert found[["change", "change_as_published"]].tolist() == [0, -30]
    assert found[["providers", "came", "left"]].tolist() == [1, 1, 0]


def test_a_provider_without_a_figure_did_not_report():
    before = reported(("03R", "RXF", 60, 100), ("03R", "RR8", 90, 100))
    now = reported(("03R", "RXF", 62, 100), ("03R", "RR8", NAN, NAN))

    assert like_for_like(before, now, per=100).loc["03R", "change"] == 2


def test_a_provider_counts_for_each_area_apart():
    before = reported(("03R", "RXF", 60, 100), ("15F", "RXF", 10, 100))
    now = reported(("03R", "RXF", 70, 100))

    found = like_for_like(before, now, per=100)

    assert found.loc["03R", "change"] == 10
    assert found.loc["15F", ["before", "now", "change", "change_as_published"]].isna().all()
    assert found.loc["15F", ["providers", "left"]].tolist() == [0, 1]


def test_counts_without_a_denominator_are_added():
    before = reported(("03R", "RXF", 60, 1), ("03R", "RR8", 5, 1)).drop(columns="denominator")
    now = reported(("03R", "RXF", 80, 1), ("03R", "RCF", 7, 1)).drop(columns="denominator")

    found = like_for_like(before, now).loc["03R"]

    assert found[["before", "now", "change", "change_as_published"]].tolist() == [60, 80, 20, 22]


counted = st.dictionaries(
    st.tuples(st.sampled_from(["03R", "15F"]), st.sampled_from(["RXF", "RR8", "RCF", "RAE"])),
    st.tuples(st.integers(0, 50), st.integers(50, 90)),
)


@settings(max_examples=40)
@given(counted, counted)
def test_like_for_like_changes_are_as_a_slow_way_finds_them(before, now):
    def frame(month: dict) -> pd.DataFrame:
        return reported(*[(*pair, *counts) for pair, counts in month.items()]).astype(
            {"area": "str", "provider": "str"}
        )

    def slow_value(month: dict, pairs: list) -> float:
        return sum(month[pair][0] for pair in pairs) / sum(month[pair][1] for pair in pairs)

    found = like_for_like(frame(before), frame(now))

    assert set(found.index) == {area for area, _ in before} | {area for area, _ in now}
    for area in found.index:
        both = [pair for pair in before if pair in now and pair[0] == area]
        assert found.loc[area, "providers"] == len(both)
        if both:
            expected = slow_value(now, both) - slow_value(before, both)
            assert found.loc[area, "change"] == pytest.approx(expected)
        else:
            assert np.isnan(found.loc[area, "change"])
