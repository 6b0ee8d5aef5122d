"""The registry of measures: what each one is, how it is computed from figures, and what to know when
reading it.

A measure is a record. Its numerator and denominator name QUANTITIES, so that intervals and limits can be
worked out from the same numbers as the value.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from typing import Literal

import pandas as pd

FEWEST_TO_COMPARE = 20
SMALL_NUMBERS = (
    "Per cents, medians, percentiles and clearance times of fewer than 20 pathways are not shown: there are "
    "too few to compare. Counts and rates per 1,000 people are shown whatever their size, as NHS England "
    "publishes them."
)
PATHWAYS_ARE_NOT_PEOPLE = (
    "The figures count pathways, not people: someone waiting for two treatments is counted twice."
)

PER_CENT = "per cent"
WEEKS = "weeks"
PATHWAYS = "pathways"
PER_1000 = "per 1,000 people"
PER_1000_REGISTERED = "per 1,000 registered patients"
ONS = "ons"
GP = "gp"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number of pathways or people that measures are made of."""

    words: str
    of: Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True, slots=True)
class Target:
    """A standard or a milestone: `value`, in the unit of its measure, is to be met from `since` to `until`.

    `until` None: it has no end. A milestone is to be met in its month or year alone. `is_national`: England
    as a whole is held to it, not each area.
    """

    value: float
    since: date
    until: date | None
    label: str
    source: str
    is_milestone: bool = False
    is_national: bool = False

    def holds_in(self, month: date) -> bool:
        return self.since <= month and (self.until is None or month <= self.until)


@dataclass(frozen=True, slots=True)
class SeriesBreak:
    """A month from which something else is counted, or other areas; `affects` names kinds of area.

    `is_recount`: figures cannot be compared with those before, so the limits of control charts start anew. Where only
    areas changed, an area's own figures are of the same ground throughout.
    """

    date: date
    label: str
    explanation: str
    affects: tuple[str, ...]
    is_recount: bool = True


@dataclass(frozen=True, kw_only=True, slots=True)
class Measure:
    """One measure.

    `direction`: the way that is better; `neutral` where neither is.
    `numerator`, `denominator`: names in QUANTITIES, None where the measure is not a quotient of the two.
    `compute`: figures (as `measure_values` takes them) → values; NaN where not known or too few to compare.
    `decimals`: how many to show. `is_stock`: counts what stands at a month's end, so months are never
    added.
    `population`: which population it needs, None if it needs none. `comparable`: areas of different size
    can be compared and ranked on it. `read_off`: the pathways that a wait is read off, a name in QUANTITIES.
    """

    slug: str
    title: str
    short_title: str
    unit: str
    direction: Literal["increase", "decrease", "neutral"]
    compute: Callable[[pd.DataFrame], pd.Series]
    formula: str
    why: str
    caveats: tuple[str, ...] = ()
    numerator: str | None = None
    denominator: str | None = None
    decimals: int = 1
    targets: tuple[Target, ...] = ()
    is_headline: bool = False
    is_stock: bool = False
    population: str | None = None
    comparable: bool = True
    read_off: str = "incomplete"

    @property
    def pathways(self) -> str:
        """The name in QUANTITIES of the pathways that a value rests on: with too few, it is not compared."""
        if self.numerator is None:
            return self.read_off
        return self.denominator if self.denominator and not self.population else self.numerator


def measure_values(figures: pd.DataFrame, slugs: Iterable[str] | None = None) -> pd.DataFrame:
    """Return the values of the measures named (all, if none are), a column a slug, on the index of
    `figures`.

    `figures` has FIGURE_COLUMNS, `population` and `registered` (people; NaN where not known) and, for those that
    look back in time, `unreported_removals` and `clearance_weeks` as the module `waits` works them out. Per
    cents run from 0 to 100. NaN: not known, or too few to compare.
    """
    chosen = MEASURES if slugs is None else slugs
    return pd.DataFrame({slug: MEASURES[slug].compute(figures) for slug in chosen}, index=figures.index)


