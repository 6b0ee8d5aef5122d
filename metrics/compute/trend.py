"""Which way the last five months go, and whether that is more than chance.

Source: Office for Health Improvement and Disparities, Fingertips, "Recent trends".
"""

import numpy as np
import pandas as pd

POINTS = 5
# A normal distribution's 95% interval is 2 × 1.96 standard deviations wide.
WIDTH_IN_STANDARD_DEVIATIONS = 3.92
# χ² with one degree of freedom: 99.8% lie below.
THRESHOLD = 9.54953570608324

TRENDS = pd.CategoricalDtype(["decreasing", "no_change", "increasing"])
COURSES = pd.CategoricalDtype(["getting_worse", "no_change", "getting_better"])


def latest(monthly: pd.DataFrame, count: int) -> pd.DataFrame:
    """Return the last `count` calendar months, NaN where a month is missing.

    `monthly`: a row a series, a column a month (the first of it).
    """
    dated = monthly.set_axis(pd.to_datetime(monthly.columns), axis="columns")
    return dated.reindex(columns=pd.date_range(end=dated.columns.max(), periods=count, freq="MS"))


def recent_trend(values: pd.DataFrame, lower: pd.DataFrame, upper: pd.DataFrame) -> pd.DataFrame:
    """Return the trend over the last five calendar months of each series.

    All three: a row a series, a column a month (the first of it); `lower` and `upper` are 95% limits.
    Result: index as given; columns `trend` (dtype TRENDS), `slope` (a month, in the values' unit) and `chi_squared`.
    All missing unless each of the five has a value and an interval wider than nothing. The test takes months as
    independent, which those of a waiting list are not: beside a control chart it sees trends too soon.
    """
    monthly = (latest(frame.reindex_like(values), POINTS) for frame in (values, lower, upper))
    points, low, high = (frame.to_numpy(dtype="float64") for frame in monthly)
    deviations = (high - low) / WIDTH_IN_STANDARD_DEVIATIONS
    known = (~np.isnan(points) & (deviations > 0)).all(axis=1)
    found = pd.DataFrame(np.nan, index=values.index, columns=["slope", "chi_squared"])
    found[known] = np.stack(_fit(points[known], deviations[known] ** -2), axis=1)
    steady = np.zeros(len(values), dtype=bool)
    steady[known] = _keeps_its_sign(points[known], deviations[known] ** -2)
    way = np.where((found["chi_squared"] > THRESHOLD) & steady, np.sign(found["slope"]), 0)
    # Codes count the categories of TRENDS; −1 is missing.
    codes = np.where(known, 1 + way, -1).astype("int8")
    found.insert(0, "trend", pd.Categorical.from_codes(codes, dtype=TRENDS))
    return found


def course(trend: pd.Series, direction: str) -> pd.Series:
    """Return `getting_better`, `no_change` or `getting_worse` (dtype COURSES) for a column `trend`.

    `direction`: the way that is better, `increase` or `decrease`. With `neutral` neither is better, and the trend
    comes back as it is.
    """
    if direction == "neutral":
        return trend
    good, bad = ("increasing", "decreasing") if direction == "increase" else ("decreasing", "increasing")
    words = {good: "getting_better", "no_change": "no_change", bad: "getting_worse"}
    return trend.map(words).astype(COURSES)


def _fit(points: np.ndarray, weights: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return weighted least squares' slope and χ² = (slope ÷ its standard error)² of each row."""
    times = np.arange(1, points.shape[1] + 1)
    # Taken from the first point, a series that never moves slopes by exactly 0.
    climb = points - points[:, :1]
    middle = (weights @ times / weights.sum(axis=1))[:, None]
    moments = weights * (times - middle)
    room = (moments * (times - middle)).sum(axis=1)
    slope = (moments * climb).sum(axis=1) / room
    return slope, slope**2 * room


def _keeps_its_sign(points: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Return, for each row, whether the slope has the same sign whichever point is left out."""
    signs = [np.sign(_fit(points, weights)[0])]
    for left_out in range(POINTS):
        kept = weights.copy()
        kept[:, left_out] = 0
        signs.append(np.sign(_fit(points, kept)[0]))
    return (np.array(signs) == signs[0]).all(axis=0)
