"""Where the limits of a control chart start anew."""

from datetime import date

import numpy as np
import pandas as pd

from metrics.compute.breaks import breaks_of, groups_of, starts_each
from metrics.compute.spc import xmr, xmr_each

FEBRUARY_2024 = pd.Timestamp("2024-02-01")
MAY_2025 = pd.Timestamp("2025-05-01")


def monthly(values, start: str = "2022-02-01") -> pd.Series:
    months = pd.date_range(start, periods=len(values), freq="MS").astype("datetime64[s]")
    return pd.Series(values, months, dtype="float64")


def test_limits_start_anew_at_each_break_of_the_kind_of_area() -> None:
    values = monthly(np.arange(48.0))

    assert groups_of("provider", values).starts == (FEBRUARY_2024,)
    assert groups_of("sicbl", values).starts == (pd.Timestamp("2023-04-01"), FEBRUARY_2024)


def test_a_break_whose_month_is_not_there_counts_from_the_next() -> None:
    values = monthly(np.arange(48.0)).drop(FEBRUARY_2024)

    assert groups_of("provider", values).starts == (pd.Timestamp("2024-03-01"),)


def test_breaks_before_the_first_month_or_after_the_last_start_no_group() -> None:
    assert groups_of("icb", monthly([1.0] * 14, start="2024-04-01")).starts == ()
    assert groups_of("icb", monthly([1.0] * 14, start="2024-02-01")).starts == ()
    assert groups_of("icb", monthly([])).starts == ()


def test_boards_of_the_same_ground_keep_their_limits_when_others_merge() -> None:
    values = monthly(np.arange(24.0), start="2025-06-01")

    assert pd.Timestamp("2026-04-01") in [pd.Timestamp(one.date) for one in breaks_of("icb")]
    assert groups_of("icb", values).starts == ()


def test_rebase_dates_and_breaks_together_start_groups_each_once() -> None:
    values = monthly(np.arange(48.0))

    groups = groups_of("provider", values, [date(2025, 5, 1), date(2024, 2, 1), date(2025, 5, 1)])

    assert groups.starts == (FEBRUARY_2024, MAY_2025)
    assert groups.without_figure == ()


def test_a_rebase_date_whose_month_has_no_figure_is_left_out_and_named() -> None:
    values = monthly(np.arange(48.0))
    unknown, absent = values.copy(), values.drop(MAY_2025)
    unknown[MAY_2025] = np.nan

    for series in (unknown, absent):
        groups = groups_of("england", series, [date(2025, 5, 1)])
        assert groups.starts == (FEBRUARY_2024,)
        assert groups.without_figure == (date(2025, 5, 1),)


def test_a_rebase_date_after_the_last_month_in_view_is_left_out_without_a_word() -> None:
    groups = groups_of("england", monthly(np.arange(12.0)), [date(2025, 5, 1)])

    assert groups.starts == groups.without_figure == ()


def test_many_series_at_once_start_their_groups_as_each_does_alone() -> None:
    months = pd.date_range("2022-02-01", periods=48, freq="MS")
    values = pd.DataFrame(np.random.default_rng(18).normal(60, 2, (48, 3)), months, ["03R", "15F", "36J"])
    values.loc["2025-03-01", "15F"] = np.nan
    rebases = {"03R": [date(2025, 1, 1)], "15F": [date(2025, 3, 1)]}

    together = xmr_each(values, improvement="increase", rebase=starts_each("sicbl", values, rebases))

    for code in values:
        starts = groups_of("sicbl", values[code], rebases.get(code, ())).starts
        alone = xmr(values[code], improvement="increase", rebase=starts)
        pd.testing.assert_frame_equal(together.loc[code], alone, check_names=False, check_freq=False)


def test_no_series_has_no_groups() -> None:
    assert starts_each("icb", pd.DataFrame(), {}) == {}


def test_breaks_are_known_by_kind() -> None:
    assert [one.date for one in breaks_of("provider")] == [date(2024, 2, 1)]
