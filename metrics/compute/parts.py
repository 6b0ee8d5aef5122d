"""Which parts an area had in each month, so that a board of then is compared by what it held then."""

from collections.abc import Callable, Iterable

import pandas as pd


def parts_on(memberships: pd.DataFrame, day: pd.Timestamp, parents: Iterable[str]) -> pd.DataFrame:
    """Return what these areas were made of on a day: columns `child, parent`, in the order given.

    `memberships`: columns `child, parent` (codes), `start, end` (datetime64; NaT is open; `end` is the last day).
    """
    began = memberships["start"].isna() | (memberships["start"] <= day)
    goes_on = memberships["end"].isna() | (memberships["end"] >= day)
    of_these = memberships["parent"].isin(list(parents))
    return memberships.loc[began & goes_on & of_these, ["child", "parent"]].reset_index(drop=True)


def by_parts_of_each_month(
    make: Callable[[pd.DataFrame, pd.DataFrame], pd.DataFrame],
    values: pd.DataFrame,
    memberships: pd.DataFrame,
    parents: Iterable[str],
) -> pd.DataFrame:
    """Return what `make(values, membership)` finds, each month with the parts that `parents` had in that month.

    `values`: a row an area, a column a month (datetime64). `make`: such as `spreads` or `variance_shares`. Months
    with the same parts are made together; the result is in the order of the months.
    """
    parents = list(parents)
    periods: dict[str, tuple[pd.DataFrame, list[pd.Timestamp]]] = {}
    for month in values.columns:
        membership = parts_on(memberships, month, parents)
        periods.setdefault(membership.to_csv(), (membership, []))[1].append(month)
    if not periods:
        return make(values, parts_on(memberships, pd.NaT, parents))
    made = pd.concat(make(values[months], membership) for membership, months in periods.values())
    return made.sort_index(level=0, sort_remaining=False, kind="stable")
