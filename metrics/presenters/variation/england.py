"""How far the areas of England lie apart on a measure, month by month: all of them, and those of each parent."""

from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

import pandas as pd
from django.utils import timezone

from metrics.charts import numbers
from metrics.compute.breaks import breaks_of
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.history import History
from metrics.compute.measures import Measure, SeriesBreak
from metrics.compute.parts import by_parts_of_each_month, parts_on
from metrics.compute.variation import between_by_shuffling, spreads, variance_shares
from metrics.measured import MONTHS_FOR_CLEARANCE, history_of, kept
from metrics.models import Area
from metrics.presenters.words import AREAS
from metrics.queries import ENGLAND, memberships

# What the areas of a level are parts of.
PARENTS = {Area.Kind.SICBL.value: Area.Kind.ICB, Area.Kind.ICB.value: Area.Kind.REGION}


@dataclass(frozen=True)
class Choice:
    """Which areas, pathways and months are looked at; `boundaries`: of each month (`then`) or of today (`now`)."""

    level: str
    function: str
    first: date
    last: date
    boundaries: str

    @property
    def query(self) -> str:
        """The choice in an address: the same choice always reads the same."""
        asked = {
            "level": self.level,
            "function": self.function,
            "from": f"{self.first:%Y-%m}",
            "to": f"{self.last:%Y-%m}",
            "boundaries": self.boundaries,
        }
        return urlencode(asked)

    @property
    def function_name(self) -> str:
        return "" if self.function == ALL_FUNCTIONS else TREATMENT_FUNCTIONS[self.function].lower()

    @property
    def areas(self) -> str:
        """The areas in words: `sub-ICB locations`."""
        return AREAS[self.level]

    @property
    def parents(self) -> str:
        """What they are parts of, in words: `ICBs`."""
        return AREAS[PARENTS[self.level].value]

    @property
    def day(self) -> date:
        """The day whose boundaries hold in the last month."""
        return self.last if self.boundaries == "then" else timezone.localdate()


@dataclass(frozen=True)
class Variation:
    """How far areas lie apart. Frames are indexed by month (datetime64), every month of the choice; NaN: not known.

    `country`: columns as `spreads` returns them, of all areas together, `england`, and how many areas read the same as
    the lowest and the highest (`low_alike, high_alike`). `shares`: as `variance_shares`
    and, with the prefix `chance_`, `between_by_shuffling` return them. `boards`: the spread of each parent with two
    parts or more, index month and parent. `names`: of areas by code. `level_areas`, `members`: how many areas there
    are in the last month, and how many parts each parent has in it.
    """

    measure: Measure
    choice: Choice
    country: pd.DataFrame
    shares: pd.DataFrame
    boards: pd.DataFrame
    names: dict[str, str]
    level_areas: int
    members: pd.Series

    @property
    def latest(self) -> pd.Timestamp | None:
        """The last month in which two areas can be compared."""
        known = self.country["gap"].dropna()
        return known.index[-1] if len(known) else None

    @property
    def boards_now(self) -> pd.DataFrame:
        """The parents in the latest month, the widest gap first: index parent, with the gap `before` (in the first)."""
        if self.latest is None or self.latest not in self.boards.index.get_level_values(0):
            return self.boards.iloc[:0].droplevel(0)
        now = self.boards.loc[self.latest]
        known = self.boards.index.get_level_values(0).unique()
        first = self.boards.loc[known[0]] if known[0] < self.latest else now.iloc[:0]
        # Only the same number of known parts makes gaps of then and now comparable.
        same = first["parts"].reindex(now.index) == now["parts"]
        now = now.assign(before=first["gap"].reindex(now.index).where(same))
        return now.sort_values(["gap", "low_area"], ascending=[False, True])

    @property
    def breaks(self) -> list[SeriesBreak]:
        """The breaks of series within the months."""
        first, last = self.choice.first, self.choice.last
        return [one for one in breaks_of(self.choice.level) if first < one.date <= last]

    def written(self, value: float) -> str:
        return numbers.written(value, self.measure.unit, self.measure.decimals)

    def wide(self, gap: float) -> str:
        return numbers.gap(gap, 0, self.measure.unit, self.measure.decimals)


def variation(measure: Measure, choice: Choice) -> Variation:
    """Return how far the areas of a choice lie apart on a measure; kept once asked for."""
    return kept(f"variation:{measure.slug}:{choice.query}:{choice.day}", lambda: _variation(measure, choice))


