"""What a ranking says, in sentences: who is furthest from England, how wide the gap is, who meets the standard."""

from collections.abc import Collection, Sequence

from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import FEWEST_TO_COMPARE, WEEKS, Target
from metrics.presenters import words
from metrics.presenters.rank_chance import FIVE_MONTHS, NO_INTERVAL, STOCK, Chance
from metrics.presenters.ranking import Ranking, Row, pathways

MOST_NAMED = 2


def subject(ranking: Ranking) -> str:
    """Return what is ranked: `Waiting 18 weeks or less, urology, May 2025`."""
    function = [] if ranking.choice.function == ALL_FUNCTIONS else [ranking.choice.function_name.lower()]
    return ", ".join([ranking.measure.title, *function, numbers.month_name(ranking.choice.month)])


def answer(ranking: Ranking) -> str:
    """Return the page's first sentence."""
    if not ranking.measure.comparable:
        return f"{ranking.areas_first} are listed by name and not ranked: a larger area has a longer list."
    if len(ranking.ranked) < 2:
        return f"Fewer than two {ranking.areas} can be compared on this."
    low, high = ends(ranking)
    if numbers.is_known(ranking.england) and low[0].value < ranking.england < high[0].value:
        return _either_way(ranking, low, high)
    england = f" England: {ranking.written(ranking.england)}." if numbers.is_known(ranking.england) else ""
    if _reads_same(ranking, low[0], high[0]):
        return f"All {ranking.areas} are at {ranking.written(low[0].value)}.{england}"
    return (
        f"{_named(ranking, high)} ({ranking.written(high[0].value)}) {_is(high)} highest, {_named(ranking, low)} "
        f"({ranking.written(low[0].value)}) lowest: {ranking.gap(high[0].value, low[0].value)} apart.{england}"
    )


def _either_way(ranking: Ranking, low: list[Row], high: list[Row]) -> str:
    return (
        f"{_named(ranking, high)} ({ranking.written(high[0].value)}) {_is(high)} furthest above England "
        f"({ranking.written(ranking.england)}), {_named(ranking, low)} ({ranking.written(low[0].value)}) "
        f"furthest below: {ranking.gap(high[0].value, low[0].value)} apart."
    )


def ends(ranking: Ranking) -> tuple[list[Row], list[Row]]:
    """Return the areas with the lowest and those with the highest value, as values read when rounded."""
    by_value = sorted(ranking.ranked, key=lambda row: row.value)
    low, high = by_value[0], by_value[-1]
    return (
        [row for row in by_value if _reads_same(ranking, row, low)],
        [row for row in by_value if _reads_same(ranking, row, high)],
    )


def _reads_same(ranking: Ranking, one: Row, other: Row) -> bool:
    return ranking.written(one.value) == ranking.written(other.value)


def _named(ranking: Ranking, rows: Sequence[Row]) -> str:
    if len(rows) > MOST_NAMED:
        return f"{len(rows)} {ranking.areas}"
    return words.joined([row.area.short_name for row in rows])


def _is(rows: Sequence[Row]) -> str:
    return "is" if len(rows) == 1 else "are"


def spread(ranking: Ranking) -> str:
    """Return from where to where the areas reach: `from 48.9% in Norfolk and Waveney to 70.1% in Gloucestershire`."""
    low, high = ends(ranking)
    return f"from {at_end(ranking, low)} to {at_end(ranking, high)}"


def at_end(ranking: Ranking, rows: Sequence[Row]) -> str:
    """Return an end of the ranking in words: `48.9% in Norfolk and Waveney`."""
    return f"{ranking.written(rows[0].value)} in {_named(ranking, rows)}"


def standards(ranking: Ranking) -> list[Target]:
    """Return what every area was held to in the month."""
    targets = ranking.measure.targets
    return [one for one in targets if one.holds_in(ranking.choice.month) and not one.is_national]


def met(ranking: Ranking, target: Target) -> str:
    """Return how many areas meet a standard: `Met by 3 of 42 ICBs`."""
    values = [row.value for row in ranking.ranked]
    if not values:
        return ""
    meeting = sum(
        value >= target.value if ranking.measure.direction == "increase" else value <= target.value
        for value in values
    )
    return f"Met by {meeting or 'none'} of {len(values)} {ranking.areas}"


def gap(ranking: Ranking) -> float:
    """Return how far apart the areas are that can be compared: two or more."""
    values = [row.value for row in ranking.ranked]
    return max(values) - min(values)


def gap_before(ranking: Ranking) -> float | None:
    """Return how far apart the same areas were a year before; None unless all of them could be compared then."""
    before = ranking.frames.before
    compared = before[ranking.measure.slug].where(pathways(ranking.measure, before) >= FEWEST_TO_COMPARE)
    compared = compared.reindex([row.area.code for row in ranking.ranked])
    return None if compared.isna().any() else float(compared.max() - compared.min())


def england_before(ranking: Ranking) -> str:
    """Return how England changed: `rose by 1.8 percentage points in a year`."""
    month = ranking.choice.month
    before = ranking.frames.england_in(month.replace(year=month.year - 1), ranking.measure)
    if not (numbers.is_known(before) and numbers.is_known(ranking.england)):
        return ""
    return f"{words.change(ranking.measure, before, ranking.england)} in a year"


def not_compared(ranking: Ranking) -> str:
    """Return how many areas have no rank, and why."""
    if not ranking.measure.comparable:
        return ""
    few = sum(row.instead == numbers.TOO_FEW for row in ranking.rows)
    missing = sum(row.instead == numbers.NOT_KNOWN for row in ranking.rows)
    why = [
        *([f"{few} with fewer than {FEWEST_TO_COMPARE} pathways"] if few else []),
        *([f"{missing} without a figure"] if missing else []),
    ]
    return f"Not compared: {words.joined(why)}." if why else ""


def reading(ranking: Ranking, sure: Collection[Chance]) -> list[str]:
    """Return how to read the words of the table: those that stand in it, and what to know before trusting them."""
    measure = ranking.measure
    is_neutral = measure.direction == "neutral"
    sentences = []
    if any(one.quarter for one in sure):
        first = "the highest" if is_neutral else "the best placed"
        sentences.append(f"Quarter 1 holds {first} fourth of the {ranking.areas}.")
    if any(one.has_interval for one in sure):
        ways = "Higher or lower" if is_neutral else "Better or worse"
        sentences.append(
            f"Under each figure stands its 95% interval: how far chance alone might move it. {ways} than England is "
            f"said where the whole interval lies beyond England’s figure. Among so many pathways small differences "
            f"are sure, too: look at how far apart figures are."
        )
    if any(one.course for one in sure):
        sentences.append(FIVE_MONTHS)
        sentences += [STOCK] if measure.is_stock else []
    return [*sentences, NO_INTERVAL] if ranking.ranked and measure.unit == WEEKS else sentences
