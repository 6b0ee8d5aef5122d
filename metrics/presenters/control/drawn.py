"""A control chart's record as the parts that are drawn, and as columns of tables."""

from collections.abc import Iterator

import pandas as pd

from metrics.charts.control import COMMON, CONCERN, IMPROVEMENT, NEUTRAL, REBASED, Break, Judged, Limits
from metrics.compute.breaks import breaks_of
from metrics.presenters.control import words
from metrics.presenters.control.charted import Charted

SHOWN_AS = {
    "common_cause": COMMON,
    "special_cause_improvement": IMPROVEMENT,
    "special_cause_concern": CONCERN,
    "special_cause_neutral_high": NEUTRAL,
    "special_cause_neutral_low": NEUTRAL,
}
COLUMNS = (
    "mean",
    "lower_limit",
    "upper_limit",
    "near_lower_limit",
    "near_upper_limit",
    "rule",
    "assessment",
    "target",
)


def parts_of(chart: Charted) -> dict[str, list]:
    """Return the arguments of a ControlChart that this record decides: `judged, limits, breaks, rebases`."""
    return {
        "judged": [_judged(row) for _, row in chart.points.iterrows()],
        "limits": list(_limits(chart)),
        "breaks": [Break(one.label, one.date) for one in breaks_of(chart.kind)],
        "rebases": [Break(f"Limits anew: {one.reason}", one.month, REBASED) for one in chart.honoured],
    }


def _judged(row: pd.Series) -> Judged | None:
    said = words.point(row)
    return Judged(SHOWN_AS[row["assessment"]], said) if said else None


def _limits(chart: Charted) -> Iterator[Limits]:
    """Yield the limits of each group that has any, from its first month to its last."""
    for _, group in chart.points.groupby("group"):
        first = group.iloc[0]
        if pd.isna(first["upper_limit"]):
            continue
        yield Limits(
            since=group.index[0].date(),
            until=group.index[-1].date(),
            mean=float(first["mean"]),
            lower=_drawn(chart, first["lower_limit"]),
            upper=_drawn(chart, first["upper_limit"]),
            is_trial=bool(first["is_trial"]),
        )


def _drawn(chart: Charted, limit: float) -> float | None:
    found = words.possible(chart.measure, limit)
    return None if found is None else float(found)


def columns_of(chart: Charted) -> dict[str, object]:
    """Return a chart's COLUMNS for a file, and `limits_since` and `trial_limits`; empty without limits."""
    points = chart.points
    first = points.index.to_series().groupby(points["group"]).transform("min")
    has_limits = points["upper_limit"].notna()
    return {
        **{name: points[name].to_numpy() for name in COLUMNS},
        "limits_since": first.dt.strftime("%Y-%m").where(has_limits).to_numpy(),
        "trial_limits": points["is_trial"].where(has_limits).to_numpy(),
    }
