"""An area beside others: the difference from them, before and after a start.

With one area that began, its errors say little: those clustered by area need many areas on both sides. Where areas
began in different months, ordinary two-way fixed effects take areas that began earlier for controls (Goodman-Bacon,
2021), so each cohort is held against areas that had not begun, as Callaway and Sant'Anna do (2021).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd

from metrics.compute.effects.segmented import Segmented, segmented

# Fewer areas that began leave errors clustered by area without meaning.
FEWEST_BEGAN = 2


@dataclass(frozen=True, slots=True)
class Difference:
    """How much more areas that began changed than others, in the units of the series.

    `error`: clustered by area (NaN for fewer than two areas that began, as it would be far too small). `means`: before
    and after, of those that began and of the others.
    """

    change: float
    error: float
    means: tuple[float, float, float, float]
    began: int
    others: int


@dataclass(frozen=True, slots=True)
class Staggered:
    """What areas that began in different months have in common: the mean over them of how much more each changed.

    `error`: from how much they differ (NaN for one). `each`: code → change.
    """

    change: float
    error: float
    each: dict[str, float]


def against(values: pd.Series, controls: pd.DataFrame, start: date) -> Segmented | None:
    """Return the segmented regression of an area less the mean of its controls, over months in which all are known."""
    return segmented(values - controls.mean(axis="columns", skipna=False), start)


def two_way(began: pd.DataFrame, others: pd.DataFrame, start: date) -> Difference:
    """Return the difference in differences with effects of areas and of months (two-way fixed effects).

    `began, others`: a row a month (datetime64), a column an area; months in which one is not known are left out.
    The reference is R's `lm(y ~ treated:post + area + month)` with `sandwich::vcovCL(cluster = area, type = "HC1")`.
    Raises ValueError without a month on each side, or without areas on each side.
    """
    sides = began, others.reindex(began.index)
    is_known = sides[0].notna().all(axis="columns") & sides[1].notna().all(axis="columns")
    values = np.column_stack([side[is_known] for side in sides])
    is_after = np.asarray(began.index[is_known] >= pd.Timestamp(start))
    if not (is_after.any() and (~is_after).any() and len(began.columns) and len(others.columns)):
        raise ValueError("A difference in differences needs months and areas on both sides.")
    those, rest = values[:, : len(began.columns)], values[:, len(began.columns) :]
    means = tuple(float(side[when].mean()) for side in (those, rest) for when in (~is_after, is_after))
    return Difference(
        change=(means[1] - means[0]) - (means[3] - means[2]),
        error=_clustered(values, len(began.columns), is_after),
        means=means,
        began=len(began.columns),
        others=len(others.columns),
    )


def _clustered(values: np.ndarray, began: int, is_after: np.ndarray) -> float:
    """Return the error of the change, clustered by area. `values`: (months, areas), those that began first."""
    from statsmodels.regression.linear_model import OLS
    from statsmodels.stats.sandwich_covariance import cov_cluster

    if began < FEWEST_BEGAN:
        return float("nan")
    months, areas = values.shape
    area, month = np.tile(np.arange(areas), months), np.repeat(np.arange(months), areas)
    design = np.column_stack(
        [
            is_after[month] & (area < began),
            area[:, np.newaxis] == np.arange(areas),
            month[:, np.newaxis] == np.arange(1, months),
        ]
    ).astype("float64")
    fit = OLS(values.ravel(), design).fit()
    return float(np.sqrt(cov_cluster(fit, area)[0, 0]))


def clean(controls: pd.DataFrame, starts: Mapping[str, date], months: pd.DatetimeIndex) -> pd.DataFrame:
    """Return the controls on which nothing of the kind had begun by the end of these months.

    `starts`: code → when it began there itself. One that began before or during them is no control: what it shows may
    be what is looked for.
    """
    began = [code for code, start in starts.items() if pd.Timestamp(start) <= months[-1]]
    return controls.drop(columns=began, errors="ignore")


def staggered(values: pd.DataFrame, starts: Mapping[str, date], *, months_each: int) -> Staggered | None:
    """Return the common change of areas that began in different months; None if nothing can be compared.

    `values`: a row a month, a column an area, those that never began too. Each area that began is held, over up to
    `months_each` months on each side, against the mean of areas that had not begun by the end of that window; months in
    which one of them is not known are left out.
    """
    each = {code: _changed(values, code, starts, months_each) for code in starts if code in values}
    known = {code: change for code, change in each.items() if not np.isnan(change)}
    if not known:
        return None
    changes = np.array(list(known.values()))
    error = changes.std(ddof=1) / np.sqrt(len(changes)) if len(changes) > 1 else float("nan")
    return Staggered(float(changes.mean()), float(error), known)


def _changed(values: pd.DataFrame, code: str, starts: Mapping[str, date], months_each: int) -> float:
    start = pd.Timestamp(starts[code])
    first = start - pd.DateOffset(months=months_each)
    window = values.loc[first : start + pd.DateOffset(months=months_each - 1)]
    if window.empty:
        return float("nan")
    controls = clean(window.drop(columns=code), starts, window.index)
    gap = (window[code] - controls.mean(axis="columns", skipna=False)).dropna()
    after = gap.index >= start
    return float(gap[after].mean() - gap[~after].mean())
