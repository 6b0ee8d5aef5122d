import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.challenges import persistent_challenges, pockets, shortfall

NAN = np.nan


def monthly(**areas: list[float]) -> pd.DataFrame:
    """Return a row an area, a column a month from January 2024."""
    rows = pd.DataFrame(areas, dtype="float64")
    return rows.set_axis(pd.date_range("2024-01-01", periods=len(rows), freq="MS")).T.rename_axis("area")


def challenges(concerns: pd.DataFrame | None = None, **quartiles: list[float]) -> pd.DataFrame:
    """Return persistent challenges where every month's shortfall is one less than its quartile."""
    placed = monthly(**quartiles)
    return persistent_challenges(placed, placed - 1, concerns)


# How far


def test_behind_is_below_the_median_where_more_is_better_and_above_it_where_less_is():
    values = monthly(QWO=[60], QF7=[65], QHM=[50])

    assert shortfall(values, "increase").iloc[:, 0].tolist() == [0, -5, 10]
    assert shortfall(values, "decrease").iloc[:, 0].tolist() == [0, 5, -10]


def test_behind_another_benchmark_than_the_median():
    values = monthly(QWO=[60, 61])
    england = pd.Series([62.0, 62.5], index=values.columns)

    assert shortfall(values, "increase", england).loc["QWO"].tolist() == [2, 1.5]


def test_nobody_is_behind_where_neither_way_is_better():
    with pytest.raises(ValueError, match="neutral"):
        shortfall(monthly(QWO=[60]), "neutral")


# How long


def test_six_of_the_last_twelve_months_at_the_bottom_are_a_challenge_and_five_are_not():
    found = challenges(QWO=[1] * 6 + [4] * 6, QF7=[1] * 7 + [4] * 5)

    assert found.index.tolist() == ["QWO"]
    assert found.loc["QWO", ["months", "bottom_months", "concern_months"]].tolist() == [12, 6, 0]


def test_months_before_the_last_twelve_do_not_make_a_challenge():
    assert challenges(QWO=[4] * 9 + [1] * 12).empty


def test_a_challenge_says_how_long_it_has_lasted_even_beyond_the_twelve():
    found = challenges(QWO=[1, 4] + [4] * 14, QF7=[4] * 12 + [1] + [4] * 3).loc[["QWO", "QF7"]]

    assert found["running"].tolist() == [15, 3]
    assert found["since"].tolist() == [pd.Timestamp("2024-02-01"), pd.Timestamp("2025-02-01")]


def test_a_challenge_that_has_paused_has_no_start():
    found = challenges(QWO=[4] * 11 + [3]).loc["QWO"]

    assert found["running"] == 0
    assert pd.isna(found["since"])


def test_a_challenge_says_how_far_behind_its_months_were():
    found = challenges(QWO=[2] * 6 + [4] * 5 + [4]).loc["QWO"]

    assert found["mean_shortfall"] == 3
    assert found["shortfall"] == 3


def test_months_of_concern_count_by_themselves():
    concerns = monthly(QWO=[0] * 6 + [1] * 6, QF7=[0] * 12) == 1

    found = challenges(concerns, QWO=[2] * 12, QF7=[3] * 12)

    assert found.index.tolist() == ["QWO"]
    assert found.loc["QWO", ["bottom_months", "concern_months", "running"]].tolist() == [0, 6, 6]
    assert found.loc["QWO", "mean_shortfall"] == 1


def test_three_months_of_each_are_not_six_of_either():
    concerns = monthly(QWO=[0] * 6 + [1] * 3 + [0] * 3) == 1

    assert challenges(concerns, QWO=[1] * 9 + [4] * 3).empty


def test_what_is_said_of_no_concern_is_none():
    concerns = monthly(QF7=[1] * 12) == 1

    assert challenges(concerns, QWO=[4] * 12).loc["QWO", "concern_months"] == 0


def test_a_missing_month_breaks_the_run_and_is_not_a_month_at_the_bottom():
    found = challenges(QWO=[4] * 9 + [NAN] + [4] * 2).loc["QWO"]

    assert found[["months", "bottom_months", "running"]].tolist() == [11, 11, 2]


def test_a_month_that_nobody_has_is_missing_too():
    quartiles = monthly(QWO=[4] * 13).drop(columns=pd.Timestamp("2024-12-01"))

    found = persistent_challenges(quartiles, quartiles - 1).loc["QWO"]

    assert found[["months", "bottom_months", "running"]].tolist() == [11, 11, 1]


def test_a_short_history_may_hold_a_challenge():
    assert challenges(QWO=[4] * 6, QF7=[4] * 5 + [1]).index.tolist() == ["QWO"]


def test_the_longest_challenge_comes_first():
    found = challenges(QWO=[1] * 4 + [4] * 8, QF7=[4] * 12, QHM=[4] * 11 + [1])

    assert found.index.tolist() == ["QF7", "QWO", "QHM"]


@settings(max_examples=40)
@given(
    st.lists(
        st.lists(st.sampled_from([1.0, 2.0, 3.0, 4.0, NAN]), min_size=14, max_size=14), min_size=1, max_size=5
    )
)
def test_challenges_are_as_a_slow_way_finds_them(rows):
    found = challenges(**{f"A{row}": months for row, months in enumerate(rows)})

    for row, months in enumerate(rows):
        at_the_bottom = sum(quartile == 4 for quartile in months[-12:])
        assert (f"A{row}" in found.index) == (at_the_bottom >= 6)
        if at_the_bottom >= 6:
            running = 0
            while running < 14 and months[13 - running] == 4:
                running += 1
            assert found.loc[f"A{row}", ["bottom_months", "running"]].tolist() == [at_the_bottom, running]


# Pockets

MEMBERSHIP = pd.DataFrame(
    [("03R", "QWO"), ("15F", "QWO"), ("01Y", "QOP"), ("14L", "QOP"), ("11M", "QR1")],
    columns=["child", "parent"],
)


def test_a_part_that_trails_while_its_board_does_not_is_a_pocket():
    parts = challenges(**{"03R": [4] * 12, "01Y": [4] * 12})
    wholes = challenges(QOP=[4] * 12, QWO=[2] * 12)

    found = pockets(parts, wholes, MEMBERSHIP)

    assert found[["area", "parent", "bottom_months"]].to_numpy().tolist() == [["03R", "QWO", 12]]


def test_the_only_part_of_a_board_is_no_pocket_of_it():
    parts = challenges(**{"11M": [4] * 12})

    assert pockets(parts, challenges(QWO=[1] * 12), MEMBERSHIP).empty


def test_pockets_are_found_series_by_series():
    def by_measure(measures: dict[str, pd.DataFrame]) -> pd.DataFrame:
        return pd.concat(measures, names=["measure"]).swaplevel()

    parts = by_measure({name: challenges(**{"01Y": [4] * 12}) for name in ("median_wait", "over_52")})
    wholes = by_measure({"over_52": challenges(QOP=[4] * 12)})

    found = pockets(parts, wholes, MEMBERSHIP)

    assert found[["area", "measure"]].to_numpy().tolist() == [["01Y", "median_wait"]]
