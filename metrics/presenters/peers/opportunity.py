"""How far an area is from the standard and the milestones, and what matching others would mean in pathways."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers
from metrics.charts.figure import Cell, Column, Table, TableRow
from metrics.compute import opportunity
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.history import History, history
from metrics.compute.measures import FEWEST_TO_COMPARE, MEASURES, PER_CENT, QUANTITIES, Measure, Target
from metrics.measured import kept, with_context, with_measures
from metrics.presenters import words
from metrics.presenters.dots import asked_for, measure_address
from metrics.presenters.peers.group import PeerGroup
from metrics.queries import figures_frame

# Shares and rates of which one way is better: what matching others means can be counted in pathways.
COUNTED = tuple(
    slug
    for slug, measure in MEASURES.items()
    if measure.numerator and measure.denominator and measure.direction != "neutral" and measure.comparable
)
MOST_DECIMALS = 6
WITH_TARGETS = tuple(slug for slug, measure in MEASURES.items() if measure.targets)


@dataclass(frozen=True)
class Matching:
    """One measure by treatment function: ours, the peers' median and the best tenth, and the pathways between.

    `rows`: index treatment function; columns `ours, median, tenth, denominator, to_median, to_tenth` (NaN: not known).
    """

    measure: Measure
    rows: pd.DataFrame


@dataclass(frozen=True)
class Opportunity:
    """What the page answers for an area, its peers, a measure, some pathways and a month.

    `own`: the month of the area in these pathways, every measure a column; None without figures.
    """

    group: PeerGroup
    measure: Measure
    function: str
    month: date
    own: pd.Series | None

    @cached_property
    def matching(self) -> Matching:
        return matching(self.group, self.measure, self.month)

    @property
    def asked(self) -> list[tuple[str, str]]:
        return [
            ("measure", self.measure.slug),
            ("function", self.function),
            ("month", f"{self.month:%Y-%m}"),
            *self.group.choice.asked,
        ]


def opportunity_view(group: PeerGroup, measure: Measure, function: str, month: date) -> Opportunity:
    def own() -> pd.Series | bool:
        figures = with_measures(figures_frame([group.area], functions=[function], months=[month]))
        return figures.iloc[0] if len(figures) else False

    found = kept(f"opportunity-own:{group.area.code}:{function}:{month}", own)
    return Opportunity(group, measure, function, month, None if found is False else found)


def matching(group: PeerGroup, measure: Measure, month: date) -> Matching:
    """Return what matching others would mean on a measure, a row a treatment function."""
    codes = sorted(group.areas)
    values = by_function(group, measure, month)
    comparable, code = values.comparable, group.area.code
    ours = comparable.loc[code]
    rows = pd.DataFrame(
        {
            "ours": ours,
            "median": opportunity.middle(comparable.reindex(group.codes)),
            "tenth": opportunity.best_tenth(comparable.reindex(codes), measure.direction),
            "denominator": values.denominator.loc[code],
            "pathways": values.pathways.loc[code],
        }
    )
    gained = {
        f"to_{level}": opportunity.pathways_gained(measure, ours, rows[level], rows["denominator"])
        for level in ("median", "tenth")
    }
    return Matching(measure, rows.assign(**gained))


def by_function(group: PeerGroup, measure: Measure, month: date) -> History:
    """Return a month of every area of the kind with a column a treatment function in place of months, kept."""
    codes = sorted(group.areas)
    name = f"opportunity:{group.area.kind}:{month}:{measure.slug}:{len(codes)}:{group.area.code}"
    return kept(name, lambda: _by_function(codes, group.area.kind, measure, month))


def _by_function(codes: Sequence[str], kind: str, measure: Measure, month: date) -> History:
    figures = with_context(figures_frame(kinds=[kind], functions=(), months=[month]))
    figures = figures.assign(month=figures["treatment_function"])
    return history(measure, figures).among(codes)


def answer(view: Opportunity) -> str:
    """Return the page's first line: how far it is to the standard."""
    own, area = view.own, view.group.area.short_name
    measure = MEASURES["within-18-weeks"]
    month = numbers.month_name(view.month)
    if own is None or not own["incomplete"] >= FEWEST_TO_COMPARE:
        return f"{area} has no figures here for {month}, or too few to compare with the standard."
    [standard] = [one for one in measure.targets if not one.is_milestone]
    between = opportunity.pathways_to_target(
        own["within_18"], own["incomplete"], standard.value, measure.direction
    )
    value = numbers.written(own[measure.slug], measure.unit, telling(measure, own[measure.slug], standard))
    listed = f"{numbers.thousands(own['incomplete'])} pathways on {area}’s list"
    if not between:
        return f"Already there: {value} of the {listed} at the end of {month} had waited 18 weeks or less."
    over = own["incomplete"] - own["within_18"]
    return (
        f"{value} of the {listed} at the end of {month} had waited 18 weeks or less. For the standard of "
        f"{standard.value:g}%, {numbers.thousands(between)} of the {numbers.thousands(over)} that had waited longer "
        "would have to be within 18 weeks."
    )


