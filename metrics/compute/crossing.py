"""What passes between boards, counted from acts that have a giver and a taker: people on a day, or areas.

An act crosses where giver and taker had no board in common on its day. Boards are today's: what a board did that has
one successor counts for that. A person of several boards counts for each, a whole act each.
"""

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

# What an act needs: giver and taker are people, giver_area and taker_area areas; one of the two on each side.
ACTS = ["kind", "day", "giver", "taker", "giver_area", "taker_area"]
STAYS = ["person", "area", "start", "end"]
PARTS = ["child", "parent", "start", "end"]
SUCCESSIONS = ["predecessor", "successor"]
SIDES = ("giver", "taker")
# With fewer people than this, a board's count may tell what one of them did.
FEWEST_PEOPLE = 3
FEW = 0


@dataclass(frozen=True)
class Belonging:
    """Who belonged to what: `stays` of people in areas, `parts` of areas, `boards`, and `today`: what took over.

    Stays and parts have a first day (missing: since ever); a stay ends on the day that is its `end`, a part after it.
    """

    stays: pd.DataFrame
    parts: pd.DataFrame
    boards: frozenset[int]
    today: Mapping[int, int]


def taken_over(successions: pd.DataFrame) -> dict[int, int]:
    """Return what each area is today, however often it was taken over: areas with several successors stay."""
    followers = successions.groupby("predecessor")["successor"].agg(list)
    once = {area: found[0] for area, found in followers.items() if len(found) == 1}
    return {area: _last(area, once) for area in once}


def _last(area: int, once: Mapping[int, int]) -> int:
    seen = {area}
    while area in once and once[area] not in seen:
        area = once[area]
        seen.add(area)
    return area


def crossings(acts: pd.DataFrame, belonging: Belonging) -> pd.DataFrame:
    """Return each act whose boards are both known, a row for each pair of boards: `act`, `kind`, `month`, `source`,
    `target`, `crosses`. Of one that stays within boards, the pairs of a board with itself."""
    told_oneself = (acts["giver"] == acts["taker"]).fillna(False)
    acts = acts[~told_oneself].reset_index(names="act")
    sources, targets = (boards_on(acts, side, belonging) for side in SIDES)
    pairs = sources.merge(targets, on="act", suffixes=("_of_giver", "_of_taker"))
    pairs = pairs.rename(columns={"board_of_giver": "source", "board_of_taker": "target"})
    is_same = pairs["source"] == pairs["target"]
    pairs["crosses"] = ~is_same.groupby(pairs["act"]).transform("any") if len(pairs) else is_same
    pairs = pairs[pairs["crosses"] | is_same].merge(acts[["act", "kind", "day"]], on="act")
    pairs["month"] = pairs["day"].dt.to_period("M").dt.to_timestamp()
    return pairs[["act", "kind", "month", "source", "target", "crosses"]]


def boards_on(acts: pd.DataFrame, side: str, belonging: Belonging) -> pd.DataFrame:
    """Return the boards of today that one side of each act belonged to on its day: `act`, `board`, each once."""
    people = acts[["act", "day", side]].dropna().rename(columns={side: "person"})
    there = people.merge(belonging.stays, on="person")
    there = there[_begun(there) & (there["end"].isna() | (there["day"] < there["end"]))]
    areas = acts[["act", "day", f"{side}_area"]].dropna().rename(columns={f"{side}_area": "area"})
    placed = pd.concat([there[["act", "day", "area"]], areas], ignore_index=True)
    own = placed[placed["area"].isin(belonging.boards)].rename(columns={"area": "board"})
    within = placed.merge(belonging.parts, left_on="area", right_on="child")
    within = within[_begun(within) & (within["end"].isna() | (within["day"] <= within["end"]))]
    within = within[within["parent"].isin(belonging.boards)].rename(columns={"parent": "board"})
    found = pd.concat([own[["act", "board"]], within[["act", "board"]]], ignore_index=True).astype("int64")
    found["board"] = found["board"].map(lambda board: belonging.today.get(board, board))
    return found.drop_duplicates(ignore_index=True)


def _begun(placed: pd.DataFrame) -> pd.Series:
    return placed["start"].isna() | (placed["start"] <= placed["day"])


def of_few_people(belonging: Belonging) -> set[int]:
    """Return today's boards to which people belonged at some time, but fewer than FEWEST_PEOPLE."""
    people = _people_of(belonging)
    return set(people[people < FEWEST_PEOPLE].index)


def of_enough_people(belonging: Belonging) -> set[int]:
    """Return today's boards to which FEWEST_PEOPLE or more belonged at some time."""
    people = _people_of(belonging)
    return set(people[people >= FEWEST_PEOPLE].index)


def _people_of(belonging: Belonging) -> pd.Series:
    stays = belonging.stays
    once = pd.DataFrame(
        {"act": range(len(stays)), "day": stays["start"], "giver": stays["person"], "giver_area": pd.NA}
    )
    found = boards_on(once, "giver", belonging).merge(once, on="act")
    return found.groupby("board")["giver"].nunique()


def not_told_apart(pairs: pd.DataFrame, few: set[int], of_people: set[str]) -> pd.DataFrame:
    """Return the pairs with boards of few people put together as FEW, in the kinds that are what people did."""
    told = pairs.copy()
    is_of_people = told["kind"].isin(of_people)
    for side in ("source", "target"):
        told.loc[is_of_people & told[side].isin(few), side] = FEW
    return told


def by_kind(pairs: pd.DataFrame) -> pd.DataFrame:
    """Return how many acts of each kind there are, and how many cross: `known` and `crossing`, indexed by kind."""
    once = pairs.drop_duplicates("act")
    return once.groupby("kind")["crosses"].agg(known="size", crossing="sum").astype("int64")


def by_month(pairs: pd.DataFrame, months: list[pd.Timestamp]) -> pd.DataFrame:
    """Return how many acts cross and stay `within` a board in each of some months: zero where there were none."""
    once = pairs.drop_duplicates("act")
    counted = once.groupby("month")["crosses"].agg(known="size", crossing="sum").reindex(months, fill_value=0)
    counted["within"] = counted["known"] - counted["crossing"]
    return counted[["crossing", "within"]].astype("int64")


def between(pairs: pd.DataFrame, *, kinds: bool = False) -> pd.DataFrame:
    """Return how many acts cross from each board to each other: `source`, `target`, `kind` where asked, `acts`."""
    of = ["source", "target", "kind"] if kinds else ["source", "target"]
    crossing = pairs[pairs["crosses"]]
    return crossing.groupby(of)["act"].nunique().rename("acts").reset_index()


def silent(pairs: pd.DataFrame, boards: set[int]) -> set[int]:
    """Return the boards from which nothing crosses, and to which nothing does."""
    crossing = pairs[pairs["crosses"]]
    return boards - set(crossing["source"]) - set(crossing["target"])
