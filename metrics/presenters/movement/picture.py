"""The chart of places over time."""

import pandas as pd

from metrics.charts import numbers
from metrics.charts.places import Line, PlacesChart
from metrics.presenters import words
from metrics.presenters.movement import wording
from metrics.presenters.movement.standing import Standing
from metrics.presenters.sources import source_of

BETTER_END = {
    "increase": "The highest is 1st.",
    "decrease": "The lowest is 1st.",
    "neutral": "The highest is 1st; neither end is better.",
}


def marked(standing: Standing, area: str) -> dict[str, str]:
    """Return the roles of the areas to mark, by code: the one chosen, else the most improved and the most fallen."""
    if area:
        return {area: "us"}
    up, down = wording.ways(standing)
    furthest = {"us": wording.most_moved(standing, up), "fell": wording.most_moved(standing, down)}
    return {code: role for role, code in furthest.items() if code is not None}


def places_of(standing: Standing, area: str) -> PlacesChart:
    roles = marked(standing, area)
    months = standing.months
    return PlacesChart(
        title=_finding(standing, roles),
        description=_summary(standing, roles),
        source=source_of(months[0], months[-1]),
        months=months,
        lines=[
            Line(
                name, _ranks(standing.ranks.loc[code]), roles.get(code, "other"), _note(standing, code, roles)
            )
            for code, name in standing.names.items()
        ],
        ranked=standing.ranked_each_month,
    )


def _ranks(monthly: pd.Series) -> list[int | None]:
    return [None if pd.isna(rank) else int(rank) for rank in monthly]


def _note(standing: Standing, code: str, roles: dict[str, str]) -> str:
    return wording.moved(standing, code) if code in roles and standing.is_long_enough else ""


def _finding(standing: Standing, roles: dict[str, str]) -> str:
    """Return what the marked areas did: `Admitted per 1,000: Leeds rose 33 places (between 23 and 44), …`."""
    about = standing.choice.subject
    if not roles:
        return f"{about}: the places of {standing.choice.areas}, {standing.choice.period}"
    did = [_did(standing, code) for code in roles]
    return f"{about}: {'; '.join(did)}"


def _did(standing: Standing, code: str) -> str:
    name, known = standing.names[code], standing.ranks.loc[code].dropna()
    if known.empty:
        return f"{name} is ranked in no month"
    if numbers.is_known(standing.moves.loc[code, "gain"]):
        return f"{name} {_sentence(wording.moved(standing, code))}"
    first, last = (numbers.ordinal(int(known.iloc[end])) for end in (0, -1))
    return (
        f"{name} was {first} in {numbers.month_name(known.index[0].date())}, {last} in {_last_month(known)}"
    )


def _last_month(known: pd.Series) -> str:
    return numbers.month_name(known.index[-1].date())


def _sentence(movement: str) -> str:
    return f"shows {movement}" if movement == wording.NO_REAL_CHANGE else movement


def _summary(standing: Standing, roles: dict[str, str]) -> str:
    """Return what is drawn, for those who do not see it."""
    choice, most = standing.choice, max(standing.ranked_each_month, default=0)
    courses = [_course(standing, code) for code in roles]
    empty = len(standing.months) - len(standing.months_ranked)
    gaps = [f"{empty} {'month has' if empty == 1 else 'months have'} no ranks."] if empty else []
    direction = f"{words.DIRECTIONS[choice.measure.direction]}. {BETTER_END[choice.measure.direction]}"
    what = f"The places of up to {most} {choice.areas} each month, {choice.period}, each a pale line."
    return " ".join([what, *(course for course in courses if course), *gaps, direction])


def _course(standing: Standing, code: str) -> str:
    known = standing.ranks.loc[code].dropna().astype(int)
    if known.empty:
        return ""
    best, worst = numbers.ordinal(known.min()), numbers.ordinal(known.max())
    ends = f"{numbers.ordinal(known.iloc[0])} at first, {numbers.ordinal(known.iloc[-1])} at the end"
    return f"{standing.names[code]}: {ends}, between {best} and {worst}."
