"""What pages of persistent challenges and of pockets say in words."""

from collections.abc import Mapping

import pandas as pd

from metrics.charts import numbers
from metrics.compute.challenges import LEAST_MONTHS
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import WEEKS, Measure
from metrics.presenters import words
from metrics.presenters.challenges.choice import Choice
from metrics.presenters.challenges.found import Found, Pockets, Setting

BY_CHANCE = (
    "The bottom quarter is never empty. Even if all areas were alike and each month shuffled them anew, about 1 in 18 "
    "would be in it in 6 of 12 months: look at how long, and how far behind."
)
NO_INTERVAL = "No interval can be worked out for a wait: small distances may be chance."


def answer(found: Found) -> str:
    """Return who has stayed behind for long, and how far."""
    choice, setting, still = found.choice, found.setting, found.still
    month, where = numbers.month_name(setting.month), _where(choice, setting)
    if not found.compared:
        return f"No {words.ONE_AREA[choice.level]}{where} has figures to be compared on this."
    if still.empty:
        return f"None of {_counted(found)}{where} has a persistent challenge in {month}."
    opening = (
        f"{len(still):,} of {_counted(found)}{where} {_has(len(still))} a persistent challenge: in the bottom quarter, "
        f"or in special-cause concern, in at least {LEAST_MONTHS} of the last {setting.window} months and in {month}."
    )
    return " ".join([opening, _longest(found), *_furthest(found)])


def _counted(found: Found) -> str:
    """Return what there is to be behind: `106 sub-ICB locations`."""
    choice, count = found.choice, found.compared
    if choice.is_any_function:
        return f"{count:,} pairs of {words.ONE_AREA[choice.level]} and treatment function"
    return f"{count:,} {words.ONE_AREA[choice.level] if count == 1 else choice.areas}"


def _where(choice: Choice, setting: Setting) -> str:
    return f" within {setting.name(choice.within)}" if choice.within else ""


def _has(count: int) -> str:
    return "has" if count == 1 else "have"


def _longest(found: Found) -> str:
    """Return who has had one without a break for longest."""
    setting, still = found.setting, found.still
    longest = still[still["running"] == still["running"].max()]
    count, since = len(longest), longest["behind_since"].iloc[0].date()
    if since == setting.first:
        who = "It" if len(still) == 1 else f"{count:,} of them"
        return f"{who} {_has(count)} been there in every month since figures begin here ({numbers.month_name(since)})."
    who = _named(found.choice, longest.iloc[0])
    others = f" (with {count - 1} more)" if count > 1 else ""
    long = months(int(longest["running"].iloc[0]))
    return f"{who} has been there for longest without a break{others}: {long}, since {numbers.month_name(since)}."


def _furthest(found: Found) -> list[str]:
    """Return who is furthest behind the middle area now; nothing where nobody is behind it."""
    far = found.still.sort_values("shortfall", ascending=False, kind="stable").iloc[0]
    if not far["shortfall"] > 0:
        return []
    middle, distance = (
        f"the middle {words.ONE_AREA[found.choice.level]}",
        _distance(found.choice.measure, far),
    )
    return [f"{_named(found.choice, far)} is furthest behind {middle} now: {distance}."]


def _named(choice: Choice, row: pd.Series) -> str:
    if not choice.is_any_function:
        return row["name"]
    return f"{row['name']} ({TREATMENT_FUNCTIONS[row['treatment_function']].lower()})"


def _distance(measure: Measure, row: pd.Series) -> str:
    """Return how far behind the middle area a series is: `8.6 percentage points`."""
    distance = numbers.gap(row["shortfall"], 0, measure.unit, measure.decimals)
    return f"at least {distance}" if _is_open(measure, row["value"]) else distance


def _is_open(measure: Measure, value: float) -> bool:
    """Tell whether a wait is in the last, open band: longer than it says."""
    return measure.unit == WEEKS and value == numbers.OPEN_BAND


def months(count: int) -> str:
    return f"{count} month{'' if count == 1 else 's'}"


