"""What a report says in sentences. It may say rank, best and worst: its readers ask for them."""

from collections.abc import Iterable
from datetime import date

import pandas as pd

from metrics.charts import numbers
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import PER_CENT, WEEKS, Measure
from metrics.presenters import words
from metrics.presenters.report.choice import Choice
from metrics.presenters.report.facts import Facts, Standings

MOST_NAMED = 2
# A gain that one of so many areas makes by chance more often than this is not called more than chance.
RARE = 0.05
# In steps of the last decimal shown: below it, rounding is more than a twentieth of a value.
SMALLEST_OF_RATIO = 10
TOO_SHORT = "The period has fewer than twelve months with figures, too few to say who moved most."


def ends(measure: Measure) -> tuple[str, str]:
    """Return what rank 1 and the last rank are called: where neither way is better, highest and lowest."""
    return ("highest", "lowest") if measure.direction == "neutral" else ("best", "worst")


def over_months(choice: Choice) -> str:
    """Return what a value over several months is, to follow a sentence: `, on average a month`."""
    measure = choice.measure
    if choice.first == choice.last:
        return ""
    if measure.numerator is None:
        return ", on average over the months"
    if measure.unit == PER_CENT:
        return ", all months together"
    return ", on average at the month ends" if measure.is_stock else ", on average a month"


def subject(choice: Choice) -> str:
    """Return what a report is about: `Waiting 18 weeks or less, urology, June 2024 to May 2025`."""
    function = [] if choice.function == ALL_FUNCTIONS else [choice.function_name]
    return ", ".join([choice.measure.title, *function, choice.period])


def written(measure: Measure, value: float) -> str:
    return numbers.written(value, measure.unit, measure.decimals)


def interval(measure: Measure, lower: float, upper: float) -> str:
    """Return `8.40 to 8.57`; nothing where there is no interval."""
    if not (numbers.is_known(lower) and numbers.is_known(upper)):
        return ""
    places = measure.decimals
    low, high = (numbers.written(each, measure.unit, places) for each in (lower, upper))
    return f"{low} to {high}"


def named(facts: Facts, codes: Iterable[str]) -> str:
    """Return the names of areas, or how many they are where they are many: `37 sub-ICB locations`."""
    codes = list(codes)
    if len(codes) > MOST_NAMED:
        return f"{len(codes)} {facts.choice.areas}"
    return words.joined([facts.name(code) for code in codes])


def ratio(measure: Measure, high: float, low: float) -> str:
    """Return `2.5`; nothing where it says little: of a value below zero, or so small that rounding is much of it."""
    return numbers.decimal(high / low) if low >= SMALLEST_OF_RATIO / 10**measure.decimals else ""


def ratios_left_out(facts: Facts) -> list[str]:
    """Return why some ratios within are not given, in a sentence."""
    rows = facts.within
    if all(
        ratio(facts.choice.measure, high, low) for high, low in zip(rows["high"], rows["low"], strict=True)
    ):
        return []
    return ["A ratio is left out where the lowest value is so small that rounding is much of it."]


def times(measure: Measure, high: float, low: float) -> str:
    """Return `2.5 times`; nothing where there is no such ratio, or where it reads 1.0."""
    found = ratio(measure, high, low)
    return f"{found} times" if found not in ("", "1.0") else ""


def answer(facts: Facts) -> list[str]:
    """Return the whole report in three to five sentences."""
    standings = facts.standings
    if len(standings.ranked) < 2:
        return [f"Fewer than two {facts.choice.areas} can be compared on this. {not_ranked(facts)}".strip()]
    sentences = [first_and_last(facts, standings), apart(facts), beside_england(facts), most_moved(facts)]
    return [sentence for sentence in sentences if sentence]


def first_and_last(facts: Facts, standings: Standings) -> str:
    """Return who is first and who is last of how many."""
    choice, measure, ranked = facts.choice, standings.measure, standings.ranked
    first, last = standings.first, standings.last
    top, bottom = (words.shown(measure, rows["value"].iloc[0]) for rows in (first, last))
    if are_level(standings):
        return f"{_when(choice)}, all {len(ranked)} {choice.areas} are at {top}{over_months(choice)}."
    best, worst = ends(measure)
    return (
        f"{_when(choice)}, {named(facts, first.index)} {_was(first)} {best} of {len(ranked)} {choice.areas} ({top}) "
        f"and {named(facts, last.index)} {_was(last)} {worst} ({bottom}){over_months(choice)}."
    )


def are_level(standings: Standings) -> bool:
    """Say whether all areas that are ranked share one rank: then nobody is first or last."""
    return len(standings.first) == len(standings.ranked) > 1


def _when(choice: Choice) -> str:
    return f"In {choice.period}" if choice.first == choice.last else f"From {choice.period}"


