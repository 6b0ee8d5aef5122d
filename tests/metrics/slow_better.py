"""Who does better, worked out a second time: one area, one month after another, nothing clever."""

from collections.abc import Sequence
from fractions import Fraction
from math import comb, sqrt
from statistics import NormalDist, median

from tests.metrics.slow_spc import slow_xmr

Z = NormalDist().inv_cdf(0.975)
# A month of an area: numerator and denominator, None where it is not known.
Month = tuple[float, float] | None


def wilson(x: float, n: float) -> tuple[float, float]:
    middle, reach = 2 * x + Z**2, Z * sqrt(Z**2 + 4 * x * (1 - x / n))
    whole = 2 * (n + Z**2)
    return 100 * (middle - reach) / whole, 100 * (middle + reach) / whole


def byar(x: float, people: float) -> tuple[float, float]:
    """Return Byar's limits of a rate per 1,000, for 10 events or more."""
    lower = x * (1 - 1 / (9 * x) - Z / (3 * sqrt(x))) ** 3
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + Z / (3 * sqrt(x + 1))) ** 3
    return 1000 * lower / people, 1000 * upper / people


def slow_better(
    months_of: dict[str, list[Month]],
    ours: str,
    distances: dict[str, float],
    *,
    period: int,
    is_share: bool,
    rising_is_better: bool,
) -> list[str]:
    """Return the areas that do better over the last `period` months, in order of gap × closeness.

    A share is a stock: its interval is that of the average month. A rate is a flow: that of the sums.
    """
    known = [
        place
        for place in range(len(months_of[ours]) - period, len(months_of[ours]))
        if months_of[ours][place]
    ]
    own = over_months(months_of[ours], known, is_share)
    weights = {}
    for code, months in months_of.items():
        theirs = over_months(months, known, is_share)
        if code == ours or theirs is None or 2 * theirs["months"] < len(known):
            continue
        ahead = theirs["lower"] > own["upper"] if rising_is_better else theirs["upper"] < own["lower"]
        if ahead and not has_concern(months, is_share, rising_is_better):
            gap = abs(theirs["value"] - own["value"])
            weights[code] = gap / (1 + distances[code] / median(distances.values()))
    return sorted(weights, key=lambda code: -weights[code])


def over_months(months: Sequence[Month], places: Sequence[int], is_share: bool) -> dict | None:
    known = [months[place] for place in places if months[place]]
    if not known:
        return None
    x, n = sum(one[0] for one in known), sum(one[1] for one in known)
    if is_share:
        x, n = x / len(known), n / len(known)
    lower, upper = wilson(x, n) if is_share else byar(x, n)
    return {
        "value": x / n * (100 if is_share else 1000),
        "lower": lower,
        "upper": upper,
        "months": len(known),
    }


def has_concern(months: Sequence[Month], is_share: bool, rising_is_better: bool) -> bool:
    scale = 100 if is_share else 1000
    values = [Fraction(scale * one[0]) / Fraction(one[1]) if one else None for one in months]
    bad = -1 if rising_is_better else 1
    return any(point.signal == bad for point in slow_xmr(values)[-3:])


def slow_fewest_ahead(months: int) -> int | None:
    """Return the fewest heads in so many throws of a coin that come up at most once in 40."""
    for heads in range(months + 1):
        if sum(comb(months, more) for more in range(heads, months + 1)) / 2**months <= 1 / 40:
            return heads
    return None
