"""What the page of a measure shows: its answer in words, its charts, its table, and the files of each."""

from dataclasses import dataclass
from functools import cached_property

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers
from metrics.charts.figure import Column, Figure, Table, TableRow
from metrics.charts.svg import Drawn, Layout, both
from metrics.compute.measures import (
    PER_CENT,
    QUANTITIES,
    WEEKS,
    Measure,
)
from metrics.models import Area
from metrics.presenters import rank_words, words
from metrics.presenters.control.tables import COLUMNS, control_cells
from metrics.presenters.dots import asked_for
from metrics.presenters.peers.group import better_peers_address
from metrics.presenters.rank_chance import Chance, chances
from metrics.presenters.rank_charts import Picture, england_charted, pictures
from metrics.presenters.rank_funnel import FunnelSection, beyond_table
from metrics.presenters.ranking import Ranking, Row
from metrics.queries import ENGLAND

# Drawn in one width: their outlines weigh more than all the rest of the page.
IN_ONE_WIDTH = ("map", "tiles")
MOST_UNFOLDED = 10


@dataclass(frozen=True)
class ShownRow:
    """An area in the table: its figures, and what of them is more than chance."""

    row: Row
    sure: Chance
    is_ours: bool


@dataclass(frozen=True)
class MeasurePage:
    ranking: Ranking

    @property
    def measure(self) -> Measure:
        return self.ranking.measure

    @property
    def answer(self) -> str:
        return rank_words.answer(self.ranking)

    @property
    def not_compared(self) -> str:
        return rank_words.not_compared(self.ranking)

    @property
    def direction(self) -> str:
        return words.DIRECTIONS[self.measure.direction]

    @property
    def headlines(self) -> list[dict[str, str]]:
        """The numbers to see first: England's, what it is held to, and how far apart the areas are."""
        ranking = self.ranking
        items = [
            {
                "label": f"England, {numbers.month_name(ranking.choice.month)}",
                "value": ranking.written(ranking.england),
                "comparison": words.capital(rank_words.england_before(ranking)),
            }
        ]
        items += [
            {
                "label": "Standard",
                "value": numbers.written(target.value, self.measure.unit, 0),
                "comparison": rank_words.met(ranking, target),
            }
            for target in rank_words.standards(ranking)
        ]
        if len(ranking.ranked) > 1:
            items.append(self._gap())
        return items

    def _gap(self) -> dict[str, str]:
        ranking = self.ranking
        before = rank_words.gap_before(ranking)
        return {
            "label": f"Gap between {len(ranking.ranked)} {ranking.areas}, {self.difference_unit}",
            "value": numbers.decimal(rank_words.gap(ranking), self.measure.decimals),
            "comparison": f"{numbers.decimal(before, self.measure.decimals)} a year before"
            if before is not None
            else "",
        }

    @cached_property
    def rows(self) -> list[ShownRow]:
        sure = chances(self.ranking)
        return [
            ShownRow(row, sure[row.area.code], row.area.code == self.ranking.choice.ours)
            for row in self.ranking.rows
        ]

    @property
    def has_intervals(self) -> bool:
        return any(one.sure.has_interval for one in self.rows)

    @property
    def has_quarters(self) -> bool:
        return any(one.sure.quarter for one in self.rows)

    @property
    def has_courses(self) -> bool:
        """Whether the last five months are known of any area."""
        return any(one.sure.course for one in self.rows)

    @property
    def reading(self) -> list[str]:
        """How to read the table's words."""
        return rank_words.reading(self.ranking, [one.sure for one in self.rows])

    @cached_property
    def funnel(self) -> FunnelSection:
        return FunnelSection(self.ranking, self.figures.get("funnel"))

    @cached_property
    def figures(self) -> dict[str, Figure]:
        """The charts by the name in their address: `ranks`, `map`, `tiles`, `funnel` and `england`, those there are."""
        return {name: figure_of(self.ranking, name, drawn) for name, drawn in pictures(self.ranking).items()}

    @property
    def folded_rows(self) -> list[ShownRow]:
        """The areas that are not compared, where they are so many that they would hide the others."""
        rest = [one for one in self.rows if one.row.rank is None]
        return rest if self.measure.comparable and len(rest) > MOST_UNFOLDED else []

    @property
    def first_rows(self) -> list[ShownRow]:
        is_folding = bool(self.folded_rows)
        return [one for one in self.rows if one.row.rank is not None or not is_folding]

    @property
    def value_heading(self) -> str:
        unit = " (weeks)" if self.measure.unit == WEEKS else ""
        return f"{self.measure.short_title}{unit}"

    @property
    def difference_unit(self) -> str:
        return "percentage points" if self.measure.unit == PER_CENT else self.measure.unit

    @property
    def counted(self) -> str:
        """What the first count of the table is, in words; empty where the value itself is the count."""
        measure = self.measure
        if measure.numerator is None:
            return QUANTITIES[measure.read_off].words
        return QUANTITIES[measure.numerator].words if measure.denominator else ""

    @property
    def out_of(self) -> str:
        """What the first count is divided by, in words."""
        return QUANTITIES[self.measure.denominator].words if self.measure.denominator else ""

    @property
    def has_no_population(self) -> bool:
        return bool(self.measure.population) and self.ranking.choice.level == Area.Kind.PROVIDER

    @property
    def notes(self) -> list[Area]:
        """The areas of the table that carry a note: on today's boundaries some lack a part before April 2026."""
        return [row.area for row in self.ranking.rows if row.area.note and self._needs_note(row)]

    def _needs_note(self, row: Row) -> bool:
        lacks_people = bool(self.measure.population) and not numbers.is_known(row.value)
        return self.ranking.choice.boundaries == "now" or lacks_people