def _variation(measure: Measure, choice: Choice) -> Variation:
    months = pd.date_range(choice.first, choice.last, freq="MS")
    parent_kind = PARENTS[choice.level]
    areas = list(Area.objects.filter(kind__in=[choice.level, parent_kind]))
    ours = [area for area in areas if area.kind == choice.level]
    history = _existing(measure, choice, months, ours)
    values = history.comparable if measure.comparable else history.values * float("nan")
    england = _history(measure, Area.Kind.ENGLAND, choice, months).values
    belonging = memberships() if choice.boundaries == "then" else _of_today(memberships(), choice.day)
    parents = [area.code for area in areas if area.kind == parent_kind and _exists(area, choice)]
    members = parts_on(belonging, pd.Timestamp(choice.day), parents)
    everyone = pd.DataFrame({"child": values.index, "parent": ENGLAND})
    country = _sure(spreads(values, everyone), history).droplevel(1)
    return Variation(
        measure=measure,
        choice=choice,
        country=country.reindex(months).assign(
            england=england.reindex([ENGLAND]).iloc[0].reindex(months),
            low_alike=_alike(values, country["low"], measure),
            high_alike=_alike(values, country["high"], measure),
        ),
        shares=_shares(values, belonging, parents).reindex(months),
        boards=_sure(by_parts_of_each_month(spreads, values, belonging, parents), history),
        names={area.code: area.short_name for area in areas},
        level_areas=sum(area.is_there_on(choice.day) for area in ours),
        members=members.groupby("parent").size(),
    )


def _alike(values: pd.DataFrame, end: pd.Series, measure: Measure) -> pd.Series:
    """Return how many areas read the same as one end of the country, each month."""
    return values.round(measure.decimals).eq(end.round(measure.decimals), axis="columns").sum()


def _history(measure: Measure, kind: str, choice: Choice, months: pd.DatetimeIndex) -> History:
    """Return the history in these months; clearance and removals look back two months more."""
    needed = pd.date_range(months[0] - pd.DateOffset(months=MONTHS_FOR_CLEARANCE - 1), months[-1], freq="MS")
    asked = [month.date() for month in needed]
    return history_of(measure, kind, choice.function, months=asked).between(months[0], months[-1])


def _existing(measure: Measure, choice: Choice, months: pd.DatetimeIndex, areas: list[Area]) -> History:
    """Return the history of the areas in these months; NaN where one did not exist by the boundaries chosen."""
    by_code = {area.code: area for area in sorted(areas, key=lambda area: area.code)}
    days = [month.date() if choice.boundaries == "then" else choice.day for month in months]
    exists = pd.DataFrame(
        [[area.is_there_on(day) for day in days] for area in by_code.values()],
        index=list(by_code),
        columns=months,
        dtype=bool,
    )
    found = _history(measure, choice.level, choice, months)
    names = ("values", "lower", "upper", "numerator", "denominator", "pathways")
    frames = {name: getattr(found, name).reindex(index=exists.index, columns=months) for name in names}
    return History(measure, **{name: frame.where(exists) for name, frame in frames.items()})


def _sure(spread: pd.DataFrame, history: History) -> pd.DataFrame:
    """Add `is_apart`: whether the 95% intervals of the lowest and the highest part do not touch; None without them."""
    months = spread.index.get_level_values(0)

    def at(frame: pd.DataFrame, areas: pd.Series) -> list[float]:
        return [frame.at[area, month] for area, month in zip(areas, months, strict=True)]

    ends = zip(at(history.upper, spread["low_area"]), at(history.lower, spread["high_area"]), strict=True)
    apart = [bool(start > reach) if start == start and reach == reach else None for reach, start in ends]
    return spread.assign(is_apart=pd.Series(apart, index=spread.index, dtype=object))


def _exists(area: Area, choice: Choice) -> bool:
    """Say whether an area exists in a month of the choice by the boundaries chosen."""
    if choice.boundaries == "now":
        return area.is_there_on(choice.day)
    return (area.opened is None or area.opened <= choice.last) and (
        area.closed is None or area.closed >= choice.first
    )


def _of_today(links: pd.DataFrame, day: date) -> pd.DataFrame:
    """Return what belongs to what on a day as if it always had."""
    today = parts_on(links, pd.Timestamp(day), links["parent"].unique())
    never = pd.Series(pd.NaT, index=today.index, dtype="datetime64[s]")
    return today.assign(start=never, end=never)


def _shares(values: pd.DataFrame, belonging: pd.DataFrame, parents: list[str]) -> pd.DataFrame:
    shares = by_parts_of_each_month(variance_shares, values, belonging, parents)
    chance = by_parts_of_each_month(between_by_shuffling, values, belonging, parents)
    return shares.join(chance.add_prefix("chance_"))
