"""Where areas like one do better in the newest month, on all measures and treatment functions at once.

The rule is that of `better`: the 95% interval lies wholly on the good side of ours, and no concern in three months.
"""

from collections.abc import Mapping, Sequence

import pandas as pd

from metrics.compute.measures import FEWEST_TO_COMPARE, Measure

# What a question is about.
SUBJECT = ["measure", "treatment_function"]
# If nothing were different, two 95% intervals would lie apart on the good side so rarely: a normal deviate beyond
# 2 × 1.96 ÷ √2, one tail.
BY_CHANCE = 1 / 359


def opportunities(
    standings: pd.DataFrame, code: str, peers: Sequence[str], measures: Mapping[str, Measure]
) -> pd.DataFrame:
    """Return on what peers do better than the area `code`, and what the middle one of these has.

    `standings`: as `queries.standings`, of the area and its peers at least, one month. `measures`: shares and rates of
    which one way is better. Result: index SUBJECT of what can be compared with one peer at least, columns `ours`,
    `compared` (peers), `better` (their codes, the furthest ahead first) and `middle` (the median of theirs; NaN where
    nobody does better).
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
    found = pd.DataFrame({"ours": subjects["value_ours"].first(), "compared": subjects["area"].nunique()})
    by_subject = ahead.groupby(level=SUBJECT)
    better = by_subject["area"].agg(tuple).reindex(found.index)
    return found.assign(
        better=[codes if isinstance(codes, tuple) else () for codes in better],
        middle=by_subject["value"].median().reindex(found.index),
    )


def _good(measure: Measure) -> int:
    return 1 if measure.direction == "increase" else -1
