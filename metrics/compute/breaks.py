"""Where the limits of a control chart start anew: at breaks of series, and at the rebase dates that people set.

The one place that knows, so that a chart, an icon and a report never disagree about the limits of a series.
"""

from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.compute.history import History
from metrics.compute.measures import SERIES_BREAKS, SeriesBreak


@dataclass(frozen=True, slots=True)
class Groups:
    """Where the groups of one series start.

    `starts`: months of its index, in order, as `xmr` takes them for `rebase`; the first month is not among them.
    `without_figure`: rebase dates that cannot be honoured, because that month has no figure (any more).
    """

    starts: tuple[pd.Timestamp, ...]
    without_figure: tuple[date, ...] = ()


def breaks_of(kind: str) -> list[SeriesBreak]:
    """Return the breaks of series of a kind of area, in order."""
    return [one for one in SERIES_BREAKS if kind in one.affects]


def recounts_of(kind: str) -> list[SeriesBreak]:
    """Return the breaks from which a kind of area cannot be compared with its own past, in order."""
    return [one for one in breaks_of(kind) if one.is_recount]


def since_recount(kind: str, history: History) -> History:
    """Return the months from the last break on: those that can be compared with the newest; all, if there is none."""
    months = history.values.columns
    breaks = [pd.Timestamp(one.date) for one in recounts_of(kind)]
    return history.between(max((day for day in breaks if day <= months[-1]), default=months[0]), months[-1])


def groups_of(kind: str, values: pd.Series, rebases: Iterable[date] = ()) -> Groups:
    """Return where the groups of a series of a kind of area start. `values`: by month (datetime64), in order.

    A break counts from the first month on or after it, even if that month has no figure: what is counted changed.
    A rebase date counts only where its month has a figure; one after the last month is not yet in view, and left
    out without a word.
    """
    asked = [pd.Timestamp(month) for month in sorted(set(rebases)) if _is_in_view(month, values.index)]
    honoured = [month for month in asked if pd.notna(values.get(month))]
    starts = {*_break_starts(kind, values.index), *honoured} - set(values.index[:1])
    return Groups(
        starts=tuple(sorted(starts)),
        without_figure=tuple(month.date() for month in asked if month not in honoured),
    )


def starts_each(
    kind: str, values: pd.DataFrame, rebases: Mapping[Hashable, Iterable[date]]
) -> dict[Hashable, tuple[pd.Timestamp, ...]]:
    """Return where the groups of many series start: column → months, as `xmr_each` takes them for `rebase`.

    `values`: a row a month (datetime64), a column a series of this kind of area. `rebases`: column → its dates.
    """
    usual = tuple(month for month in _break_starts(kind, values.index) if month != values.index[0])
    return {
        column: groups_of(kind, values[column], rebases[column]).starts if column in rebases else usual
        for column in values.columns
    }


def _break_starts(kind: str, months: pd.DatetimeIndex) -> list[pd.Timestamp]:
    """Return the first month on or after each break that counts something else, each once, in order."""
    places = (
        {months.searchsorted(pd.Timestamp(one.date)) for one in recounts_of(kind)} if len(months) else set()
    )
    return [months[place] for place in sorted(places) if place < len(months)]


def _is_in_view(month: date, months: pd.DatetimeIndex) -> bool:
    return len(months) > 0 and pd.Timestamp(month) <= months[-1]
