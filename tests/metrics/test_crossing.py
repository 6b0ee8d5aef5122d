"""What passes between boards, counted in frames and, slowly and plainly, act by act."""

import random
from datetime import date, timedelta

import pandas as pd
import pytest

from metrics.compute.crossing import (
    ACTS,
    FEW,
    PARTS,
    STAYS,
    SUCCESSIONS,
    Belonging,
    between,
    by_kind,
    by_month,
    crossings,
    not_told_apart,
    of_few_people,
    silent,
    taken_over,
)

FIRST = date(2026, 1, 10)
# Boards 1 to 4, of which 4 went into 3; locations 11 and 12 of board 1, 21 of board 2 and later of board 3.
BOARDS = frozenset({1, 2, 3, 4})
PLACES = [
    (11, 1, None, None),
    (12, 1, None, None),
    (21, 2, None, date(2026, 2, 28)),
    (21, 3, date(2026, 3, 1), None),
]
AREAS = [1, 2, 3, 4, 11, 12, 21]


def frame(rows: list[tuple], columns: list[str]) -> pd.DataFrame:
    made = pd.DataFrame.from_records(rows, columns=columns)
    for column in columns:
        is_day = column in ("day", "start", "end")
        made[column] = pd.to_datetime(made[column]) if is_day else made[column]
        if column not in ("day", "start", "end", "kind"):
            made[column] = made[column].astype("Int64")
    return made


def belonging(*stays: tuple) -> Belonging:
    return Belonging(
        stays=frame(list(stays), STAYS),
        parts=frame(PLACES, PARTS),
        boards=BOARDS,
        today=taken_over(frame([(4, 3)], SUCCESSIONS)),
    )


def reply(giver: int, taker: int, day: date = FIRST) -> tuple:
    return ("reply", day, giver, taker, None, None)


def counted(rows: list[tuple], *stays: tuple) -> pd.DataFrame:
    return crossings(frame(rows, ACTS), belonging(*stays))


def pairs_of(found: pd.DataFrame) -> list[tuple[int, int]]:
    return sorted(found.loc[found["crosses"], ["source", "target"]].itertuples(index=False, name=None))


def slowly(acts: list[tuple], stays: list[tuple]) -> set[tuple[int, int, int, bool]]:
    """Return each act with each pair of boards, one after the other."""

    def parents(area: int, day: date) -> set[int]:
        if area in BOARDS:
            return {3 if area == 4 else area}
        held = [p for c, p, s, e in PLACES if c == area and (not s or s <= day) and (not e or day <= e)]
        return {3 if parent == 4 else parent for parent in held}

    def boards(person: int | None, area: int | None, day: date) -> set[int]:
        if area is not None:
            return parents(area, day)
        mine = [a for p, a, s, e in stays if p == person and s <= day and (not e or day < e)]
        return set().union(*(parents(one, day) for one in mine))

    found = set()
    for number, (_, day, giver, taker, giver_area, taker_area) in enumerate(acts):
        if giver is not None and giver == taker:
            continue
        sources, targets = boards(giver, giver_area, day), boards(taker, taker_area, day)
        crosses = not sources & targets
        for source in sources:
            for target in targets:
                if crosses or source == target:
                    found.add((number, source, target, crosses))
    return found


@pytest.mark.parametrize("seed", range(20))
def test_frames_count_what_a_look_at_each_act_counts(seed: int):
    chance = random.Random(seed)

    def day() -> date:
        return FIRST + timedelta(days=chance.randrange(120))

    stays = []
    for person in range(8):
        for area in chance.sample(AREAS, chance.randrange(3)):
            start = day()
            stays.append((person, area, start, chance.choice([None, start + timedelta(days=40)])))
    acts = []
    for _ in range(60):
        by_person = chance.random() < 0.7
        giver = (chance.randrange(8), None) if by_person else (None, chance.choice(AREAS))
        taker = (chance.randrange(8), None) if chance.random() < 0.7 else (None, chance.choice(AREAS))
        acts.append(("reply", day(), giver[0], taker[0], giver[1], taker[1]))

    found = counted(acts, *stays)

    told = found[["act", "source", "target", "crosses"]].itertuples(index=False, name=None)
    assert {tuple(map(int, row)) for row in told} == {tuple(map(int, row)) for row in slowly(acts, stays)}


