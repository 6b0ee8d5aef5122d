"""All areas in which the same began, together: their mean change, and whether they differ more than chance explains.

A random-effects meta-analysis: τ² by Paule and Mandel (1982), the interval by Hartung and Knapp with Student's t, never
narrower than the plain one (Röver, Knapp and Friede, 2015), since a few areas that agree by chance would make it so.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

# With two areas an interval by Student's t reaches over everything.
FEWEST = 3
# How many of its errors a 95% interval of one area reaches to each side.
REACH = 1.959963984540054


@dataclass(frozen=True, slots=True)
class Together:
    """What areas have in common, in the units of the measure.

    `change` with its 95% interval (`lower, upper`); `spread`: τ, the standard deviation of true changes between areas;
    `p_alike`: how often areas that do not differ would lie as far apart (Cochran's Q); `i_squared`: the share of what
    lies between them that is not chance, in per cent.
    """

    areas: int
    change: float
    lower: float
    upper: float
    spread: float
    p_alike: float
    i_squared: float


def together(changes: Sequence[float], errors: Sequence[float]) -> Together | None:
    """Return what changes with these standard errors (above 0) have in common; None with fewer than FEWEST."""
    if len(changes) < FEWEST:
        return None
    from scipy.stats import chi2
    from scipy.stats import t as student
    from statsmodels.stats.meta_analysis import combine_effects

    effects, variances = np.asarray(changes, dtype="float64"), np.square(errors)
    with np.errstate(divide="ignore"):  # its I², where areas agree exactly
        found = combine_effects(effects, variances, method_re="pm")
    freedom = len(effects) - 1
    weights = 1 / (variances + found.tau2)
    change = float(weights @ effects / weights.sum())
    scale = max(1.0, float(weights @ (effects - change) ** 2) / freedom)
    reach = float(student.ppf(0.975, freedom) * np.sqrt(scale / weights.sum()))
    return Together(
        areas=len(effects),
        change=change,
        lower=change - reach,
        upper=change + reach,
        spread=float(np.sqrt(found.tau2)),
        p_alike=float(chi2.sf(found.q, freedom)),
        i_squared=float(100 * max(0.0, 1 - freedom / found.q)) if found.q > 0 else 0.0,
    )
