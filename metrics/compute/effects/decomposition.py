"""Why a waiting list changed: Δlist = new − completed − unreported removals.

It stands beside every effect, so that nobody mistakes fewer referrals, or pathways taken off, for more treatment.
"""

from dataclasses import dataclass

import pandas as pd

PARTS = ("new", "completed", "removed")


@dataclass(frozen=True, slots=True)
class Decomposition:
    """What came to a list and left it on one side of a start, in pathways a month, over the `months` in which all three
    are known (NaN without one)."""

    months: int
    new: float
    completed: float
    removed: float

    @property
    def change(self) -> float:
        """How much the list changed a month."""
        return self.new - self.completed - self.removed


@dataclass(frozen=True, slots=True)
class Decompositions:
    """Both sides of a start, to stand beside each other."""

    before: Decomposition
    after: Decomposition


def decomposed(flows: pd.DataFrame, before: pd.DatetimeIndex, after: pd.DatetimeIndex) -> Decompositions:
    """Return what came to a list and left it, before and after.

    `flows`: by month (datetime64), columns PARTS: new pathways, completed ones (admitted or not) and unreported
    removals; NaN or no row: not known.
    """
    return Decompositions(_side(flows, before), _side(flows, after))


def _side(flows: pd.DataFrame, months: pd.DatetimeIndex) -> Decomposition:
    known = flows[list(PARTS)].reindex(months).dropna()
    return Decomposition(len(known), *(float(known[part].mean()) for part in PARTS))
