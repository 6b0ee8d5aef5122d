"""Whom an area is compared with: the areas most like it, by the usual weights or a person's own, or chosen by hand."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import urlencode

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.compute.peers import VARIABLES, WEIGHTS, similar_areas
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters import words
from metrics.queries import profiles

KINDS = (Area.Kind.SICBL, Area.Kind.ICB)
HOW_MANY = 10
DRIVERS_NAMED = 2
# In per cent, as people read and change them.
USUAL_WEIGHTS = {variable: round(100 * weight, 9) for variable, weight in WEIGHTS.items()}


@dataclass(frozen=True)
class Variable:
    """What areas are compared on: its words, and how its values are written. `per`: what a stored 1 stands for."""

    words: str
    short: str
    per: float = 100
    unit: str = numbers.PER_CENT
    decimals: int = 1

    def written(self, value: float) -> str:
        return numbers.written(self.per * value, self.unit, self.decimals)

    def difference(self, value: float, ours: float) -> str:
        """Return how far a value is from ours as both read, with its sign."""
        apart = round(self.per * value, self.decimals) - round(self.per * ours, self.decimals)
        return numbers.signed(apart, self.decimals)


IN_WORDS = {
    "deprivation": Variable("Deprivation (average score, IMD 2019)", "deprivation", 1, "score"),
    "list_size": Variable("Registered patients", "number of patients", 1, "patients", 0),
    "rural": Variable("Living in rural areas", "rural share"),
    "age_18_39": Variable("Aged 18 to 39", "share aged 18 to 39"),
    "age_65_84": Variable("Aged 65 to 84", "share aged 65 to 84"),
    "age_85_plus": Variable("Aged 85 and over", "share aged 85 and over"),
    "white_other": Variable("White, other than British", "share of white people other than British"),
    "mixed": Variable("Mixed ethnic groups", "share of mixed ethnic groups"),
    "asian": Variable("Asian ethnic groups", "share of Asian ethnic groups"),
    "black": Variable("Black ethnic groups", "share of Black ethnic groups"),
    "other_ethnicity": Variable("Arab and other ethnic groups", "share of Arab and other ethnic groups"),
}


@dataclass(frozen=True)
class PeerChoice:
    """How peers are found. `weights`: in any unit, by variable; `chosen`: codes, none unless chosen by hand."""

    weights: Mapping[str, float] = field(default_factory=lambda: USUAL_WEIGHTS)
    chosen: tuple[str, ...] = ()

    @property
    def asked(self) -> list[tuple[str, str]]:
        """The choice as an address holds it: only what differs from the usual."""
        changed = [
            (f"w_{variable}", f"{weight:g}")
            for variable, weight in self.weights.items()
            if weight != USUAL_WEIGHTS[variable]
        ]
        return [*changed, *([("peers", ",".join(self.chosen))] if self.chosen else [])]

    @property
    def has_own_weights(self) -> bool:
        return dict(self.weights) != USUAL_WEIGHTS


@dataclass(frozen=True)
class PeerGroup:
    """An area and whom it is compared with.

    `areas`: every area of its kind on the day, itself too, by code. `profiles`: what areas are like (index code,
    columns VARIABLES). `near`: every other of which that is known, nearest first (index code; columns `rank,
    distance` and each variable's part of it). `codes`: of the peers, nearest first.
    """

    area: Area
    areas: Mapping[str, Area]
    profiles: pd.DataFrame
    near: pd.DataFrame
    codes: list[str]
    choice: PeerChoice

    @property
    def in_words(self) -> str:
        """The peers as a sentence needs them: `areas most like Wakefield`."""
        if self.choice.chosen:
            return "areas chosen by hand"
        weighed = ", by your own weights" if self.choice.has_own_weights else ""
        return f"areas most like {self.area.short_name}{weighed}"

    def distance(self, code: str) -> float:
        return float(self.near["distance"].get(code, float("nan")))

    def drivers(self, code: str) -> str:
        """Say what an area's distance comes from most: `mostly rural share (46%) and deprivation (20%)`."""
        if code not in self.near.index or not self.near.at[code, "distance"]:
            return ""
        parts = self.near.loc[code, VARIABLES].astype("float64") / self.near.at[code, "distance"]
        most = parts.sort_values(ascending=False, kind="stable").head(DRIVERS_NAMED)
        named = [f"{IN_WORDS[name].short} ({numbers.percent(100 * part, 0)})" for name, part in most.items()]
        return words.joined(named)


def areas_like(area: Area, day: date) -> dict[str, Area]:
    """Return every area of the same kind that existed on a day, by code; the area itself is among them."""
    alike = {other.code: other for other in Area.objects.of_kind(area.kind).valid_on(day)}
    return alike | {area.code: area}


def peer_group(area: Area, areas: Mapping[str, Area], choice: PeerChoice) -> PeerGroup:
    """Return the ten areas most like one, or those chosen by hand, among `areas`: all of its kind on one day.

    Where nothing is known of what the area is like, it has no similar areas, and distances are not known.
    """
    known = profiles_to_compare(area.kind, areas)
    near = similar_areas(known, area.code, k=len(areas), weights=choice.weights, among=areas)
    near = near.set_index("peer").drop(columns="area")
    codes = list(near.index[:HOW_MANY])
    if choice.chosen:
        by_distance = near["distance"].reindex(list(choice.chosen)).sort_values(kind="stable")
        codes = list(by_distance.index)
    return PeerGroup(area, areas, known, near, codes, choice)


def usual_peers(area: Area, day: date) -> PeerGroup:
    """Return the ten areas most like one, by the usual weights, among those of its kind on a day."""
    return peer_group(area, areas_like(area, day), PeerChoice())


def profiles_to_compare(kind: str, areas: Collection[str]) -> pd.DataFrame:
    """Return the profiles that set the scale on which areas of a kind are compared: index area code.

    For sub-ICB locations all those of the method's inputs, those closed since too, so that its known peers come out on
    any day. For boards, whose profiles are summed from locations, the boards of the day (`areas`, codes).
    """
    if kind not in KINDS:
        return pd.DataFrame(columns=VARIABLES, dtype="float64")
    known = kept(f"profiles:{kind}", lambda: profiles(kind))
    return known if kind == Area.Kind.SICBL else known[known.index.isin(list(areas))]


def address(name_reversed: str, *asked: tuple[str, str]) -> str:
    """Return an address with what it asks for, in the order given."""
    return f"{name_reversed}?{urlencode(asked, safe=',')}" if asked else name_reversed


def better_peers_address(kind: str, code: str, measure: Measure, month: date, function: str) -> str:
    """Return where it stands which areas like one (its kind and code) do better over the months to `month`: for the
    length of a list, on the list per 1,000 people. Nothing for no area, for a kind without peers, and where neither
    high nor low is better."""
    if not code or kind not in KINDS or measure.direction == "neutral":
        return ""
    measure = measure if measure.comparable else MEASURES["waiting-list-per-1000"]
    of_function = [("function", function)] if function != ALL_FUNCTIONS else []
    asked = [("measure", measure.slug), *of_function, ("to", f"{month:%Y-%m}")]
    return address(reverse("better-peers", args=[code]), *asked)
