"""The 95% intervals of measures, for comparing areas without reading chance as a difference."""

import pandas as pd

from metrics.compute.history import value_limits
from metrics.compute.measures import Measure
from metrics.presenters.words import Between, exactly


def between(measure: Measure, figures: pd.DataFrame, row) -> Between:
    """Return the value of a measure in a row of `figures` (as `measured.with_measures` returns them) with its interval.

    Wilson's for shares, Byar's for rates. Medians and percentiles have none here: their bands are not kept.
    """
    if row not in figures.index:
        return exactly(None)
    value = figures.at[row, measure.slug]
    if pd.isna(value):
        return exactly(None)
    limits = value_limits(measure, figures.loc[[row]])
    if limits.isna().to_numpy().any():
        return exactly(float(value))
    return Between(float(value), float(limits["lower"].iloc[0]), float(limits["upper"].iloc[0]))
