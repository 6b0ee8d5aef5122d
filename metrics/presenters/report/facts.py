"""The numbers of a report, worked out once from one frame of figures."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd
from django.utils import timezone

from metrics.charts import numbers
from metrics.compute.history import History, history
from metrics.compute.intervals import compared, judged
from metrics.compute.measures import FEWEST_TO_COMPARE, MEASURES, Measure
from metrics.compute.neighbours import neighbours
from metrics.compute.parts import parts_on
from metrics.compute.periods import over_period
from metrics.compute.ranks import HALF_A_YEAR, chance_of_gain, rank_gain, ranks
from metrics.compute.variation import spreads
from metrics.exports import areas_at
from metrics.measured import MONTHS_FOR_CLEARANCE, with_context
from metrics.models import Area, FigureSet
from metrics.presenters.report.choice import READINGS, Choice
from metrics.provenance import live_versions
from metrics.queries import ENGLAND, figures_frame, memberships

# A region of seven, or a hospital trust, has no neighbours to speak of.
LEVELS_WITH_NEIGHBOURS = (Area.Kind.SICBL, Area.Kind.ICB)


@dataclass(frozen=True)
class Standings:
    """Every area over the whole period on one measure, in the order of their rank; those not ranked follow by name.

    `table`: index area code; columns as `over_period` returns, `rank` (NaN: not compared), `instead` (why not),
    `difference` (from England) and `verdict`: better, similar, worse (higher, lower where neither is better); missing
    without an interval. `england`: the row of England. `months_needed`: in how many months an area must be known.
    """

    measure: Measure
    table: pd.DataFrame
    england: pd.Series
    months_needed: int

    @property
    def ranked(self) -> pd.DataFrame:
        return self.table[self.table["rank"].notna()]

    @property
    def first(self) -> pd.DataFrame:
        """The areas of rank 1: more than one where values are equal."""
        return self.ranked[self.ranked["rank"] == 1]

    @property
    def last(self) -> pd.DataFrame:
        return self.ranked[self.ranked["rank"] == self.ranked["rank"].max()]


@dataclass(frozen=True)
class Facts:
    """All that a report says, as numbers.

    `areas`: by code. `versions`: of the months published, newest first, as `live_versions` has them. `other`: the
    standings by the other reading of the definition; None where there is none. `moves`: as `rank_gain` returns, with
    `chance` (see `chance_of_gain`), `early` and `late` (values over the first and the last six months), most places
    gained first; empty for fewer than twelve months. `halves`: the first and last month of these six, and of those;
    empty likewise. `within`: as `spreads` returns, of the parts of each parent, widest gap first, with `are_apart`
    (their intervals do not touch). `near`: as `neighbours` returns. `belongs_to`: the code of an area's parent;
    `parents`: their names by code. `people`: in the last month, by code, where the measure has them.
    """

    choice: Choice
    areas: Mapping[str, Area]
    versions: list[FigureSet]
    history: History
    standings: Standings
    other: Standings | None
    moves: pd.DataFrame
    halves: list[tuple[date, date]]
    within: pd.DataFrame
    near: pd.DataFrame
    belongs_to: Mapping[str, str]
    parents: Mapping[str, str]
    people: Mapping[str, float]

    @property
    def months(self) -> list[date]:
        """The published months of the period, oldest first."""
        return sorted(version.month for version in self.versions)

    def name(self, code: str) -> str:
        return self.areas[code].short_name


def facts_of(choice: Choice) -> Facts:
    """Return the facts of a choice: about ten queries, however many areas and months there are."""
    areas = areas_at(choice.level, choice.last, choice.boundaries)
    figures = _figures(choice)
    if choice.level == Area.Kind.PROVIDER:
        # Providers come and go in the files: those that reported nothing in the period are not missing.
        reported = set(figures["area"])
        areas = {code: area for code, area in areas.items() if code in reported}
    whole = _history(choice.measure, figures, choice)
    standings = _standings(whole, areas)
    other = MEASURES.get(READINGS.get(choice.measure.slug))
    parents = _parents(choice, areas)
    comparable = whole.among(areas).comparable.dropna(axis="columns", how="all")
    halves = _halves(comparable.columns)
    return Facts(
        choice=choice,
        areas=areas,
        versions=list(live_versions().filter(month__gte=choice.first, month__lte=choice.last)),
        history=whole,
        standings=standings,
        other=_standings(_history(other, figures, choice), areas) if other else None,
        moves=_moves(whole.among(areas), comparable, halves),
        halves=halves,
        within=_within(standings, parents),
        near=_near(choice, standings, areas, parents),
        belongs_to=dict(zip(parents["child"], parents["parent"], strict=True)),
        parents=_names(parents),
        people=whole.denominator.iloc[:, -1].to_dict() if choice.measure.population else {},
    )


def _figures(choice: Choice) -> pd.DataFrame:
    """Return the figures of the level and of England, with the months before that clearance times look back on."""
    start = pd.Timestamp(choice.first) - pd.DateOffset(months=MONTHS_FOR_CLEARANCE - 1)
    months = [month.date() for month in pd.date_range(start, choice.last, freq="MS")]
    kinds = [choice.level, Area.Kind.ENGLAND]
    return with_context(figures_frame(kinds=kinds, functions=[choice.function], months=months))


def _history(measure: Measure, figures: pd.DataFrame, choice: Choice) -> History:
    return history(measure, figures).between(choice.first, choice.last)


def _standings(whole: History, areas: Mapping[str, Area]) -> Standings:
    measure = whole.measure
    period = over_period(whole.among([*areas, ENGLAND]))
    england, table = period.loc[ENGLAND], period.drop(index=ENGLAND)
    needed = int(table["months"].max()) if len(table) else 0
    enough = (table["months"] == needed) & (table["pathways"] >= FEWEST_TO_COMPARE)
    compared_ones = table[["value"]].where(enough)
    table = table.assign(
        rank=ranks(compared_ones, measure.direction)["value"],
        difference=table["value"] - england["value"],
        verdict=judged(compared(table["lower"], table["upper"], england["value"]), measure.direction),
        name=[area.short_name for area in areas.values()],
    )
    table["instead"] = [_instead(row, needed) for row in table.itertuples()]
    table = table.sort_values(["rank", "name"], na_position="last")
    return Standings(measure, table.drop(columns="name"), england, needed)


def _instead(row, needed: int) -> str:
    """Return why an area has no rank; nothing where it has one."""
    if row.rank == row.rank:
        return ""
    if 0 < row.months < needed:
        return f"known in {row.months} of {needed} months"
    return numbers.TOO_FEW if row.pathways < FEWEST_TO_COMPARE else numbers.NOT_KNOWN


def _halves(months: pd.DatetimeIndex) -> list[tuple[date, date]]:
    """Return the first and last month of the first six and of the last six; nothing for fewer than twelve."""
    if len(months) < 2 * HALF_A_YEAR:
        return []
    halves = (months[:HALF_A_YEAR], months[-HALF_A_YEAR:])
    return [(half[0].date(), half[-1].date()) for half in halves]


def _moves(whole: History, comparable: pd.DataFrame, halves: list[tuple[date, date]]) -> pd.DataFrame:
    if not halves:
        return pd.DataFrame()
    monthly = ranks(comparable, whole.measure.direction)
    early, late = (over_period(whole.between(*half))["value"] for half in halves)
    gains = rank_gain(monthly).assign(chance=chance_of_gain(monthly), early=early, late=late)
    return gains.dropna(subset="gain").sort_values("gain", ascending=False, kind="stable")


def _parents(choice: Choice, areas: Mapping[str, Area]) -> pd.DataFrame:
    """Return what each area belongs to: columns `child, parent`, a row an area; none for regions and providers."""
    day = pd.Timestamp(choice.last if choice.boundaries == "then" else timezone.localdate())
    links = memberships()
    pairs = parts_on(links, day, set(links["parent"]) - {ENGLAND})
    return pairs[pairs["child"].isin(list(areas))].drop_duplicates("child")


def _names(parents: pd.DataFrame) -> dict[str, str]:
    codes = parents["parent"].unique().tolist()
    return dict(Area.objects.filter(code__in=codes).values_list("code", "short_name")) if codes else {}


def _within(standings: Standings, parents: pd.DataFrame) -> pd.DataFrame:
    """Return how far the parts of each parent lie apart, widest gap first."""
    ranked = standings.ranked
    inside = parents[parents["child"].isin(ranked.index)]
    if inside.empty:
        return pd.DataFrame()
    found = spreads(ranked[["value"]], inside).droplevel(0)
    start = ranked["lower"].reindex(found["high_area"]).to_numpy()
    reach = ranked["upper"].reindex(found["low_area"]).to_numpy()
    is_known = pd.notna(start) & pd.notna(reach)
    found["are_apart"] = pd.array(start > reach, dtype="boolean")
    found["are_apart"] = found["are_apart"].where(is_known)
    return found.sort_values("gap", ascending=False, kind="stable")


def _near(
    choice: Choice, standings: Standings, areas: Mapping[str, Area], parents: pd.DataFrame
) -> pd.DataFrame:
    if choice.level not in LEVELS_WITH_NEIGHBOURS:
        return pd.DataFrame()
    ranked = standings.ranked
    places = pd.DataFrame(
        {code: (areas[code].longitude, areas[code].latitude) for code in ranked.index},
        index=["longitude", "latitude"],
    ).T.astype("float64")
    return neighbours(places, ranked["value"], ranked["lower"], ranked["upper"], parents)
