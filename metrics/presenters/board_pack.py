"""An area's figures for a board: two to four pages to print, of the same figures as the area's page."""

from collections.abc import Iterator
from datetime import date

from django.utils import timezone

from metrics.charts import numbers
from metrics.charts.figure import Figure
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.papers.paper import Block, Heading, Headlines, Paper, Picture, Pictures, Sentences, narrow, wide
from metrics.presenters.area import KINDS_IN_PLURAL
from metrics.presenters.area_blocks import (
    AreaBlocks,
    area_blocks,
    gaps_table,
    measure_card,
    population_in_words,
)
from metrics.presenters.peers.better import Question, answer, better_view
from metrics.presenters.peers.group import usual_peers
from metrics.presenters.quality import quality_sentences
from metrics.presenters.sources import INVENTED, are_invented, source_of
from metrics.queries import Place, figures_version, published_months

IN_A_ROW = 3
# In the table of headlines alone: they run as the list and the admissions do, and six charts fill a page.
NOT_CHARTED = ("waiting-list-per-1000", "completed-per-1000")
# What boards ask for first: how many wait too long, how many wait far too long, and how many are treated.
BETTER_ON = ("within-18-weeks", "over-52-weeks", "admitted-per-1000")
A_YEAR = 12
METHOD = (
    "“Special cause” is a change that is more than the usual movement from month to month, “common cause” is not: "
    "control charts (XmR) as in NHS England’s “Making Data Count”. A waiting list carries over from month to month, "
    "so runs come up more often than by chance alone. Better and further behind are said only where 95% intervals lie "
    "apart (Wilson’s for shares, Byar’s for rates; England is taken as known). Waits in weeks have no interval: they "
    "are said to be above or below, never better, since small differences may be chance. Rates are not adjusted for "
    "age or need."
)
SIMILAR = (
    "Alike in deprivation, size, rurality, age and ethnicity by NHS England’s “Similar 10” method. They are compared "
    "with {name}, and called better or further behind only where the difference is more than chance."
)


class NothingToPrint(Exception):
    """The area has no figures in the month."""


def board_pack(place: Place, month: date, address: str) -> Paper:
    """Return an area's board pack of a month. `address` leads to its page. Raises NothingToPrint."""
    blocks = area_blocks(place, month)
    if not blocks.view.has_figures:
        raise NothingToPrint(
            f"No file published for {numbers.month_name(month)} has figures of {place.area}."
        )
    invented = are_invented()
    return Paper(
        title=f"Board pack: {place.area.name}",
        subject=f"Referral to treatment waiting times, {numbers.month_name(month)}",
        made=timezone.localdate(),
        version=str(figures_version()),
        address=address,
        blocks=[*_headlines(place, month, blocks), *_pages(place, month, blocks)],
        notes=[] if invented else [source_of(month, month)],
        warning=INVENTED if invented else "",
    )


def _headlines(place: Place, month: date, blocks: AreaBlocks) -> Iterator[Block]:
    area = place.area
    yield Sentences([population_in_words(place, month), "The figures count pathways, not people."])
    if blocks.view.sentences:
        yield Heading("In short")
        yield Sentences(blocks.view.sentences, has_bullets=True)
    yield Heading(f"How {_named(area)} performs", footnote=METHOD)
    yield Headlines(
        caption=f"{area.short_name} in {numbers.month_name(month)}",
        rows=blocks.headlines,
        ours=_named(area).capitalize() if area.kind != Area.Kind.ENGLAND else "England",
        similar="Similar areas" if blocks.peers else "",
        is_alone=area.kind == Area.Kind.ENGLAND,
    )


def _named(area: Area) -> str:
    return {Area.Kind.ENGLAND: "England", Area.Kind.PROVIDER: "this provider"}.get(area.kind, "this area")


def _pages(place: Place, month: date, blocks: AreaBlocks) -> Iterator[Block]:
    yield Heading("Over time", is_on_new_page=True)
    yield Pictures(_charts(place.area, month, blocks), columns=IN_A_ROW)
    yield from _beside(place, month, blocks)
    if blocks.peers:
        yield Heading("Areas like this one")
        yield Sentences(_better_peers(place, month), has_bullets=True)
        yield blocks.peers
        yield Sentences([SIMILAR.format(name=place.area.short_name)], is_small=True)
    yield Heading("Data quality")
    yield Sentences(quality_sentences(place, month), has_bullets=True)


def _better_peers(place: Place, month: date) -> list[str]:
    """Return who of the similar areas does better, over the year to `month`."""
    months = [one for one in published_months() if one <= month][-A_YEAR:]
    group = usual_peers(place.area, place.day)
    asked = (Question(MEASURES[slug], ALL_FUNCTIONS, months[0], months[-1]) for slug in BETTER_ON)
    return [answer(better_view(group, question)) for question in asked]


def _charts(area: Area, month: date, blocks: AreaBlocks) -> list[Picture]:
    """Return the course of the headline measures that are known in the month."""
    made = {card.title: card for card in blocks.cards}
    known = [one.measure for one in blocks.view.headlines if numbers.is_known(one.value)]
    charted = [measure for measure in known if measure.slug not in NOT_CHARTED]
    cards = (made.get(measure.title) or measure_card(area, measure, month) for measure in charted)
    return [narrow(card.figure) for card in cards]


def _beside(place: Place, month: date, blocks: AreaBlocks) -> Iterator[Block]:
    """Yield what an area is set beside: its parts, its neighbours, or else its treatment functions."""
    if blocks.parts:
        yield Heading("How its parts differ")
        yield Sentences([_parts_in_words(place)])
        yield _narrow(blocks.parts[:IN_A_ROW])
        if others := gaps_table(blocks.view.part_gaps[IN_A_ROW:], month):
            yield others
    elif blocks.neighbours:
        yield Heading("Beside its neighbours under the same board")
        yield _narrow(blocks.neighbours)
    elif blocks.functions:
        yield Heading("Treatment functions")
        yield Pictures([wide(blocks.functions)], columns=1)


def _narrow(figures: list[Figure]) -> Pictures:
    return Pictures([narrow(figure) for figure in figures], columns=IN_A_ROW)


def _parts_in_words(place: Place) -> str:
    kinds = {part.kind for part in place.parts}
    kind = KINDS_IN_PLURAL[kinds.pop()] if len(kinds) == 1 else "areas"
    count = f"{place.area.short_name} has {len(place.parts)} {kind}."
    return f"{count} The measures on which they differ most come first."
