"""What the variation of a measure says, in sentences."""

import pandas as pd

from metrics.charts import numbers
from metrics.presenters.variation.england import Variation
from metrics.presenters.words import DIRECTIONS

# Shares that are the same but for the order in which numbers were added.
ROUNDING = 1e-9
# What is said after a gap, by whether intervals lie apart; None: there are none.
CHANCE = {
    True: " It is more than chance: their 95% intervals do not touch.",
    False: " It is no more than chance can make: their 95% intervals touch.",
    None: " No interval can be worked out, so a small gap may be chance.",
}


def subject(found: Variation) -> str:
    """Return what is looked at: `Waiting 18 weeks or less, urology`."""
    return ", ".join(filter(None, [found.measure.title, found.choice.function_name]))


def month_words(found: Variation) -> str:
    return numbers.month_name(found.latest.date())


def answer(found: Variation) -> str:
    """Return the page's first sentences: how far apart areas lie, and how much of it their parents explain."""
    if not found.measure.comparable:
        return "Areas of different size cannot be compared by a count: see the waiting list per 1,000 people."
    if found.latest is None:
        return f"Fewer than two {found.choice.areas} can be compared on this in these months."
    return " ".join(
        filter(None, [f"In {month_words(found)} {reach(found, found.latest)}.", explained(found)])
    )


def reach(found: Variation, month: pd.Timestamp) -> str:
    """Return from where to where areas reached in a month: `sub-ICB locations lay from 48.9% in … to 70.1% in …`."""
    country = found.country.loc[month]
    low, high = (f"{found.written(country[end])} in {_who(found, country, end)}" for end in ("low", "high"))
    within = ", which is within chance" if country["is_apart"] is False else ""
    return f"{found.choice.areas} lay from {low} to {high}, {found.wide(country['gap'])} apart{within}"


def _who(found: Variation, country: pd.Series, end: str) -> str:
    """Return the area at one end, or how many areas read the same there."""
    alike = int(country[f"{end}_alike"])
    return found.names[country[f"{end}_area"]] if alike == 1 else f"{alike} of them"


def explained(found: Variation) -> str:
    """Say how much of the differences lies between parents, beside what chance alone would leave there."""
    shares = found.shares.loc[found.latest]
    if not numbers.is_known(shares["between"]) or shares["parents"] >= shares["areas"]:
        return ""
    areas = found.choice.areas
    between, chance = (numbers.percent(100 * shares[name], 0) for name in ("between", "between_by_chance"))
    return (
        f"Which {_parent(found)} they lie in explains {between} of the differences between {areas}; by chance alone "
        f"it would be {chance}. {_verdict(found, shares)}"
    )


def _parent(found: Variation) -> str:
    return found.choice.parents.removesuffix("s")


def _verdict(found: Variation, shares: pd.Series) -> str:
    parents, areas = found.choice.parents, found.choice.areas
    if shares["between"] > shares["chance_upper"] + ROUNDING:
        return f"That is more than chance would leave: {areas} in the same {_parent(found)} are more alike than others."
    if shares["between"] < shares["chance_lower"] - ROUNDING:
        return f"That is less than chance would leave: {parents} differ less than their parts do."
    return f"That is no more than chance would leave: {parents} as such do not account for the differences."


def sentences(found: Variation) -> list[str]:
    """Return what else to know before the charts."""
    direction = f"{DIRECTIONS[found.measure.direction]}."
    return [one for one in (_widest(found), _over_time(found), coverage(found), direction) if one]


def _widest(found: Variation) -> str:
    boards = found.boards_now
    if not len(boards):
        return f"None of the {found.choice.parents} has two parts that can be compared."
    widest = boards.iloc[0]
    low, high = (
        f"{found.written(widest[end])} in {found.names[widest[f'{end}_area']]}" for end in ("low", "high")
    )
    return (
        f"Of the {found.choice.parents}, {found.names[widest.name]} has the widest gap among its parts: from {low} to "
        f"{high}.{CHANCE[widest['is_apart']]}"
    )


def _over_time(found: Variation) -> str:
    known = found.country["gap"].dropna()
    if len(known) < 2:
        return ""
    if found.breaks:
        return f"The first and the last month are not compared: {found.breaks[-1].explanation}"
    first, last = known.index[0], known.index[-1]
    spread = found.country["coefficient"]
    beside = (
        f" The coefficient of variation, which counts every area and not the two ends alone, was "
        f"{numbers.decimal(spread[first], 3)}, and is {numbers.decimal(spread[last], 3)}."
        if spread[[first, last]].notna().all()
        else ""
    )
    return (
        f"In {numbers.month_name(first.date())} the gap was {found.wide(known[first])}; in "
        f"{numbers.month_name(last.date())} it is {found.wide(known[last])}.{beside}"
    )


def coverage(found: Variation) -> str:
    """Say how many areas are compared, and in how many of their parents there is anything to compare."""
    areas, parents = found.choice.areas, found.choice.parents
    known = int(found.country.loc[found.latest, "parts"])
    alone = int((found.members == 1).sum())
    several = len(found.boards_now)
    single = f"; {alone} are one part each, so they have no gap" if alone else ""
    return (
        f"Compared: {known} of {found.level_areas} {areas}. Of {len(found.members)} {parents}, {several} have two or "
        f"more parts that can be compared{single}."
    )
