"""A report to print: its sections in their order, with long tables at the end."""

from collections.abc import Iterator
from urllib.parse import urljoin

from django.utils import timezone

from metrics.charts.figure import Figure
from metrics.papers.paper import Block, Heading, Links, Paper, Pictures, Sentences, narrow, wide
from metrics.presenters.report.choice import Choice
from metrics.presenters.report.record import Report, Section
from metrics.presenters.sources import INVENTED, are_invented
from metrics.queries import figures_version


def paper(report: Report, site: str) -> Paper:
    """Return a report as a paper. `site`: the address that its links begin with."""
    invented = are_invented()
    return Paper(
        title=report.title,
        subject=report.subtitle,
        made=timezone.localdate(),
        version=str(figures_version()),
        address=urljoin(site, report.address),
        blocks=[
            Sentences(report.answer),
            *(block for section in report.sections for block in _section(section, site)),
            *(block for section in report.sections for block in _appendix(section, report.choice)),
        ],
        notes=[] if invented else [report.source],
        warning=INVENTED if invented else "",
    )


def _section(section: Section, site: str) -> Iterator[Block]:
    yield Heading(section.heading)
    yield from (Sentences([paragraph]) for paragraph in section.paragraphs)
    if section.points:
        yield Sentences(section.points, has_bullets=True)
    yield from _pictures(section.figures)
    yield from section.tables
    if section.notes:
        yield Sentences(section.notes, is_small=True)
    if section.links:
        yield Links([(words, urljoin(site, address)) for words, address in section.links])


def _pictures(figures: list[Figure]) -> Iterator[Block]:
    """Yield two figures beside one another, as the page shows them; any other number one by one."""
    if len(figures) == 2:
        yield Pictures([narrow(figure) for figure in figures])
    else:
        yield from (Pictures([wide(figure)], columns=1) for figure in figures)
    yield from (figure.table for figure in figures if figure.table)


def _appendix(section: Section, choice: Choice) -> Iterator[Block]:
    if section.folded:
        yield Heading(f"Appendix: all {len(section.folded.rows)} {choice.areas}", is_on_new_page=True)
        yield section.folded
