"""What an area's page shows: its headline measures beside England and similar areas, its parts, its treatment
functions, its peers and the providers its pathways are with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import HEADLINE, MEASURES, Measure
from metrics.compute.peers import similar_areas
from metrics.compute.variation import gaps, percentile_rank
from metrics.measured import kept, with_measures
from metrics.models import Area
from metrics.presenters import words
from metrics.queries import ENGLAND, Place, area_figures, figures_frame, profiles, provider_use

COMPARED = tuple(slug for slug in HEADLINE if MEASURES[slug].comparable and MEASURES[slug].direction != "neutral")
KINDS_IN_PLURAL = {
    Area.Kind.REGION: "regions",
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
    value: float | None
    england: float | None
    similar: float | None
    recent: list[tuple[date, float | None]]

    @property
    def verdict(self) -> str:
        return words.verdict(self.measure, self.value, self.england)

    @property
    def in_words(self) -> str:
        return words.beside(self.measure, self.value, self.england, "England")


@dataclass(frozen=True)
class PartGap:
    """One measure of an area's parts, widest apart first."""

    measure: Measure
    values: list[tuple[Area, float | None]]
    low: Area
    high: Area
    england: float | None

    @property
    def in_words(self) -> str:
        ends = {area: value for area, value in self.values}
        apart = numbers.gap(ends[self.high], ends[self.low], self.measure.unit, self.measure.decimals)
        return (
            f"From {words.shown(self.measure, ends[self.low])} in {self.low} "
            f"to {words.shown(self.measure, ends[self.high])} in {self.high}: {apart} apart."
        )


@dataclass(frozen=True)
class FunctionRow:
    """One treatment function of the area beside England, by the share waiting 18 weeks or less."""

    code: str
    name: str
    waiting: float | None
    value: float | None
    england: float | None
    over_52: float | None

    @property
    def difference(self) -> float | None:
        known = numbers.is_known(self.value) and numbers.is_known(self.england)
        return self.value - self.england if known else None


@dataclass(frozen=True)
class PeerRow:
    """A similar area, its figures, and what it differs in most."""

    area: Area
    rank: int
    distance: float
    values: list[tuple[Measure, float | None, str]]


@dataclass(frozen=True)
class AreaView:
    """Everything of the metrics on an area's page, for one month."""

    month: date
    population: float | None
    population_date: date | None
    sentences: list[str]
    headlines: list[Headline]
    part_gaps: list[PartGap]
    functions: list[FunctionRow]
    peers: list[PeerRow]
    providers: list[dict]
    series: pd.DataFrame

    @property
    def has_figures(self) -> bool:
        return any(numbers.is_known(headline.value) for headline in self.headlines)


def area_view(place: Place, month: date) -> AreaView:
    """Return what to show of an area for a published month."""
    parts = ",".join(part.code for part in place.parts)
    return kept(f"area:{place.area.code}:{month}:{parts}", lambda: _build(place, month))


