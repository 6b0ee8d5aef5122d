"""What a report says in sentences. It may say rank, best and worst: its readers ask for them."""

from collections.abc import Iterable

import pandas as pd

from metrics.charts import numbers
from metrics.compute.measures import PER_CENT, WEEKS, Measure
from metrics.presenters import words
from metrics.presenters.report.facts import Facts, Standings

MOST_NAMED = 2


def capital(sentence: str) -> str:
    return sentence[:1].upper() + sentence[1:]


def ends(measure: Measure) -> tuple[str, str]:
    """Return what rank 1 and the last rank are called: where neither way is better, highest and lowest."""
    return ("highest", "lowest") if measure.direction == "neutral" else ("best", "worst")


def per_month(measure: Measure) -> str:
    """Return what a value over several months is, in words."""
    if measure.numerator is None:
        return "the average of the months"
    if measure.unit == PER_CENT:
        return "all months together"
    return "the average of the month ends" if measure.is_stock else "the average a month"


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


def times(high: float, low: float) -> str:
    """Return `2.5 times`; nothing where there is no such ratio, or where it reads 1.0."""
    if not low > 0:
        return ""
    ratio = numbers.decimal(high / low, 1)
    return f"{ratio} times" if ratio != "1.0" else ""


def answer(facts: Facts) -> list[str]:
    """Return the whole report in three to five sentences."""
    standings = facts.standings
    if len(standings.ranked) < 2:
        return [f"Fewer than two {facts.choice.areas} can be compared on this. {not_ranked(facts)}".strip()]
    sentences = [first_and_last(facts, standings), apart(facts), beside_england(facts), most_moved(facts)]
    return [sentence for sentence in sentences if sentence]


def first_and_last(facts: Facts, standings: Standings) -> str:
    """Return who is first and who is last of how many."""
    measure, ranked = standings.measure, standings.ranked
    first, last = standings.first, standings.last
    if ranked["value"].nunique() == 1:
        return f"All {len(ranked)} {facts.choice.areas} are at {written(measure, first['value'].iloc[0])}."
    best, worst = ends(measure)
    top, bottom = (words.shown(measure, rows["value"].iloc[0]) for rows in (first, last))
    return (
        f"Of {len(ranked)} {facts.choice.areas}, {named(facts, first.index)} {_is(first)} {best} ({top}) and "
        f"{named(facts, last.index)} {_is(last)} {worst} ({bottom}), {per_month(measure)}, {facts.choice.period}."
    )


def _is(rows: pd.DataFrame) -> str:
    return "is" if len(rows) == 1 else "are"


