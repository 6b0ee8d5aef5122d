"""Segmented regression: the level and the trend of a monthly series before a start, and how both changed at it.

y = b0 + b1·t + b2·D + b3·(t − T0)⁺, with errors of Newey and West (3 lags, small-sample correction, Student's t). The
reference is R's `lm` with `sandwich::NeweyWest(lag = 3, prewhite = FALSE, adjust = TRUE)`.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

LAGS = 3
# With fewer, errors that allow for months that hang together are worse than plain ones.
FEWEST_FOR_NEWEY_WEST = 12
# On each side of the start, for its line to have a slope; one month more than terms leaves something to judge by.
FEWEST_A_SIDE = 2
# Below this share of the largest value an error is the arithmetic's rounding.
ROUNDING = 1e-12
TERMS = ("level", "trend", "step", "change_of_trend")


@dataclass(frozen=True, slots=True)
class Term:
    """What a regression says of one of its terms; `lower, upper`: 95%."""

    estimate: float
    error: float
    t: float
    p: float
    lower: float
    upper: float


@dataclass(frozen=True, slots=True)
class Segmented:
    """A series in two straight pieces, in its own units.

    `first`: the month where t = 1. `level` (b0) is that of the month before `first`; `trend` (b1) and `change_of_trend`
    (b3) are a month; the first month from the start on lies `step` + `change_of_trend` (b2 + b3) off the line before.
    `months`: how many are known. `is_plain`: errors are of ordinary least squares, as months are few: they take
    months for independent, and are too small. `durbin_watson`: near 2 where neighbouring months are no more alike.
    """

    first: date
    level: Term
    trend: Term
    step: Term
    change_of_trend: Term
    months: int
    is_plain: bool
    durbin_watson: float


def segmented(values: pd.Series, start: date) -> Segmented | None:
    """Return the two pieces of a series; None with too few months on a side of the start to draw them.

    `values`: by month (datetime64, firsts of months), in order; NaN or no row: not known, and left out. A month that is
    missing keeps its place: the months around it are two apart, in the lines and in the lags of the errors.
    """
    known = values.dropna()
    if not _enough(known, start):
        return None
    place = places(known.index)
    design = _design(place, places(known.index, pd.Timestamp(start)))
    is_plain = len(known) < FEWEST_FOR_NEWEY_WEST
    numbers = known.to_numpy(dtype="float64")
    estimates, errors, left = _fitted(numbers, design, place, is_plain)
    errors = np.maximum(errors, ROUNDING * (np.abs(numbers).max() or 1.0))
    return Segmented(
        known.index[0].date(),
        *_terms(estimates, errors, len(known) - len(TERMS)),
        months=len(known),
        is_plain=is_plain,
        durbin_watson=_durbin_watson(left),
    )


def places(months: pd.DatetimeIndex, first: pd.Timestamp | None = None) -> np.ndarray:
    """Return how many months each is on from `first` (of all, unless told), from 1."""
    begin = months[0] if first is None else first
    return np.asarray(12 * (months.year - begin.year) + months.month - begin.month + 1)


def _enough(known: pd.Series, start: date) -> bool:
    after = int((known.index >= pd.Timestamp(start)).sum())
    return min(after, len(known) - after) >= FEWEST_A_SIDE and len(known) > len(TERMS)


def _design(place: np.ndarray, since: np.ndarray) -> np.ndarray:
    columns = [np.ones(len(place)), place, since >= 1, np.maximum(since, 0)]
    return np.column_stack(columns).astype("float64")


def _fitted(
    values: np.ndarray, design: np.ndarray, place: np.ndarray, is_plain: bool
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Return estimates, their standard errors and what is left of the values."""
    from statsmodels.regression.linear_model import OLS

    fit = OLS(values, design).fit()
    if is_plain:
        return fit.params, fit.bse, fit.resid
    middle = _newey_west(design * fit.resid[:, np.newaxis], place)
    spread = fit.normalized_cov_params @ middle @ fit.normalized_cov_params
    correction = len(values) / (len(values) - design.shape[1])
    return fit.params, np.sqrt(np.maximum(np.diag(spread), 0) * correction), fit.resid


def _newey_west(scores: np.ndarray, place: np.ndarray) -> np.ndarray:
    """Return Bartlett's sum of covariances; months that are missing have scores of 0, so that none is bridged."""
    from statsmodels.stats.sandwich_covariance import S_hac_simple

    spaced = np.zeros((place[-1], scores.shape[1]))
    spaced[place - 1] = scores
    return S_hac_simple(spaced, nlags=LAGS)


def _terms(estimates: np.ndarray, errors: np.ndarray, freedom: int) -> list[Term]:
    from scipy.stats import t as student

    quotients = estimates / errors
    chances = 2 * student.sf(np.abs(quotients), freedom)
    reach = student.ppf(0.975, freedom) * errors
    rows = np.column_stack([estimates, errors, quotients, chances, estimates - reach, estimates + reach])
    return [Term(*row) for row in rows.tolist()]


def _durbin_watson(left: np.ndarray) -> float:
    total = float(left @ left)
    return float(np.diff(left) @ np.diff(left)) / total if total > 0 else float("nan")