def quantity(figures: pd.DataFrame, name: str) -> pd.Series:
    """Return one of QUANTITIES for each row of `figures`, for example the numerator of a measure."""
    return QUANTITIES[name].of(figures)


def per_cent(figures: pd.DataFrame, *, numerator: str, denominator: str) -> pd.Series:
    """Return numerator ÷ denominator × 100; NaN where the denominator is below FEWEST_TO_COMPARE."""
    whole = quantity(figures, denominator)
    return quantity(figures, numerator) / whole.where(whole >= FEWEST_TO_COMPARE) * 100


def per_1000_people(figures: pd.DataFrame, *, numerator: str, denominator: str) -> pd.Series:
    people = quantity(figures, denominator)
    return quantity(figures, numerator) / people.where(people > 0) * 1000


def clearance_time(figures: pd.DataFrame) -> pd.Series:
    return figures["clearance_weeks"].where(figures["incomplete"] >= FEWEST_TO_COMPARE)


def column(figures: pd.DataFrame, *, name: str) -> pd.Series:
    return figures[name]


def completed(figures: pd.DataFrame) -> pd.Series:
    return figures["admitted"] + figures["non_admitted"]


def list_at_start(figures: pd.DataFrame) -> pd.Series:
    """Return the list at the end of the month before, from the equation that defines unreported
    removals."""
    return (
        figures["unreported_removals"] + figures["incomplete"] + completed(figures) - figures["new_periods"]
    )


def _counted(name: str, words: str) -> Quantity:
    return Quantity(words, partial(column, name=name))


QUANTITIES = {
    "incomplete": _counted("incomplete", "pathways on the waiting list at the end of the month"),
    "within_18": _counted("within_18", "pathways on the waiting list that have waited 18 weeks or less"),
    "over_52": _counted("over_52", "pathways on the waiting list that have waited over 52 weeks"),
    "over_65": _counted("over_65", "pathways on the waiting list that have waited over 65 weeks"),
    "over_78": _counted("over_78", "pathways on the waiting list that have waited over 78 weeks"),
    "over_104": _counted("over_104", "pathways on the waiting list that have waited over 104 weeks"),
    "decision_to_admit": _counted(
        "decision_to_admit", "pathways on the waiting list with a decision to admit"
    ),
    "admitted": _counted("admitted", "pathways completed in the month by an admission to hospital"),
    "non_admitted": _counted(
        "non_admitted", "pathways completed in the month without an admission to hospital"
    ),
    "completed": Quantity(
        "pathways completed in the month, with or without an admission to hospital", completed
    ),
    "new_periods": _counted("new_periods", "pathways that started in the month"),
    "unreported_removals": _counted(
        "unreported_removals",
        "pathways that left the waiting list in the month without being reported as completed",
    ),
    "list_at_start": Quantity("pathways on the waiting list at the end of the month before", list_at_start),
    "population": _counted("population", "people living in the area (ONS mid-year estimate)"),
    "registered": _counted("registered", "patients registered with the area's GP practices"),
}

CONSTITUTION = "NHS Constitution for England"
PLANNING_2025 = "NHS England, 2025/26 priorities and operational planning guidance"
PLANNING_2026 = "NHS England, Medium Term Planning Framework 2026/27 to 2028/29"
REFORM_PLAN = "NHS England, Reforming elective care for patients"

WITHIN_18_TARGETS = (
    Target(92, date(2012, 4, 1), None, "Standard: 92%", CONSTITUTION),
    Target(
        value=65,
        since=date(2026, 3, 1),
        until=date(2026, 3, 31),
        label="Milestone: 65% across England by March 2026, each trust 5 percentage points up",
        source=PLANNING_2025,
        is_milestone=True,
        is_national=True,
    ),
    Target(
        value=70,
        since=date(2026, 4, 1),
        until=date(2027, 3, 31),
        label="Milestone: 70% across England in 2026/27",
        source=PLANNING_2026,
        is_milestone=True,
        is_national=True,
    ),
    Target(
        value=92,
        since=date(2029, 3, 1),
        until=date(2029, 3, 31),
        label="Milestone: back to 92% by March 2029",
        source=REFORM_PLAN,
        is_milestone=True,
        is_national=True,
    ),
)
OVER_52_TARGETS = (
    Target(
        value=1,
        since=date(2026, 3, 1),
        until=date(2026, 3, 31),
        label="Milestone: less than 1% across England by March 2026",
        source=PLANNING_2025,
        is_milestone=True,
        is_national=True,
    ),
)
P92_TARGETS = (
    Target(18, date(2012, 4, 1), None, "18 weeks: the 92% standard is met at or below this", CONSTITUTION),
)

