"""The charts of a ranking: the areas in order, on the map, as tiles that count the same, and England over time."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd
from django.urls import reverse
from django.utils import timezone

from metrics.charts import numbers
from metrics.charts.control import ControlChart, Series, control_chart
from metrics.charts.funnel import funnel_plot
from metrics.charts.maps import MapChart, map_chart, tile_map
from metrics.charts.ranks import Ranked, RankStrip, rank_strip
from metrics.charts.svg import Chart
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.control import Charted, charted, rebases_of
from metrics.presenters.control import words as control_words
from metrics.presenters.control.drawn import parts_of
from metrics.presenters.funnels import finding, funnel_chart, has_funnel
from metrics.presenters.maps import map_areas, outlines
from metrics.presenters.rank_chance import chances
from metrics.presenters.rank_funnel import ranked_funnel
from metrics.presenters.rank_words import at_end, ends, spread, subject
from metrics.presenters.ranking import Ranking
from metrics.presenters.series import newest_in_words, references_of
from metrics.presenters.sources import source_of
from metrics.queries import ENGLAND

# With more areas than this, tiles are too small to hit: the table beside them has the links.
MOST_LINKED = 60


@dataclass(frozen=True)
class Picture:
    """A chart, the function that draws it, and its title on a page that has said already what it is about."""

    chart: Chart
    draw: Callable[..., str]
    title: str


def pictures(ranking: Ranking) -> dict[str, Picture]:
    """Return the charts that a ranking has, by the name in their address."""
    england = england_of(ranking)
    found = {"england": Picture(england, control_chart, england.title)}
    if not ranking.ranked:
        return found
    low, high = (at_end(ranking, rows) for rows in ends(ranking))
    found["ranks"] = Picture(strip_of(ranking), rank_strip, f"{ranking.areas_first} from {low} to {high}")
    if ranking.choice.level != Area.Kind.PROVIDER:
        drawn = map_of(ranking)
        found["tiles"] = Picture(drawn, tile_map, f"Each area the same size: lowest, {low}")
        found["map"] = Picture(drawn, map_chart, f"On the map: highest, {high}")
    if funnel := funnel_picture(ranking):
        found["funnel"] = funnel
    return found


def funnel_picture(ranking: Ranking) -> Picture | None:
    if not (has_funnel(ranking.measure) and len(ranking.ranked) > 1):
        return None
    found = ranked_funnel(ranking)
    title = finding(found, ranking.areas)
    chart = funnel_chart(
        ranking.measure,
        found,
        {row.area.code: row.area.short_name for row in ranking.ranked},
        ours=ranking.choice.ours,
        title=f"{subject(ranking)}: {words.uncapital(title)}",
        description=(
            f"{len(ranking.ranked)} {ranking.areas} by size and value. The middle line is all of them together; the "
            "larger an area, the closer to it chance alone would keep it."
        ),
        source=source_of(ranking.choice.month, ranking.choice.month),
    )
    return Picture(chart, funnel_plot, title)


def strip_of(ranking: Ranking) -> RankStrip:
    """Return the areas in the order of their rank, the first and the last by name."""
    named = {ranking.ranked[0].area, ranking.ranked[-1].area}
    sure = chances(ranking)
    return RankStrip(
        title=f"{subject(ranking)}: {ranking.areas} {spread(ranking)}",
        description=f"{len(ranking.ranked)} {ranking.areas} in order. {words.DIRECTIONS[ranking.measure.direction]}.",
        source=source_of(ranking.choice.month, ranking.choice.month),
        areas=[
            Ranked(
                row.area.short_name,
                row.value,
                is_ours=row.area.code == ranking.choice.ours,
                is_named=row.area in named,
                lower=sure[row.area.code].lower,
                upper=sure[row.area.code].upper,
            )
            if row.rank
            else Ranked(row.area.short_name, None)
            for row in ranking.rows
        ],
        unit=ranking.measure.unit,
        decimals=ranking.measure.decimals,
        direction=ranking.measure.direction,
        england=ranking.england,
    )


def map_of(ranking: Ranking) -> MapChart:
    choice = ranking.choice
    drawn = outlines(choice.month if choice.boundaries == "then" else timezone.localdate())
    source = source_of(choice.month, choice.month)
    return MapChart(
        title=f"{subject(ranking)}, on the map: {ranking.areas} {spread(ranking)}",
        description=f"{ranking.areas_first} in five shades by their value: the table holds every one.",
        source=f"{source} Boundaries: {drawn.source.removeprefix('Source: ')}" if drawn.source else source,
        areas=map_areas(
            [row.area for row in ranking.rows],
            {row.area.code: row.value for row in ranking.ranked},
            paths=drawn.paths,
            people=ranking.frames.now["population"].to_dict(),
            href=area_address if len(ranking.rows) <= MOST_LINKED else None,
        ),
        unit=ranking.measure.unit,
        decimals=ranking.measure.decimals,
    )


def area_address(area: Area) -> str:
    return reverse("area", args=[area.code])


def england_of(ranking: Ranking) -> ControlChart:
    """Return England over time as a control chart; words say between which values the middle half of the areas lies."""
    measure, control = ranking.measure, england_charted(ranking)
    months = [month.date() for month in control.points.index]
    return ControlChart(
        title=_england_finding(ranking, control),
        description=f"{_england_summary(ranking)} {control_words.special_causes(control)}".strip(),
        source=source_of(months[0], months[-1]) if months else "",
        months=months or [ranking.choice.month],
        series=[Series("England", _known(control.points["value"]) or [None], "course")],
        unit=measure.unit,
        decimals=measure.decimals,
        references=references_of(measure, Area.Kind.ENGLAND),
        **parts_of(control),
    )


def england_charted(ranking: Ranking) -> Charted:
    """Return England's control chart up to the month of the ranking, with a row for each month in between."""
    values = ranking.frames.england[ranking.measure.slug]
    months = pd.date_range(values.index.min(), values.index.max(), freq="MS") if len(values) else []
    rebases = rebases_of(ENGLAND, ranking.choice.function).get(ranking.measure.slug, ())
    by_month = values.reindex(pd.DatetimeIndex(months, name="month"))
    return charted(ranking.measure, Area.Kind.ENGLAND, by_month, rebases)


