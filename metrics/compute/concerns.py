"""In which months the control charts of many series show special-cause concern."""

from collections.abc import Hashable, Iterable, Mapping
from datetime import date

import pandas as pd

from metrics.compute.breaks import starts_each
from metrics.compute.history import History
from metrics.compute.spc import xmr_each
from metrics.compute.spc.chart import CONCERN
from metrics.compute.trend import latest


def charts_of(
    history: History, kind: str, rebases: Mapping[Hashable, Iterable[date]] | None = None
) -> pd.DataFrame:
    """Return a control chart of each series of a kind of area, as `xmr_each` does. `rebases`: series → its dates."""
    monthly = history.values.T
    starts = starts_each(kind, monthly, rebases or {})
    return xmr_each(monthly, improvement=history.measure.direction, rebase=starts)


def in_concern(history: History, charts: pd.DataFrame) -> pd.DataFrame:
    """Return whether each month of a series is in concern, and has enough pathways to compare: the history's shape."""
    shown = (charts["assessment"] == CONCERN).to_numpy().reshape(history.values.shape)
    return history.comparable.notna() & shown


def count_recent(concerns: pd.DataFrame, months: int) -> pd.Series:
    """Return how many of the last calendar months of each series are in concern."""
    return latest(concerns.astype("float64"), months).sum(axis="columns")
