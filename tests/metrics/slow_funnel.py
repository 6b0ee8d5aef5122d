"""The funnel of shares again, an area at a time and without the code that it checks."""

from math import asin, pi, sin, sqrt


def slow_beyond(pairs: dict[str, tuple[float, float]], *, adjusted: bool, z: float) -> dict[str, str]:
    """Return which areas lie beyond the limits at z, and on which side: an area at a time, with plain loops."""
    centre = asin(sqrt(sum(x for x, _ in pairs.values()) / sum(n for _, n in pairs.values())))
    turned = {code: (asin(sqrt(x / n)), 1 / (2 * sqrt(n))) for code, (x, n) in pairs.items()}
    tau_squared = slow_tau_squared([((y - centre) / s, s) for y, s in turned.values()]) if adjusted else 0.0
    found = {}
    for code, (_, s) in turned.items():
        reach = z * sqrt(s**2 + tau_squared)
        low, high = (sin(min(max(centre + side * reach, 0), pi / 2)) ** 2 for side in (-1, 1))
        share = pairs[code][0] / pairs[code][1]
        if share < low or share > high:
            found[code] = "lower" if share < low else "higher"
    return found


def slow_tau_squared(scored: list[tuple[float, float]]) -> float:
    ordered = sorted(score for score, _ in scored)
    low, high = slow_percentile(ordered, 0.1), slow_percentile(ordered, 0.9)
    phi, weight, weight_squared = 0.0, 0.0, 0.0
    for score, s in scored:
        phi += min(max(score, low), high) ** 2 / len(scored)
        weight += s**-2
        weight_squared += s**-4
    surplus = len(scored) * phi - (len(scored) - 1)
    return max(0.0, surplus / (weight - weight_squared / weight))


def slow_percentile(ordered: list[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    below = int(place)
    above = min(below + 1, len(ordered) - 1)
    return ordered[below] + (place - below) * (ordered[above] - ordered[below])