def _build(place: Place, month: date) -> AreaView:
    area, at = place.area, pd.Timestamp(month)
    own = with_measures(area_figures(area, month))
    ours = own[own["area"] == area.code]
    series = ours[ours["treatment_function"] == ALL_FUNCTIONS].set_index("month", drop=False)
    england = own[(own["area"] == ENGLAND) & (own["treatment_function"] == ALL_FUNCTIONS)].set_index("month", drop=False)
    around, areas = _around(place, month)
    like_us = {code: other for code, other in areas.items() if other.kind == area.kind}
    peers = similar_areas(profiles(area.kind).reindex(list(like_us)).dropna(), area.code) if like_us else None
    headlines = [_headline(MEASURES[slug], at, series, england, around, peers) for slug in HEADLINE]
    ranks = _ranks(area, around, like_us)
    return AreaView(
        month=month,
        population=_at(series, at, "population"),
        population_date=_date_at(series, at),
        sentences=_sentences(area, headlines, ranks, series, at),
        headlines=headlines,
        part_gaps=_part_gaps(place.parts, around, areas, england, at),
        functions=_functions(own[own["month"] == at], area),
        peers=_peers(peers, around, like_us),
        providers=_providers(place, month),
        series=series,
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


def _headline(
    measure: Measure,
    at: pd.Timestamp,
    series: pd.DataFrame,
    england: pd.DataFrame,
    around: pd.DataFrame,
    peers: pd.DataFrame | None,
) -> Headline:
    similar = around[measure.slug].reindex(peers["peer"]).median() if peers is not None and len(peers) else None
    return Headline(
        measure=measure,
        value=_at(series, at, measure.slug),
        england=_at(england, at, measure.slug) if measure.comparable else None,
        similar=_known(similar) if measure.comparable else None,
        recent=_recent(series, at, measure.slug),
    )


def _recent(series: pd.DataFrame, at: pd.Timestamp, slug: str) -> list[tuple[date, float | None]]:
    months = pd.date_range(end=at, periods=RECENT_MONTHS, freq="MS")
    values = series[slug].reindex(months)
    return [(month.date(), _known(value)) for month, value in values.items()]


def _ranks(area: Area, around: pd.DataFrame, like_us: dict[str, Area]) -> pd.Series:
    """Return how this area stands among its like on each measure compared, from 0 to 100, 100 the better end."""
    if area.code not in like_us:
        return pd.Series(dtype="float64")
    ranks = percentile_rank(around.loc[list(like_us), list(COMPARED)].astype("float64")).loc[area.code]
    turned = [100 - ranks[slug] if MEASURES[slug].direction == "decrease" else ranks[slug] for slug in COMPARED]
    return pd.Series(turned, index=list(COMPARED)).dropna()


def _sentences(
    area: Area, headlines: list[Headline], ranks: pd.Series, series: pd.DataFrame, at: pd.Timestamp
) -> list[str]:
    by_slug = {headline.measure.slug: headline for headline in headlines}
    said = []
    if len(ranks) > 1:
        said.append(f"Stands best on {_standing(area, by_slug[ranks.idxmax()], ranks.max())}")
        said.append(f"Furthest behind on {_standing(area, by_slug[ranks.idxmin()], ranks.min())}")
    moved = _changed_most(series, at)
    return [*said, *([moved] if moved else [])]


def _standing(area: Area, headline: Headline, rank: float) -> str:
    measure = headline.measure
    compared = f", {headline.in_words}" if headline.in_words else ""
    return (
        f"{_lower(measure.title)}: {words.shown(measure, headline.value)}{compared}, "
        f"better than {rank:.0f}% of {KINDS_IN_PLURAL[area.kind]}."
    )


def _lower(title: str) -> str:
    return title[0].lower() + title[1:]


def _changed_most(series: pd.DataFrame, at: pd.Timestamp) -> str:
    """Say which measure moved furthest in a year, against its usual month-to-month movement."""
    year_ago = at - pd.DateOffset(years=1)
    if not {at, year_ago} <= set(series.index):
        return ""
    values = series.loc[:at, list(COMPARED)].astype("float64")
    usual = values.diff().abs().mean()
    moved = ((values.loc[at] - values.loc[year_ago]).abs() / usual.where(usual > 0)).dropna()
    if moved.empty:
        return ""
    measure = MEASURES[moved.idxmax()]
    before, now = values.at[year_ago, measure.slug], values.at[at, measure.slug]
    return (
        f"Changed most in a year: {_lower(measure.title)} {words.change(measure, before, now)}, "
        f"from {words.shown(measure, before)} to {words.shown(measure, now)}."
    )


def _part_gaps(
    parts: list[Area], around: pd.DataFrame, alike: dict[str, Area], england: pd.DataFrame, at: pd.Timestamp
) -> list[PartGap]:
    areas = {part.code: part for part in parts if part.code in alike}
    if len(areas) < 2:
        return []
    kind = next(iter(areas.values())).kind
    values = around.loc[[code for code, area in alike.items() if area.kind == kind], list(COMPARED)]
    found = gaps(values.astype("float64"), areas)
    return [_part_gap(row, areas, values, england, at) for row in found.itertuples()]


def _part_gap(row, areas: dict[str, Area], values: pd.DataFrame, england: pd.DataFrame, at: pd.Timestamp) -> PartGap:
    ordered = values[row.Index].reindex(list(areas)).sort_values(ascending=False)
    return PartGap(
        measure=MEASURES[row.Index],
        values=[(areas[code], _known(value)) for code, value in ordered.items()],
        low=areas[row.low_area],
        high=areas[row.high_area],
        england=_at(england, at, row.Index),
    )


def _functions(month: pd.DataFrame, area: Area) -> list[FunctionRow]:
    """Return the treatment functions, the one furthest below England first; those not comparable last."""
    slug = "within-18-weeks"
    england = month[month["area"] == ENGLAND].set_index("treatment_function")[slug]
    ours = month[(month["area"] == area.code) & (month["treatment_function"] != ALL_FUNCTIONS)]
    rows = [
        FunctionRow(
            code=code,
            name=TREATMENT_FUNCTIONS[code],
            waiting=_known(waiting),
            value=_known(value),
            england=_known(england.get(code)) if area.kind != Area.Kind.ENGLAND else None,
            over_52=_known(over_52),
        )
        for code, waiting, value, over_52 in zip(
            ours["treatment_function"], ours["incomplete"], ours[slug], ours["over-52-weeks"], strict=True
        )
    ]
    return sorted(rows, key=lambda row: (row.difference is None, row.difference or row.value or 0.0))


def _peers(peers: pd.DataFrame | None, around: pd.DataFrame, like_us: dict[str, Area]) -> list[PeerRow]:
    if peers is None:
        return []
    shown = [MEASURES[slug] for slug in ("within-18-weeks", "waiting-list-per-1000", "admitted-per-1000")]
    ours = around.loc[peers["area"].iloc[0]] if len(peers) else None
    return [
        PeerRow(
            area=like_us[row.peer],
            rank=row.rank,
            distance=row.distance,
            values=[
                (measure, _known(around.at[row.peer, measure.slug]),
                 words.verdict(measure, _known(around.at[row.peer, measure.slug]), _known(ours[measure.slug])))
                for measure in shown
            ],
        )
        for row in peers.itertuples()
    ]


def _providers(place: Place, month: date) -> list[dict]:
    """Return the providers that most of the area's pathways are with, and their share of its list."""
    use = provider_use(_locations(place), month)
    total = use["incomplete"].sum()
    busiest = use.head(BUSIEST_PROVIDERS)
    return [
        {**row, "share": 100 * row["incomplete"] / total if total and numbers.is_known(row["incomplete"]) else None}
        for row in busiest.astype(object).where(busiest.notna(), None).to_dict("records")
    ]


def _locations(place: Place) -> Iterable[str]:
    """Return the sub-ICB locations whose providers are this area's: itself, or its parts."""
    return [area.code for area in (place.area, *place.parts) if area.kind == Area.Kind.SICBL]


def _at(frame: pd.DataFrame, at: pd.Timestamp, column: str) -> float | None:
    return _known(frame.at[at, column]) if at in frame.index else None


def _date_at(frame: pd.DataFrame, at: pd.Timestamp) -> date | None:
    found = frame.at[at, "population_date"] if at in frame.index else None
    return None if found is None or pd.isna(found) else found.date()


def _known(value) -> float | None:
    return None if value is None or pd.isna(value) else float(value)
