"""The 95% intervals of measures, for comparing areas without reading chance as a difference."""

from collections.abc import Hashable

import pandas as pd

from metrics.charts import numbers
from metrics.compute.history import value_limits
from metrics.compute.measures import Measure
from metrics.presenters.words import Between, exactly


def between_each(measure: Measure, figures: pd.DataFrame) -> dict[Hashable, Between]:
    """Return the value of a measure with its interval in each row of `figures` (as `measured.with_measures` returns
    them), by its index.

    Wilson's for shares, Byar's for rates. Medians and percentiles have none here: their bands are not kept.
    """
    limits = value_limits(measure, figures)
    found = zip(figures.index, figures[measure.slug], limits["lower"], limits["upper"], strict=True)
    return {row: _between(value, lower, upper) for row, value, lower, upper in found}


def between(measure: Measure, figures: pd.DataFrame, row: Hashable) -> Between:
    """Return what `between_each` does for one row; not known where there is no such row."""
    return between_each(measure, figures.loc[[row]])[row] if row in figures.index else exactly(None)


def _between(value: float, lower: float, upper: float) -> Between:
    if not numbers.is_known(value):
        return exactly(None)
    if not (numbers.is_known(lower) and numbers.is_known(upper)):
        return exactly(float(value))
    return Between(float(value), float(lower), float(upper))
