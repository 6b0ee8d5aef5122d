"""What an area's page shows: its headline measures beside England and similar areas, its parts, its treatment
functions, its peers and the providers its pathways are with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import FEWEST_TO_COMPARE, HEADLINE, MEASURES, Measure
from metrics.compute.peers import similar_areas
from metrics.compute.variation import gaps
from metrics.measured import kept, with_measures
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.control import Control, Rebased, control_of, rebases_of
from metrics.presenters.peers.group import profiles_to_compare
from metrics.presenters.removals import is_of_list, year_of_list
from metrics.presenters.sureness import between
from metrics.queries import ENGLAND, Place, area_and_england, figures_frame, provider_use

COMPARED = tuple(
    slug for slug in HEADLINE if MEASURES[slug].comparable and MEASURES[slug].direction != "neutral"
)
KINDS_IN_PLURAL = {
    Area.Kind.REGION: "NHS regions",
    Area.Kind.ICB: "integrated care boards",
    Area.Kind.SICBL: "sub-ICB locations",
    Area.Kind.PROVIDER: "providers",
}
KINDS_WITH_PARTS = (Area.Kind.REGION, Area.Kind.ICB, Area.Kind.SICBL)
RECENT_MONTHS = 24
BUSIEST_PROVIDERS = 15


@dataclass(frozen=True)
class Headline:
    """One measure of the area beside England and the middle of its similar areas; None is not known."""

    measure: Measure
    ours: words.Between
    england: float | None
    similar: float | None
    recent: list[tuple[date, float | None]]
    control: Control

    @property
    def value(self) -> float | None:
        return self.ours.value

    @property
    def verdict(self) -> str:
        return words.sure_verdict(self.measure, self.ours, words.exactly(self.england))

    @property
    def in_words(self) -> str:
        beside = words.beside(self.measure, self.value, self.england, "England")
        if self.verdict == words.SAME and "same" not in beside:
            return f"{beside}, within chance"
        return f"{beside}, no interval" if self.verdict == words.UNSURE else beside


@dataclass(frozen=True)
class PartGap:
    """How far apart an area's parts lie on one measure: the lowest and the highest with their intervals. `read`: the
    values of all parts as written."""

    measure: Measure
    low: Area
    lowest: words.Between
    high: Area
    highest: words.Between
    england: float | None
    read: Sequence[str]

    @property
    def is_within_chance(self) -> bool:
        return words.is_within_chance(self.lowest, self.highest)

    @property
    def in_words(self) -> str:
        low, high = (self._end(*one) for one in ((self.low, self.lowest), (self.high, self.highest)))
        gap = f"from {low} to {high}"
        if self.is_within_chance:
            return f"{gap}, within chance"
        has_interval = self.lowest.has_interval or self.highest.has_interval
        return gap if has_interval else f"{gap}, no interval"

    def _end(self, area: Area, one: words.Between) -> str:
        value = words.tabled(self.measure, one.value)
        return f"{value} in {area}{numbers.and_others(self.read.count(value) - 1)}"


@dataclass(frozen=True)
class PeerRow:
    """A similar area, its figures, and what it differs in most."""

    area: Area
    rank: int
    distance: float
    values: list[tuple[Measure, float | None, str]]


@dataclass(frozen=True)
class ProviderRow:
    """A provider that some of the area's pathways are with; `share`: its per cent of the area's list."""

    code: str
    name: str
    waiting: float | None
    share: float | None
    within_18: float | None
    over_52: float | None


@dataclass(frozen=True)
class AreaView:
    """Everything of the metrics on an area's page, for one month. `has_removals`: whether the sentences say how many
    pathways left the list without being reported as completed."""

    month: date
    population: float | None
    population_date: date | None
    sentences: list[str]
    has_removals: bool
    headlines: list[Headline]
    part_gaps: list[PartGap]
    peers: list[PeerRow]
    providers: list[ProviderRow]

    @property
    def has_figures(self) -> bool:
        return any(numbers.is_known(headline.value) for headline in self.headlines)


def area_view(place: Place, month: date) -> AreaView:
    """Return what to show of an area for a published month."""
    parts = ",".join(part.code for part in place.parts)
    return kept(f"area:{place.area.code}:{month}:{parts}", lambda: _build(place, month))


def _build(place: Place, month: date) -> AreaView:
    area, at = place.area, pd.Timestamp(month)
    own = with_measures(area_and_england(area))
    series, england = (own[own["area"] == code].set_index("month") for code in (area.code, ENGLAND))
    around, areas = _around(place, month)
    like_us = {code: other for code, other in areas.items() if other.kind == area.kind}
    known = profiles_to_compare(area.kind, like_us)
    peers = similar_areas(known, area.code, among=like_us) if like_us else None
    benchmark = england if area.code != ENGLAND else england.iloc[:0]
    rebases = rebases_of(area.code, ALL_FUNCTIONS)
    headlines = [
        _headline(MEASURES[slug], area.kind, at, series, benchmark, around, peers, rebases.get(slug, ()))
        for slug in _headline_measures(area)
    ]
    standings = _standings(area, around, like_us)
    moved = _changed_most(series, at)
    return AreaView(
        month=month,
        population=_at(series, at, "population"),
        population_date=_date_at(series, at),
        sentences=[*_places(area, headlines, standings), *([_change(*moved, series, at)] if moved else [])],
        has_removals=bool(moved) and is_of_list(moved[0]),
        headlines=headlines,
        part_gaps=_part_gaps(place.parts, around, areas, england, at),
        peers=_peers(peers, around, like_us),
        providers=_providers(place, month),
    )


def _around(place: Place, month: date) -> tuple[pd.DataFrame, dict[str, Area]]:
    """Return the month of every area of the kinds of this area and of its parts, as they were on the place's day.

    A frame indexed by code with every measure, and the areas by code.
    """
    at = pd.Timestamp(month)
    kinds = sorted({place.area.kind, *(part.kind for part in place.parts)} & set(KINDS_WITH_PARTS))
    if not kinds:
        return pd.DataFrame(columns=list(MEASURES)), {}
    areas = {area.code: area for area in Area.objects.filter(kind__in=kinds).valid_on(place.day)}
    recent = [(at - pd.DateOffset(months=back)).date() for back in range(3)]
    measured = kept(
        f"around:{'+'.join(kinds)}:{month}",
        lambda: with_measures(figures_frame(kinds=kinds, months=recent)),
    )
    around = measured[(measured["month"] == at) & measured["area"].isin(list(areas))].set_index("area")
    return around, {code: areas[code] for code in around.index}


def _headline_measures(area: Area) -> list[str]:
    """Return the headline measures that an area can have: providers have no population, so no rates."""
    return [slug for slug in HEADLINE if area.kind != Area.Kind.PROVIDER or not MEASURES[slug].population]


def _headline(
    measure: Measure,
    kind: str,
    at: pd.Timestamp,
    series: pd.DataFrame,
    england: pd.DataFrame,
    around: pd.DataFrame,
    peers: pd.DataFrame | None,
    rebases: Sequence[Rebased],
) -> Headline:
    similar = (
        around[measure.slug].reindex(peers["peer"]).median() if peers is not None and len(peers) else None
    )
    return Headline(
        measure=measure,
        ours=between(measure, series, at),
        england=_at(england, at, measure.slug) if measure.comparable else None,
        similar=numbers.known(similar) if measure.comparable else None,
        recent=_recent(series, at, measure.slug),
        control=control_of(measure, kind, series.loc[:at, measure.slug], rebases),
    )


def _recent(series: pd.DataFrame, at: pd.Timestamp, slug: str) -> list[tuple[date, float | None]]:
    months = pd.date_range(end=at, periods=RECENT_MONTHS, freq="MS")
    values = series[slug].reindex(months)
    return [(month.date(), numbers.known(value)) for month, value in values.items()]


def _standings(area: Area, around: pd.DataFrame, like_us: dict[str, Area]) -> pd.DataFrame:
    """Return how this area reads beside its like on each measure: index slug, columns `behind, ahead` (how many others
    read worse, and better), `others` (known), `share` (behind ÷ others)."""
    if area.code not in like_us:
        return pd.DataFrame(columns=["behind", "ahead", "others", "share"])
    values = around.loc[list(like_us), list(COMPARED)].astype("float64")
    turned = values * [1 if MEASURES[slug].direction == "increase" else -1 for slug in COMPARED]
    known = turned.loc[:, turned.loc[area.code].notna() & (turned.notna().sum() > 1)]
    ours = known.loc[area.code]
    standings = pd.DataFrame(
        {"behind": (known < ours).sum(), "ahead": (known > ours).sum(), "others": known.notna().sum() - 1}
    )
    return standings.assign(share=standings["behind"] / standings["others"])


def _places(area: Area, headlines: list[Headline], standings: pd.DataFrame) -> list[str]:
    """Say on which measures the area is furthest ahead of its like, and furthest behind it."""
    if len(standings) < 2:
        return []
    by_slug = {headline.measure.slug: headline for headline in headlines}
    best, last = standings["share"].idxmax(), standings["share"].idxmin()
    kinds = KINDS_IN_PLURAL[area.kind]
    return [
        f"Furthest ahead of its like on: {_standing(by_slug[best], standings.loc[best], 'behind', kinds)}",
        f"Furthest behind its like on: {_standing(by_slug[last], standings.loc[last], 'ahead', kinds)}",
    ]


def _standing(headline: Headline, standing: pd.Series, side: str, kinds: str) -> str:
    """Return a headline with how many of the others read on one `side` of it: `behind` or `ahead`."""
    measure = headline.measure
    compared = f", {headline.in_words}" if headline.in_words else ""
    is_higher = (side == "ahead") == (words.better_way(measure) == "higher")
    count, others, way = standing[side], standing["others"], "higher" if is_higher else "lower"
    if count == others:
        who = f"All {others:.0f} other {kinds}"
    else:
        who = f"{f'{count:.0f}' if count else 'None'} of the {others:.0f} other {kinds}"
    return (
        f"{words.uncapital(measure.title)}, {words.brief(measure, headline.value)}{compared}. "
        f"{who} {'read' if count > 1 else 'reads'} {way}."
    )


def _changed_most(series: pd.DataFrame, at: pd.Timestamp) -> tuple[Measure, float, float] | None:
    """Return which measure moved furthest in a year, against its usual month-to-month movement: with its value a year
    ago, and now. None where none is known in both months."""
    year_ago = at - pd.DateOffset(years=1)
    if not {at, year_ago} <= set(series.index):
        return None
    values = series.loc[:at, list(COMPARED)].astype("float64")
    usual = values.diff().abs().mean()
    moved = ((values.loc[at] - values.loc[year_ago]).abs() / usual.where(usual > 0)).dropna()
    if moved.empty:
        return None
    slug = moved.idxmax()
    return MEASURES[slug], values.at[year_ago, slug], values.at[at, slug]


def _change(measure: Measure, before: float, now: float, series: pd.DataFrame, at: pd.Timestamp) -> str:
    """Say how a measure changed in a year; beside a list, what left it without being reported as completed."""
    said = (
        f"Changed most in a year: {words.uncapital(measure.title)} {words.change(measure, before, now)}, "
        f"from {words.brief(measure, before)} to {words.brief(measure, now)}."
    )
    return f"{said} {year_of_list(series, at).in_words}" if is_of_list(measure) else said


def _part_gaps(
    parts: list[Area], around: pd.DataFrame, alike: dict[str, Area], england: pd.DataFrame, at: pd.Timestamp
) -> list[PartGap]:
    """Return how far apart the parts lie on each measure, widest apart first among areas of their kind; last those
    whose parts are apart within chance."""
    areas = {part.code: part for part in parts if part.code in alike}
    if len(areas) < 2:
        return []
    kind = next(iter(areas.values())).kind
    values = around.loc[[code for code, area in alike.items() if area.kind == kind], list(COMPARED)]
    found = [
        PartGap(
            measure=MEASURES[row.Index],
            low=areas[row.low_area],
            lowest=between(MEASURES[row.Index], around, row.low_area),
            high=areas[row.high_area],
            highest=between(MEASURES[row.Index], around, row.high_area),
            england=_at(england, at, row.Index),
            read=[
                words.tabled(MEASURES[row.Index], value)
                for value in around[row.Index].reindex(list(areas)).dropna()
            ],
        )
        for row in gaps(values.astype("float64"), areas).itertuples()
    ]
    return sorted(found, key=lambda gap: gap.is_within_chance)


def _peers(peers: pd.DataFrame | None, around: pd.DataFrame, like_us: dict[str, Area]) -> list[PeerRow]:
    if peers is None:
        return []
    shown = [MEASURES[slug] for slug in ("within-18-weeks", "waiting-list-per-1000", "admitted-per-1000")]
    return [
        PeerRow(
            area=like_us[row.peer],
            rank=row.rank,
            distance=row.distance,
            values=[_beside_ours(measure, around, row.peer, row.area) for measure in shown],
        )
        for row in peers.itertuples()
    ]


def _beside_ours(
    measure: Measure, around: pd.DataFrame, peer: str, ours: str
) -> tuple[Measure, float | None, str]:
    theirs = between(measure, around, peer)
    return measure, theirs.value, words.sure_verdict(measure, theirs, between(measure, around, ours))


def _providers(place: Place, month: date) -> list[ProviderRow]:
    """Return the providers that most of the area's pathways are with."""
    use = provider_use(_locations(place), month)
    waiting = use["incomplete"]
    enough = waiting.where(waiting >= FEWEST_TO_COMPARE)
    shares = pd.DataFrame(
        {
            "share": 100 * waiting / waiting.sum(),
            "within_18": 100 * use["within_18"] / enough,
            "over_52": 100 * use["over_52"] / enough,
        }
    )
    rows = use[["provider", "name", "incomplete"]].join(shares).head(BUSIEST_PROVIDERS)
    return [
        ProviderRow(row.provider, row.name, *(numbers.known(value) for value in row[2:]))
        for row in rows.itertuples(index=False)
    ]


def _locations(place: Place) -> Iterable[str]:
    """Return the sub-ICB locations whose providers are this area's: itself, or its parts."""
    return [area.code for area in (place.area, *place.parts) if area.kind == Area.Kind.SICBL]


def _at(frame: pd.DataFrame, at: pd.Timestamp, column: str) -> float | None:
    return numbers.known(frame.at[at, column]) if at in frame.index else None


def _date_at(frame: pd.DataFrame, at: pd.Timestamp) -> date | None:
    found = frame.at[at, "population_date"] if at in frame.index else None
    return None if found is None or pd.isna(found) else found.date()
