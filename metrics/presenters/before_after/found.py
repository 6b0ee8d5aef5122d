"""What is known of a measure of an area round a start: its own months, England's, and those of areas like it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd

from metrics.compute.before_after import BeforeAfter, Windows, before_after, changes, trend_before, windows
from metrics.compute.breaks import recounts_of
from metrics.compute.history import History, history
from metrics.compute.measures import Measure
from metrics.measured import kept, with_context
from metrics.models import Area
from metrics.presenters.control import Rebased, rebases_of
from metrics.presenters.peers.group import PeerChoice, areas_like, peer_group
from metrics.queries import ENGLAND, figures_frame

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


def found(area: Area, measure: Measure, function: str, starts: date, ends: date | None) -> Found | None:
    """Return what is known; None where the area has no figures of it at all. Some of its few queries are kept."""
    peers = _peers(area, starts)
    england = kept("england", lambda: Area.objects.get(code=ENGLAND))
    figures = figures_frame([area, england, *peers], functions=[function])
    if not (figures["area"] == area.code).any():
        return None
    known = _each_month(history(measure, with_context(figures)))
    own = known.values.loc[area.code]
    if own.isna().all():
        return None
    months = _windows(area, own, starts, ends)
    shown = before_after(own, months, measure.direction)
    rebases = rebases_of(area.code, function).get(measure.slug, ())
    return Found(
        area=area,
        measure=measure,
        function=function,
        starts=starts,
        ends=ends,
        history=known,
        names={peer.code: peer.short_name for peer in peers},
        shown=shown,
        changes=changes(known, months),
        rebases=[one for one in rebases if pd.Timestamp(one.month) in shown.points.index],
    )


def _windows(area: Area, own: pd.Series, starts: date, ends: date | None) -> Windows:
    first, last = own.first_valid_index(), own.last_valid_index()
    recounts = [one.date for one in recounts_of(area.kind)]
    return windows(starts, last.date(), known_from=first.date(), ends=ends, recounts=recounts)


def _peers(area: Area, day: date) -> list[Area]:
    """Return the areas most like one, of those that existed when it began."""
    areas = areas_like(area, day)
    return [areas[code] for code in peer_group(area, areas, PeerChoice()).codes]


def _each_month(known: History) -> History:
    """Return the same with every month from the first to the last."""
    months = known.values.columns
    return known.over(pd.date_range(months[0], months[-1], freq="MS"))
