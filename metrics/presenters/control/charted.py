"""Whether a figure's movement is more than chance: the control chart of a measure of an area."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import takewhile

import pandas as pd

from metrics.charts.figure import Icon
from metrics.compute.breaks import Groups, groups_of
from metrics.compute.measures import Measure
from metrics.compute.spc import Judgement, assurance_icon, variation_icon, xmr
from metrics.measured import kept
from metrics.models import Rebase
from metrics.queries import figures_version


@dataclass(frozen=True)
class Options:
    """How a reader asks limits to be worked out, if otherwise than usual.

    `baseline`: each group's limits from its first so many points. `screens`: single large jumps are left out of them.
    """

    baseline: int | None = None
    screens: bool = True

    @property
    def query(self) -> str:
        """Return the options as part of an address, empty where all is as usual."""
        baseline = f"&baseline={self.baseline}" if self.baseline else ""
        return baseline if self.screens else f"{baseline}&screen=no"


USUAL = Options()


@dataclass(frozen=True)
class Rebased:
    """A month from which somebody had the limits worked out afresh, and why."""

    month: date
    reason: str


@dataclass(frozen=True)
class Control:
    """What the control chart of one measure says of its latest month."""

    variation: Judgement
    assurance: Judgement
    is_trial: bool

    @property
    def icons(self) -> list[Icon]:
        """Return the variation, and the assurance where a standard holds; nothing where nothing can be said."""
        trial = " (trial: fewer than 13 months)" if self.is_trial else ""
        variation = replace(self.variation, words=f"{self.variation.words}{trial}")
        return [Icon(one.name, one.words) for one in (variation, self.assurance) if one.name != "none"]


@dataclass(frozen=True)
class Charted:
    """The control chart of a measure of a kind of area. `points`: as `xmr` returns them, by month.

    `rebases`: those set for it, honoured or not: see `groups`.
    """

    measure: Measure
    kind: str
    points: pd.DataFrame
    groups: Groups
    rebases: Sequence[Rebased] = ()
    options: Options = USUAL

    @cached_property
    def latest(self) -> pd.DataFrame:
        """The known points of the last group that have limits, oldest first."""
        last = self.points[self.points["group"] == self.points["group"].max()]
        return last[last["value"].notna() & last["upper_limit"].notna()]

    @property
    def running(self) -> pd.DataFrame:
        """The latest of these points, back to the first since when the assessment has been the same."""
        assessed = self.latest["assessment"].tolist()
        same = takewhile(lambda one: one == assessed[-1], reversed(assessed))
        return self.latest.tail(sum(1 for _ in same))

    @property
    def control(self) -> Control:
        direction = self.measure.direction
        return Control(
            variation=variation_icon(self.latest, direction),
            assurance=assurance_icon(self.latest, standard_of(self.measure), direction),
            is_trial=bool(self.latest["is_trial"].any()),
        )

    @property
    def honoured(self) -> list[Rebased]:
        return [one for one in self.rebases if pd.Timestamp(one.month) in self.groups.starts]

    @property
    def not_honoured(self) -> list[Rebased]:
        return [one for one in self.rebases if one.month in self.groups.without_figure]


def charted(
    measure: Measure,
    kind: str,
    values: pd.Series,
    rebases: Sequence[Rebased] = (),
    options: Options = USUAL,
) -> Charted:
    """Return the control chart of a measure of an area of a kind. `values`: by month (datetime64), to the latest shown.

    Limits start anew at each break of series and at each rebase date whose month has a figure.
    """
    groups = groups_of(kind, values, [one.month for one in rebases])
    points = xmr(
        values,
        improvement=measure.direction,
        target=standard_of(measure),
        rebase=groups.starts,
        baseline_points=options.baseline,
        screen_outliers=options.screens,
    )
    return Charted(measure, kind, points, groups, rebases, options)


def control_of(measure: Measure, kind: str, values: pd.Series, rebases: Iterable[Rebased] = ()) -> Control:
    """Return what a control chart (see `charted`) says of its latest month."""
    return charted(measure, kind, values, tuple(rebases)).control


def standard_of(measure: Measure) -> pd.Series | None:
    """Return the standard that holds from each month on, as `xmr` takes targets; None without one."""
    standards = {
        pd.Timestamp(target.since): target.value for target in measure.targets if not target.is_milestone
    }
    return pd.Series(standards, dtype="float64").sort_index() if standards else None


def rebases_of(area: str, function: str) -> dict[str, list[Rebased]]:
    """Return the rebase dates that hold for an area (code) and treatment function, in order, by measure.

    One query, kept; none while nobody has ever set one.
    """
    if not figures_version().rebases:
        return {}
    return kept(f"rebases:{area}:{function}", lambda: rebases_among([area]).get((area, function), {}))


def rebases_among(areas: Collection[str]) -> dict[tuple[str, str], dict[str, list[Rebased]]]:
    """Return the rebase dates that hold for areas (codes), in order: by area and treatment function, and by measure.

    One query; none while nobody has ever set one.
    """
    if not figures_version().rebases:
        return {}
    rows = Rebase.objects.filter(area__code__in=areas, withdrawn_at__isnull=True).order_by("month")
    found: dict[tuple[str, str], dict[str, list[Rebased]]] = {}
    for area, function, measure, month, reason in rows.values_list(
        "area__code", "treatment_function", "measure", "month", "reason"
    ):
        found.setdefault((area, function), {}).setdefault(measure, []).append(Rebased(month, reason))
    return found
