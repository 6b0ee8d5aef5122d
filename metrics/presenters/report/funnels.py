"""The funnel of a report: which areas differ from the whole by more than chance and the usual spread of areas."""

from dataclasses import dataclass, replace

import pandas as pd

from metrics.charts.figure import Cell, Column, Table, TableRow
from metrics.charts.funnel import FunnelChart
from metrics.compute.funnel import Funnel
from metrics.compute.history import History
from metrics.compute.periods import is_pooled
from metrics.presenters import funnels
from metrics.presenters.rank_charts import area_address
from metrics.presenters.report.facts import Facts
from metrics.presenters.report.wording import interval, subject, written
from metrics.presenters.sources import source_of
from metrics.presenters.words import capital


@dataclass(frozen=True)
class Funnels:
    """The funnel of the ranked areas over the period: with limits that allow for their spread, and without."""

    adjusted: Funnel
    unadjusted: Funnel


def funnels_of(facts: Facts) -> Funnels | None:
    """Return the funnels; None where a measure has none, or fewer than two areas have a place in it."""
    measure = facts.choice.measure
    ranked = facts.history.among(facts.standings.ranked.index)
    if not funnels.has_funnel(measure) or len(ranked.values) < 2:
        return None
    counted = [_together(ranked, frame) for frame in (ranked.numerator, ranked.denominator)]
    both = [funnels.funnel_of(measure, *counted, adjusted=adjusted) for adjusted in (True, False)]
    return Funnels(*both) if funnels.count_known(both[0]) > 1 else None


def _together(ranked: History, counts: pd.DataFrame) -> pd.Series:
    """Return each area's count over the period, as `over_period` counts: the sum of a flow, the mean of a stock."""
    known = counts.where(ranked.numerator.notna() & ranked.denominator.notna())
    if is_pooled(ranked.measure):
        return known.sum(axis="columns", min_count=1)
    return known.mean(axis="columns")


def chart_of(facts: Facts, drawn: Funnels) -> FunnelChart:
    choice, found = facts.choice, drawn.adjusted
    chart = funnels.funnel_chart(
        choice.measure,
        found,
        {code: area.short_name for code, area in facts.areas.items()},
        title=f"{subject(choice)}: {funnels.finding(found, choice.areas)}",
        description=f"{funnels.count_known(found)} {choice.areas} by size, with the limits within which areas of "
        "their size are expected.",
        source=source_of(choice.first, choice.last),
    )
    months = len(facts.months)
    if not is_pooled(choice.measure) or months < 2:
        return chart
    return replace(chart, size_label=f"{chart.size_label}, added up over {months} months")


def sentences(facts: Facts, drawn: Funnels) -> list[str]:
    """Return what the funnel says, with the areas beyond its limits by name."""
    choice, found = facts.choice, drawn.adjusted
    names = {code: area.short_name for code, area in facts.areas.items()}
    return [
        f"{funnels.finding(found, choice.areas)}. {funnels.by_chance(found)}",
        *funnels.beyond_in_words(choice.measure, found, names),
        funnels.allowance(found, drawn.unadjusted, choice.areas, shown=found),
    ]


def beyond_table(facts: Facts, drawn: Funnels) -> Table:
    """Return the areas beyond the limits, furthest first, with what is expected of their size."""
    measure, outside = facts.choice.measure, drawn.adjusted.areas_beyond()
    return Table(
        id="beyond",
        caption=f"{capital(facts.choice.areas)} beyond the limits of the funnel, furthest first",
        columns=[
            Column("Area"),
            Column(measure.short_title, is_numeric=True),
            Column("Expected of its size (95%)", is_numeric=True),
            Column("Where it lies"),
        ],
        rows=[
            TableRow(
                [
                    Cell(facts.name(row.Index), area_address(facts.areas[row.Index])),
                    written(measure, row.value),
                    interval(measure, row.lower_95, row.upper_95),
                    f"Beyond the {funnels.SIDES[row.side]} {row.beyond:g}% limit",
                ]
            )
            for row in outside.itertuples()
        ],
        is_caption_hidden=True,
    )
