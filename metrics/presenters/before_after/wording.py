"""What figures before and after a start show, in words: what moved when, and what else may lie behind it; never why."""

from collections.abc import Iterator

import pandas as pd

from metrics.charts import numbers
from metrics.compute.before_after import (
    CANNOT,
    FEWEST_MONTHS,
    HIGHER,
    IMPROVED,
    LOWER,
    MIXED,
    MONTHS_EACH,
    NO_CHANGE,
    NOT_YET,
    WORSENED,
)
from metrics.compute.breaks import breaks_of
from metrics.compute.measures import Measure
from metrics.compute.periods import is_pooled
from metrics.compute.spc import MONTHS_CARRY_OVER
from metrics.presenters import words
from metrics.presenters.before_after.found import Found

# A figure of fewer pathways a month moves by what becomes of a few of them.
FEW_PATHWAYS = 100
# More months than these are counted, not named.
MOST_NAMED = 4
# England or areas like it moved as well: at least this part of the area's own way.
SHARED = 0.5
NOT_WHY = "This shows what came after what. It does not show what brought it about."
STANDS_OUT = {
    IMPROVED: "was better than {before} would lead one to expect (special cause of improvement)",
    WORSENED: "was worse than {before} would lead one to expect (special cause of concern)",
    HIGHER: "was higher than {before} would lead one to expect (special cause, neither better nor worse)",
    LOWER: "was lower than {before} would lead one to expect (special cause, neither better nor worse)",
    MIXED: "lay outside what {before} would lead one to expect, but not all on the same side",
}
MOVED = {IMPROVED: "better", WORSENED: "worse", HIGHER: "higher", LOWER: "lower"}
BRIEF = {
    MIXED: "both better and worse since the start than before",
    NO_CHANGE: "no change beyond the usual movement",
    NOT_YET: "not yet measurable",
    CANNOT: "cannot be measured",
}


def span(months: pd.DatetimeIndex) -> str:
    """Return `October 2023 to September 2024`."""
    first, last = (numbers.month_name(month.date()) for month in (months[0], months[-1]))
    return first if first == last else f"{first} to {last}"


def counted(months: int) -> str:
    return f"{months} month{'' if months == 1 else 's'}"


def brief(found: Found) -> str:
    """Return what the figures show as the heading of their chart: of how many months, where it is not of all, and the
    first reason not to lay it to the start, where there is one.
    """
    shown = found.shown
    if shown.verdict in BRIEF:
        return BRIEF[shown.verdict]
    if shown.marked < shown.known_after:
        since = f"in {shown.marked} of the {counted(shown.known_after)} since the start"
    else:
        since = "since the start than before"
    return f"{MOVED[shown.verdict]} {since}, by more than the usual movement{_reserved(found)}"


def _reserved(found: Found) -> str:
    if any(_shared(found)):
        return ", but it moved that way elsewhere too"
    if found.trend_before * found.own["change"] > 0:
        return ", but it moved that way before the start too"
    return ", but that may be chance" if any(_chance(found)) else ""


def answer(found: Found) -> str:
    """Return what the figures show, in a sentence."""
    shown, start = found.shown, numbers.month_name(found.starts)
    if shown.verdict == NOT_YET:
        return _not_yet(found, start)
    if shown.verdict == CANNOT:
        return _cannot(found)
    before, after = counted(shown.known_before), counted(shown.known_after)
    if shown.verdict == NO_CHANGE:
        return (
            f"No change beyond the usual movement: none of the {after} from {start} on stands out from the {before} "
            "before (common cause)."
        )
    said = STANDS_OUT[shown.verdict].format(before=f"the {before} before")
    which = f"all {after}" if shown.marked == shown.known_after else f"{shown.marked} of the {after}"
    return f"In {which} from {start} on the figure {said}."


def _not_yet(found: Found, start: str) -> str:
    if found.shown.windows.after.empty:
        return f"Not yet measurable: no figures from {start} on have been published."
    known = counted(found.shown.known_after)
    return (
        f"Not yet measurable: figures of {known} from {start} on are known, and {FEWEST_MONTHS} are needed."
    )


def _cannot(found: Found) -> str:
    shown = found.shown
    is_before = shown.known_before < FEWEST_MONTHS
    known = shown.known_before if is_before else shown.known_after
    side = "before the start" if is_before else "from the start on"
    return f"It cannot be measured: {counted(known)} {side} can be compared, and {FEWEST_MONTHS} are needed."


def moved(found: Found) -> list[str]:
    """Return by how much the figure changed, and England and similar areas beside it."""
    own, measure = found.own, found.measure
    if not numbers.is_known(own["change"]):
        return []
    before, after = found.shown.windows.before, found.shown.windows.after
    sentences = [
        f"{found.area.short_name}: {words.shown(measure, own['before'])} over {span(before)}, "
        f"{words.shown(measure, own['after'])} over {span(after)}. It {in_words(measure, own)}."
    ]
    return [*sentences, *_beside(found), NOT_WHY]


