"""Where areas stand among their like, how steadily, and whether they moved.

In every frame here a row is an area (or a series of one) and a column is a month. Columns of `values` may also be
named by measure, treatment function and month: areas are ranked within each column. All areas of a frame are of one
kind. Rank 1, percentile 100 and quartile 1 are the best; of a measure whose direction is `neutral`, the highest.
"""

from itertools import combinations

import numpy as np
import pandas as pd

from metrics.compute.measures import FEWEST_TO_COMPARE
from metrics.compute.variation import percentile_rank

TOP_QUARTILE, BOTTOM_QUARTILE = 1, 4
HALF_A_YEAR = 6
# With 95%, a tenth of areas that only wander would be said to have moved: see `rank_gain`.
SURE_OF_MOVEMENT = 0.998
# So that the same figures always give the same interval.
SEED = 20_250_731
# Rows drawn for at once: keeps the draws of one round within tens of megabytes.
ROWS_AT_ONCE = 2048

MOVEMENTS = pd.CategoricalDtype(["fell", "no_real_change", "improved"])


def enough_to_compare(values: pd.DataFrame, pathways: pd.DataFrame) -> pd.DataFrame:
    """Return the values, NaN where fewer than FEWEST_TO_COMPARE pathways (or not known how many) stand behind one.

    `pathways`: shaped as `values`: the denominator of a per cent, the numerator of a rate per head.
    """
    return values.where(pathways >= FEWEST_TO_COMPARE)


