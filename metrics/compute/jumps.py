"""Changes from one month to the next that are more likely a fault in a file than a change in care."""

from collections.abc import Collection

import pandas as pd

from metrics.compute.extract import ALL_FUNCTIONS

STOCK = "incomplete"


def jumps(
    figures: pd.DataFrame, neighbour: pd.DataFrame, *, boards: Collection[str], national: float, board: float
) -> list[str]:
    """Return, in words, each change of over `national` in England or over `board` in one of `boards` (codes).

    Both frames have the columns `area, treatment_function` and the counts; only the waiting list is compared, since
    flows swing with working days and holidays.
    """
    now, before = _lists(figures), _lists(neighbour)
    change = (now / before.where(before > 0) - 1).reindex(["ENGLAND", *sorted(boards)]).dropna()
    limit = pd.Series(board, index=change.index)
    limit["ENGLAND"] = national
    return [
        f"{area}: people waiting (incomplete pathways) went from {before[area]:,.0f} to {now[area]:,.0f} "
        f"({change[area]:+.0%}; more than {limit[area]:.0%} is held)."
        for area in change.index[change.abs() > limit.reindex(change.index)]
    ]


def vanished(figures: pd.DataFrame, neighbour: pd.DataFrame, *, areas: Collection[str]) -> list[str]:
    """Return, in words, each of `areas` (codes) that has a waiting list in the neighbouring month and none now."""
    now, before = _lists(figures), _lists(neighbour).dropna()
    return [
        f"{area}: no people waiting (incomplete pathways) are reported; there were {before[area]:,.0f}."
        for area in sorted(set(areas) & set(before.index))
        if pd.isna(now.get(area))
    ]


def _lists(figures: pd.DataFrame) -> pd.Series:
    return figures[figures["treatment_function"] == ALL_FUNCTIONS].set_index("area")[STOCK]