def test_a_reply_to_another_board_crosses_and_one_within_a_board_does_not():
    found = counted(
        [reply(1, 2), reply(1, 3)], (1, 11, FIRST, None), (2, 21, FIRST, None), (3, 12, FIRST, None)
    )
    assert pairs_of(found) == [(1, 2)]
    assert by_kind(found).loc["reply"].to_dict() == {"known": 2, "crossing": 1}


def test_a_person_counts_for_the_board_of_that_day():
    moved = [(1, 11, FIRST, date(2026, 1, 20)), (1, 21, date(2026, 1, 20), None), (2, 12, FIRST, None)]
    assert pairs_of(counted([reply(1, 2, date(2026, 1, 19))], *moved)) == []
    assert pairs_of(counted([reply(1, 2, date(2026, 1, 20))], *moved)) == [(2, 1)]


def test_a_location_counts_for_the_board_that_it_was_part_of_that_day():
    stays = [(1, 21, FIRST, None), (2, 11, FIRST, None)]
    found = counted([reply(1, 2, date(2026, 2, 28)), reply(1, 2, date(2026, 3, 1))], *stays)
    assert pairs_of(found) == [(2, 1), (3, 1)]


def test_boards_that_have_merged_are_one_so_that_nothing_crosses_between_them():
    stays = [(1, 4, FIRST, None), (2, 3, FIRST, None), (3, 2, FIRST, None)]
    assert pairs_of(counted([reply(1, 2), reply(1, 3)], *stays)) == [(3, 2)]


def test_an_area_with_several_successors_stays_itself():
    assert taken_over(frame([(1, 2), (1, 3), (4, 1)], SUCCESSIONS)) == {4: 1}


def test_somebody_of_two_boards_counts_for_both_and_once_in_all():
    stays = [(1, 1, FIRST, None), (1, 2, FIRST, None), (2, 3, FIRST, None)]
    found = counted([reply(1, 2)], *stays)
    assert pairs_of(found) == [(1, 3), (2, 3)]
    assert by_kind(found).loc["reply", "crossing"] == 1


def test_nothing_crosses_between_people_who_share_one_of_their_boards():
    stays = [(1, 1, FIRST, None), (1, 2, FIRST, None), (2, 2, FIRST, None)]
    found = counted([reply(1, 2)], *stays)
    assert pairs_of(found) == []
    assert by_kind(found).loc["reply", "known"] == 1


def test_what_people_tell_themselves_and_people_without_a_board_do_not_count():
    assert counted([reply(1, 1), reply(1, 9)], (1, 11, FIRST, None)).empty


def test_months_without_any_have_zero():
    found = counted([reply(1, 2)], (1, 1, FIRST, None), (2, 2, FIRST, None))
    months = [pd.Timestamp(2025, 12, 1), pd.Timestamp(2026, 1, 1)]
    assert by_month(found, months).to_dict("list") == {"crossing": [0, 1], "within": [0, 0]}


def test_acts_between_two_boards_are_counted_each_way_apart():
    stays = [(1, 1, FIRST, None), (2, 2, FIRST, None)]
    found = between(counted([reply(1, 2), reply(1, 2), reply(2, 1)], *stays))
    assert list(found.itertuples(index=False, name=None)) == [(1, 2, 2), (2, 1, 1)]


def test_boards_of_few_people_are_put_together_in_what_people_do_alone():
    stays = [(1, 1, FIRST, None), *((person, 2, FIRST, None) for person in (2, 3, 4))]
    acts = [reply(1, 2), ("adoption", FIRST, None, None, 1, 2)]
    few = of_few_people(belonging(*stays))
    assert few == {1}
    told = not_told_apart(counted(acts, *stays), few, {"reply"})
    assert list(told["source"]) == [FEW, 1]


def test_silent_boards_neither_give_nor_take():
    stays = [(1, 1, FIRST, None), (2, 2, FIRST, None)]
    assert silent(counted([reply(1, 2)], *stays), {1, 2, 3}) == {3}


def test_nothing_at_all_is_counted_as_nothing():
    found = counted([])
    assert found.empty
    assert by_kind(found).empty
    assert between(found).empty
    assert silent(found, {1}) == {1}
