"""Areas or treatment functions under one another on one measure: as a figure on a page, as a picture, as a table."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

import pandas as pd
from django.urls import reverse

from metrics.charts import numbers, svg
from metrics.charts.dots import DotPlot, Row, dot_plot
from metrics.charts.figure import Cell, Column, Figure, Table, TableRow
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import Measure
from metrics.models import Area
from metrics.presenters import words
from metrics.presenters.peers.group import better_peers_address
from metrics.presenters.sources import source_of

Name = Literal["parts", "functions", "peers"]
FIRST_COLUMN = {"parts": "Area", "functions": "Treatment function", "peers": "Area"}


@dataclass(frozen=True, kw_only=True)
class Dots:
    """What is set side by side for an area on a measure. `name` stands in its address; `rows` are in the order shown.

    `codes`: of the areas or treatment functions, one a row. `england`: one level for all rows; rows may have a level
    of their own instead.
    """

    name: Name
    area: Area
    measure: Measure
    month: date
    function: str = ALL_FUNCTIONS
    title: str
    rows: Sequence[Row]
    codes: Sequence[str]
    england: float | None = None

    @property
    def has_levels(self) -> bool:
        return any(row.compared_with is not None for row in self.rows)

    @property
    def has_intervals(self) -> bool:
        return any(row.has_interval for row in self.rows)

    @property
    def in_words(self) -> str:
        measure = self.measure
        beside = (
            f" England is at {words.shown(measure, self.england)}." if numbers.is_known(self.england) else ""
        )
        unknown = [row.name for row in self.rows if not numbers.is_known(row.value)]
        missing = f" Not known or too few to compare: {words.joined(unknown)}." if unknown else ""
        return f"{words.DIRECTIONS[measure.direction]}.{beside}{self._sureness}{missing}"

    @property
    def _sureness(self) -> str:
        if self.has_intervals:
            return " The bar through each dot is its 95% interval."
        return f" {words.NO_INTERVAL.capitalize()}." if self.measure.comparable else ""


def asked_for(month: date, function: str = ALL_FUNCTIONS) -> str:
    """Return the question part of an address that keeps a view shareable."""
    return f"?month={month:%Y-%m}" + ("" if function == ALL_FUNCTIONS else f"&function={function}")


def measure_address(area: Area, measure: Measure, month: date, function: str = ALL_FUNCTIONS) -> str:
    return reverse("area-measure", args=[area.code, measure.slug]) + asked_for(month, function)


def chart_of(dots: Dots) -> DotPlot:
    return DotPlot(
        title=dots.title,
        description=dots.in_words,
        source=source_of(dots.month, dots.month),
        rows=dots.rows,
        unit=dots.measure.unit,
        decimals=dots.measure.decimals,
        england=dots.england,
        rows_are_ours=dots.name == "functions",
    )


def figure_of(dots: Dots, prefix: str) -> Figure:
    """Return the figure for a page in which `prefix` is unique."""
    chart = chart_of(dots)
    return Figure(
        id=prefix,
        title=chart.title,
        summary=chart.description,
        chart=svg.both(dot_plot, chart, prefix),
        table=_table_on_page(dots, prefix),
        downloads=_downloads(dots),
        link=f"{measure_address(dots.area, dots.measure, dots.month, dots.function)}#{dots.name}",
        better=better_peers_address(dots.area.kind, dots.area.code, dots.measure, dots.month, dots.function),
    )


def _downloads(dots: Dots) -> list[tuple[str, str]]:
    asked = asked_for(dots.month, dots.function)
    return [
        (
            kind.upper(),
            reverse(f"area-dots-{kind}", args=[dots.area.code, dots.measure.slug, dots.name]) + asked,
        )
        for kind in ("csv", "svg", "png")
    ]


def _table_on_page(dots: Dots, prefix: str) -> Table:
    england = [Column("England", True)] if dots.has_levels else []
    interval = [Column("95% interval", True)] if dots.has_intervals else []
    return Table(
        id=f"{prefix}-table",
        caption=dots.title,
        columns=[Column(FIRST_COLUMN[dots.name]), Column(heading(dots.measure), True), *interval, *england],
        rows=[TableRow(_cells(dots, row), is_ours=row.is_ours) for row in dots.rows],
    )


def _cells(dots: Dots, row: Row) -> list[Cell | str]:
    value = cell(dots.measure, row.value) if numbers.is_known(row.value) else row.note
    return [
        Cell(row.name, row.href),
        value,
        *([_interval(dots.measure, row)] if dots.has_intervals else []),
        *([cell(dots.measure, row.compared_with)] if dots.has_levels else []),
    ]


def _interval(measure: Measure, row: Row) -> str:
    return f"{cell(measure, row.lower)} to {cell(measure, row.upper)}" if row.has_interval else ""


def heading(measure: Measure) -> str:
    """Return a measure's title with its unit, where the title does not tell it."""
    tells = measure.unit in (numbers.PER_CENT, numbers.PATHWAYS, *numbers.RATES)
    return measure.title if tells else f"{measure.title} ({measure.unit})"


def cell(measure: Measure, value: float | None) -> str:
    return numbers.short(value, measure.unit, measure.decimals)


def table_of(dots: Dots) -> pd.DataFrame:
    """Return the rows as a table: `month, area` (whose comparison it is)`, measure, unit, treatment_function, code,
    name, value, lower, upper` (ends of its 95% interval)`, england`."""
    return pd.DataFrame(
        {
            "month": f"{dots.month:%Y-%m}",
            "area": dots.area.code,
            "measure": dots.measure.slug,
            "unit": dots.measure.unit,
            "treatment_function": dots.function,
            "code": list(dots.codes),
            "name": [row.name for row in dots.rows],
            "value": [row.value for row in dots.rows],
            "lower": [row.lower for row in dots.rows],
            "upper": [row.upper for row in dots.rows],
            "england": [row.compared_with if dots.has_levels else dots.england for row in dots.rows],
        }
    ).astype(dict.fromkeys(["value", "lower", "upper", "england"], "float64"))
