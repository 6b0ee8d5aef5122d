"""What the published figures say of things that began: all that `compute.effects` asks of them, read group by group."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from metrics.compute.breaks import recounts_of
from metrics.compute.effects import Asked, Effect, effect
from metrics.compute.effects.decomposition import PARTS
from metrics.compute.history import History, history
from metrics.compute.measures import MEASURES, Measure, completed
from metrics.compute.peers import similar_areas
from metrics.measured import with_context
from metrics.models import Area
from metrics.queries import figures_frame, profiles


@dataclass(frozen=True)
class Begun:
    """Something that began in an area, held against a measure of a treatment function there.

    `starts`: the first of the month from which it should have moved; `ends`: the last month that is claimed.
    `elsewhere`: code → the day on which the same began in other areas; `others`: days on which something else began
    here.
    """

    area: Area
    measure: Measure
    function: str
    starts: date
    ends: date | None = None
    elsewhere: Mapping[str, date] = field(default_factory=dict)
    others: tuple[date, ...] = ()


def effects_of(begun: Sequence[Begun]) -> Iterator[tuple[int, Effect]]:
    """Yield the place of each with what the figures say of it, in any order; without figures it cannot be measured.

    Two queries a kind of area and treatment function, and two a kind.
    """
    groups = defaultdict(list)
    for place, one in enumerate(begun):
        groups[one.area.kind, one.function].append(place)
    grounds = {kind: _Ground(kind) for kind in sorted({kind for kind, _ in groups})}
    for (kind, function), places in groups.items():
        figures = with_context(figures_frame(kinds=[kind], functions=[function]))
        measured = {
            slug: history(MEASURES[slug], figures) for slug in {begun[place].measure.slug for place in places}
        }
        for place in places:
            known = measured[begun[place].measure.slug]
            yield place, effect(_asked(begun[place], known, figures, grounds[kind]))


def _asked(one: Begun, known: History, figures: pd.DataFrame, ground: "_Ground") -> Asked:
    code, months = one.area.code, known.values.columns
    return Asked(
        values=known.values.reindex([code]).loc[code],
        start=one.starts,
        last=months[-1].date() if len(months) else one.starts,
        improvement=one.measure.direction,
        ends=one.ends,
        controls=known.comparable.loc[ground.others(one.area, known.values.index, one.starts)].T,
        control_starts=one.elsewhere,
        peers=ground.peers(one.area, one.starts),
        is_relative=one.measure.numerator != "unreported_removals",
        recounts=tuple(change.date for change in recounts_of(ground.kind)),
        other_starts=one.others,
        pathways=known.pathways.reindex([code]).loc[code],
        flows=_flows(figures[figures["area"] == code]),
    )


def _flows(figures: pd.DataFrame) -> pd.DataFrame:
    parts = [figures["new_periods"], completed(figures), figures["unreported_removals"]]
    return pd.concat(parts, axis="columns", keys=PARTS).set_index(pd.DatetimeIndex(figures["month"]))


class _Ground:
    """The areas of a kind, and which of them are alike."""

    def __init__(self, kind: str):
        self.kind = kind
        self._areas = {area.code: area for area in Area.objects.filter(kind=kind)}
        self._profiles = profiles(kind)

    def others(self, area: Area, with_figures: pd.Index, day: date) -> list[str]:
        """Return the codes of all other areas that were there on a day, of those with figures."""
        return [code for code in with_figures if code != area.code and self._areas[code].is_there_on(day)]

    def peers(self, area: Area, day: date) -> tuple[str, ...]:
        there = [code for code in self._profiles.index if self._areas[code].is_there_on(day)]
        return tuple(similar_areas(self._profiles.loc[there], area.code)["peer"])
