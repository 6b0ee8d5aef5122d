"""How far the parts of an area lie apart, and what moved most."""

from collections.abc import Iterable

import numpy as np
import pandas as pd
from pandas.api.typing import DataFrameGroupBy

# Shuffling areas among parents gives the same limits whenever it is asked.
SEED = 18


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


def spreads(values: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Return how far the parts of every area lie apart, in every column of `values`.

    `values`: a row for each area of one kind in the country (index: area code), columns months (or whatever else parts
    are compared on). `membership`: columns `child, parent` (codes).
    Result: index the columns of `values`, then `parent`, where two parts or more are known; columns `parts` (known),
    `low, low_area, high, high_area, gap, percentile_gap` as in `gaps`, `ratio` (high ÷ low; NaN where low is not above
    zero) and `coefficient` (of variation: sample standard deviation ÷ mean; NaN where the mean is not above zero).
    """
    parts = _by_parent(values, membership)
    percentiles = _by_parent(percentile_rank(values), membership)
    low, high, mean = parts.min(), parts.max(), parts.mean()
    found = {
        "parts": parts.count(),
        "low": low,
        # An unknown part is neither the lowest nor the highest.
        "low_area": _by_parent(values, membership, unknown=np.inf).idxmin(),
        "high": high,
        "high_area": _by_parent(values, membership, unknown=-np.inf).idxmax(),
        "gap": high - low,
        "percentile_gap": percentiles.max() - percentiles.min(),
        "ratio": high / low.where(low > 0),
        "coefficient": parts.std() / mean.where(mean > 0),
    }
    spread = pd.DataFrame({name: frame.unstack() for name, frame in found.items()})
    return spread[spread["parts"] > 1]


def variance_shares(values: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Return how much of the variance among areas lies between their parents, and how much within.

    `values`: as for `spreads`; each area counts once, whatever its size, and not at all without a parent.
    `membership`: columns `child, parent`, each child with one parent (ValueError otherwise).
    Result: index the columns of `values`; columns `areas, parents` (known), `variance` (of the areas about their
    mean), `between, within` (shares of it, together 1; NaN where all areas are alike) and `between_by_chance`: the
    share that would lie between if areas were shuffled among the parents, on average. It is large where parents have
    few parts, and only what lies above it speaks of the parents.
    """
    if membership["child"].duplicated().any():
        raise ValueError("An area with two parents has no share of variance between them.")
    grouped = _by_parent(values, membership)
    placed = values.reindex(membership["child"])
    areas, parents = placed.notna().sum(), (grouped.count() > 0).sum()
    total = _squares(placed, placed.mean())
    within = _squares(placed, grouped.transform("mean")) / total.where(placed.max() > placed.min())
    return pd.DataFrame(
        {
            "areas": areas,
            "parents": parents,
            "variance": total / areas.where(areas > 0),
            "between": 1 - within,
            "within": within,
            "between_by_chance": (parents - 1) / (areas - 1).where(areas > 1),
        }
    )


def between_by_shuffling(
    values: pd.DataFrame, membership: pd.DataFrame, *, draws: int = 1000, confidence: float = 0.95
) -> pd.DataFrame:
    """Return how far chance alone moves the share of variance between parents: columns `lower, upper`.

    Areas are shuffled among the parents `draws` times, each keeping its number of parts, with a fixed seed, and
    `confidence` of the shares lie between the two limits. A share within them is no more than chance would leave.
    `values, membership`, index: as for `variance_shares`; NaN where all areas are alike.
    """
    limits = {
        column: _shuffled_limits(values[column], membership, draws, confidence) for column in values.columns
    }
    return pd.DataFrame(limits, index=["lower", "upper"]).T.set_axis(values.columns)


def _shuffled_limits(
    values: pd.Series, membership: pd.DataFrame, draws: int, confidence: float
) -> np.ndarray:
    """Return the lower and upper limit of the share between, shape (2,)."""
    known = membership.assign(value=values.reindex(membership["child"]).to_numpy()).dropna(subset="value")
    known = known.sort_values("parent", kind="stable")
    away = known["value"].to_numpy() - known["value"].mean()
    if not len(known) or known["value"].max() == known["value"].min():
        return np.full(2, np.nan)
    parts = known.groupby("parent").size().to_numpy()
    random = np.random.default_rng(SEED)
    shuffled = random.permuted(np.tile(away, (draws, 1)), axis=1)
    sums = np.add.reduceat(shuffled, np.cumsum(parts) - parts, axis=1)
    between = (sums**2 / parts).sum(axis=1) / (away**2).sum()
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    return np.quantile(between, tails)


def _by_parent(
    values: pd.DataFrame, membership: pd.DataFrame, *, unknown: float = np.nan
) -> DataFrameGroupBy:
    """Return the rows of the parts, grouped by the code of their parent."""
    parts = values.reindex(membership["child"]).fillna(unknown)
    return parts.groupby(membership["parent"].to_numpy())


def _squares(values: pd.DataFrame, middle: pd.DataFrame | pd.Series) -> pd.Series:
    """Return the sum of squared distances from the middle in each column; NaN where nothing is known."""
    return ((values - middle) ** 2).sum(min_count=1)


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


def like_for_like(before: pd.DataFrame, now: pd.DataFrame, *, per: float = 1) -> pd.DataFrame:
    """Return how each area's value changed among the providers that reported in both months.

    Both frames: columns `area, provider` (codes), `numerator` and, for a quotient, `denominator`; a row for each pair
    that reported (a pair with NaN did not). `per`: 100 for a per cent.
    Result: index area; columns `before, now, change` among providers in both months, `change_as_published` among all,
    and `providers` (in both), `came` and `left` (their numbers). An area without any provider in both has NaN changes.
    """
    pair = ["area", "provider"]
    before, now = (month.dropna().set_index(pair) for month in (before, now))
    both = before.index.intersection(now.index)
    found = pd.DataFrame({"before": _value(before.loc[both], per), "now": _value(now.loc[both], per)})
    found["change"] = found["now"] - found["before"]
    found = found.reindex(before.index.union(now.index).unique("area"))
    found["change_as_published"] = _value(now, per) - _value(before, per)
    sets = {"providers": both, "came": now.index.difference(both), "left": before.index.difference(both)}
    for name, pairs in sets.items():
        found[name] = pairs.to_frame().groupby(level="area").size().reindex(found.index, fill_value=0)
    return found


def _value(counts: pd.DataFrame, per: float) -> pd.Series:
    """Return the value of each area from the counts of its providers; a quotient, or where there is no denominator
    a sum."""
    sums = counts.groupby(level="area").sum()
    if "denominator" not in sums:
        return sums["numerator"] * per
    return sums["numerator"] / sums["denominator"].where(sums["denominator"] > 0) * per