def _known(values: pd.Series) -> list[float | None]:
    return [None if pd.isna(value) else float(value) for value in values]


def _england_finding(ranking: Ranking, control: Charted) -> str:
    function = "" if ranking.choice.function == ALL_FUNCTIONS else f", {ranking.choice.function_name.lower()}"
    values = ranking.frames.england[ranking.measure.slug]
    newest = newest_in_words(
        f"{ranking.measure.title}{function}, England",
        ranking.measure,
        values,
        pd.Timestamp(ranking.choice.month),
    )
    signal = control_words.signal_in_brief(control)
    return f"{newest}; {signal}" if signal else newest


def _england_summary(ranking: Ranking) -> str:
    if not _has_middle(ranking):
        return "England, month by month."
    at = pd.Timestamp(ranking.choice.month)
    low, high = (ranking.frames.quarters.at[at, (share, ranking.measure.slug)] for share in (0.25, 0.75))
    return (
        f"England, month by month, and the middle half of {ranking.areas}: from {ranking.written(low)} "
        f"to {ranking.written(high)} in {numbers.month_name(ranking.choice.month)}."
    )


def _has_middle(ranking: Ranking) -> bool:
    """Say whether the middle half of the areas is known in the month of the ranking."""
    quarters, at = ranking.frames.quarters, pd.Timestamp(ranking.choice.month)
    return (
        ranking.measure.comparable
        and at in quarters.index
        and pd.notna(quarters.at[at, (0.25, ranking.measure.slug)])
    )
