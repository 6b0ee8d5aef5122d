"""What changed among the providers that reported in both the first and the last month of a period."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import PER_CENT, Measure
from metrics.compute.providers import USE_COLUMNS, with_empty_pairs
from metrics.compute.variation import like_for_like
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.movement.choice import Choice
from metrics.queries import membership_on, provider_counts


@dataclass(frozen=True)
class LikeForLike:
    """`table`: as `variation.like_for_like` returns, with `area_name`, `difference` (of the change like for like from
    the one published), and of the provider with the most pathways that reported in one of the months alone: `provider`,
    `is_new` and `pathways`. `providers` are those that had pathways of the area in both months. The widest difference
    is first. Changes are in per cent of pathways, or in pathways.
    """

    first: date
    last: date
    is_share: bool
    table: pd.DataFrame

    def written(self, change: float) -> str:
        return numbers.signed(change, 1 if self.is_share else 0)

    @property
    def unit(self) -> str:
        return "percentage points" if self.is_share else "pathways"

    @property
    def differing(self) -> pd.DataFrame:
        """The areas whose two changes read differently."""
        read = self.table[["change", "change_as_published"]].map(self.written)
        return self.table[read["change"] != read["change_as_published"]]


def why_not(choice: Choice, months: Sequence[date]) -> str:
    """Return why a change like for like cannot be worked out; nothing where it can. `months`: with figures."""
    if counts_of(choice.measure) is None:
        return (
            "It cannot be worked out for this measure: of each provider, only its waiting list, those within 18 and "
            "over 52 weeks, and its completed pathways are kept for an area."
        )
    if choice.function != ALL_FUNCTIONS:
        return (
            "It cannot be worked out for one treatment function: of each provider, pathways are kept for an area over "
            "all treatment functions together."
        )
    if len(months) < 2:
        return "It takes two months of figures."
    return ""


def counts_of(measure: Measure) -> tuple[str, ...] | None:
    """Return the counts of providers that a measure is made of: both of a share, what is counted of a rate per head;
    None where they are not kept."""
    counts = (measure.numerator, measure.denominator) if measure.unit == PER_CENT else (measure.numerator,)
    return counts if all(name in USE_COLUMNS for name in counts) else None


def like_for_like_of(choice: Choice, areas: Mapping[str, Area], months: Sequence[date]) -> LikeForLike | None:
    """Return the change from the first to the last of `months` (those with figures); None where `why_not` says why."""
    if why_not(choice, months):
        return None
    plain = choice.marking("")
    return kept(
        f"like-for-like:{choice.measure.slug}:{plain.query}",
        lambda: _like_for_like(plain, areas, months[0], months[-1]),
    )


def _like_for_like(choice: Choice, areas: Mapping[str, Area], first: date, last: date) -> LikeForLike:
    counts = counts_of(choice.measure)
    used = _by_area(provider_counts(counts, [first, last]), _commissioners(choice, areas, last), counts)
    before, now = (
        used[used["month"] == pd.Timestamp(month)].drop(columns="month").dropna() for month in (first, last)
    )
    is_share = len(counts) > 1
    found = like_for_like(
        with_empty_pairs(before, now), with_empty_pairs(now, before), per=100 if is_share else 1
    )
    found["providers"] = _in_both(before, now).reindex(found.index, fill_value=0)
    found["difference"] = found["change"] - found["change_as_published"]
    found = found.assign(area_name=[areas[code].short_name for code in found.index])
    found = found.join(_largest_alone(before, now))
    order = found["difference"].abs().sort_values(ascending=False, kind="stable").index
    return LikeForLike(first, last, is_share, found.loc[order])


def _in_both(before: pd.DataFrame, now: pd.DataFrame) -> pd.Series:
    """Return how many providers had pathways of each area in both months: index area."""
    had = (month.loc[_pathways(month) > 0, ["area", "provider"]] for month in (before, now))
    return pd.merge(*had).groupby("area").size()


def _pathways(month: pd.DataFrame) -> pd.Series:
    return month["denominator"] if "denominator" in month else month["numerator"]


def _commissioners(choice: Choice, areas: Mapping[str, Area], last: date) -> pd.DataFrame:
    """Return which commissioners make up each area, in both months alike: columns `commissioner, area`."""
    if choice.level == Area.Kind.SICBL:
        return pd.DataFrame({"commissioner": list(areas), "area": list(areas)})
    members = membership_on(last)
    return members[members["area"].isin(list(areas))]


def _by_area(used: pd.DataFrame, members: pd.DataFrame, counts: Sequence[str]) -> pd.DataFrame:
    """Return the counts of each area and provider: columns `month, area, provider, numerator` and, for a share,
    `denominator`."""
    placed = used.merge(members, on="commissioner")
    summed = placed.groupby(["month", "area", "provider"], as_index=False)[list(counts)].sum(min_count=1)
    return summed.rename(columns=dict(zip(counts, ("numerator", "denominator"), strict=False)))


def _largest_alone(before: pd.DataFrame, now: pd.DataFrame) -> pd.DataFrame:
    """Return, for each area, the provider with the most pathways among those that reported in one month alone.

    Index area; columns `provider` (its name), `is_new`, `pathways`.
    """
    gone = before[~before["provider"].isin(now["provider"])].assign(is_new=False)
    new = now[~now["provider"].isin(before["provider"])].assign(is_new=True)
    alone = pd.concat([gone, new])
    alone["pathways"] = _pathways(alone)
    largest = alone.sort_values("pathways", ascending=False, kind="stable").drop_duplicates("area")
    codes = largest["provider"].unique().tolist()
    names = dict(Area.objects.filter(code__in=codes).values_list("code", "short_name"))
    named = largest.assign(provider=largest["provider"].map(names).fillna(largest["provider"]))
    return named.set_index("area")[["provider", "is_new", "pathways"]]
