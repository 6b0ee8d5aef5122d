"""How far the parts of an area lie apart, and what moved most."""

from collections.abc import Iterable

import numpy as np
import pandas as pd


def percentile_rank(values: pd.DataFrame) -> pd.DataFrame:
    """Return each value's rank within its column, from 0 (lowest) to 100; ties take the lowest rank.

    (rank − 1) ÷ (known values − 1) × 100. NaN for NaN, and where fewer than two values are known.
    """
    known = values.notna().sum()
    return (values.rank(method="min") - 1) / (known - 1).where(known > 1) * 100


def gaps(values: pd.DataFrame, parts: Iterable[str]) -> pd.DataFrame:
    """Return how far the parts of an area lie apart on each measure, widest gap first.

    `values`: a row for each area of one kind in the country (index: area code), a column a measure.
    Result: index measure; columns `low, low_area, high, high_area, gap` (high − low, in the measure's unit)
    and `percentile_gap` (the gap between percentile ranks, 0 to 100), which orders measures of different
    units. Measures with fewer than two known parts are left out.
    """
    ours = values.reindex(list(parts)).dropna(axis="columns", thresh=2)
    ranks = percentile_rank(values[ours.columns]).reindex(ours.index)
    found = pd.DataFrame(
        {
            "low": ours.min(),
            "low_area": ours.idxmin(),
            "high": ours.max(),
            "high_area": ours.idxmax(),
            "gap": ours.max() - ours.min(),
            "percentile_gap": ranks.max() - ranks.min(),
        }
    )
    return found.sort_values("percentile_gap", ascending=False, kind="stable")


def moves(values: pd.DataFrame) -> pd.DataFrame:
    """Return how each area moved on one measure into the latest month, largest move first.

    `values`: a row a month (index: first of the month), a column an area.
    Result: index area; columns `before, now, change` and `usual` (the mean size of its earlier changes from
    one calendar month to the next; NaN where there are none). Areas not known in both months are left out.
    """
    months = pd.to_datetime(values.index).to_period("M")
    every_month = pd.period_range(months.min(), months.max(), freq="M")
    monthly = values.set_axis(months).reindex(
        every_month
    )  # A missing month must not count as the one before.
    changes = monthly.diff()
    found = pd.DataFrame(
        {
            "before": monthly.shift().iloc[-1],
            "now": monthly.iloc[-1],
            "change": changes.iloc[-1],
            "usual": changes.iloc[:-1].abs().mean(),
        }
    ).dropna(subset="change")
    return found.sort_values("change", key=np.abs, ascending=False, kind="stable")
