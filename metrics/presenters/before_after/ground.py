"""What starts that are asked about together stand on, read at once: ten of them cost as many queries as one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

import pandas as pd

from metrics.compute.history import History, history
from metrics.compute.measures import Measure
from metrics.measured import kept, with_context
from metrics.models import Area
from metrics.presenters.control import Rebased, rebases_among
from metrics.presenters.peers.group import PeerChoice, peer_group
from metrics.queries import ENGLAND, figures_by_function


@dataclass(frozen=True)
class Start:
    """A measure of an area round the month of `starts`. `ends`: of what is claimed, open unless told."""

    area: Area
    measure: Measure
    function: str
    starts: date
    ends: date | None = None

    @property
    def name(self) -> str:
        """What tells it from every other start."""
        return f"{self.area.code}:{self.measure.slug}:{self.function}:{self.starts}:{self.ends}"


@dataclass
class Ground:
    """The figures of the areas of some starts, of England, and of the areas most like each when it began."""

    starts: Sequence[Start]
    _peers: dict[tuple[str, date], list[Area]] = field(default_factory=dict, init=False)

    def peers(self, start: Start) -> list[Area]:
        """Return the areas most like a start's, of those that existed when it began, nearest first."""
        key = start.area.code, start.starts
        if key not in self._peers:
            self._peers[key] = self._most_like(start.area, start.starts)
        return self._peers[key]

    def history(self, start: Start) -> History | None:
        """Return every month of a start's measure, of all its areas; None where its own area has no figures at all."""
        figures = self._figures[self._figures["treatment_function"] == start.function]
        if not (figures["area"] == start.area.code).any():
            return None
        codes = {area.code for area in self._areas_of(start)}
        known = history(start.measure, figures[figures["area"].isin(codes)])
        months = known.values.columns
        return known.over(pd.date_range(months[0], months[-1], freq="MS"))

    def rebases(self, start: Start) -> Sequence[Rebased]:
        found = self._rebases.get((start.area.code, start.function), {})
        return found.get(start.measure.slug, ())

    def _areas_of(self, start: Start) -> list[Area]:
        return [start.area, self._england, *self.peers(start)]

    def _most_like(self, area: Area, day: date) -> list[Area]:
        alike = {one.code: one for one in self._areas if one.kind == area.kind and one.is_there_on(day)}
        areas = alike | {area.code: area}
        return [areas[code] for code in peer_group(area, areas, PeerChoice()).codes]

    @cached_property
    def _areas(self) -> list[Area]:
        return list(Area.objects.filter(kind__in={start.area.kind for start in self.starts}))

    @cached_property
    def _england(self) -> Area:
        return kept("england", lambda: Area.objects.get(code=ENGLAND))

    @cached_property
    def _figures(self) -> pd.DataFrame:
        wanted: dict[str, set[Area]] = {}
        for start in self.starts:
            wanted.setdefault(start.function, set()).update(self._areas_of(start))
        return with_context(figures_by_function(wanted))

    @cached_property
    def _rebases(self) -> Mapping[tuple[str, str], Mapping[str, Collection[Rebased]]]:
        return rebases_among({start.area.code for start in self.starts})