def since(row: Mapping, setting: Setting) -> str:
    """Return since when a series has been behind without a break; that it is not, in the latest month."""
    if not row["running"]:
        return f"not in {numbers.month_short(setting.month)}"
    begun = row["behind_since"].date()
    return f"{numbers.month_short(begun)}{' or earlier' if begun == setting.first else ''}"


def behind(measure: Measure, shortfall: float, value: float = float("nan")) -> str:
    """Return how far behind the middle area a value is, without the unit: `8.6`, `2.1 ahead`, `30.2 or more`."""
    if not numbers.is_known(shortfall):
        return numbers.NOT_KNOWN
    distance = numbers.decimal(abs(shortfall), measure.decimals)
    if round(shortfall, measure.decimals) < 0:
        return f"{distance} ahead"
    return f"{distance} or more" if _is_open(measure, value) else distance


def came_out(found: Found) -> str:
    """Return how many were behind for long and are not any more; empty where none."""
    count = len(found.behind) - len(found.still)
    if not count:
        return ""
    were = "1 more was" if count == 1 else f"{count:,} more were"
    return (
        f"{were} there in as many of the months, but not in {numbers.month_name(found.setting.month)}. A control "
        "chart holds each month against the mean of its whole series, so the months before an improvement count too."
    )


def trial(rows: pd.DataFrame) -> str:
    """Return that limits are still on trial, where they are."""
    count = int(rows["is_trial"].sum())
    if not count:
        return ""
    charts = "1 of them has a control chart" if count == 1 else f"{count:,} of them have control charts"
    return (
        f"{charts} with trial limits, of fewer than 13 months since figures begin or limits start anew: concern may "
        "still come or go."
    )


def pockets_answer(found: Pockets) -> str:
    """Return in how many boards a part stays behind that the whole does not show."""
    choice, setting, rows = found.choice, found.setting, found.rows
    where, month = _where(choice, setting), numbers.month_name(setting.month)
    if not found.boards:
        return f"No ICB{where} has two or more sub-ICB locations, so there are no pockets to find."
    boards = (
        f"{found.boards:,} ICB{'' if found.boards == 1 else 's'} with two or more sub-ICB locations{where}"
    )
    if rows.empty:
        return f"None of {boards} hides one with a persistent challenge in {month}."
    count, holding = len(rows), rows["parent"].nunique()
    opening = (
        f"{holding:,} of {boards} {_has(holding)} pockets: {count:,} {_parts(choice, count)} "
        f"{_has(count)} a persistent challenge in {month} while the ICB as a whole does not."
    )
    far = rows.sort_values("shortfall", ascending=False, kind="stable").iloc[0]
    if not far["shortfall"] > 0:
        return opening
    return (
        f"{opening} {_named(choice, far)} in {far['board']} is furthest behind the middle sub-ICB location of England: "
        f"{_distance(choice.measure, far)}."
    )


def _parts(choice: Choice, count: int) -> str:
    if choice.is_any_function:
        return f"pair{'' if count == 1 else 's'} of sub-ICB location and treatment function"
    return f"sub-ICB location{'' if count == 1 else 's'}"


def other_boards(found: Pockets) -> list[str]:
    """Return why other boards have no pockets."""
    notes = []
    if found.behind:
        every = " on at least one treatment function" if found.choice.is_any_function else ""
        boards = f"{found.behind:,} ICB{'' if found.behind == 1 else 's'} {_has(found.behind)}"
        notes.append(
            f"{boards} a persistent challenge as a whole{every}: what their parts share with them is no pocket."
        )
    if found.alone:
        boards = f"{found.alone:,} ICB{'' if found.alone == 1 else 's'} {_has(found.alone)}"
        notes.append(f"{boards} one sub-ICB location only, which is the ICB under another name.")
    return notes


def whole(measure: Measure, row: Mapping) -> str:
    """Return how the whole stands that does not share its part's challenge."""
    if not numbers.is_known(row["parent_value"]):
        return numbers.NOT_KNOWN
    value = words.brief(measure, row["parent_value"])
    if not numbers.is_known(row["parent_quartile"]):
        return value
    return f"{value}, quarter {int(row['parent_quartile'])}"