def targets_table(view: Opportunity) -> Table | None:
    """Return each target that holds in the month or comes after it, with the distance; None without figures."""
    if view.own is None:
        return None
    rows = [
        (MEASURES[slug], target)
        for slug in WITH_TARGETS
        for target in MEASURES[slug].targets
        if target.until is None or target.until >= view.month
    ]
    return Table(
        id="targets",
        caption="The standard and the milestones",
        columns=[
            Column("Standard or milestone"),
            Column("By when"),
            Column("Now", True),
            Column("Gap", True),
            Column("Pathways that stand between", True),
        ],
        rows=[TableRow(_target_cells(view, measure, target)) for measure, target in rows],
        is_stacked=True,
    )


def _target_cells(view: Opportunity, measure: Measure, target: Target) -> list[Cell | str]:
    value = float(view.own[measure.slug])
    named = f"{measure.short_title}. {target.label}"
    label = Cell(named, measure_address(view.group.area, measure, view.month, view.function))
    if not numbers.is_known(value):
        return [label, by_when(target, view.month), numbers.TOO_FEW, "", ""]
    met, places = opportunity.is_met(value, target.value, measure.direction), telling(measure, value, target)
    return [
        label,
        by_when(target, view.month),
        numbers.written(value, measure.unit, places),
        "already there" if met else _gap(measure, value, target, places),
        _between(view, measure, target),
    ]


def telling(measure: Measure, value: float, target: Target) -> int:
    """Return with how many decimals a value and a target read differently, if they differ: never fewer than usual."""
    more = range(measure.decimals, MOST_DECIMALS)
    return next((places for places in more if round(value, places) != target.value), measure.decimals)


def _gap(measure: Measure, value: float, target: Target, places: int) -> str:
    return numbers.gap(round(value, places), target.value, measure.unit, places)


def by_when(target: Target, month: date) -> str:
    """Return when a target is to be met: `now`, `April 2026 to March 2027`, `by March 2029`."""
    if target.until is None:
        return "now" if target.since <= month else f"from {numbers.month_name(target.since)}"
    if target.since.replace(day=1) == target.until.replace(day=1):
        return f"by {numbers.month_name(target.until)}"
    return f"{numbers.month_name(target.since)} to {numbers.month_name(target.until)}"


def _between(view: Opportunity, measure: Measure, target: Target) -> str:
    if measure.unit != PER_CENT:
        return "as for 92%"
    counts = view.own[measure.numerator], view.own[measure.denominator]
    return numbers.thousands(opportunity.pathways_to_target(*counts, target.value, measure.direction))


def leaving(view: Opportunity) -> str:
    """Say what the standard would need if pathways left the list and nobody joined it; nothing where it is met."""
    own = view.own
    if own is None or not own["incomplete"] >= FEWEST_TO_COMPARE:
        return ""
    [standard] = [one for one in MEASURES["within-18-weeks"].targets if not one.is_milestone]
    leave = opportunity.pathways_to_leave(own["within_18"], own["incomplete"], standard.value)
    if not leave:
        return ""
    return (
        "“Pathways that stand between” takes the list to stay as long as it is. If instead pathways over 18 weeks were "
        f"treated and nobody joined the list, {numbers.thousands(leave)} would have to leave it."
    )


