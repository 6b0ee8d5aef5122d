"""All that peers do better at once: each measure and treatment function, the most pathways first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers
from metrics.compute.extract import SINGLE_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.compute.opportunities import opportunities
from metrics.compute.opportunity import pathways_gained
from metrics.measured import with_context
from metrics.presenters import words
from metrics.presenters.peers.group import PeerGroup, address
from metrics.presenters.peers.opportunity import COUNTED, match_in_words
from metrics.queries import figures_frame, standings

# Per registered patient they say the same as per person.
ASKED = {
    slug: MEASURES[slug]
    for slug in COUNTED
    if MEASURES[slug].is_headline and MEASURES[slug].denominator != "registered"
}
NAMED = 3


@dataclass(frozen=True)
class Opening:
    """What some peers do better. `better`: their names by codes, the furthest ahead first; `compared`: how many peers
    could be compared; `pathways`: what matching the middle one of `better` would mean."""

    code: str
    measure: Measure
    function: str
    month: date
    ours: float
    middle: float
    pathways: float
    better: dict[str, str]
    compared: int

    @property
    def title(self) -> str:
        return f"{SINGLE_FUNCTIONS[self.function]}: {words.uncapital(self.measure.title)}"

    @property
    def sentence(self) -> str:
        """Say who does better, and what matching the middle one of them would mean."""
        names = list(self.better.values())
        more = len(names) - NAMED
        shown = names if more <= 1 else [*names[:NAMED], f"{more} others"]
        verb = "does" if len(names) == 1 else "do"
        level = "their level" if len(names) == 1 else "the middle of theirs"
        return (
            f"{words.shown(self.measure, self.ours)} here. {len(names)} of {self.compared} areas like it {verb} "
            f"better: {words.joined(shown)}. {match_in_words(self.measure, level, self.middle, self.pathways)}"
        )

    @property
    def asked(self) -> dict[str, str]:
        """What their people are asked about."""
        return {"measure": self.measure.slug, "function": self.function, "from": self.code}

    @property
    def address(self) -> str:
        """Where it stands who does better, in the same month."""
        month = f"{self.month:%Y-%m}"
        asked = [("measure", self.measure.slug), ("function", self.function), ("from", month), ("to", month)]
        return address(reverse("better-peers", args=[self.code]), *asked)


@dataclass(frozen=True)
class OpportunityMap:
    """What peers of an area do better in a month. `openings`: the most pathways first; `subjects`, `comparisons`: how
    many measures and functions were looked at, and with how many peers in all; `by_chance`: how many of these chance
    alone would be expected to put ahead."""

    group: PeerGroup
    month: date
    openings: Sequence[Opening]
    subjects: int
    comparisons: int
    by_chance: float

    @cached_property
    def on_the_list(self) -> list[Opening]:
        return [one for one in self.openings if one.measure.is_stock]

    @cached_property
    def each_month(self) -> list[Opening]:
        return [one for one in self.openings if not one.measure.is_stock]


def opportunity_map(group: PeerGroup, month: date) -> OpportunityMap:
    """Return what the peers of an area do better in the month that was analysed last. Two queries."""
    area = group.area
    known = standings(among=[area.code, *group.codes])
    known = known[known["treatment_function"].isin(list(SINGLE_FUNCTIONS))]
    found = opportunities(known, area.code, group.codes, ASKED)
    own = with_context(figures_frame([area], functions=list(SINGLE_FUNCTIONS), months=[month]))
    own = own.set_index("treatment_function")
    openings = [
        _opening(group, month, subject, row, own)
        for subject, row in found[found["middle"].notna()].iterrows()
    ]
    return OpportunityMap(
        group=group,
        month=month,
        openings=sorted(openings, key=lambda one: (-one.pathways, one.title)),
        subjects=len(found),
        comparisons=int(found["compared"].sum()),
        by_chance=float(found["by_chance"].sum()),
    )


def _opening(
    group: PeerGroup, month: date, subject: tuple[str, str], row: pd.Series, own: pd.DataFrame
) -> Opening:
    slug, function = subject
    measure = MEASURES[slug]
    numbers_of = (
        pd.Series([value]) for value in (row["ours"], row["middle"], own.at[function, measure.denominator])
    )
    return Opening(
        code=group.area.code,
        measure=measure,
        function=function,
        month=month,
        ours=row["ours"],
        middle=row["middle"],
        pathways=float(pathways_gained(measure, *numbers_of).iloc[0]),
        better={code: group.areas[code].short_name for code in row["better"]},
        compared=int(row["compared"]),
    )


def answer(found: OpportunityMap) -> str:
    """Return the page's first line: where there is most to gain."""
    area, month = found.group.area.short_name, numbers.month_name(found.month)
    if not found.group.codes:
        return f"Which areas are most like {area} is not known."
    if not found.subjects:
        return f"{area} has no figures for {month} that could be compared, or too few."
    of = f"Of {found.subjects} figures of {area} that can be compared, similar areas do better on"
    if not found.openings:
        return f"{of} none in {month}."
    most = [side[0] for side in (found.on_the_list, found.each_month) if side]
    named = words.joined([f"“{words.uncapital(one.title)}”" for one in most])
    return f"{of} {len(found.openings)} in {month}. Most pathways lie in {named}."


def by_chance(found: OpportunityMap) -> str:
    """Say how many of so many comparisons chance alone would bring up."""
    count = "fewer than 1" if found.by_chance < 1 else f"about {numbers.decimal(found.by_chance, 0)}"
    return (
        f"{numbers.thousands(found.comparisons)} comparisons were made. If no area differed from another, chance alone "
        f"would bring up {count} of them."
    )


def as_file(found: OpportunityMap) -> pd.DataFrame:
    """Return all of it as a table: numbers in the measures' own units."""
    return pd.DataFrame(
        [
            {
                "area": one.code,
                "month": f"{one.month:%Y-%m}",
                "measure": one.measure.slug,
                "unit": one.measure.unit,
                "treatment_function": one.function,
                "treatment_function_name": SINGLE_FUNCTIONS[one.function],
                "value": one.ours,
                "middle_of_those_better": one.middle,
                "pathways": one.pathways,
                "pathways_are": "on the list" if one.measure.is_stock else "a month",
                "peers_better": " ".join(one.better),
                "peers_compared": one.compared,
            }
            for one in found.openings
        ]
    )
