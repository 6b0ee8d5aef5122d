"""What is known of a measure of an area round a start: its own months, England's, and those of areas like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from metrics.compute.before_after import BeforeAfter, Windows, before_after, changes, trend_before, windows
from metrics.compute.breaks import recounts_of
from metrics.compute.history import History
from metrics.compute.measures import Measure
from metrics.models import Area
from metrics.presenters.before_after.ground import Ground, Start
from metrics.presenters.control import Rebased
from metrics.queries import ENGLAND

# The middle of fewer areas says nothing of areas like this one.
FEWEST_PEERS = 3


@dataclass(frozen=True)
class Found:
    """`changes`: as `compute.before_after.changes`, of the area, England and similar areas, where they have figures.
    `names`: of the similar areas, by code, nearest first.

    `rebases`: months between the first and the last compared in which somebody had limits start anew, and why.
    """

    area: Area
    measure: Measure
    function: str
    starts: date
    ends: date | None
    history: History
    names: Mapping[str, str]
    shown: BeforeAfter
    changes: pd.DataFrame
    rebases: Sequence[Rebased]

    @property
    def own(self) -> pd.Series:
        return self.change_of(self.area.code)

    @property
    def values(self) -> pd.Series:
        return self.history.values.loc[self.area.code]

    @property
    def has_england(self) -> bool:
        return self.area.kind != Area.Kind.ENGLAND

    @property
    def england(self) -> pd.Series:
        return self.change_of(ENGLAND)

    @cached_property
    def similar(self) -> pd.DataFrame:
        """The changes of the similar areas of which one is known; empty for too few of them to speak of."""
        known = self.changes[self.changes.index.isin(list(self.names))].dropna(subset=["change"])
        return known if len(known) >= FEWEST_PEERS else known.iloc[:0]

    @property
    def middle(self) -> pd.Series:
        """The middle change of the similar areas, and the middle of what it is in per cent."""
        return self.similar[["change", "relative"]].median()

    @property
    def trend_before(self) -> int:
        return trend_before(self.shown.points["value"].reindex(self.shown.windows.before))

    def change_of(self, code: str) -> pd.Series:
        """Return an area's row of `changes`; NaN throughout where it has no figures."""
        return self.changes.reindex([code]).loc[code]

    def middle_by_month(self) -> pd.Series | None:
        """Return the middle value of the similar areas in each month; None for too few of them."""
        values = self.history.comparable
        known = values[values.index.isin(list(self.names))]
        enough = known.notna().sum() >= FEWEST_PEERS
        return known.median().where(enough) if enough.any() else None


def found(start: Start, ground: Ground) -> Found | None:
    """Return what is known of a start; None where its area has no figures of it at all."""
    known = ground.history(start)
    if known is None:
        return None
    own = known.values.loc[start.area.code]
    if own.isna().all():
        return None
    months = _windows(start, own)
    shown = before_after(own, months, start.measure.direction)
    return Found(
        area=start.area,
        measure=start.measure,
        function=start.function,
        starts=start.starts,
        ends=start.ends,
        history=known,
        names={peer.code: peer.short_name for peer in ground.peers(start)},
        shown=shown,
        changes=changes(known, months),
        rebases=[one for one in ground.rebases(start) if pd.Timestamp(one.month) in shown.points.index],
    )


def _windows(start: Start, own: pd.Series) -> Windows:
    first, last = own.first_valid_index(), own.last_valid_index()
    recounts = [one.date for one in recounts_of(start.area.kind)]
    return windows(start.starts, last.date(), known_from=first.date(), ends=start.ends, recounts=recounts)
