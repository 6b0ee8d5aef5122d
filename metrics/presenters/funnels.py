"""Funnels of measures: which have one, how it is drawn, and what it says in words."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from metrics.charts import numbers
from metrics.charts.funnel import Area, FunnelChart, Limits
from metrics.compute.funnel import LIMITS, PROPORTION, RATE, Funnel, funnel
from metrics.compute.measures import PER_CENT, QUANTITIES, Measure
from metrics.presenters.words import capital, joined

POINTS_OF_A_LINE = 60
MOST_NAMED = 8
SIDES = {"higher": "upper", "lower": "lower"}
CHANCE_BEYOND_95 = 0.05


def has_funnel(measure: Measure) -> bool:
    """Say whether a measure is a count out of another: of waits nobody knows how far chance reaches."""
    return bool(measure.comparable and measure.numerator and measure.denominator)


def funnel_of(
    measure: Measure, numerators: pd.Series, denominators: pd.Series, *, adjusted: bool = True
) -> Funnel:
    """Return the funnel of a measure that has one; both series are by area code, of areas that can be compared."""
    kind = PROPORTION if measure.unit == PER_CENT else RATE
    return funnel(numerators, denominators, kind=kind, adjusted=adjusted)


def furthest_first(found: Funnel) -> pd.DataFrame:
    """Return the areas that are known, with `score`: how many standard deviations each lies from the target."""
    known = found.areas.dropna(subset="value")
    scored = known.assign(score=known["z_adjusted" if found.is_adjusted else "z"])
    return scored.sort_values("score", key=np.abs, ascending=False, kind="stable")


def funnel_chart(
    measure: Measure, found: Funnel, names: Mapping[str, str], *, ours: str = "", **words: str
) -> FunnelChart:
    """Return a funnel ready to draw. `names`: by area code. `ours`: the code of the area that stands out.

    `words`: title, description and source of the chart.
    """
    limits = found.limits(found.denominator_grid(POINTS_OF_A_LINE))
    return FunnelChart(
        areas=[
            Area(
                names[row.Index],
                row.denominator,
                row.value,
                beyond=numbers.known(row.beyond),
                side=row.side if isinstance(row.side, str) else "",
                is_ours=row.Index == ours,
            )
            for row in furthest_first(found).itertuples()
        ],
        limits=[Limits(*row) for row in limits[["denominator", *LIMITS]].itertuples(index=False)],
        target=numbers.known(found.target),
        size_label=capital(QUANTITIES[measure.denominator].words),
        unit=measure.unit,
        decimals=measure.decimals,
        **words,
    )


def count_known(found: Funnel) -> int:
    return int(found.areas["value"].notna().sum())


def finding(found: Funnel, areas: str) -> str:
    """Return what a funnel shows: `9 of 42 ICBs lie beyond the limits: 5 higher, 4 lower`. `areas`: ICBs."""
    beyond = found.areas_beyond()
    if beyond.empty:
        return f"All {count_known(found)} {areas} lie within the limits"
    known = count_known(found)
    sides = beyond["side"].value_counts()
    start = f"{len(beyond)} of {known} {areas} {_lie(len(beyond))} beyond the"
    if sides.min():
        return f"{start} limits: {sides['higher']} higher, {sides['lower']} lower"
    return f"{start} {SIDES[sides.idxmax()]} limits"


def beyond_in_words(measure: Measure, found: Funnel, names: Mapping[str, str]) -> list[str]:
    """Return a sentence for each limit that areas lie beyond: `Beyond the upper 99.8% limit: Leeds (68.4%).`"""
    sentences = []
    for side, end in SIDES.items():
        for level, only in ((99.8, ""), (95.0, " only")):
            beyond = found.areas_beyond()
            there = beyond[(beyond["side"] == side) & (beyond["beyond"] == level)]
            if not there.empty:
                which = _named(measure, there, names)
                sentences.append(f"Beyond the {end} {level:g}% limit{only}: {which}.")
    return sentences


def _named(measure: Measure, areas: pd.DataFrame, names: Mapping[str, str]) -> str:
    shown = [
        f"{names[code]} ({numbers.written(value, measure.unit, measure.decimals)})"
        for code, value in areas["value"].head(MOST_NAMED).items()
    ]
    more = len(areas) - len(shown)
    return joined([*shown, f"{more} more"] if more else shown)


def allowance(adjusted: Funnel, unadjusted: Funnel, areas: str, *, shown: Funnel) -> str:
    """Return what adjusting the limits does, and how many areas lie beyond with and without it."""
    wide, narrow, count = (
        len(adjusted.areas_beyond()),
        len(unadjusted.areas_beyond()),
        count_known(adjusted),
    )
    if not adjusted.tau_squared:
        return f"The {areas} spread no more widely than by chance alone, so the limits need no adjusting."
    if shown.is_adjusted:
        return (
            f"The limits are adjusted for overdispersion: areas differ in more than chance, so the limits allow for "
            f"how widely the {areas} spread as a whole, and {_how_many(wide)} of {count} {_lie(wide)} beyond them. "
            f"For chance alone they would be so narrow that {_how_many(narrow)} would."
        )
    return (
        f"The limits are not adjusted: they allow for chance alone, which is small among so many pathways, and "
        f"{_how_many(narrow)} of {count} {areas} {_lie(narrow)} beyond them. Adjusted for how widely the {areas} "
        f"spread as a whole, {_how_many(wide)} would."
    )


def _how_many(count: int) -> str:
    return f"{count}" if count else "none"


def _lie(count: int) -> str:
    return "lies" if count == 1 else "lie"


def by_chance(found: Funnel) -> str:
    """Return how many areas lie beyond the 95% limits when nothing but chance is at work."""
    expected = round(CHANCE_BEYOND_95 * count_known(found))
    about = f"about {expected}" if expected else "hardly any"
    return f"By chance {about} of {count_known(found)} would lie beyond the 95% limits."
