"""The blocks of an area's pages: its figures as the records that components show."""

from dataclasses import dataclass
from datetime import date

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers, svg
from metrics.charts.control import control_chart
from metrics.charts.figure import Cell, Column, Figure, HeadlineRow, Icon, MeasureCard, Table, TableRow
from metrics.charts.spark import sparkline
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure, Target
from metrics.models import Area
from metrics.presenters import removals, words
from metrics.presenters.area import AreaView, Headline, PartGap, area_view
from metrics.presenters.area_dots import functions_of, parts_of
from metrics.presenters.control import USUAL, Options
from metrics.presenters.control import words as control_words
from metrics.presenters.control.tables import control_table
from metrics.presenters.dots import asked_for, cell, figure_of, heading, measure_address
from metrics.presenters.peers.group import better_peers_address
from metrics.presenters.removals import is_of_list, year_of_list
from metrics.presenters.series import Lines, chart_of, lines, targets_of
from metrics.queries import Place, place_of

CHARTED = ("within-18-weeks", "waiting-list", "admitted-per-1000")
GAPS_SHOWN = 4
NEIGHBOURS_ON = ("within-18-weeks", "admitted-per-1000")
ON_FUNCTIONS = "within-18-weeks"
VERDICT_ICONS = {
    words.BETTER: ("better", "Better: {}"),
    words.WORSE: ("worse", "Further behind: {}"),
    words.SAME: ("similar", "{}"),
    words.UNSURE: ("none", "{}"),
    words.UNKNOWN: ("none", "{}"),
}


@dataclass(frozen=True)
class AreaBlocks:
    """What stands on an area's page, ready to show. `removals`: where the unreported removals that its first sentences
    name are shown; empty where they name none."""

    view: AreaView
    removals: str
    headlines: list[HeadlineRow]
    cards: list[MeasureCard]
    neighbours: list[Figure]
    parts: list[Figure]
    more_parts: Table | None
    functions: Figure | None
    peers: Table | None
    providers: Table | None


def area_blocks(place: Place, month: date) -> AreaBlocks:
    area, view = place.area, area_view(place, month)
    functions = functions_of(area, MEASURES[ON_FUNCTIONS], month)
    return AreaBlocks(
        view=view,
        removals=removals_address(area, month) if view.has_removals else "",
        headlines=[_headline_row(area, month, headline) for headline in view.headlines],
        cards=[measure_card(area, MEASURES[slug], month) for slug in _charted(view)],
        neighbours=_neighbours(place, month),
        parts=[
            figure_of(parts_of(place, gap.measure, month), f"parts-{gap.measure.slug}")
            for gap in view.part_gaps[:GAPS_SHOWN]
        ],
        more_parts=gaps_table(view.part_gaps[GAPS_SHOWN:], month),
        functions=figure_of(functions, "functions") if functions else None,
        peers=_peers_table(view),
        providers=_providers_table(view),
    )


def _charted(view: AreaView) -> list[str]:
    shown = {headline.measure.slug for headline in view.headlines if numbers.is_known(headline.value)}
    return [slug for slug in CHARTED if slug in shown]


def _neighbours(place: Place, month: date) -> list[Figure]:
    """Return a sub-ICB location among those of its board, on the measures that people ask for first."""
    boards = [parent for parent in place.parents if parent.kind == Area.Kind.ICB]
    if place.area.kind != Area.Kind.SICBL or not boards:
        return []
    board = place_of(boards[0], place.day)
    found = (parts_of(board, MEASURES[slug], month, ours=place.area.code) for slug in NEIGHBOURS_ON)
    return [figure_of(dots, f"neighbours-{dots.measure.slug}") for dots in found if dots]


def population_in_words(place: Place, month: date) -> str:
    """Return how many people an area has and by which estimate, or why no population is shown."""
    if place.area.kind == Area.Kind.PROVIDER:
        return "Providers have no population of their own, so they have no rates per 1,000 people."
    view = area_view(place, month)
    if view.population is None or view.population_date is None:
        return "No population is known that fits its boundaries, so it has no rates per 1,000 people."
    return f"{numbers.thousands(view.population)} people (ONS estimate, {numbers.day_name(view.population_date)})."


