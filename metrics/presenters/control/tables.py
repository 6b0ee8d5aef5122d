"""The table under a control chart: a row a month, newest first, with its limits and what it shows."""

import pandas as pd

from metrics.charts import numbers
from metrics.charts.figure import Column, Table, TableRow
from metrics.compute.measures import Measure
from metrics.presenters.control import words
from metrics.presenters.series import Lines
from metrics.presenters.words import capital

COLUMNS = (
    Column("Mean", True),
    Column("Lower limit", True),
    Column("Upper limit", True),
    Column("What the month shows"),
)


def control_table(drawn: Lines, prefix: str) -> Table:
    """Return the table of an area's chart; England is a column where it is drawn."""
    england = drawn.england
    beside = [] if england is None else [Column("England", True)]
    return Table(
        id=f"{prefix}-table",
        caption=f"{drawn.measure.title}, {drawn.area.short_name}, by month",
        columns=[Column("Month"), Column(drawn.area.short_name, True), *beside, *COLUMNS],
        rows=[
            TableRow(
                [
                    numbers.month_name(month.date()),
                    _short(drawn.measure, row["value"]),
                    *([] if england is None else [_short(drawn.measure, england[month])]),
                    *control_cells(drawn.measure, row),
                ]
            )
            for month, row in drawn.control.points[::-1].iterrows()
        ],
    )


def _short(measure: Measure, value: float) -> str:
    return numbers.short(value, measure.unit, measure.decimals)


def control_cells(measure: Measure, row: pd.Series) -> list[str]:
    """Return the cells under COLUMNS of a point of a chart; empty where it has no limits."""
    said = words.point(row)
    if pd.isna(row["upper_limit"]):
        return ["", "", "", said]
    limits = _limits(measure, row["lower_limit"], row["upper_limit"])
    return [_short(measure, row["mean"]), *limits, capital(said)]


def _limits(measure: Measure, lower: float, upper: float) -> list[str]:
    """Return limits as written; one that no figure can pass as what it lies beyond."""
    return [
        "below 0" if words.possible(measure, lower) is None else _short(measure, lower),
        "above 100%" if words.possible(measure, upper) is None else _short(measure, upper),
    ]
