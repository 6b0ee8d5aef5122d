"""What a control chart says, in sentences: how the latest month stands, and which limits hold since when and why."""

import pandas as pd

from metrics.charts import numbers
from metrics.compute.breaks import recounts_of
from metrics.compute.measures import PER_CENT, Measure
from metrics.compute.spc import MONTHS_CARRY_OVER, RULE_WORDS, TRIAL_LIMITS
from metrics.presenters import words
from metrics.presenters.control.charted import Charted

COMMON_CAUSE = "common_cause"
TOO_FEW = "Too few months to say how the figures vary: limits need two months or more."
# What an assessment is called beside a point, and at the head of a sentence.
POINTS = {
    COMMON_CAUSE: "common cause",
    "special_cause_improvement": "improvement",
    "special_cause_concern": "concern",
    "special_cause_neutral_high": "high or rising, neither better nor worse",
    "special_cause_neutral_low": "low or falling, neither better nor worse",
}
SIGNALS = {
    "special_cause_improvement": "Special cause of improvement",
    "special_cause_concern": "Special cause of concern",
    "special_cause_neutral_high": "Special cause, high or rising (neither better nor worse),",
    "special_cause_neutral_low": "Special cause, low or falling (neither better nor worse),",
}


def point(row: pd.Series) -> str:
    """Return what a point of a chart is: `concern: below the lower limit`; empty where nothing can be said."""
    if pd.isna(row["assessment"]) or pd.isna(row["upper_limit"]):
        return ""
    reason = rule(row)
    return f"{POINTS[row['assessment']]}{f': {reason}' if reason else ''}"


def rule(row: pd.Series) -> str:
    return RULE_WORDS.get((row["rule"], row["signal"]), "")


def signal_in_brief(chart: Charted) -> str:
    """Return `special cause of concern since March 2025`; empty without a special cause."""
    running = chart.running
    if running.empty or running["assessment"].iloc[-1] == COMMON_CAUSE:
        return ""
    trial = " (trial limits)" if running["is_trial"].iloc[-1] else ""
    return words.uncapital(f"{SIGNALS[running['assessment'].iloc[-1]]} {_since(running)}{trial}")


def _since(running: pd.DataFrame) -> str:
    first = numbers.month_name(running.index[0].date())
    return f"since {first}" if len(running) > 1 else f"in {first}"


def signal(chart: Charted) -> str:
    """Return what the latest point says and, of a special cause, since when and why."""
    running = chart.running
    if running.empty:
        return TOO_FEW
    latest = running.iloc[-1]
    if latest["assessment"] == COMMON_CAUSE:
        month = numbers.month_name(running.index[-1].date())
        return f"No significant change: {month} lies within the limits, and no rule marks it (common cause)."
    months = f" ({len(running)} months)" if len(running) > 1 else ""
    return f"{SIGNALS[latest['assessment']]} {_since(running)}{months}: {rule(latest)}."


def special_causes(chart: Charted) -> str:
    """Return how many months are special cause, for those who do not see the chart; empty without limits."""
    judged = chart.points.loc[
        chart.points["value"].notna() & chart.points["upper_limit"].notna(), "assessment"
    ]
    if judged.empty:
        return ""
    kinds = {"improvement": "improvement", "concern": "concern", "neutral": "neither better nor worse"}
    counts = {named: int(judged.str.contains(kind).sum()) for kind, named in kinds.items()}
    found = ", ".join(f"{count} {named}" for named, count in counts.items() if count)
    return f"Months of special cause: {found or 'none'}, of {len(judged)}."


def notes(chart: Charted) -> list[str]:
    """Return what to know about the limits, each as a sentence; nothing where there are none."""
    if chart.latest.empty:
        return _not_honoured(chart)
    return [
        _limits(chart),
        *_anew(chart),
        *_options(chart),
        *([TRIAL_LIMITS] if chart.control.is_trial else []),
        *([MONTHS_CARRY_OVER] if chart.measure.is_stock else []),
        *_not_honoured(chart),
    ]


def _limits(chart: Charted) -> str:
    latest = chart.latest
    first, last = (numbers.month_name(month.date()) for month in (latest.index[0], latest.index[-1]))
    mean = words.shown(chart.measure, latest["mean"].iloc[-1])
    return f"The limits are those of {len(latest)} months, {first} to {last}: mean {mean}{_around(chart)}."


def _around(chart: Charted) -> str:
    """Return between which values figures are expected, leaving out limits that no figure can pass."""
    row, measure = chart.latest.iloc[-1], chart.measure
    lower, upper = possible(measure, row["lower_limit"]), possible(measure, row["upper_limit"])
    low, high = (words.shown(measure, limit) for limit in (lower, upper))
    if lower is not None and upper is not None:
        return f", from {low} to {high}"
    return f", not above {high}" if upper is not None else f", not below {low}" if lower is not None else ""


def possible(measure: Measure, limit: float) -> float | None:
    """Return a limit, None where no figure can lie beyond it: below nothing, or above all."""
    has_floor = measure.numerator != "unreported_removals"
    if (has_floor and limit < 0) or (measure.unit == PER_CENT and limit > 100):
        return None
    return limit


def _anew(chart: Charted) -> list[str]:
    """Say why the limits start where they do: a rebase date's reason, or the break of series."""
    if not chart.groups.starts:
        return []
    start = chart.groups.starts[-1]
    month = numbers.month_name(start.date())
    if reasons := [one.reason for one in chart.honoured if pd.Timestamp(one.month) == start]:
        return [f"They start anew in {month}: {_sentence(reasons[0])}"]
    breaks = [one.label for one in recounts_of(chart.kind) if pd.Timestamp(one.date) <= start]
    return [f"They start anew in {month}, after a break in the series: {words.uncapital(breaks[-1])}."]


def _sentence(reason: str) -> str:
    return reason if reason.endswith((".", "!", "?")) else f"{reason}."


def _options(chart: Charted) -> list[str]:
    baseline, screens = chart.options.baseline, chart.options.screens
    is_less = baseline is not None and baseline < len(chart.latest)
    asked = [f"As asked, they rest on the first {baseline} of these months alone."] if is_less else []
    return asked if screens else [*asked, "As asked, single large jumps count in them."]


def _not_honoured(chart: Charted) -> list[str]:
    return [
        f"The rebase date {numbers.month_name(one.month)} ({one.reason}) is not used: that month has no figure."
        for one in chart.not_honoured
    ]
