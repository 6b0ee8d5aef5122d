"""The charts of a report: the areas in order, on the map, as tiles that count the same, and in a funnel."""

from collections.abc import Mapping

from django.urls import reverse
from django.utils import timezone

from metrics.charts.figure import Figure, Table
from metrics.charts.funnel import funnel_plot
from metrics.charts.maps import MapChart, map_chart, tile_map
from metrics.charts.ranks import Ranked, RankStrip, rank_strip
from metrics.charts.svg import Drawn, Layout, both
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.funnels import finding
from metrics.presenters.maps import map_areas, outlines
from metrics.presenters.rank_charts import MOST_LINKED, Picture, area_address
from metrics.presenters.report.choice import Choice
from metrics.presenters.report.facts import Facts
from metrics.presenters.report.funnels import Funnels, chart_of
from metrics.presenters.report.wording import are_level, named, over_months, subject, written
from metrics.presenters.sources import source_of

# Drawn in one width: their outlines weigh more than all the rest of the page.
IN_ONE_WIDTH = ("map", "tiles")


def pictures(facts: Facts, spread: Funnels | None) -> dict[str, Picture]:
    """Return the charts that a report has, by the name in their address; none without two areas to compare."""
    if len(facts.standings.ranked) < 2:
        return {}
    low, high = _ends(facts)
    found = {
        "ranks": Picture(strip_of(facts), rank_strip, f"{words.capital(facts.choice.areas)} {_range(facts)}")
    }
    if facts.choice.level != Area.Kind.PROVIDER:
        drawn = map_of(facts)
        found["tiles"] = Picture(drawn, tile_map, f"Each area the same size: lowest, {low}")
        found["map"] = Picture(drawn, map_chart, f"On the map: highest, {high}")
    if spread is not None:
        title = finding(spread.adjusted, facts.choice.areas)
        found["funnel"] = Picture(chart_of(facts, spread), funnel_plot, title)
    return found


def _range(facts: Facts) -> str:
    """Return `from 2.52 in Wirral to 8.77 in Wakefield`, or that all are at one value."""
    low, high = _ends(facts)
    if low == high:
        return f"all at {written(facts.choice.measure, facts.standings.ranked['value'].iloc[0])}"
    return f"from {low} to {high}"


def _ends(facts: Facts) -> tuple[str, str]:
    """Return the lowest and the highest end in words: `2.52 in Wirral`."""
    values, measure = facts.standings.ranked["value"], facts.choice.measure
    return tuple(
        f"{written(measure, end)} in {named(facts, values.index[values == end])}"
        for end in (values.min(), values.max())
    )


def strip_of(facts: Facts) -> RankStrip:
    choice, measure, ranked = facts.choice, facts.choice.measure, facts.standings.ranked
    ends = set() if are_level(facts.standings) else {ranked.index[0], ranked.index[-1]}
    return RankStrip(
        title=f"{subject(choice)}: {choice.areas} {_range(facts)}",
        description=f"{len(ranked)} {choice.areas} in order{over_months(choice)}. "
        f"{words.DIRECTIONS[measure.direction]}.",
        source=source_of(choice.first, choice.last),
        areas=[
            Ranked(
                facts.name(row.Index), row.value if row.rank == row.rank else None, is_named=row.Index in ends
            )
            for row in facts.standings.table.itertuples()
        ],
        unit=measure.unit,
        decimals=measure.decimals,
        direction=measure.direction,
        england=facts.standings.england["value"],
    )


def map_of(facts: Facts) -> MapChart:
    choice, measure = facts.choice, facts.choice.measure
    drawn = outlines(choice.last if choice.boundaries == "then" else timezone.localdate())
    source = source_of(choice.first, choice.last)
    return MapChart(
        title=f"{subject(choice)}, on the map: {choice.areas} {_range(facts)}",
        description=f"{words.capital(facts.choice.areas)} in five shades by their value: the table holds every one.",
        source=f"{source} Boundaries: {drawn.source.removeprefix('Source: ')}" if drawn.source else source,
        areas=map_areas(
            list(facts.areas.values()),
            facts.standings.ranked["value"].to_dict(),
            paths=drawn.paths,
            people=facts.people,
            href=area_address if len(facts.areas) <= MOST_LINKED else None,
        ),
        unit=measure.unit,
        decimals=measure.decimals,
    )


def figures(choice: Choice, drawn: Mapping[str, Picture], tables: Mapping[str, Table]) -> dict[str, Figure]:
    """Return the charts as a page shows them, with their files, by the name in their address.

    `tables`: of those that have one of their own; the others show what the table of ranks holds.
    """
    return {name: _figure(choice, name, picture, tables.get(name)) for name, picture in drawn.items()}


def _figure(choice: Choice, name: str, picture: Picture, table: Table | None) -> Figure:
    chart = picture.chart
    return Figure(
        id=name,
        title=picture.title,
        summary=chart.description,
        chart=Drawn(wide=picture.draw(chart, prefix=name, layout=Layout.COMPACT), compact="")
        if name in IN_ONE_WIDTH
        else both(picture.draw, chart, name),
        table=table,
        downloads=[
            ("CSV", f"{reverse('report-variation-csv')}?{choice.query}"),
            ("SVG", f"{reverse('report-variation-svg', args=[name])}?{choice.query}"),
            ("PNG", f"{reverse('report-variation-png', args=[name])}?{choice.query}"),
        ],
        link=f"{choice.address}#{name}",
    )