def _was(rows: pd.DataFrame) -> str:
    return "was" if len(rows) == 1 else "were"


def apart(facts: Facts) -> str:
    """Return how far the first and the last lie apart, and whether chance can explain it."""
    measure, ranked = facts.choice.measure, facts.standings.ranked
    high, low = ranked["value"].max(), ranked["value"].min()
    if written(measure, high) == written(measure, low):
        return ""
    gap, ratio = words.apart(measure, high, low), times(measure, high, low)
    best, worst = ends(measure)
    top, bottom = (best, worst) if measure.direction != "decrease" else (worst, best)
    size = (
        f"The {top} is {ratio} the {bottom}, a gap of {gap}"
        if ratio
        else f"{words.capital(top)} and {bottom} are {gap} apart"
    )
    return f"{size}: {is_real(facts.standings)}."


def is_real(standings: Standings) -> str:
    """Return whether chance can explain that the first and the last differ."""
    first, last = standings.first.iloc[0], standings.last.iloc[0]
    high, low = (first, last) if first["value"] > last["value"] else (last, first)
    if pd.isna(high["lower"]) or pd.isna(low["upper"]):
        return f"{no_interval(standings.measure)}, so small differences may be chance"
    if high["lower"] > low["upper"]:
        return "more than chance, as their 95% intervals lie apart"
    return "within chance, as their 95% intervals overlap"


def no_interval(measure: Measure) -> str:
    return f"no interval can be worked out for {'a wait' if measure.unit == WEEKS else 'this measure'}"


def beside_england(facts: Facts) -> str:
    """Return England's value, and how many areas differ from it by more than chance."""
    measure, england = facts.choice.measure, facts.standings.england["value"]
    if not numbers.is_known(england):
        return ""
    at = f"England was at {words.shown(measure, england)}"
    counts = facts.standings.ranked["verdict"].value_counts()
    if not counts.sum():
        values = facts.standings.ranked["value"]
        above, below = ((values > england).sum(), (values < england).sum())
        return f"{at}: {above} {facts.choice.areas} lie above it and {below} below."
    better, worse = ("higher", "lower") if measure.direction == "neutral" else ("better", "worse")
    return (
        f"{at}: by more than chance, {counts.get(better, 0)} {facts.choice.areas} were {better} and "
        f"{counts.get(worse, 0)} {worse}, with {counts.get('similar', 0) or 'none'} similar."
    )


def most_moved(facts: Facts) -> str:
    """Return who gained most places and how sure that is, or why nobody can be said to have."""
    moves = facts.moves
    if moves.empty:
        return TOO_SHORT
    gained = moves[moves["movement"] == "improved"]
    if gained.empty:
        return "Nobody gained places by more than their own months differ: no real change."
    code, row = gained.index[0], gained.iloc[0]
    verb = "moved up" if facts.choice.measure.direction == "neutral" else "improved"
    first, last = (numbers.ordinal(int(row[end] + 0.5)) for end in ("first", "last"))
    return (
        f"{facts.name(code)} {verb} most, from {first} on average in the first six months to {last} in the last six, "
        f"{_how_sure(facts, row)}."
    )


def _how_sure(facts: Facts, row: pd.Series) -> str:
    """Return whether the largest gain of many is more than chance, as far as that can be told."""
    if row["chance"] > RARE:
        return f"which one of {len(facts.moves)} may do by chance"
    if facts.choice.measure.is_stock:
        return "though a waiting list carries over from month to month, so that it may be drift"
    return "more than chance"


def not_ranked(facts: Facts) -> str:
    """Return how many areas have no rank, and why."""
    why = facts.standings.table["instead"]
    counts = why[why != ""].value_counts()
    if counts.empty:
        return ""
    return f"Not ranked: {words.joined([f'{count} {reason}' for reason, count in counts.items()])}."


def both_ends(facts: Facts) -> list[str]:
    """Return the first and the last areas each in a sentence of their own; areas that share a place stand together."""
    standings = facts.standings
    best, worst = (word.capitalize() for word in ends(facts.choice.measure))
    found = []
    for name, rows in ((best, standings.first), (worst, standings.last)):
        row = rows.iloc[0]
        between = interval(facts.choice.measure, row["lower"], row["upper"])
        sure = f" (95% interval {between})" if between and len(rows) == 1 else ""
        value = words.shown(facts.choice.measure, row["value"])
        beside = words.beside(facts.choice.measure, row["value"], facts.standings.england["value"], "England")
        who = _placed(facts, row.name) if len(rows) == 1 else named(facts, rows.index)
        parts = [f"{name}: {who}, {value}{sure}", *([beside] if beside else [])]
        found.append(f"{', '.join(parts)}.")
    return found


