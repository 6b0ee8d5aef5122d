"""Whether a measure of an area moved when something began: all methods that the data allow, and one verdict.

It says what is associated with a start, never what was caused by it.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from metrics.compute import before_after
from metrics.compute.before_after import Windows
from metrics.compute.effects import choosing
from metrics.compute.effects.controlled import Difference, against, clean, two_way
from metrics.compute.effects.decomposition import decomposed
from metrics.compute.effects.records import METHOD_VERSION, Asked, Effect, Signal
from metrics.compute.effects.segmented import Segmented, places, segmented
from metrics.compute.effects.step import FEWEST_CONTROLS, FEWEST_TO_RANK, StepTest, step_test
from metrics.compute.effects.synthetic import Synthetic, synthetic

# Two years on each side: every season twice. Further back no area follows one straight line.
MONTHS_EACH = 24


@dataclass(frozen=True)
class _Seen:
    """The months that are compared. `values`: the known ones; `controls`: usable ones, known in each of these months
    and as large as the area was before; `began`: how many controls were left out since the same began there."""

    windows: Windows
    values: pd.Series
    controls: pd.DataFrame
    began: int

    @property
    def is_after(self) -> np.ndarray:
        return np.asarray(self.values.index.isin(self.windows.after))

    @property
    def known_after(self) -> int:
        return int(self.is_after.sum())

    @property
    def known_before(self) -> int:
        return len(self.values) - self.known_after


def effect(asked: Asked) -> Effect:
    """Return what the figures say. Raises nothing for want of figures: the verdict then says so."""
    seen = _seen(asked)
    chart = before_after.before_after(asked.values, seen.windows, asked.improvement)
    controls = len(seen.controls.columns)
    missing = choosing.unmeasurable(seen.known_before, seen.known_after, controls, seen.windows)
    test = None if missing else _tested(seen)
    verdict = missing or choosing.verdict_of(test, asked.improvement)
    own = segmented(seen.values, asked.start)
    peers = seen.controls[[code for code in asked.peers if code in seen.controls]]
    mix = None if missing else synthetic(seen.values, seen.controls, seen.is_after)
    months = seen.windows.before.union(seen.windows.after)
    return Effect(
        method_version=METHOD_VERSION,
        verdict=verdict,
        method=choosing.NOTHING if missing else choosing.method_with(controls),
        cautions=tuple(_cautions(asked, seen, _disagree(chart.verdict, verdict), test, own, mix)),
        start=asked.start,
        first=months[0].date() if len(months) else None,
        last=months[-1].date() if len(months) else None,
        observed={f"{month:%Y-%m}": float(value) for month, value in seen.values.items()},
        known_before=seen.known_before,
        known_after=seen.known_after,
        mean_before=float(seen.values[~seen.is_after].mean()),
        mean_after=float(seen.values[seen.is_after].mean()),
        signal=Signal(chart.verdict, chart.marked),
        test=test,
        segmented=own,
        against=against(seen.values, peers, asked.start) if len(peers.columns) else None,
        difference=_difference(asked, seen, peers),
        synthetic=mix,
        decomposition=None
        if asked.flows is None
        else decomposed(asked.flows, seen.windows.before, seen.windows.after),
    )


def _seen(asked: Asked) -> _Seen:
    known = asked.values.dropna()
    windows = before_after.windows(
        asked.start,
        asked.last,
        known_from=known.index[0].date() if len(known) else None,
        ends=asked.ends,
        recounts=asked.recounts,
        months_each=MONTHS_EACH,
    )
    months = windows.before.union(windows.after)
    values = asked.values.reindex(months).dropna().astype("float64")
    free = clean(asked.controls, asked.control_starts, months) if len(months) else asked.controls
    controls = free.reindex(values.index).dropna(axis="columns").astype("float64")
    is_before = values.index.isin(windows.before)
    if asked.is_relative:
        controls = _as_large(controls, values, is_before)
    return _Seen(windows, values, controls, began=len(asked.controls.columns) - len(free.columns))


def _as_large(controls: pd.DataFrame, values: pd.Series, is_before: np.ndarray) -> pd.DataFrame:
    """Return the controls in proportion, so that each was as large as the area in the months before; none where that
    has no meaning, as one of them was not above zero."""
    usual, own = controls[is_before].mean(), values[is_before].mean()
    above = usual.index[(usual > 0) & (own > 0)]
    return controls[above] * (own / usual[above])


def _tested(seen: _Seen) -> StepTest:
    place = places(seen.values.index)
    return step_test(seen.values.to_numpy(), seen.controls.to_numpy(), place, seen.is_after)


def _difference(asked: Asked, seen: _Seen, peers: pd.DataFrame) -> Difference | None:
    if not (len(peers.columns) and seen.known_before and seen.known_after):
        return None
    return two_way(seen.values.to_frame(), peers, asked.start)


def _cautions(
    asked: Asked,
    seen: _Seen,
    chart_disagrees: bool,
    test: StepTest | None,
    own: Segmented | None,
    mix: Synthetic | None,
) -> list[str]:
    """Return what to know when reading the answer, in the order of CAUTIONS."""
    months = seen.windows.before.union(seen.windows.after)
    controls = len(seen.controls.columns)
    holds = {
        choosing.FEW_AFTER: seen.known_after < choosing.A_YEAR,
        choosing.FEW_BEFORE: seen.known_before < 2 * choosing.A_YEAR,
        choosing.MISSING: len(seen.values) < len(months),
        choosing.OVERLAPPING: any(pd.Timestamp(day).replace(day=1) in months for day in asked.other_starts),
        choosing.BREAK: bool(seen.windows.cut_at),
        choosing.SMALL_NUMBERS: _are_few(asked.pathways, months),
        choosing.NO_CONTROLS: controls < FEWEST_CONTROLS,
        choosing.FEW_CONTROLS: FEWEST_CONTROLS <= controls < FEWEST_TO_RANK,
        choosing.BEGAN_ELSEWHERE: seen.began > 0,
        choosing.NO_MIX: mix is not None and mix.before > seen.values[~seen.is_after].std(),
        choosing.MIX_DISAGREES: choosing.mix_disagrees(test, mix),
        choosing.PLAIN_ERRORS: own is not None and own.is_plain,
        choosing.DISAGREE: chart_disagrees,
    }
    return [caution for caution, is_so in holds.items() if is_so]


def _are_few(pathways: pd.Series | None, months: pd.DatetimeIndex) -> bool:
    return pathways is not None and bool(pathways.reindex(months).median() < choosing.SMALL_NUMBER)


# What the control chart and the verdict call the same thing.
SAME = {
    before_after.IMPROVED: choosing.BETTER,
    before_after.WORSENED: choosing.WORSE,
    before_after.HIGHER: choosing.HIGHER,
    before_after.LOWER: choosing.LOWER,
    before_after.NO_CHANGE: choosing.NO_CLEAR_CHANGE,
    before_after.MIXED: choosing.NO_CLEAR_CHANGE,
}


def _disagree(signal: str, verdict: str) -> bool:
    return verdict not in (choosing.NOT_YET, choosing.CANNOT) and SAME.get(signal) != verdict
