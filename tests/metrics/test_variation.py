"""How far the parts of an area lie apart, and what moved most."""

import numpy as np
import pandas as pd

from metrics.compute.variation import gaps, moves, percentile_rank

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
