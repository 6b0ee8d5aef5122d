"""What a control chart shows, as an icon with words: how the figures vary, and whether they will meet a target."""

from dataclasses import dataclass

import pandas as pd

from metrics.compute.spc.chart import Improvement, target_by_month


@dataclass(frozen=True, slots=True)
class Judgement:
    """A judgement as shape and words; `name` is one of the drawings of components/icon.html."""

    name: str
    words: str


IMPROVING_HIGH = Judgement(
    "improving-up", "Improving: high or rising, more than the usual movement (special cause)"
)
IMPROVING_LOW = Judgement(
    "improving-down", "Improving: low or falling, more than the usual movement (special cause)"
)
CONCERN_HIGH = Judgement(
    "concern-up", "Getting worse: high or rising, more than the usual movement (special cause)"
)
CONCERN_LOW = Judgement(
    "concern-down", "Getting worse: low or falling, more than the usual movement (special cause)"
)
NEUTRAL_HIGH = Judgement(
    "neutral-up", "High or rising, more than the usual movement, neither better nor worse (special cause)"
)
NEUTRAL_LOW = Judgement(
    "neutral-down", "Low or falling, more than the usual movement, neither better nor worse (special cause)"
)
STEADY = Judgement("steady", "No significant change (common cause)")
TOO_FEW = Judgement("none", "Too few months to say how the figures vary")

MET = Judgement("met", "Expected to meet the standard every month unless something changes")
MISSED = Judgement("missed", "Expected to miss the standard every month unless something changes")
HIT_AND_MISS = Judgement("hit-and-miss", "Expected to meet the standard in some months and miss it in others")
NO_TARGET = Judgement("none", "No target to compare with")
TOO_FEW_FOR_TARGET = Judgement("none", "Too few months to say whether the target will be met")

# By the way that is better: low or falling, no signal, high or rising.
VARIATIONS = {
    "increase": (CONCERN_LOW, STEADY, IMPROVING_HIGH),
    "decrease": (IMPROVING_LOW, STEADY, CONCERN_HIGH),
    "neutral": (NEUTRAL_LOW, STEADY, NEUTRAL_HIGH),
}


def variation_icon(chart: pd.DataFrame, improvement: Improvement) -> Judgement:
    """Return what the latest known point of a chart (as `xmr` returns it) shows.

    Without two known points in its group there are no limits, and nothing can be said.
    """
    latest = _latest(chart)
    return TOO_FEW if latest is None else variation(latest["signal"], improvement)


def assurance_icon(
    chart: pd.DataFrame, target: float | pd.Series | None, improvement: Improvement
) -> Judgement:
    """Return whether the limits around the latest known point lie wholly on one side of the target.

    `target`: as `xmr` takes it; what holds in the month of that point counts.
    """
    latest = _latest(chart)
    now = pd.Series(target_by_month(target, chart.index), chart.index)
    if improvement == "neutral" or now.isna().all():
        return NO_TARGET
    if latest is None:
        return TOO_FEW_FOR_TARGET
    return assurance(latest["lower_limit"], latest["upper_limit"], now[latest.name], improvement)


def variation(signal: int, improvement: Improvement) -> Judgement:
    """Return what a signal (a chart's column) means where this way is better."""
    return VARIATIONS[improvement][signal + 1]


def assurance(lower_limit: float, upper_limit: float, target: float, improvement: Improvement) -> Judgement:
    """Return whether the target lies beyond the limits; a target on a limit is within them."""
    if improvement == "neutral" or pd.isna(target):
        return NO_TARGET
    if lower_limit <= target <= upper_limit:
        return HIT_AND_MISS
    return MET if (target < lower_limit) == (improvement == "increase") else MISSED


def _latest(chart: pd.DataFrame) -> pd.Series | None:
    """Return the row of the latest known point, None without one or without limits around it."""
    known = chart[chart["value"].notna()]
    if known.empty or pd.isna(known["upper_limit"].iloc[-1]):
        return None
    return known.iloc[-1]