def _beside(found: Found) -> Iterator[str]:
    if found.has_england and numbers.is_known(found.england["change"]):
        yield f"England {in_words(found.measure, found.england)} over the same months."
    if len(found.similar):
        middle = in_words(found.measure, found.middle)
        yield (
            f"Of {len(found.similar)} similar areas the middle one {middle}; {alike(found) or 'none'} changed as much "
            f"as {found.area.short_name} or more, the same way."
        )


def in_words(measure: Measure, row: pd.Series) -> str:
    """Return `rose by 4.9 percentage points`; of a count that grows with its area, in per cent."""
    if measure.comparable:
        # Both sides as they read where both are known, so that the change is the difference that a reader sees.
        return words.change(measure, row.get("before", 0.0), row.get("after", row["change"]))
    if round(row["relative"], 1) == 0:
        return "did not change"
    return f"{'rose' if row['relative'] > 0 else 'fell'} by {numbers.percent(abs(row['relative']))}"


def alike(found: Found) -> int:
    """Return how many similar areas changed as much as the area or more, the same way."""
    column = "change" if found.measure.comparable else "relative"
    own = found.own[column]
    theirs = found.similar[column]
    return int((theirs >= own).sum() if own > 0 else (theirs <= own).sum())


def explanations(found: Found) -> list[str]:
    """Return what else could explain a change, and what keeps the figures from showing one, each as a sentence."""
    return [
        *_trend(found),
        *_shared(found),
        *_chance(found),
        *_few(found),
        *_breaks(found),
        *_rebased(found),
        *_months(found),
        *found.measure.caveats,
    ]


def _trend(found: Found) -> Iterator[str]:
    if way := found.trend_before:
        said = "rising" if way > 0 else "falling"
        yield f"It was {said} already: over {span(found.shown.windows.before)}, by more than chance."


def _shared(found: Found) -> Iterator[str]:
    column = "change" if found.measure.comparable else "relative"
    own, england = found.own[column], found.england[column]
    if found.has_england and own and england / own >= SHARED:
        yield "England moved the same way: much of the change came about elsewhere too."
    if own and 2 * alike(found) >= len(found.similar) > 0:
        yield "At least half of the similar areas moved as far the same way."


def _chance(found: Found) -> Iterator[str]:
    own = found.own
    overlap = own["before_lower"] <= own["after_upper"] and own["after_lower"] <= own["before_upper"]
    if overlap:
        yield "The 95% intervals of before and after overlap: the difference may be chance."


def _few(found: Found) -> Iterator[str]:
    own = found.own
    pathways = min(_a_month(found, own, side) for side in ("before", "after"))
    if pathways < FEW_PATHWAYS:
        yield f"Small numbers: about {numbers.thousands(pathways)} pathways a month stand behind the figure."


def _a_month(found: Found, own: pd.Series, side: str) -> float:
    months = own[f"{side}_months"] if is_pooled(found.measure) else 1
    return own[f"{side}_pathways"] / months if months else float("nan")


def _breaks(found: Found) -> Iterator[str]:
    months = found.shown.points.index
    for one in breaks_of(found.area.kind):
        day = pd.Timestamp(one.date)
        if one.date in found.shown.windows.cut_at:
            yield f"{one.label} ({numbers.month_name(one.date)}): months on the other side of it are left out."
        elif len(months) and months[0] < day <= months[-1]:
            yield f"{one.label} ({numbers.month_name(one.date)}): within the months compared."


def _rebased(found: Found) -> Iterator[str]:
    for one in found.rebases:
        reason = one.reason.rstrip(".")
        yield f"Its limits were set anew in {numbers.month_name(one.month)} by those who know it: {reason}."


def _months(found: Found) -> Iterator[str]:
    shown = found.shown
    sides = (shown.windows.before, shown.windows.after)
    if shown.verdict not in (NOT_YET, CANNOT) and any(len(side) < MONTHS_EACH for side in sides):
        yield "A side is less than a whole year, so the time of the year plays a part."
    missing = shown.points.index[shown.points["value"].isna()]
    if len(missing) > MOST_NAMED:
        yield f"{len(missing)} of these months are not known."
    elif len(missing):
        yield f"Not known in {words.joined([numbers.month_name(month.date()) for month in missing])}."


def notes(found: Found) -> list[str]:
    """Return how it was measured."""
    if not numbers.is_known(found.own["change"]):
        return []
    shown = found.shown
    trial = f" They are trial limits: they rest on fewer than {MONTHS_EACH} months." if shown.is_trial else ""
    limits = (
        f"The limits are those of the {counted(shown.known_before)} before, and the months since are held against "
        f"them.{trial}"
    )
    return [limits, *([MONTHS_CARRY_OVER] if found.measure.is_stock else [])]
