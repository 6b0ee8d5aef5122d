"""Which areas are alike: NHS England's "Similar 10" method, so that an area is compared with its like."""

from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

# How much each variable counts (NHS England, "Similar 10", 2021: the sheet "Variable Descriptions").
WEIGHTS = {
    "deprivation": 0.25,
    "list_size": 0.15,
    "rural": 0.15,
    "age_18_39": 0.10,
    "age_65_84": 0.10,
    "age_85_plus": 0.10,
    "white_other": 0.03,
    "mixed": 0.03,
    "asian": 0.03,
    "black": 0.03,
    "other_ethnicity": 0.03,
}
VARIABLES = list(WEIGHTS)
CAP_IN_STANDARD_DEVIATIONS = 5


def similar_areas(
    profiles: pd.DataFrame,
    code: str | None = None,
    k: int = 10,
    *,
    weights: Mapping[str, float] = WEIGHTS,
    among: Iterable[str] | None = None,
) -> pd.DataFrame:
    """Return the `k` areas most like each area, or like one, nearest first.

    `profiles`: indexed by area code, columns VARIABLES; it should hold areas of one kind, valid on one
    day, since all of them set the scale. Areas with a variable missing have no peers and are nobody's.
    `weights`: how much each variable counts, as shares of their sum; one that is left out counts nothing. Raises
    ValueError unless all are 0 or more and one is above 0. `among`: codes of those that may be peers; all, if not told.
    Result: columns `area, peer, rank` (from 1), `distance` and, for each variable, its part of the
    distance: they add up to it. Ties go by code. An unknown code gives no rows.
    """
    complete = profiles[VARIABLES].dropna().sort_index()
    scores = standardised(complete).to_numpy()
    rows = np.arange(len(complete)) if code is None else np.flatnonzero(complete.index == code)
    others = np.arange(len(complete)) if among is None else np.flatnonzero(complete.index.isin(list(among)))
    parts = (scores[rows, None, :] - scores[None, others, :]) ** 2 * shares(weights)
    distance = np.where(rows[:, None] == others, np.inf, parts.sum(axis=2))
    # An area is infinitely far from itself, so it comes last of all, and goes.
    order = distance.argsort(axis=1, kind="stable")[:, :k]
    nearest = _as_rows(
        complete.index, rows, others[order], np.take_along_axis(parts, order[:, :, None], axis=1)
    )
    return nearest[nearest["area"] != nearest["peer"]].reset_index(drop=True)


def shares(weights: Mapping[str, float]) -> np.ndarray:
    """Return each variable's share of all weights, in the order of VARIABLES. Raises ValueError."""
    given = np.array([weights.get(variable, 0.0) for variable in VARIABLES])
    if not (np.isfinite(given).all() and (given >= 0).all() and given.sum() > 0):
        raise ValueError("Weights are numbers of 0 or more, of which one at least is above 0.")
    return given / given.sum()


def _as_rows(codes: pd.Index, rows: np.ndarray, nearest: np.ndarray, parts: np.ndarray) -> pd.DataFrame:
    count = nearest.shape[1]
    peers = pd.DataFrame(
        {
            "area": codes[np.repeat(rows, count)],
            "peer": codes[nearest.ravel()],
            "rank": np.tile(np.arange(1, count + 1), len(rows)),
        }
    )
    contributions = pd.DataFrame(parts.reshape(-1, len(VARIABLES)), columns=VARIABLES)
    peers["distance"] = contributions.sum(axis="columns")
    return pd.concat([peers, contributions], axis="columns")


def standardised(profiles: pd.DataFrame) -> pd.DataFrame:
    """Return each variable capped at mean + 5 SD, as its square root, in standard deviations from the mean.

    SD is of the population of areas. A variable in which all areas are alike is 0 everywhere.
    """
    cap = profiles.mean() + CAP_IN_STANDARD_DEVIATIONS * profiles.std(ddof=0)
    roots = np.sqrt(profiles.clip(upper=cap, axis="columns"))
    spread = roots.std(ddof=0)
    return (roots - roots.mean()) / spread.where(spread > 0, 1)


def aggregate_profiles(profiles: pd.DataFrame, membership: pd.DataFrame) -> pd.DataFrame:
    """Return the profiles of areas made of others, indexed by parent code, columns VARIABLES.

    `profiles`: of the parts, indexed by code. `membership`: columns `child, parent` (codes).
    List sizes add up; shares and deprivation are means weighted by list size. Parts without a profile count
    nothing.
    """
    parts = membership.join(profiles[VARIABLES], on="child", how="inner")
    patients = parts["list_size"]
    means = [variable for variable in VARIABLES if variable != "list_size"]
    weighted = parts[means].mul(patients, axis="index").assign(list_size=patients)
    sums = weighted.groupby(parts["parent"]).sum()
    sums[means] = sums[means].div(sums["list_size"], axis="index")
    return sums[VARIABLES]
