"""One measure of many areas over many months, with the limits of chance and the pathways behind each value."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from metrics.compute.intervals import proportion_interval, rate_interval
from metrics.compute.measures import FEWEST_TO_COMPARE, PER_CENT, Measure, measure_values, quantity


@dataclass(frozen=True)
class History:
    """Frames of one shape: a row a series (an area: index code), a column a month (the first of it), in order; NaN: not
    known.

    `values` in the unit of the measure; `lower, upper` their 95% limits (NaN for waits, whose bands are not kept);
    `numerator, denominator` what a value is the quotient of (NaN for waits); `pathways` behind the value.
    """

    measure: Measure
    values: pd.DataFrame
    lower: pd.DataFrame
    upper: pd.DataFrame
    numerator: pd.DataFrame
    denominator: pd.DataFrame
    pathways: pd.DataFrame

    @property
    def comparable(self) -> pd.DataFrame:
        """The values of which enough pathways stand behind to rank or compare them; NaN elsewhere."""
        return self.values.where(self.pathways >= FEWEST_TO_COMPARE)

    def among(self, areas) -> "History":
        """Return the same of these areas alone (codes), in their order; NaN for areas without figures."""
        return self._each(lambda frame: frame.reindex(list(areas)))

    def between(self, first, last) -> "History":
        """Return the same of the months from `first` to `last`, both included."""
        return self._each(lambda frame: frame.loc[:, pd.Timestamp(first) : pd.Timestamp(last)])

    def over(self, months) -> "History":
        """Return the same over these months alone, in their order; NaN where there are no figures."""
        return self._each(lambda frame: frame.reindex(columns=pd.DatetimeIndex(months, name="month")))

    def _each(self, change) -> "History":
        names = ("values", "lower", "upper", "numerator", "denominator", "pathways")
        return History(self.measure, **{name: change(getattr(self, name)) for name in names})


def history(measure: Measure, figures: pd.DataFrame, *, series: Sequence[str] = ("area",)) -> History:
    """Return the history of a measure. `figures`: as `measure_values` takes them, with a column `month` and those that
    name a `series`: areas of one treatment function, unless told. Each series and month once."""
    unknown = pd.Series(float("nan"), index=figures.index)
    limits = value_limits(measure, figures)
    columns = {
        "values": measure_values(figures, [measure.slug])[measure.slug],
        "lower": limits["lower"],
        "upper": limits["upper"],
        "numerator": quantity(figures, measure.numerator) if measure.numerator else unknown,
        "denominator": quantity(figures, measure.denominator) if measure.denominator else unknown,
        "pathways": quantity(figures, measure.pathways),
    }
    rows = pd.MultiIndex.from_frame(figures[[*series, "month"]])
    return History(
        measure, **{name: column.set_axis(rows).unstack("month") for name, column in columns.items()}
    )


def value_limits(measure: Measure, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the 95% limits of a measure's values: columns `lower, upper`, on the index of `figures`.

    Wilson's for shares, Byar's for rates per 1,000. NaN for counts, and for medians and percentiles, whose bands are
    not kept.
    """
    if not (measure.numerator and measure.denominator):
        return pd.DataFrame(float("nan"), index=figures.index, columns=["lower", "upper"])
    interval = proportion_interval if measure.unit == PER_CENT else rate_interval
    limits = interval(quantity(figures, measure.numerator), quantity(figures, measure.denominator))
    return limits[["lower", "upper"]]
