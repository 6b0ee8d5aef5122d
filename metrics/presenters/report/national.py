"""The national report of a choice, made as a record."""

from metrics.charts.figure import Table
from metrics.presenters.report import wording
from metrics.presenters.report.choice import Choice
from metrics.presenters.report.facts import Facts, facts_of
from metrics.presenters.report.funnels import Funnels, beyond_table, funnels_of
from metrics.presenters.report.pictures import figures, pictures
from metrics.presenters.report.record import Report
from metrics.presenters.report.sections import sections
from metrics.presenters.report.tables import data_of
from metrics.presenters.sources import source_of
from metrics.queries import figures_version


def of(choice: Choice) -> Report:
    """Return the report on a choice; about fifteen queries. Not kept: who asks keeps it."""
    facts = facts_of(choice)
    spread = funnels_of(facts)
    drawn = pictures(facts, spread)
    shown = figures(choice, drawn, _tables(facts, spread))
    source = source_of(choice.first, choice.last)
    months = [f"{month:%Y-%m}" for month in facts.months]
    return Report(
        choice=choice,
        title="National report on variation",
        subtitle=f"{choice.measure.title}: {choice.function_name}, {choice.areas}, {choice.period}",
        answer=wording.answer(facts),
        sections=sections(facts, shown, spread),
        pictures=drawn,
        data=data_of(facts, spread, months, str(figures_version()), source),
        source=source,
        facts=facts,
        funnels=spread,
    )


def _tables(facts: Facts, spread: Funnels | None) -> dict[str, Table]:
    """Return the tables of the charts that have one of their own."""
    if spread is None or spread.adjusted.areas_beyond().empty:
        return {}
    return {"funnel": beyond_table(facts, spread)}
