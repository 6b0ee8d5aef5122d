"""A report as a workbook: its words first, then every table with numbers as they are, to sort and to work with."""

from urllib.parse import urljoin

import pandas as pd
from django.utils import timezone

from metrics.compute.funnel import Funnel
from metrics.compute.measures import PER_CENT, WEEKS
from metrics.papers.workbook import Sheet, SheetColumn, Words
from metrics.presenters.report import wording
from metrics.presenters.report.facts import Facts
from metrics.presenters.report.record import Report, Section
from metrics.presenters.report.sections import ABOVE
from metrics.presenters.sources import INVENTED, are_invented
from metrics.presenters.words import capital
from metrics.queries import figures_version

NO_CHANGE = "No real change"
MOVEMENTS = {"improved": "Improved", "fell": "Fell back", "no_real_change": NO_CHANGE}
# Where neither way is better.
TURNS = {"improved": "Rose", "fell": "Fell", "no_real_change": NO_CHANGE}
SIDES = {"higher": "Above", "lower": "Below"}
# What a reader of the ranking needs first; the rest stands in the summary, being the same in each row.
RANKED = {
    "area": ("Code", 0),
    "name": ("Area", 0),
    "rank": ("Rank", 0),
    "not_ranked_because": ("Not ranked because", 0),
    "value": ("{value}", None),
    "lower_95": ("95% interval, lower end", None),
    "upper_95": ("95% interval, upper end", None),
    "pathways": ("Pathways", 0),
    "pathways_are": ("Pathways are", 0),
    "months_known": ("Months known", 0),
    "england": ("England", None),
    "difference_from_england": ("Difference from England", None),
    "compared_with_england": ("Compared with England", 0),
}


def sheets(report: Report, site: str) -> list[Sheet | Words]:
    """Return the sheets of a report. `site`: the address that its link begins with.

    Tables that a report does not have are left out.
    """
    facts, funnels = report.facts, report.funnels
    tables = [
        _ranking(facts, report),
        _improved(facts),
        _within(facts),
        _near(facts),
        _beyond(facts, funnels.adjusted if funnels else None),
    ]
    return [
        _summary(report, urljoin(site, report.address)),
        *(sheet for sheet in tables if sheet is not None),
        _method(report),
    ]


def _summary(report: Report, address: str) -> Words:
    choice = report.choice
    return Words(
        "Summary",
        [
            ("Report", report.title),
            ("About", report.subtitle),
            *([("Warning", INVENTED)] if are_invented() else []),
            *(("In short" if not place else "", words) for place, words in enumerate(report.answer)),
            ("Measure", choice.measure.title),
            ("Unit", choice.measure.unit),
            ("Formula", choice.measure.formula),
            ("Treatment function", choice.function_name),
            ("Areas", choice.areas),
            ("Period", choice.period),
            ("Boundaries", "of the last month" if choice.boundaries == "then" else "of today"),
            ("Source", report.source.removeprefix("Source: ")),
            ("Version of the figures", str(figures_version())),
            ("Made", f"{timezone.localdate():%d %B %Y}".lstrip("0")),
            ("This report as a page", address),
        ],
    )


def _method(report: Report) -> Words:
    return Words("Method and notes", [row for section in report.sections for row in _words(section)])


def _words(section: Section) -> list[tuple[str, str]]:
    said = [*section.paragraphs, *section.points, *section.notes]
    return [(section.heading if not place else "", words) for place, words in enumerate(said)]


def _value(facts: Facts) -> str:
    """Return the heading of values, with their unit where the title does not say it."""
    measure = facts.choice.measure
    return (
        f"{measure.short_title} ({measure.unit})"
        if measure.unit in (PER_CENT, WEEKS)
        else measure.short_title
    )


def _unit(facts: Facts) -> str:
    """Return the unit of a difference."""
    unit = facts.choice.measure.unit
    return "percentage points" if unit == PER_CENT else unit


def _columns(facts: Facts, named: dict[str, tuple[str, int | None]]) -> list[SheetColumn]:
    """Return columns by what they are called; None shows as many decimals as the measure has."""
    decimals = facts.choice.measure.decimals
    return [
        SheetColumn(name, words.format(value=_value(facts)), decimals if places is None else places)
        for name, (words, places) in named.items()
    ]