def apart(facts: Facts) -> str:
    """Return how far the first and the last lie apart, and whether chance can explain it."""
    measure, ranked = facts.choice.measure, facts.standings.ranked
    high, low = ranked["value"].max(), ranked["value"].min()
    if written(measure, high) == written(measure, low):
        return ""
    gap = numbers.gap(
        round(high, measure.decimals), round(low, measure.decimals), measure.unit, measure.decimals
    )
    ratio = times(high, low)
    best, worst = ends(measure)
    top, bottom = (best, worst) if measure.direction != "decrease" else (worst, best)
    size = (
        f"The {top} is {ratio} the {bottom}, a gap of {gap}"
        if ratio
        else f"{top.capitalize()} and {bottom} are {gap} apart"
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
    known = f"England: {words.shown(measure, england)}."
    counts = facts.standings.ranked["verdict"].value_counts()
    if not counts.sum():
        return f"{known} {_either_side(facts, england)}"
    better, worse = ("higher", "lower") if measure.direction == "neutral" else ("better", "worse")
    return (
        f"{known} By more than chance, {counts.get(better, 0)} {facts.choice.areas} are {better} and "
        f"{counts.get(worse, 0)} {worse}; {counts.get('similar', 0)} are similar."
    )


def _either_side(facts: Facts, england: float) -> str:
    values = facts.standings.ranked["value"]
    above, below = int((values > england).sum()), int((values < england).sum())
    return f"{above} {facts.choice.areas} lie above it and {below} below."


def most_moved(facts: Facts) -> str:
    """Return who gained most places, or why nobody can be said to have."""
    moves = facts.moves
    if moves.empty:
        return "Twelve months are needed to say who improved most: this period has fewer."
    gained = moves[moves["movement"] == "improved"]
    if gained.empty:
        return (
            "No area gained places by more than the months differ among themselves: there was no real change."
        )
    code, row = gained.index[0], gained.iloc[0]
    verb = "rose" if facts.choice.measure.direction == "neutral" else "improved"
    return (
        f"{facts.name(code)} {verb} most: on average {numbers.ordinal(round(row['first']))} in the first six months "
        f"and {numbers.ordinal(round(row['last']))} in the last six."
    )


def not_ranked(facts: Facts) -> str:
    """Return how many areas have no rank, and why."""
    why = facts.standings.table["instead"]
    counts = why[why != ""].value_counts()
    if counts.empty:
        return ""
    return f"Not ranked: {words.joined([f'{count} {reason}' for reason, count in counts.items()])}."


def both_ends(facts: Facts) -> list[str]:
    """Return the first and the last area each in a sentence of its own."""
    ranked = facts.standings.ranked
    best, worst = (word.capitalize() for word in ends(facts.choice.measure))
    found = []
    for name, row in ((best, ranked.iloc[0]), (worst, ranked.iloc[-1])):
        between = interval(facts.choice.measure, row["lower"], row["upper"])
        sure = f" (95% interval {between})" if between else ""
        value = words.shown(facts.choice.measure, row["value"])
        beside = words.beside(facts.choice.measure, row["value"], facts.standings.england["value"], "England")
        parts = [f"{name}: {_placed(facts, row.name)}, {value}{sure}", *([beside] if beside else [])]
        found.append(f"{', '.join(parts)}.")
    return found


def _placed(facts: Facts, code: str) -> str:
    """Return an area with what it belongs to: `Wakefield (West Yorkshire)`."""
    above = facts.belongs_to.get(code)
    return f"{facts.name(code)} ({facts.parents[above]})" if above else facts.name(code)


def counted(facts: Facts) -> str:
    """Return what the values are over the period, in a sentence."""
    return f"The figure of an area is {per_month(facts.choice.measure)}. Equal values share a rank."


def movement(facts: Facts) -> list[str]:
    """Return how many areas moved by more than chance, and who gained and who lost most."""
    if facts.moves.empty:
        return [most_moved(facts)]
    counts = facts.moves["movement"].value_counts()
    up, down = ("rose", "fell") if facts.choice.measure.direction == "neutral" else ("improved", "fell back")
    sentence = (
        f"By more than the months differ among themselves, {counts.get('improved', 0)} {facts.choice.areas} {up} in "
        f"rank and {counts.get('fell', 0)} {down}; of {counts.get('no_real_change', 0)} no real change can be said."
    )
    return [sentence, *_furthest(facts, "improved", 1), *_furthest(facts, "fell", -1)]


def _furthest(facts: Facts, which: str, way: int) -> list[str]:
    moved = facts.moves[facts.moves["movement"] == which]
    if moved.empty:
        return []
    row = moved.iloc[0 if way > 0 else -1]
    measure = facts.choice.measure
    verb = "gained" if way > 0 else "lost"
    low, high = sorted([abs(row["lower"]), abs(row["upper"])])
    return [
        f"{facts.name(row.name)} {verb} most places: {numbers.decimal(abs(row['gain']))} (95% interval "
        f"{numbers.decimal(low)} to {numbers.decimal(high)}), from {words.shown(measure, row['early'])} in the first "
        f"six months to {words.shown(measure, row['late'])} in the last six."
    ]


def widest_within(facts: Facts, parent: str) -> str:
    measure, row = facts.choice.measure, facts.within.iloc[0]
    ranks = facts.standings.ranked["rank"]
    ratio = times(row["high"], row["low"])
    return (
        f"The widest gap within one {parent} is in {facts.parents[row.name]}: "
        f"{facts.name(row['high_area'])} has {written(measure, row['high'])} and {facts.name(row['low_area'])} "
        f"{written(measure, row['low'])}{f', {ratio} apart' if ratio else ''}. They rank "
        f"{numbers.ordinal(int(ranks[row['high_area']]))} and {numbers.ordinal(int(ranks[row['low_area']]))} of "
        f"{len(ranks)}."
    )


def widest_near(facts: Facts) -> str:
    measure, row = facts.choice.measure, facts.near.iloc[0]
    miles = numbers.decimal(row["miles"], 0)
    return (
        f"{facts.name(row['low_area'])} and {facts.name(row['high_area'])} are {miles} miles apart, and "
        f"{numbers.gap(row['high'], row['low'], measure.unit, measure.decimals)} lie between them: "
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
