"""Whether a figure's movement is more than chance: control charts of an area's measures, as icons with words."""

from dataclasses import dataclass, replace

import pandas as pd

from metrics.charts.figure import Icon
from metrics.compute.measures import SERIES_BREAKS, Measure
from metrics.compute.spc import Judgement, assurance_icon, variation_icon, xmr


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


def control_of(measure: Measure, kind: str, values: pd.Series) -> Control:
    """Return the control of a measure of an area of a kind. `values`: by month (datetime64), to the latest shown.

    Months before the latest break of series are left out: they count something else.
    """
    since = [
        pd.Timestamp(one.date) for one in SERIES_BREAKS if kind in one.affects and one.date <= _last(values)
    ]
    chart = xmr(values[values.index >= max(since)] if since else values, improvement=measure.direction)
    standards = {
        pd.Timestamp(target.since): target.value for target in measure.targets if not target.is_milestone
    }
    standard = pd.Series(standards, dtype="float64").sort_index() if standards else None
    return Control(
        variation=variation_icon(chart, measure.direction),
        assurance=assurance_icon(chart, standard, measure.direction),
        is_trial=bool(len(chart)) and bool(chart["is_trial"].iloc[-1]),
    )


def _last(values: pd.Series):
    return values.index[-1].date() if len(values) else pd.Timestamp.min.date()