def ranks(values: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Return ranks within each column, from 1 (best); ties take the better rank. NaN for NaN."""
    return values.rank(method="min", ascending=direction == "decrease")


def percentiles(values: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Return percentiles of rank within each column, to 100 (best); ties take the lower. NaN for NaN."""
    return percentile_rank(-values if direction == "decrease" else values)


def quartiles(values: pd.DataFrame, direction: str) -> pd.DataFrame:
    """Return quarters within each column, 1 (best) to 4; NaN for NaN, and where fewer than four are known."""
    return quantile_groups(values, 4, highest_first=direction != "decrease")


def quantile_groups(values: pd.DataFrame, k: int, *, highest_first: bool = True) -> pd.DataFrame:
    """Return which of `k` groups of like size each value is in, within its column; group 1 has the highest.

    (k + 1) − ⌈((N + 1) − rank) ÷ (N ÷ k)⌉, with ties at their minimum rank; NaN for NaN, and where fewer than `k` are
    known. Source: PHEindicatormethods, `phe_quantile`. It divides by a rounded N ÷ k and mends what then falls into
    group 0; multiplying first is exact.
    """
    known = values.notna().sum()
    rank = values.rank(method="min", ascending=not highest_first)
    return k + 1 - np.ceil((known + 1 - rank) * k / known.where(known >= k))


def consistency(percentiles: pd.DataFrame, quartiles: pd.DataFrame) -> pd.DataFrame:
    """Return how steadily each area stood over the months given.

    Columns `months` (in which it was ranked), `mean_percentile`, `percentile_sd` (sample standard deviation of the
    monthly percentile; small is steady, at the top or at the bottom) and `top_quartile_share` (of its months, 0 to 1).
    NaN where it was never ranked, and the deviation where only once.
    """
    ranked = quartiles.notna().sum(axis="columns")
    return pd.DataFrame(
        {
            "months": percentiles.notna().sum(axis="columns"),
            "mean_percentile": percentiles.mean(axis="columns"),
            "percentile_sd": percentiles.std(axis="columns"),
            "top_quartile_share": (quartiles == TOP_QUARTILE).sum(axis="columns") / ranked.where(ranked > 0),
        }
    )


def rank_gain(
    ranks: pd.DataFrame, *, draws: int = 1000, confidence: float = SURE_OF_MOVEMENT
) -> pd.DataFrame:
    """Return how many places each area gained between the first six months and the last six.

    Columns `first, last` (mean ranks), `gain` (first − last: positive moved towards rank 1), `lower, upper` (percentile
    bootstrap: each half's months are drawn again with replacement, the same months for all areas, with a fixed seed)
    and `movement` (dtype MOVEMENTS): `no_real_change` where the interval holds 0. Months without any rank do not
    count. All missing where there are fewer than twelve, or an area is not ranked in each of its twelve.

    It asks whether a rank moved by more than its months differ among themselves, not why. Of simulated areas that only
    wander, 3% are said to have moved where months are independent, 16% where each month is half like the one before,
    and 42% where it is nine tenths like it, as a waiting list is (with a confidence of 0.95: 11%, 33% and 58%).
    """
    early, late = _ends(ranks)
    gains = pd.DataFrame({"first": early.mean(axis=1), "last": late.mean(axis=1)}, index=ranks.index)
    gains["gain"] = gains["first"] - gains["last"]
    gains[["lower", "upper"]] = _bootstrap_limits(early, late, draws, confidence)
    moved = np.select([gains["lower"] > 0, gains["upper"] < 0], [1, -1], 0)
    codes = np.where(gains["gain"].isna(), -1, 1 + moved)
    return gains.assign(movement=pd.Categorical.from_codes(codes, dtype=MOVEMENTS))


def _ends(ranks: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """Return the ranks of the first and of the last six months; a row is all NaN where one of them is not known."""
    monthly = ranks.dropna(axis="columns", how="all").sort_index(axis="columns").to_numpy(dtype="float64")
    if monthly.shape[1] < 2 * HALF_A_YEAR:
        monthly = np.full((len(ranks), 2 * HALF_A_YEAR), np.nan)
    early, late = monthly[:, :HALF_A_YEAR].copy(), monthly[:, -HALF_A_YEAR:].copy()
    unknown = np.isnan(early).any(axis=1) | np.isnan(late).any(axis=1)
    early[unknown] = late[unknown] = np.nan
    return early, late


def _bootstrap_limits(early: np.ndarray, late: np.ndarray, draws: int, confidence: float) -> np.ndarray:
    """Return the lower and upper limit of each row's gain, shape (rows, 2)."""
    random = np.random.default_rng(SEED)
    # How often each of six months is drawn in six draws. Whole numbers keep the sums of whole ranks exact, so that an
    # area that never moved gains exactly 0.
    early_times, late_times = random.multinomial(HALF_A_YEAR, [1 / HALF_A_YEAR] * HALF_A_YEAR, (2, draws))
    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    limits = np.full((len(early), 2), np.nan)
    known = np.flatnonzero(~np.isnan(early[:, 0]))
    for start in range(0, len(known), ROWS_AT_ONCE):
        rows = known[start : start + ROWS_AT_ONCE]
        gains = (early[rows] @ early_times.T - late[rows] @ late_times.T) / HALF_A_YEAR
        limits[rows] = np.quantile(gains, tails, axis=1).T
    return limits


def chance_of_gain(ranks: pd.DataFrame) -> pd.Series:
    """Return how often an area, any of them, would gain (or lose) as many places as each did, were the twelve months of
    `rank_gain` dealt at random into a first half and a last: all 924 ways, the months of all areas alike. From 0 to 1.

    The largest gain of many areas is large by chance alone, which no area's own interval knows: `rank_gain` says of
    some area among 106 that only wander that it improved four times in five. Here the largest gain falls below 0.05 one
    time in twenty where months are independent. It does not help where months follow on from one another: then three
    times in four where each is half like the one before, and always where it is nine tenths like it.
    NaN as in `rank_gain`. Source: Westfall and Young, "Resampling-based multiple testing" (1993): the single-step
    adjusted p-value of the largest statistic, over all permutations.
    """
    early, late = _ends(ranks)
    months = np.hstack([early, late])
    known = ~np.isnan(months).any(axis=1)
    chances = pd.Series(np.nan, index=ranks.index)
    if not known.any():
        return chances
    # Sums of whole ranks stay exact, so that equal gains compare as equal.
    gains = months[known] @ _halves().T
    observed = np.abs(early[known].sum(axis=1) - late[known].sum(axis=1))
    chances[known] = (gains.max(axis=0)[:, None] >= observed).mean(axis=0)
    return chances


def _halves() -> np.ndarray:
    """Return every way to deal twelve months into two halves: a row a way, 1 in the first half, −1 in the last."""
    firsts = np.array(list(combinations(range(2 * HALF_A_YEAR), HALF_A_YEAR)))
    halves = np.full((len(firsts), 2 * HALF_A_YEAR), -1)
    np.put_along_axis(halves, firsts, 1, axis=1)
    return halves
