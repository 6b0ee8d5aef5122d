"""Where areas like one do better in the newest month, on all measures and treatment functions at once.

The rule is that of `better`: the 95% interval lies wholly on the good side of ours, and no concern in three months.
"""

from collections.abc import Mapping, Sequence
from statistics import NormalDist

import numpy as np
import pandas as pd

from metrics.compute.measures import FEWEST_TO_COMPARE, Measure

# What a question is about.
SUBJECT = ["measure", "treatment_function"]
Z = NormalDist().inv_cdf(0.975)


def opportunities(
    standings: pd.DataFrame, code: str, peers: Sequence[str], measures: Mapping[str, Measure]
) -> pd.DataFrame:
    """Return on what peers do better than the area `code`, and what the middle one of these has.

    `standings`: as `queries.standings`, of the area and its peers at least, one month. `measures`: shares and rates of
    which one way is better. Result: index SUBJECT of what can be compared with one peer at least, columns `ours`,
    `compared` (peers), `by_chance` (how many of these chance alone would be expected to put ahead), `better` (their
    codes, the furthest ahead first) and `middle` (the median of theirs; NaN where nobody does better).
    """
    known = standings[standings["measure"].isin(list(measures))]
    known = known[
        (known["pathways"] >= FEWEST_TO_COMPARE) & known[["value", "lower", "upper"]].notna().all(axis=1)
    ]
    ours = known[known["area"] == code].set_index(SUBJECT)[["value", "lower", "upper"]].add_suffix("_ours")
    theirs = known[known["area"].isin(list(peers))].set_index(SUBJECT)
    beside = theirs.join(ours, how="inner")
    good = pd.Series([_good(measures[slug]) for slug, _ in beside.index], index=beside.index, dtype="int64")
    is_ahead = (beside["lower"] > beside["upper_ours"]).where(
        good > 0, beside["upper"] < beside["lower_ours"]
    )
    beside = beside.assign(gap=(beside["value"] - beside["value_ours"]) * good)
    ahead = beside[is_ahead & (beside["recent_concerns"] == 0)].sort_values(
        ["gap", "area"], ascending=[False, True]
    )
    subjects = beside.groupby(level=SUBJECT)
    found = pd.DataFrame(
        {
            "ours": subjects["value_ours"].first(),
            "compared": subjects["area"].nunique(),
            "by_chance": apart_by_chance(beside).groupby(level=SUBJECT).sum(),
        }
    )
    by_subject = ahead.groupby(level=SUBJECT)
    better = by_subject["area"].agg(tuple).reindex(found.index)
    return found.assign(
        better=[codes if isinstance(codes, tuple) else () for codes in better],
        middle=by_subject["value"].median().reindex(found.index),
    )


def apart_by_chance(beside: pd.DataFrame) -> pd.Series:
    """Return how likely each pair of 95% intervals (`lower, upper, lower_ours, upper_ours`) would lie apart on the good
    side if the areas did not differ.

    With standard errors s and t the intervals lie apart from 1.96 × (s + t) on, and the difference has the error
    √(s² + t²): 1 time in 359 where both are as wide, up to 1 in 40 where one is far wider.
    """
    theirs, ours = beside["upper"] - beside["lower"], beside["upper_ours"] - beside["lower_ours"]
    distance = Z * (theirs + ours) / np.hypot(theirs, ours)
    return distance.map(lambda far: NormalDist().cdf(-far), na_action="ignore").astype("float64")


def _good(measure: Measure) -> int:
    return 1 if measure.direction == "increase" else -1
