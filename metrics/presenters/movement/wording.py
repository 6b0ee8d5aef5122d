"""Movement in sentences: who moved most, whether that is more than chance, and who stays where."""

import math
from dataclasses import dataclass

from metrics.charts import numbers
from metrics.compute.ranks import HALF_A_YEAR
from metrics.presenters import words
from metrics.presenters.movement.choice import months_in_words
from metrics.presenters.movement.standing import Standing

# A gain that some area of so many makes by chance more often than this is not called more than chance.
RARE = 0.05
NO_REAL_CHANGE = "no real change"
FELL, IMPROVED = "fell", "improved"
NEEDED = 2 * HALF_A_YEAR


@dataclass(frozen=True)
class Way:
    """How movement in one direction is called."""

    movement: str
    verb: str
    most: str


def ways(standing: Standing) -> tuple[Way, Way]:
    """Return what moving towards the first place and away from it are called; neither is better where a measure has no
    better end."""
    if standing.choice.measure.direction == "neutral":
        return Way(IMPROVED, "moved up", "moved up most"), Way(FELL, "moved down", "moved down most")
    return Way(IMPROVED, "rose", "improved most"), Way(FELL, "fell", "fell most")


def places(count: float, decimals: int = 0) -> str:
    """Return `23 places`."""
    written = _count(count, decimals)
    return f"{written} {'place' if written == '1' else 'places'}"


def _count(count: float, decimals: int) -> str:
    # Sixths of a place are not exact: a half, however it is stored, is rounded up.
    exact = round(abs(count), 6)
    return numbers.decimal(exact, decimals) if decimals else numbers.thousands(round_half_up(exact))


def moved(standing: Standing, code: str) -> str:
    """Return an area's movement: `rose 23 places (between 15 and 30)`, `no real change`, or that it is not known."""
    move = standing.moves.loc[code]
    if not numbers.is_known(move["gain"]):
        return numbers.NOT_KNOWN
    if move["movement"] == "no_real_change":
        return NO_REAL_CHANGE
    way = ways(standing)[move["movement"] == FELL]
    return f"{way.verb} {how_far(standing, code)}"


def how_far(standing: Standing, code: str) -> str:
    """Return a movement without its direction: `23 places (between 15 and 30)`.

    With a decimal where a limit would read as none at all: a movement never does.
    """
    move = standing.moves.loc[code]
    decimals = _decimals(move)
    near, far = (_count(limit, decimals) for limit in sorted((abs(move["lower"]), abs(move["upper"]))))
    moved_by = places(move["gain"], decimals)
    return f"{moved_by} (between {near} and {far})" if near != far else moved_by


def _decimals(move) -> int:
    return 1 if min(abs(move["lower"]), abs(move["upper"]), abs(move["gain"])) < 0.5 else 0


def from_to(standing: Standing, code: str) -> str:
    """Return `from 61st to 38th on average`."""
    move = standing.moves.loc[code]
    first, last = (numbers.ordinal(round_half_up(move[end])) for end in ("first", "last"))
    return f"from {first} to {last} on average" if first != last else f"about {first} on average"


def round_half_up(value: float) -> int:
    return math.floor(value + 0.5)


def most_moved(standing: Standing, way: Way) -> str | None:
    """Return the code of the area that moved furthest this way by more than its months differ; None if none did."""
    moves = standing.moves[standing.moves["movement"] == way.movement]
    return None if moves.empty else str(moves["gain"].abs().idxmax())


def answer(standing: Standing) -> str:
    """Return the page's first sentences."""
    choice = standing.choice
    if not choice.measure.comparable:
        return f"{words.capital(choice.areas)} are not ranked on this: a larger area has a longer list."
    if max(standing.ranked_each_month, default=0) < 2:
        return f"Fewer than two {choice.areas} can be compared on this in {choice.period}."
    if not standing.is_long_enough:
        return _too_short(standing)
    up, _ = ways(standing)
    best = most_moved(standing, up)
    return _nobody(standing) if best is None else _most_improved(standing, best, up)