SERIES_BREAKS = (
    SeriesBreak(
        date(2023, 4, 1),
        "More pathways commissioned by ICBs",
        "From April 2023 integrated care boards commission pathways that NHS England commissioned before. "
        "Their lists grew without more people waiting. England and providers are not affected.",
        affects=("region", "icb", "sicbl"),
    ),
    SeriesBreak(
        date(2024, 2, 1),
        "Community pathways left the figures",
        "From February 2024 pathways in community services are no longer reported in these statistics. "
        "Lists shrank without more people being treated.",
        affects=("england", "region", "icb", "sicbl", "provider"),
    ),
    SeriesBreak(
        date(2026, 4, 1),
        "42 ICBs became 36",
        "On 1 April 2026 some integrated care boards merged. Earlier figures of the new boards are sums of "
        "the sub-ICB locations that they are made of today.",
        affects=("icb",),
        is_recount=False,
    ),
)

REMOVALS = "A list also shrinks when pathways are removed without treatment: see unreported removals."
LIVING_THERE = "people living in the area (ONS mid-year estimate)"
REGISTERED_THERE = "patients registered with the area's GP practices"
LISTS_HOLD_MORE = "GP lists hold more names than there are people: some have moved or died."
AGE_AND_NEED = "Areas differ in age and need: the rate is not adjusted for either."
WHO_WAS_TREATED = (
    "It describes those whose wait ended this month: treating people who have waited long makes it rise."
)
OPEN_BAND = "Waits beyond the last, open band (104 weeks; 52 before April 2021) cannot be told apart."
LONG_WAITS_UNKNOWN = "Not known before April 2021, when the longest band was “over 52 weeks”."


def _long_waits(weeks: int, decimals: int, why: str, caveats: tuple[str, ...], **more) -> Measure:
    return Measure(
        slug=f"over-{weeks}-weeks",
        title=f"Waiting over {weeks} weeks",
        short_title=f"Over {weeks} weeks",
        unit=PER_CENT,
        direction="decrease",
        numerator=f"over_{weeks}",
        denominator="incomplete",
        compute=partial(per_cent, numerator=f"over_{weeks}", denominator="incomplete"),
        formula=f"pathways on the list over {weeks} weeks ÷ all pathways on the list × 100",
        why=why,
        caveats=caveats,
        decimals=decimals,
        is_stock=True,
        **more,
    )


def _rate(slug: str, numerator: str, formula: str, **more) -> Measure:
    return Measure(
        slug=slug,
        unit=PER_1000,
        numerator=numerator,
        denominator="population",
        compute=partial(per_1000_people, numerator=numerator, denominator="population"),
        formula=f"{formula} ÷ {LIVING_THERE} × 1,000",
        population=ONS,
        **more,
    )


def _per_1000_registered(rate: Measure) -> Measure:
    """Return the same rate per 1,000 patients registered with GP practices."""
    return replace(
        rate,
        slug=f"{rate.slug}-registered",
        title=f"{rate.title.replace(' per 1,000 people', '').rstrip(',')}, per 1,000 registered patients",
        short_title=f"{rate.short_title} registered",
        unit=PER_1000_REGISTERED,
        denominator="registered",
        compute=partial(per_1000_people, numerator=rate.numerator, denominator="registered"),
        formula=rate.formula.replace(LIVING_THERE, REGISTERED_THERE),
        caveats=(*rate.caveats, LISTS_HOLD_MORE),
        is_headline=False,
        population=GP,
    )


