"""Which areas stay behind: persistently in the bottom quartile or in special-cause concern, how long and how far.

In every frame of months here a row is a series (an area, or an area with a measure and a treatment function) and a
column is a month (the first of it).
"""

import pandas as pd

from metrics.compute.ranks import BOTTOM_QUARTILE
from metrics.compute.trend import latest

LEAST_MONTHS, OF_MONTHS = 6, 12


def shortfall(values: pd.DataFrame, direction: str, benchmark: pd.Series | None = None) -> pd.DataFrame:
    """Return how far each value is behind its column's benchmark, in its own unit; negative where ahead.

    `benchmark`: a value for each column; the median of the column when none is given. Raises ValueError for a measure
    of which neither way is better.
    """
    if direction not in ("increase", "decrease"):
        raise ValueError(f"Nothing is behind on a measure with the direction {direction!r}.")
    ahead = values - (values.median() if benchmark is None else benchmark)
    return -ahead if direction == "increase" else ahead


def persistent_challenges(
    quartiles: pd.DataFrame,
    shortfall: pd.DataFrame,
    concerns: pd.DataFrame | None = None,
    *,
    least: int = LEAST_MONTHS,
    of: int = OF_MONTHS,
) -> pd.DataFrame:
    """Return the series in the bottom quartile, or in concern, in at least `least` of the last `of` months.

    `quartiles`: 1 to 4, 4 the bottom. `shortfall`: in the unit of the values. `concerns`: true in months of
    special-cause concern. The last month is that of `quartiles`.
    Result: longest first; columns `months` (known, of the last `of`), `bottom_months`, `concern_months`, `running`
    (months without a break up to the last in either, over all months given; a month that is not known breaks it),
    `since` (the first of those; NaT where the last month is in neither), `mean_shortfall` (over those of the last `of`
    months in either) and `shortfall` (in the last month).
    """
    history = latest(quartiles, _calendar_months(quartiles))
    bottom = history == BOTTOM_QUARTILE
    concern = _aligned(concerns, bottom)
    either = bottom | concern
    recent = bottom.columns[-of:]
    distance = latest(shortfall.reindex_like(quartiles), len(recent))
    running = either.loc[:, ::-1].astype("int8").cumprod(axis="columns").sum(axis="columns")
    found = pd.DataFrame(
        {
            "months": history[recent].notna().sum(axis="columns"),
            "bottom_months": bottom[recent].sum(axis="columns"),
            "concern_months": concern[recent].sum(axis="columns"),
            "running": running,
            "since": _starts(running, bottom.columns),
            "mean_shortfall": distance.where(either[recent]).mean(axis="columns"),
            "shortfall": distance.iloc[:, -1],
        }
    )
    stays = (found["bottom_months"] >= least) | (found["concern_months"] >= least)
    return found[stays].sort_values(
        ["running", "bottom_months", "concern_months"], ascending=False, kind="stable"
    )


def persistent(standings: pd.DataFrame, *, least: int = LEAST_MONTHS) -> pd.DataFrame:
    """Return the rows that `persistent_challenges` would, of series whose months have been counted already.

    `standings`: columns `bottom_months, concern_months, running, shortfall` and more. Longest first, then furthest.
    """
    stays = (standings["bottom_months"] >= least) | (standings["concern_months"] >= least)
    order = ["running", "bottom_months", "concern_months", "shortfall"]
    return standings[stays].sort_values(order, ascending=False, kind="stable")


def pockets(parts: pd.DataFrame, wholes: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Return the persistent challenges of parts whose whole does not share them.

    `parts, wholes`: as `persistent_challenges` returns; the index holds `area` and, alike in both, what else names a
    series. `membership`: columns `child, parent` (codes). Result: the rows of `parts` as columns, with `parent`. The
    only part of a whole is the whole under another name, and no pocket of it.
    """
    keys = [name for name in parts.index.names if name != "area"]
    shared = membership[membership.duplicated("parent", keep=False)].rename(columns={"child": "area"})
    placed = parts.reset_index().merge(shared[["area", "parent"]], on="area")
    trailing = wholes.index.to_frame(index=False).rename(columns={"area": "parent"})
    marked = placed.merge(trailing, on=["parent", *keys], how="left", indicator="trails")
    return marked[marked.pop("trails") == "left_only"].reset_index(drop=True)


def _calendar_months(monthly: pd.DataFrame) -> int:
    """Return how many calendar months there are from the first column to the last."""
    months = pd.to_datetime(monthly.columns).to_period("M")
    return (months.max() - months.min()).n + 1


def _aligned(concerns: pd.DataFrame | None, like: pd.DataFrame) -> pd.DataFrame:
    """Return whether there is concern, in the shape of `like`; false where nothing is said."""
    if concerns is None:
        return like & False
    dated = concerns.set_axis(pd.to_datetime(concerns.columns), axis="columns")
    return dated.reindex_like(like) == True  # noqa: E712 - NaN is not True


def _starts(running: pd.Series, months: pd.DatetimeIndex) -> pd.Series:
    """Return the month in which each run up to the last month began; NaT where there is none."""
    positions = len(months) - running.to_numpy()
    begun = months.append(pd.DatetimeIndex([pd.NaT]))[positions]
    return pd.Series(begun, index=running.index)