def figure_of(ranking: Ranking, name: str, picture: Picture) -> Figure:
    """Return a chart of a ranking with its words and files."""
    choice = ranking.choice
    chart, slug, query = picture.chart, ranking.measure.slug, choice.query
    # England's own chart is of no area that stands out.
    ours = "" if name == "england" else choice.ours
    drawn = (
        Drawn(wide=picture.draw(chart, prefix=name, layout=Layout.COMPACT), compact="")
        if name in IN_ONE_WIDTH
        else both(picture.draw, chart, name)
    )
    return Figure(
        id=name,
        title=picture.title,
        summary=chart.description,
        chart=drawn,
        table=_table_of(ranking, name),
        downloads=[
            ("CSV", _csv_of(ranking, name)),
            ("SVG", f"{reverse('measure-svg', args=[slug, name])}?{query}"),
            ("PNG", f"{reverse('measure-png', args=[slug, name])}?{query}"),
        ],
        link=f"{reverse('measure', args=[slug])}?{query}#{name}",
        better=better_peers_address(choice.level, ours, ranking.measure, choice.month, choice.function),
    )


def _table_of(ranking: Ranking, name: str) -> Table | None:
    """Return the table under a chart; the page's own table holds the figures of the others."""
    match name:
        case "england":
            return _england_table(ranking)
        case "funnel":
            return beyond_table(ranking)
        case _:
            return None


def _csv_of(ranking: Ranking, name: str) -> str:
    """Return the address of a chart's figures: England's months, the areas in the funnel, or the areas ranked."""
    slug, choice = ranking.measure.slug, ranking.choice
    if name != "england":
        route = "measure-funnel-csv" if name == "funnel" else "measure-csv"
        return f"{reverse(route, args=[slug])}?{choice.query}"
    return reverse("area-measure-csv", args=[ENGLAND, slug]) + asked_for(choice.month, choice.function)


def _england_table(ranking: Ranking) -> Table:
    """Return England with its limits and the middle half of the areas, newest month first."""
    slug, quarters = ranking.measure.slug, ranking.frames.quarters
    lines = {"England": ranking.frames.england[slug]}
    if ranking.measure.comparable:
        lines |= {
            "A quarter are at or below": quarters[0.25, slug],
            "A quarter are at or above": quarters[0.75, slug],
        }
    points = england_charted(ranking).points
    return Table(
        id="england-table",
        caption=f"{ranking.measure.title}, England and {ranking.areas}",
        columns=[Column("Month"), *(Column(name, is_numeric=True) for name in lines), *COLUMNS],
        rows=[
            TableRow(
                [
                    numbers.month_name(month.date()),
                    *(ranking.written(values.get(month, float("nan"))) for values in lines.values()),
                    *control_cells(ranking.measure, row),
                ]
            )
            for month, row in points[::-1].iterrows()
        ],
        is_caption_hidden=True,
    )


def rank_table(ranking: Ranking) -> pd.DataFrame:
    """Return the page's table for a file: a row an area, in the order of the page, NaN where not known."""
    measure, choice = ranking.measure, ranking.choice
    sure = list(chances(ranking).values())
    return pd.DataFrame(
        {
            "month": f"{choice.month:%Y-%m}",
            "level": choice.level,
            "area": [row.area.code for row in ranking.rows],
            "name": [row.area.short_name for row in ranking.rows],
            "treatment_function": choice.function,
            "measure": measure.slug,
            "unit": measure.unit,
            "rank": pd.array([row.rank for row in ranking.rows], dtype="Int64"),
            "not_ranked_because": [row.instead for row in ranking.rows],
            "value": [row.value for row in ranking.rows],
            "lower": [one.lower for one in sure],
            "upper": [one.upper for one in sure],
            "england": ranking.england,
            "difference_from_england": [row.difference for row in ranking.rows],
            "compared_with_england": [one.england for one in sure],
            "quarter": pd.array([one.quarter for one in sure], dtype="Int64"),
            "last_five_months": [one.course for one in sure],
            "numerator": [row.counted for row in ranking.rows],
            "denominator": [row.out_of for row in ranking.rows],
            "change_in_a_year": [row.change for row in ranking.rows],
        }
    )