def _wait(slug: str, name: str, share: str, whose: str, caveats: tuple[str, ...], **more) -> Measure:
    return Measure(
        slug=slug,
        unit=WEEKS,
        direction="decrease",
        compute=partial(column, name=name),
        formula=f"the wait, in weeks, that {share} of {whose} do not exceed, read off the weekly bands with "
        "waits taken to lie evenly within a band",
        caveats=(*caveats, OPEN_BAND),
        **more,
    )


ON_THE_LIST = "pathways on the list"
ENDED_ADMITTED = "pathways completed by an admission in the month"
ENDED_NON_ADMITTED = "pathways completed without an admission in the month"

_REGISTRY = (
    Measure(
        slug="within-18-weeks",
        title="Waiting 18 weeks or less",
        short_title="Within 18 weeks",
        unit=PER_CENT,
        direction="increase",
        numerator="within_18",
        denominator="incomplete",
        compute=partial(per_cent, numerator="within_18", denominator="incomplete"),
        formula="pathways on the list at 18 weeks or less ÷ all pathways on the list × 100",
        why="The NHS Constitution makes it the standard: 92% of those waiting should have waited no longer.",
        caveats=(REMOVALS,),
        targets=WITHIN_18_TARGETS,
        is_headline=True,
        is_stock=True,
    ),
    Measure(
        slug="waiting-list",
        title="Pathways on the waiting list",
        short_title="Waiting list",
        unit=PATHWAYS,
        direction="decrease",
        numerator="incomplete",
        compute=partial(column, name="incomplete"),
        formula="all incomplete pathways at the end of the month",
        why="It is how much work lies ahead.",
        caveats=("A larger area has a longer list: compare areas per 1,000 people.", REMOVALS),
        decimals=0,
        is_headline=True,
        is_stock=True,
        comparable=False,
    ),
    _rate(
        "waiting-list-per-1000",
        "incomplete",
        "all pathways on the list",
        title="Waiting list per 1,000 people",
        short_title="List per 1,000",
        direction="decrease",
        why="It makes the lists of areas of different size comparable.",
        caveats=(AGE_AND_NEED, REMOVALS),
        is_headline=True,
        is_stock=True,
    ),
    _long_waits(
        52,
        1,
        "A year is almost three times the standard: such waits should be rare.",
        (REMOVALS,),
        targets=OVER_52_TARGETS,
        is_headline=True,
    ),
    _long_waits(65, 2, "It shows whether the longest waits are ending.", (LONG_WAITS_UNKNOWN, REMOVALS)),
    _long_waits(78, 2, "The NHS set out to end these waits by April 2023.", (LONG_WAITS_UNKNOWN, REMOVALS)),
    _long_waits(104, 3, "The NHS set out to end these waits by July 2022.", (LONG_WAITS_UNKNOWN, REMOVALS)),
    _wait(
        "median-wait",
        "median_wait",
        "half",
        ON_THE_LIST,
        ("It is how long people have waited so far, not how long they will wait in the end.",),
        title="Median wait so far",
        short_title="Median wait",
        why="Half of those on the list have waited longer than this.",
        is_headline=True,
        is_stock=True,
    ),
    _wait(
        "p92-wait",
        "p92_wait",
        "92%",
        ON_THE_LIST,
        ("It is how long people have waited so far, not how long they will wait in the end.",),
        title="92nd percentile wait so far",
        short_title="92nd percentile wait",
        why="At 18 weeks or less the 92% standard is met, so it says how far away that is.",
        targets=P92_TARGETS,
        is_headline=True,
        is_stock=True,
    ),
    _rate(
        "admitted-per-1000",
        "admitted",
        "pathways completed by an admission in the month",
        title="Treated with an admission, per 1,000 people",
        short_title="Admitted per 1,000",
        direction="increase",
        why="It is how much planned hospital treatment, such as operations, people of an area get.",
        caveats=(
            AGE_AND_NEED,
            "Months differ in working days.",
            "Treatment without an admission is not counted.",
        ),
        decimals=2,
        is_headline=True,
    ),
    _rate(
        "completed-per-1000",
        "completed",
        "pathways completed in the month, with or without an admission",
        title="Pathways completed, per 1,000 people",
        short_title="Completed per 1,000",
        direction="increase",
        why="It is how many waits end in treatment, or in a decision that none is needed.",
        caveats=(AGE_AND_NEED, "Months differ in working days."),
        decimals=2,
        is_headline=True,
    ),
    _rate(
        "new-pathways-per-1000",
        "new_periods",
        "pathways that started in the month",
        title="New pathways, per 1,000 people",
        short_title="New per 1,000",
        direction="neutral",
        why="It is the demand that services have to meet; fewer referrals are not in themselves better.",
        caveats=(AGE_AND_NEED, "Months differ in working days."),
        decimals=2,
    ),
    _wait(
        "admitted-median-wait",
        "admitted_median",
        "half",
        ENDED_ADMITTED,
        (WHO_WAS_TREATED,),
        read_off="admitted",
        title="Median wait of those admitted",
        short_title="Admitted median wait",
        why="Half of those admitted waited longer than this.",
    ),
    _wait(
        "admitted-p95-wait",
        "admitted_p95",
        "95%",
        ENDED_ADMITTED,
        (WHO_WAS_TREATED,),
        read_off="admitted",
        title="95th percentile wait of those admitted",
        short_title="Admitted 95th percentile",
        why="One in 20 of those admitted waited longer than this.",
    ),
    _wait(
        "non-admitted-median-wait",
        "non_admitted_median",
        "half",
        ENDED_NON_ADMITTED,
        (WHO_WAS_TREATED,),
        read_off="non_admitted",
        title="Median wait of those not admitted",
        short_title="Non-admitted median wait",
        why="Half of those whose wait ended without an admission waited longer than this.",
    ),
    _wait(
        "non-admitted-p95-wait",
        "non_admitted_p95",
        "95%",
        ENDED_NON_ADMITTED,
        (WHO_WAS_TREATED,),
        read_off="non_admitted",
        title="95th percentile wait of those not admitted",
        short_title="Non-admitted 95th percentile",
        why="One in 20 of those whose wait ended without an admission waited longer than this.",
    ),
    Measure(
        slug="decision-to-admit-share",
        title="Waiting with a decision to admit",
        short_title="Decision to admit",
        unit=PER_CENT,
        direction="neutral",
        numerator="decision_to_admit",
        denominator="incomplete",
        compute=partial(per_cent, numerator="decision_to_admit", denominator="incomplete"),
        formula="pathways on the list with a decision to admit ÷ all pathways on the list × 100",
        why="It is the part of the list that waits for a bed or a theatre rather than for an appointment.",
        caveats=("Some providers have reported more decisions to admit than pathways: shown as published.",),
        is_stock=True,
    ),
    Measure(
        slug="unreported-removals",
        title="Unreported removals from the waiting list",
        short_title="Unreported removals",
        unit=PER_CENT,
        direction="neutral",
        numerator="unreported_removals",
        denominator="list_at_start",
        compute=partial(per_cent, numerator="unreported_removals", denominator="list_at_start"),
        formula="(list a month ago + new pathways − completed pathways − list now) ÷ list a month ago × 100",
        why="It is how much of a change in the list comes from anything but referrals and treatment.",
        caveats=(
            "It holds people who need no treatment any more, moved or were counted twice, and corrections.",
            "It falls below zero when more pathways joined the list than were reported as new.",
        ),
    ),
    Measure(
        slug="clearance-weeks",
        title="Clearance time",
        short_title="Clearance time",
        unit=WEEKS,
        direction="decrease",
        compute=clearance_time,
        formula="pathways on the list ÷ pathways completed a week, over the last 3 months",
        why="It sets the list against the pace of treatment: how long clearing it would take if none joined.",
        caveats=("It is not a forecast of anyone's wait.", REMOVALS),
        is_stock=True,
    ),
)

RATES = tuple(_per_1000_registered(measure) for measure in _REGISTRY if measure.population == ONS)
MEASURES: dict[str, Measure] = {measure.slug: measure for measure in (*_REGISTRY, *RATES)}
HEADLINE = tuple(measure.slug for measure in _REGISTRY if measure.is_headline)
