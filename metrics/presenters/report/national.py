"""The national report of a choice, made as a record."""

from metrics.presenters.report import wording
from metrics.presenters.report.choice import Choice
from metrics.presenters.report.facts import facts_of
from metrics.presenters.report.pictures import figures, pictures
from metrics.presenters.report.record import Report
from metrics.presenters.report.sections import sections
from metrics.presenters.report.tables import data_of
from metrics.presenters.sources import source_of
from metrics.provenance import live_versions
from metrics.queries import figures_version


def of(choice: Choice) -> Report:
    """Return the report on a choice; about fifteen queries. Not kept: keep what is made of it."""
    facts = facts_of(choice)
    drawn = pictures(facts)
    versions = list(live_versions().filter(month__gte=choice.first, month__lte=choice.last))
    source = source_of(choice.first, choice.last)
    months = [f"{month:%Y-%m}" for month in facts.months]
    return Report(
        choice=choice,
        title=f"Variation: {choice.measure.title}",
        subtitle=f"{wording.capital(choice.function_name)}, {choice.areas}, {choice.period}",
        answer=wording.answer(facts),
        sections=sections(facts, figures(choice, drawn), versions),
        pictures=drawn,
        data=data_of(facts, months, str(figures_version()), source),
        source=source,
    )