def matching_answer(view: Opportunity) -> str:
    """Say what matching the peers' median, and the best tenth, would mean in the pathways asked for."""
    rows, measure, area = view.matching.rows, view.measure, view.group.area.short_name
    if view.function not in rows.index or not numbers.is_known(rows.at[view.function, "ours"]):
        return f"{area} has too few pathways on this to compare."
    own = rows.loc[view.function]
    said = [
        match_in_words(measure, level, own[column], own[f"to_{column}"])
        for level, column in (("its peers’ median", "median"), ("the best tenth", "tenth"))
        if numbers.is_known(own[column])
    ]
    of_what = "" if view.function == ALL_FUNCTIONS else f" in {TREATMENT_FUNCTIONS[view.function].lower()}"
    return f"{area} is at {words.shown(measure, own['ours'])}{of_what}. {' '.join(said)}".strip()


def match_in_words(measure: Measure, level: str, value: float, pathways: float) -> str:
    named = f"{level} ({words.brief(measure, value)})"
    if not pathways:
        return f"It is already at {named}, or beyond it."
    return f"At {named}, {_about(pathways)} {meaning(measure)}."


def _about(pathways: float) -> str:
    return "fewer than 1" if pathways < 0.5 else f"about {numbers.thousands(pathways)}"


def meaning(measure: Measure) -> str:
    """Return what pathways gained on a measure are: `more pathways on the list would be within 18 weeks`."""
    more = "more" if measure.direction == "increase" else "fewer"
    if measure.unit == PER_CENT:
        counted = words.uncapital(measure.title)
        return f"{more} of its pathways would be counted as “{counted}”"
    if measure.is_stock:
        return f"{more} pathways would be on its list"
    return f"{more} pathways a month would be completed"


def formula(measure: Measure) -> str:
    """Return the arithmetic in words: `(theirs − ours) × pathways on the waiting list ÷ 100`."""
    gap = "theirs − ours" if measure.direction == "increase" else "ours − theirs"
    return f"({gap}) × {QUANTITIES[measure.denominator].words} ÷ {'100' if measure.unit == PER_CENT else '1,000'}"


def functions_table(view: Opportunity) -> Table | None:
    """Return the treatment functions, the most pathways to the peers' median first, then to the best tenth."""
    rows = view.matching.rows
    rows = rows[rows["pathways"].fillna(0) > 0].drop(index=ALL_FUNCTIONS, errors="ignore")
    if rows.empty:
        return None
    ordered = rows.sort_values(["to_median", "to_tenth"], ascending=False, kind="stable", na_position="last")
    when = "" if view.measure.is_stock else " a month"
    return Table(
        id="by-function",
        caption=f"{view.measure.title} by treatment function, most pathways first",
        columns=[
            Column("Treatment function"),
            Column(view.group.area.short_name, True),
            Column("Peers’ median", True),
            Column(f"Pathways{when} at the peers’ median", True),
            Column("Best tenth", True),
            Column(f"Pathways{when} at the best tenth", True),
        ],
        rows=[
            TableRow(_function_cells(view, code, row), is_ours=code == view.function)
            for code, row in ordered.iterrows()
        ],
        is_stacked=True,
    )


def _function_cells(view: Opportunity, code: str, row: pd.Series) -> list[Cell | str]:
    measure = view.measure
    address = reverse("area-measure", args=[view.group.area.code, measure.slug])
    name = Cell(TREATMENT_FUNCTIONS[code], address + asked_for(view.month, code))
    if not numbers.is_known(row["ours"]):
        return [name, numbers.TOO_FEW, "", "", "", ""]
    return [
        name,
        numbers.short(row["ours"], measure.unit, measure.decimals),
        *(
            shown
            for level in ("median", "tenth")
            for shown in (_level(measure, row[level]), _pathways(row[level], row[f"to_{level}"]))
        ),
    ]


def _level(measure: Measure, value: float) -> str:
    known = numbers.is_known(value)
    return numbers.short(value, measure.unit, measure.decimals) if known else "too few areas"


def _pathways(level: float, pathways: float) -> str:
    if not numbers.is_known(level):
        return ""
    if not pathways:
        return "already there"
    return "fewer than 1" if pathways < 0.5 else numbers.thousands(pathways)
