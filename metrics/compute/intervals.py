"""How sure a rate or a share is, and whether it lies apart from a benchmark.

Source: Office for Health Improvement and Disparities, "Technical guide: confidence intervals", as in its package
PHEindicatormethods. Only the standard library's normal quantile and a short series are needed here, so nothing heavy
is imported to draw an interval.
"""

from functools import lru_cache
from math import exp, lgamma, log
from statistics import NormalDist

import numpy as np
import pandas as pd

# Below ten events Byar's approximation is not close enough, and the exact limits are used.
FEWEST_FOR_BYAR = 10

COMPARED = pd.CategoricalDtype(["lower", "similar", "higher"])
JUDGED = pd.CategoricalDtype(["worse", "similar", "better"])


def rate_interval(
    events: pd.Series, people: pd.Series, *, per: float = 1000, confidence: float = 0.95
) -> pd.DataFrame:
    """Return the rate of events `per` so many people with its limits: columns `value, lower, upper`.

    Byar's limits from ten events, exact Poisson limits below. All NaN where a count is not known or nobody is there;
    limits NaN where events are below zero.
    """
    counts, exposed = _counts(events), _counts(people)
    lower, upper = _poisson_limits(counts, 1 - confidence)
    scale = per / np.where(exposed > 0, exposed, np.nan)
    return _interval(counts * scale, lower * scale, upper * scale, events.index)


def proportion_interval(
    count: pd.Series, total: pd.Series, *, per: float = 100, confidence: float = 0.95
) -> pd.DataFrame:
    """Return count ÷ total × `per` with Wilson's limits: columns `value, lower, upper`.

    All NaN where one is not known or the total is not above zero; limits NaN where the count is no part of the total
    (below zero, or above it).
    """
    x, n = _counts(count), _counts(total)
    n = np.where(n > 0, n, np.nan)
    part = np.where((x >= 0) & (x <= n), x, np.nan)
    z = normal_quantile(confidence)
    middle = 2 * part + z**2
    reach = z * np.sqrt(z**2 + 4 * part * (1 - part / n))
    whole = 2 * (n + z**2)
    return _interval(x / n * per, (middle - reach) / whole * per, (middle + reach) / whole * per, count.index)


def normal_quantile(confidence: float) -> float:
    """Return z, so that `confidence` of a normal distribution lies within z standard deviations of its mean."""
    return NormalDist().inv_cdf((1 + confidence) / 2)


def compared(
    lower: pd.Series, upper: pd.Series, benchmark: float | pd.Series, *, itself: pd.Series | None = None
) -> pd.Series:
    """Return `higher`, `similar` or `lower`: whether an interval lies wholly above or below the benchmark.

    `itself`: true for rows that are the benchmark, or hold the very same pathways (the only part of a board): they
    are not compared. A benchmark given as a series is aligned by index. Result: dtype COMPARED; missing where not
    compared or not known.
    """
    limit = benchmark.reindex(lower.index) if isinstance(benchmark, pd.Series) else benchmark
    known = lower.notna() & upper.notna() & pd.notna(limit)
    if itself is not None:
        known &= ~itself.reindex(lower.index, fill_value=False)
    # Codes count the categories of COMPARED; −1 is missing.
    codes = np.where(known, 1 + (lower > limit).astype("int8") - (upper < limit).astype("int8"), -1)
    return pd.Series(pd.Categorical.from_codes(codes, dtype=COMPARED), index=lower.index)


def judged(comparison: pd.Series, direction: str) -> pd.Series:
    """Return `better`, `similar` or `worse` (dtype JUDGED) for what `compared` returns.

    `direction`: the way that is better, `increase` or `decrease`. With `neutral` neither is better, and the comparison
    comes back as it is.
    """
    if direction == "neutral":
        return comparison
    good, bad = ("higher", "lower") if direction == "increase" else ("lower", "higher")
    return comparison.map({good: "better", "similar": "similar", bad: "worse"}).astype(JUDGED)


def _counts(counted: pd.Series) -> np.ndarray:
    return counted.to_numpy(dtype="float64", na_value=np.nan)


def _interval(value: np.ndarray, lower: np.ndarray, upper: np.ndarray, index: pd.Index) -> pd.DataFrame:
    known = ~np.isnan(value)
    limits = {"lower": np.where(known, lower, np.nan), "upper": np.where(known, upper, np.nan)}
    return pd.DataFrame({"value": value} | limits, index=index)


def _poisson_limits(counts: np.ndarray, alpha: float) -> tuple[np.ndarray, np.ndarray]:
    lower, upper = _byar_limits(counts, normal_quantile(1 - alpha))
    small = (counts >= 0) & (counts < FEWEST_FOR_BYAR)
    distinct, which = np.unique(counts[small], return_inverse=True)
    exact = np.array([_exact_limits(float(count), alpha) for count in distinct]).reshape(-1, 2)
    lower[small], upper[small] = exact[which].T
    return lower, upper


def _byar_limits(counts: np.ndarray, z: float) -> tuple[np.ndarray, np.ndarray]:
    x = np.where(counts >= FEWEST_FOR_BYAR, counts, np.nan)
    lower = x * (1 - 1 / (9 * x) - z / (3 * np.sqrt(x))) ** 3
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    return lower, upper


@lru_cache(maxsize=1024)
def _exact_limits(count: float, alpha: float) -> tuple[float, float]:
    """Return χ²(α/2, 2·count)/2 and χ²(1 − α/2, 2·count + 2)/2: Garwood's limits of a Poisson mean."""
    lower = _gamma_quantile(count, alpha / 2) if count > 0 else 0.0
    return lower, _gamma_quantile(count + 1, 1 - alpha / 2)


def _gamma_quantile(shape: float, share: float) -> float:
    """Return where a gamma distribution of this shape has `share` below it; half of χ²(share, 2·shape)."""
    low, high = 0.0, shape
    while _gamma_share(shape, high) < share:
        low, high = high, 2 * high
    while low < (middle := (low + high) / 2) < high:
        if _gamma_share(shape, middle) < share:
            low = middle
        else:
            high = middle
    return middle


def _gamma_share(shape: float, at: float) -> float:
    """Return the regularised lower incomplete gamma function by its series, good for small shapes."""
    term = total = 1.0
    step = shape
    while term > total * 1e-17:
        step += 1
        term *= at / step
        total += term
    return total * exp(shape * log(at) - at - lgamma(shape + 1))
