"""Where areas stand, worked out a second time: one series and one month after another, nothing clever."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil
from statistics import fmean, median

from tests.metrics.slow_spc import SlowPoint, slow_xmr

# A number a month, None where not known; and the same of each area.
Values = list[float | None]
All = dict[str, Values]


def slow_standing(
    name: str, values: All, pathways: All, *, rising_is_better: bool, starts: Sequence[int]
) -> dict:
    """Return where the area `name` stands in the last month; `starts`: the places at which its chart starts anew."""
    compared = {area: enough(values[area], pathways[area]) for area in values}
    months = range(len(values[name]))
    places = [place_in(name, month, compared, rising_is_better) for month in months]
    chart = slow_xmr([None if value is None else Fraction(value) for value in values[name]], starts)
    worse = -1 if rising_is_better else 1
    concern = [chart[month].signal == worse and compared[name][month] is not None for month in months]
    behind = [shortfall_in(name, month, compared, rising_is_better) for month in months]
    return (
        place_now(places, compared)
        | chart_now(chart[-1])
        | staying([place is not None and place["quartile"] == 4 for place in places], concern, behind)
        | steadiness(places)
        | {"value": values[name][-1]}
    )


def enough(values: Values, pathways: Values) -> Values:
    pairs = zip(values, pathways, strict=True)
    return [None if value is None or count is None or count < 20 else value for value, count in pairs]


def known_in(month: int, compared: All) -> list[float]:
    """Return the values that are compared in a month; none where there is but one, as nobody is first of one."""
    known = [series[month] for series in compared.values() if series[month] is not None]
    return known if len(known) > 1 else []


def place_in(name: str, month: int, compared: All, rising_is_better: bool) -> dict | None:
    ours, everybody = compared[name][month], known_in(month, compared)
    if ours is None or not everybody:
        return None
    higher, lower = sum(other > ours for other in everybody), sum(other < ours for other in everybody)
    better, worse = (higher, lower) if rising_is_better else (lower, higher)
    count, rank = len(everybody), 1 + better
    quartile = 5 - ceil(Fraction((count + 1 - rank) * 4, count)) if count >= 4 else None
    return {"rank": rank, "percentile": 100 * worse / (count - 1), "quartile": quartile}


def shortfall_in(name: str, month: int, compared: All, rising_is_better: bool) -> float | None:
    ours, everybody = compared[name][month], known_in(month, compared)
    if ours is None or not everybody:
        return None
    return median(everybody) - ours if rising_is_better else ours - median(everybody)


def place_now(places: list[dict | None], compared: All) -> dict:
    unknown = dict.fromkeys(("rank", "percentile", "quartile"))
    return (places[-1] or unknown) | {"ranked": len(known_in(-1, compared))}


def chart_now(point: SlowPoint) -> dict:
    return {
        "mean": point.mean,
        "lower_limit": point.lower,
        "upper_limit": point.upper,
        "rule": point.rule or "",
        "signal": point.signal,
    }


def staying(bottom: list[bool], concern: list[bool], behind: Values) -> dict:
    either = [one or other for one, other in zip(bottom, concern, strict=True)]
    running = 0
    while running < len(either) and either[-1 - running]:
        running += 1
    lately = zip(behind[-12:], either[-12:], strict=True)
    known = [distance for distance, is_in in lately if is_in and distance is not None]
    return {
        "recent_concerns": sum(concern[-3:]),
        "bottom_months": sum(bottom[-12:]),
        "concern_months": sum(concern[-12:]),
        "running": running,
        "shortfall": behind[-1],
        "mean_shortfall": fmean(known) if known else None,
    }


def steadiness(places: list[dict | None]) -> dict:
    ranked = [place for place in places if place]
    quarters = [place["quartile"] for place in ranked if place["quartile"] is not None]
    ranks = [place and place["rank"] for place in places]
    is_known = None not in [*ranks[:6], *ranks[-6:]]
    return {
        "months": sum(place is not None for place in places[-12:]),
        "mean_percentile": fmean(place["percentile"] for place in ranked) if ranked else None,
        "top_quartile_share": quarters.count(1) / len(quarters) if quarters else None,
        "rank_gain": fmean(ranks[:6]) - fmean(ranks[-6:]) if is_known else None,
    }