def _ranking(facts: Facts, report: Report) -> Sheet:
    return Sheet("Ranking", _columns(facts, RANKED), report.data)


def _named(facts: Facts, codes: pd.Series) -> list[str]:
    return [facts.name(code) for code in codes]


def _improved(facts: Facts) -> Sheet | None:
    if facts.moves.empty:
        return None
    moves = facts.moves.rename_axis("area").reset_index()
    called = TURNS if facts.choice.measure.direction == "neutral" else MOVEMENTS
    named = {
        "area": ("Code", 0),
        "name": ("Area", 0),
        "first": ("Average rank, first six months", 1),
        "last": ("Average rank, last six months", 1),
        "gain": ("Places gained", 1),
        "lower": ("Places gained, lower end", 1),
        "upper": ("Places gained, upper end", 1),
        "moved": ("Movement", 0),
        "early": ("{value}, first six months", None),
        "late": ("{value}, last six months", None),
    }
    moves = moves.assign(name=_named(facts, moves["area"]), moved=moves["movement"].astype("str").map(called))
    return Sheet("Improved", _columns(facts, named), moves)


def _within(facts: Facts) -> Sheet | None:
    if facts.within.empty:
        return None
    parent = ABOVE[facts.choice.level]
    heading = capital(parent)
    gaps = facts.within.rename_axis("parent").reset_index()
    named = {
        "parent": (f"{heading} code", 0),
        "parent_name": (heading, 0),
        "parts": ("Areas compared", 0),
        "high_area": ("Highest, code", 0),
        "high_name": ("Highest", 0),
        "high": ("Highest: {value}", None),
        "low_area": ("Lowest, code", 0),
        "low_name": ("Lowest", 0),
        "low": ("Lowest: {value}", None),
        "gap": (f"Gap ({_unit(facts)})", None),
        "ratio": ("Ratio", 2),
        "are_apart": ("More than chance", 0),
    }
    gaps = gaps.assign(
        ratio=[
            ratio if wording.ratio(facts.choice.measure, high, low) else float("nan")
            for ratio, high, low in zip(gaps["ratio"], gaps["high"], gaps["low"], strict=True)
        ],
        parent_name=[facts.parents[code] for code in gaps["parent"]],
        high_name=_named(facts, gaps["high_area"]),
        low_name=_named(facts, gaps["low_area"]),
    )
    return Sheet(f"Gaps within {parent}s", _columns(facts, named), gaps)


def _near(facts: Facts) -> Sheet | None:
    if facts.near.empty:
        return None
    named = {
        "high_area": ("Higher, code", 0),
        "high_name": ("Higher", 0),
        "high": ("Higher: {value}", None),
        "low_area": ("Lower, code", 0),
        "low_name": ("Lower", 0),
        "low": ("Lower: {value}", None),
        "miles": ("Miles apart", 1),
        "gap": (f"Gap ({_unit(facts)})", None),
        "same_parent": ("Same ICB or region", 0),
        "are_apart": ("More than chance", 0),
    }
    near = facts.near.assign(
        high_name=_named(facts, facts.near["high_area"]), low_name=_named(facts, facts.near["low_area"])
    )
    return Sheet("Neighbours", _columns(facts, named), near)


def _beyond(facts: Facts, funnel: Funnel | None) -> Sheet | None:
    if funnel is None:
        return None
    outside = funnel.areas_beyond().rename_axis("area").reset_index()
    named = {
        "area": ("Code", 0),
        "name": ("Area", 0),
        "value": ("{value}", None),
        "denominator": ("Size (denominator)", 0),
        "lower_95": ("95% limit, lower", None),
        "upper_95": ("95% limit, upper", None),
        "lower_998": ("99.8% limit, lower", None),
        "upper_998": ("99.8% limit, upper", None),
        "place": ("Where it lies", 0),
        "beyond": ("Beyond the limits of (%)", 1),
    }
    outside = outside.assign(
        name=_named(facts, outside["area"]), place=outside["side"].astype("str").map(SIDES)
    )
    return Sheet("Areas beyond the funnel", _columns(facts, named), outside)