def _placed(facts: Facts, code: str) -> str:
    """Return an area with what it belongs to: `Wakefield (West Yorkshire)`."""
    above = facts.belongs_to.get(code)
    return f"{facts.name(code)} ({facts.parents[above]})" if above else facts.name(code)


def movement(facts: Facts) -> list[str]:
    """Return how many areas moved by more than chance, and who gained and who lost most."""
    if facts.moves.empty:
        return [TOO_SHORT]
    counts = facts.moves["movement"].value_counts()
    up, down = (
        ("moved up", "down") if facts.choice.measure.direction == "neutral" else ("improved", "fell back")
    )
    (first, last), (later, latest) = facts.halves
    sentence = (
        f"{_months(later, latest)} compared with {_months(first, last)}: {counts.get('improved', 0)} "
        f"{facts.choice.areas} {up} in rank by more than their own months differ and {counts.get('fell', 0)} {down}; "
        f"for {counts.get('no_real_change', 0)} there is no real change."
    )
    return [sentence, *_furthest(facts, "improved", 0), *_furthest(facts, "fell", -1)]


def season(facts: Facts) -> list[str]:
    """Return a caution where the two halves are different months of the year."""
    if not facts.halves or facts.halves[0][0].month == facts.halves[1][0].month:
        return []
    return ["The two halves are different times of the year: part of a movement may be the season."]


def _months(first: date, last: date) -> str:
    return f"{numbers.month_name(first)} to {numbers.month_name(last)}"


def _furthest(facts: Facts, which: str, place: int) -> list[str]:
    moved = facts.moves[facts.moves["movement"] == which]
    if moved.empty:
        return []
    row, measure = moved.iloc[place], facts.choice.measure
    low, high = sorted([abs(row["lower"]), abs(row["upper"])])
    return [
        f"{facts.name(row.name)} {'lost' if place else 'gained'} most places: {numbers.decimal(abs(row['gain']))} "
        f"(between {numbers.decimal(low)} and {numbers.decimal(high)}), from {words.shown(measure, row['early'])} in "
        f"the first six months to {words.shown(measure, row['late'])} in the last six."
    ]


def widest_within(facts: Facts, parent: str) -> str:
    measure, row = facts.choice.measure, facts.within.iloc[0]
    ranks = facts.standings.ranked["rank"]
    found = ratio(measure, row["high"], row["low"])
    return (
        f"The widest gap within one {parent} is in {facts.parents[row.name]}: "
        f"{facts.name(row['high_area'])} has {written(measure, row['high'])} and {facts.name(row['low_area'])} "
        f"{written(measure, row['low'])}{f', a ratio of {found}' if found else ''}. They rank "
        f"{numbers.ordinal(int(ranks[row['high_area']]))} and {numbers.ordinal(int(ranks[row['low_area']]))} of "
        f"{len(ranks)}."
    )


def widest_near(facts: Facts) -> str:
    measure, row = facts.choice.measure, facts.near.iloc[0]
    miles = numbers.decimal(row["miles"], 0)
    return (
        f"{facts.name(row['low_area'])} and {facts.name(row['high_area'])} are {miles} miles apart, and "
        f"{words.apart(measure, row['high'], row['low'])} lie between them: "
        f"{written(measure, row['low'])} and {written(measure, row['high'])}."
    )


def missing_months(facts: Facts) -> list[str]:
    """Return which months of the period are not published, in a sentence."""
    choice = facts.choice
    every = [month.date() for month in pd.date_range(choice.first, choice.last, freq="MS")]
    gaps = [numbers.month_name(month) for month in every if month not in facts.months]
    if not gaps:
        return []
    return [f"No figures are published for {words.joined(gaps)}: the report is of the other months."]


def warned_of(facts: Facts) -> list[str]:
    """Return how many files were published with warnings, in a sentence."""
    count = sum(version.warning_count > 0 for version in facts.versions)
    if not count:
        return []
    files = "1 file was" if count == 1 else f"{count} files were"
    return [
        f"Of {len(facts.versions)} months, {files} published with warnings, such as a provider that did not submit: "
        "the pages of the months, under sources, say which. What was not submitted is missing, not zero."
    ]


def pooling(measure: Measure, is_sum: bool) -> str:
    """Return how the months make one value, in a sentence."""
    if measure.numerator is None:
        return "Over several months it is the mean of the monthly values, which have no interval."
    if is_sum:
        return (
            "Over several months both counts are added up, so a rate per head is the average a month, each month "
            "weighing by its people."
        )
    return (
        "Over several months it is the average of the month ends. The same pathways stand on the list at several month "
        "ends, so the interval is that of one month, and not narrower for more of them."
    )
