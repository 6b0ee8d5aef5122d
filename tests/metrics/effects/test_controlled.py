"""An area beside others: R's figures, the plain way, and areas that began in different months."""

from datetime import date

import numpy as np
import pandas as pd
import pytest

from metrics.compute.effects.controlled import against, clean, staggered, two_way
from metrics.compute.effects.segmented import segmented
from tests.metrics.effects import slow_effects as slow

MONTHS = pd.date_range("2023-01-01", periods=24, freq="MS")
START = date(2024, 1, 1)


def areas(count: int, seed: int = 0) -> pd.DataFrame:
    values = 60 + np.random.default_rng(seed).normal(0, 1, (24, count)).cumsum(axis=0)
    return pd.DataFrame(values, index=MONTHS, columns=[f"A{number}" for number in range(count)])


def test_it_is_what_r_finds(shared):
    rows = pd.read_csv(shared / "oracle" / "did_in.csv")
    expected = pd.read_csv(shared / "oracle" / "did_out.csv").iloc[0]
    panel = rows.pivot(index="t", columns="area", values="y").set_axis(MONTHS)
    treated = rows.groupby("area")["treated"].max().astype(bool)
    first = MONTHS[rows.query("post == 1")["t"].min() - 1].date()

    found = two_way(panel[treated.index[treated]], panel[treated.index[~treated]], first)

    assert found.change == pytest.approx(expected["twfe"], rel=1e-9)
    assert found.change == pytest.approx(expected["simple_did"], rel=1e-9)
    assert found.error == pytest.approx(expected["se_cluster_HC1"], rel=1e-9)
    means = expected[["mean_t0", "mean_t1", "mean_c0", "mean_c1"]].tolist()
    assert list(found.means) == pytest.approx(means, rel=1e-9)


@pytest.mark.parametrize("seed", range(5))
def test_two_way_effects_agree_with_the_plain_way(seed):
    panel = areas(7, seed)

    found = two_way(panel.iloc[:, :3], panel.iloc[:, 3:], START)

    change, error = slow.two_way(panel.T.to_numpy().tolist(), 3, 12)
    assert (found.change, found.error) == (pytest.approx(change, rel=1e-9), pytest.approx(error, rel=1e-9))


def test_one_area_that_began_has_no_error_clustered_by_area():
    panel = areas(6)

    found = two_way(panel.iloc[:, :1], panel.iloc[:, 1:], START)

    assert np.isnan(found.error)
    assert (found.began, found.others) == (1, 5)


def test_a_month_that_one_area_lacks_is_left_out_for_all():
    panel = areas(6)
    panel.iloc[15, 4] = np.nan

    found = two_way(panel.iloc[:, :2], panel.iloc[:, 2:], START)

    assert found == two_way(panel.drop(MONTHS[15]).iloc[:, :2], panel.drop(MONTHS[15]).iloc[:, 2:], START)


@pytest.mark.parametrize("start", [date(2023, 1, 1), date(2025, 1, 1)])
def test_a_difference_needs_both_sides(start):
    with pytest.raises(ValueError, match="both sides"):
        two_way(areas(6).iloc[:, :2], areas(6).iloc[:, 2:], start)


def test_what_happens_to_all_is_no_difference():
    panel = areas(6)
    shock = pd.Series(np.linspace(0, 40, 24), index=MONTHS)

    plain = against(panel["A0"], panel.drop(columns="A0"), START)
    shaken = against(panel["A0"] + shock, panel.drop(columns="A0").add(shock, axis="index"), START)

    assert shaken.step.estimate == pytest.approx(plain.step.estimate)
    assert shaken.step.error == pytest.approx(plain.step.error)
    assert segmented(panel["A0"] + shock, START).trend.estimate != pytest.approx(plain.trend.estimate)


def test_an_area_that_began_within_the_months_is_no_control():
    starts = {"A1": date(2023, 6, 1), "A2": date(2024, 12, 1), "A3": date(2025, 1, 1), "Z9": START}

    assert list(clean(areas(5), starts, MONTHS)) == ["A0", "A3", "A4"]


def test_areas_that_began_earlier_do_not_hide_what_later_ones_gained():
    """A gain that grows is what makes ordinary two-way effects wrong: early areas, as controls, go on rising."""
    panel = pd.DataFrame(50.0, index=MONTHS, columns=["early", "late", "never"])
    starts = {"early": date(2023, 7, 1), "late": date(2024, 1, 1)}
    for code, start in starts.items():
        since = np.arange(24) - MONTHS.get_loc(pd.Timestamp(start)) + 1
        panel[code] += np.maximum(since, 0)

    found = staggered(panel, starts, months_each=6)

    assert found.each == pytest.approx({"early": 3.5, "late": 3.5})
    assert found.change == pytest.approx(3.5)
    assert found.error == pytest.approx(0, abs=1e-12)


def test_where_all_had_begun_nothing_can_be_compared():
    assert staggered(areas(2), {"A0": START, "A1": START}, months_each=6) is None


def test_a_single_area_has_a_change_and_no_error():
    found = staggered(areas(4), {"A0": START}, months_each=6)

    window = areas(4).iloc[6:18]
    gap = window["A0"] - window[["A1", "A2", "A3"]].mean(axis="columns")
    assert found.change == pytest.approx(gap.iloc[6:].mean() - gap.iloc[:6].mean())
    assert np.isnan(found.error)