def _headline_row(area: Area, month: date, headline: Headline) -> HeadlineRow:
    measure = headline.measure
    shape, sentence = VERDICT_ICONS[headline.verdict]
    compared = headline.in_words or ("not compared: areas differ in size" if not measure.comparable else "")
    return HeadlineRow(
        name=measure.title,
        value=numbers.written(headline.value, measure.unit, measure.decimals),
        england=_written_or_blank(measure, headline.england),
        similar=_written_or_blank(measure, headline.similar),
        direction=_unit_and_direction(measure),
        href=measure_address(area, measure, month),
        sparkline=sparkline([value for _, value in headline.recent], says=_recent_in_words(headline)),
        icons=[Icon(shape, words.capital(sentence.format(compared)))] if compared else [],
        variation=headline.control.icons,
    )


def _unit_and_direction(measure: Measure) -> str:
    direction = words.DIRECTIONS[measure.direction].lower()
    return f"{measure.unit}; {direction}" if measure.unit != numbers.PER_CENT else words.capital(direction)


def _written_or_blank(measure: Measure, value: float | None) -> str:
    return numbers.written(value, measure.unit, measure.decimals) if numbers.is_known(value) else ""


def _recent_in_words(headline: Headline) -> str:
    known = [(month, value) for month, value in headline.recent if value is not None]
    if len(known) < 2:
        return f"{headline.measure.title}: fewer than two months are known"
    (first, before), (last, now) = known[0], known[-1]
    return (
        f"{headline.measure.title}: {words.shown(headline.measure, before)} in {numbers.month_name(first)}, "
        f"{words.shown(headline.measure, now)} in {numbers.month_name(last)}"
    )


def measure_card(
    area: Area,
    measure: Measure,
    month: date,
    function: str = ALL_FUNCTIONS,
    options: Options = USUAL,
) -> MeasureCard:
    """Return the card of one measure of an area: the chart up to `month`, and what it says in words."""
    return card_of(lines(area, measure, function, month=month, options=options), month)


def card_of(drawn: Lines, month: date) -> MeasureCard:
    area, measure, function = drawn.area, drawn.measure, drawn.function
    chart = chart_of(drawn)
    prefix = f"{measure.slug}-{area.code}-{function}".lower()
    return MeasureCard(
        title=measure.title,
        figure=Figure(
            id=prefix,
            title=chart.title,
            summary=chart.description,
            chart=svg.both(control_chart, chart, prefix),
            table=control_table(drawn, prefix),
            downloads=_downloads(drawn, month),
            link=measure_address(area, measure, month, function) + drawn.control.options.query,
            better=better_peers_address(area.kind, area.code, measure, month, function),
        ),
        sentences=_card_sentences(drawn),
        direction=words.DIRECTIONS[measure.direction],
        icons=drawn.control.control.icons,
        notes=control_words.notes(drawn.control),
        why=measure.why,
        links=[
            *(
                [("Unreported removals", removals_address(area, month, function))]
                if is_of_list(measure)
                else []
            ),
            ("All areas on this measure", _measure_page(measure, area, month, function)),
            ("Limits and rebase dates", limits_address(area, measure, function)),
            ("Definition and formula", f"{reverse('methods')}#{measure.slug}"),
            ("Source of these figures", reverse("data-month", args=[month])),
        ],
    )


def removals_address(area: Area, month: date, function: str = ALL_FUNCTIONS) -> str:
    """Return where it stands what left an area's list without being reported as completed."""
    return measure_address(area, MEASURES[removals.SLUG], month, function)


def limits_address(area: Area, measure: Measure, function: str) -> str:
    """Return the address of the page on the limits of an area's control chart."""
    address = reverse("area-measure-limits", args=[area.code, measure.slug])
    return address if function == ALL_FUNCTIONS else f"{address}?function={function}"


def _card_sentences(drawn: Lines) -> list[str]:
    """Say what the newest figure is a sign of, how it stands to a year before and to the standard."""
    last = drawn.values.last_valid_index()
    if last is None:
        return []
    measure, now = drawn.measure, drawn.values[last]
    before = drawn.values.get(last - pd.DateOffset(years=1))
    return [
        control_words.signal(drawn.control),
        *(_in_a_year(drawn, last) if numbers.is_known(before) else []),
        *(_to_standard(measure, now, one) for one in _standards(drawn, last)),
    ]