def _too_short(standing: Standing) -> str:
    count = len(standing.months_ranked)
    return (
        f"Whether an area moved takes at least {NEEDED} months to tell, and there {_are(count, 'month')} here: "
        "below is where each stood."
    )


def _are(count: int, one: str) -> str:
    return f"is {count} {one}" if count == 1 else f"are {count} {one}s"


def _nobody(standing: Standing) -> str:
    up, _ = ways(standing)
    return (
        f"No real change: none of {_ranked(standing)} {up.verb} by more than its own months differ, "
        f"{_between(standing)}."
    )


def _most_improved(standing: Standing, best: str, up: Way) -> str:
    """Return who improved most, and whether that is more than chance, as far as that can be told."""
    move, ranked = standing.moves.loc[best], _ranked(standing)
    name, far = standing.names[best], how_far(standing, best)
    if move["chance"] > RARE:
        return f"No change beyond chance: of {ranked} {name} {up.most}, {far}, and chance alone gives one that much."
    compared = "its own months differ" if standing.choice.measure.is_stock else "chance alone gives"
    return f"{name} {up.most} of {ranked}: it {up.verb} {far}, more than {compared}."


def reason(standing: Standing) -> str:
    """Return what the page's first sentence rests on; nothing where nobody improved."""
    best = most_moved(standing, ways(standing)[0]) if standing.is_long_enough else None
    if best is None:
        return ""
    course = f"{standing.names[best]} went {from_to(standing, best)}, {_between(standing)}"
    by_chance = (
        f"With the months shuffled, one of {_ranked(standing)} moves as far in "
        f"{_times(standing.moves.loc[best, 'chance'])}"
    )
    drift = (
        "; but a list carries over from one month to the next, so places drift further than shuffling shows"
        if standing.choice.measure.is_stock
        else ""
    )
    return f"{course}. {by_chance}{drift}."


def _times(chance: float) -> str:
    """Return `3 in 100 cases`; never less than the shuffles can tell."""
    share = 100 * chance
    return "fewer than 1 in 100 cases" if share < 1 else f"{numbers.decimal(share, 0)} in 100 cases"


def _ranked(standing: Standing) -> str:
    return f"{len(standing.moves['gain'].dropna())} {standing.choice.areas}"


def _between(standing: Standing) -> str:
    (first, last), (later, latest) = standing.halves
    return f"comparing {months_in_words(first, last)} with {months_in_words(later, latest)}"


def counted(standing: Standing) -> str:
    """Return how many areas moved, and how many did not."""
    up, down = ways(standing)
    movements = standing.moves["movement"]
    rose, fell, stayed = (
        (movements == kind).sum() for kind in (up.movement, down.movement, "no_real_change")
    )
    unknown = int(standing.moves["gain"].isna().sum())
    rest = (
        f" {unknown} {'was' if unknown == 1 else 'were'} not ranked in each of the {NEEDED} months."
        if unknown
        else ""
    )
    if not rose and not fell:
        return f"None {up.verb} or {down.verb} by more than its months differ.{rest}"
    return (
        f"{rose} {up.verb} and {fell} {down.verb} by more than their months differ; for {stayed} there is no real "
        f"change.{rest}"
    )


def season(standing: Standing) -> str:
    """Return a caution where the two halves are different months of the year; else nothing."""
    (first, last), (later, latest) = standing.halves
    if (first.month, last.month) == (later.month, latest.month):
        return ""
    return (
        f"{months_in_words(first, last)} and {months_in_words(later, latest)} are different times of the year: part of "
        "a movement may be the season."
    )


def value_change(standing: Standing, code: str) -> str:
    """Return an area's own figure in both halves: `5.21 to 6.03`; a rank may move because others do."""
    measure, move = standing.choice.measure, standing.moves.loc[code]
    return f"{words.brief(measure, move['early'])} to {words.brief(measure, move['late'])}"