def _in_a_year(drawn: Lines, month: pd.Timestamp) -> list[str]:
    """Say how the figure changed in a year; beside a list, what came to it and how much left it unreported."""
    measure, values = drawn.measure, drawn.values
    change = words.change(measure, values[month - pd.DateOffset(years=1)], values[month])
    beside = [year_of_list(drawn.own, month).as_sum] if is_of_list(measure) else []
    return [f"It {change} in a year.", *beside]


def _standards(drawn: Lines, month: pd.Timestamp) -> list[Target]:
    held = targets_of(drawn.measure, drawn.area.kind)
    return [target for target in held if not target.is_milestone and target.holds_in(month.date())]


def _to_standard(measure: Measure, value: float, standard: Target) -> str:
    met = value >= standard.value if measure.direction == "increase" else value <= standard.value
    level = words.shown(measure, standard.value)
    if met:
        return f"The standard of {level} is met."
    return f"It is {numbers.gap(value, standard.value, measure.unit, measure.decimals)} from the standard of {level}."


def _measure_page(measure: Measure, area: Area, month: date, function: str) -> str:
    level = area.kind if area.kind != Area.Kind.ENGLAND else Area.Kind.REGION
    address = f"{reverse('measure', args=[measure.slug])}?level={level}&month={month:%Y-%m}"
    return address if function == ALL_FUNCTIONS else f"{address}&function={function}"


def _downloads(drawn: Lines, month: date) -> list[tuple[str, str]]:
    asked = asked_for(month, drawn.function) + drawn.control.options.query
    return [
        (kind.upper(), reverse(f"area-measure-{kind}", args=[drawn.area.code, drawn.measure.slug]) + asked)
        for kind in ("csv", "svg", "png")
    ]


def gaps_table(gaps: list[PartGap], month: date) -> Table | None:
    if not gaps:
        return None
    return Table(
        id="more-gaps",
        caption="The other measures",
        columns=[Column("Measure"), Column("How far apart"), Column("England", True)],
        rows=[
            TableRow(
                [
                    Cell(gap.measure.title, _measure_page(gap.measure, gap.low, month, ALL_FUNCTIONS)),
                    words.capital(gap.in_words),
                    cell(gap.measure, gap.england),
                ]
            )
            for gap in gaps
        ],
        is_stacked=True,
    )


def _peers_table(view: AreaView) -> Table | None:
    if not view.peers:
        return None
    measures = [measure for measure, _, _ in view.peers[0].values]
    return Table(
        id="similar-areas",
        caption="Similar areas, most similar first",
        columns=[Column("Area"), *(Column(heading(measure), True) for measure in measures)],
        rows=[
            TableRow(
                [
                    Cell(peer.area.short_name, reverse("area", args=[peer.area.code])),
                    *(_peer_cell(*value) for value in peer.values),
                ]
            )
            for peer in view.peers
        ],
        is_stacked=True,
    )


def _peer_cell(measure: Measure, value: float | None, verdict: str) -> str:
    said = {words.BETTER: "better", words.WORSE: "further behind", words.SAME: "similar"}.get(verdict)
    return f"{cell(measure, value)} ({said})" if said else cell(measure, value)


def _providers_table(view: AreaView) -> Table | None:
    if not view.providers:
        return None
    names = ["Waiting there", "Share of this area’s list", "18 weeks or less", "Over 52 weeks"]
    return Table(
        id="providers",
        caption="Where this area’s pathways are waiting",
        columns=[Column("Provider"), *(Column(name, True) for name in names)],
        rows=[
            TableRow(
                [
                    Cell(row.name, reverse("area", args=[row.code])),
                    numbers.thousands(row.waiting),
                    numbers.percent(row.share),
                    numbers.percent(row.within_18) if row.within_18 is not None else numbers.TOO_FEW,
                    numbers.percent(row.over_52) if row.over_52 is not None else numbers.TOO_FEW,
                ]
            )
            for row in view.providers
        ],
        is_stacked=True,
    )
