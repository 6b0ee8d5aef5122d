"""The table under a control chart: a row a month, newest first, with its limits and what it shows."""

import pandas as pd

from metrics.charts import numbers
from metrics.charts.figure import Column, Table, TableRow
from metrics.compute.measures import Measure
from metrics.presenters.control import words
from metrics.presenters.series import Lines


def control_table(drawn: Lines, prefix: str) -> Table:
    """Return the table of an area's chart; England is a column where it is drawn."""
    england = drawn.england
    named = ["Mean", "Lower limit", "Upper limit"]
    beside = [] if england is None else [Column("England", True)]
    return Table(
        id=f"{prefix}-table",
        caption=f"{drawn.measure.title}, {drawn.area.short_name}, by month",
        columns=[
            Column("Month"),
            Column(drawn.area.short_name, True),
            *beside,
            *(Column(name, True) for name in named),
            Column("What the month shows"),
        ],
        rows=[
            TableRow(_row(drawn.measure, month, row, [] if england is None else [england[month]]))
            for month, row in drawn.control.points[::-1].iterrows()
        ],
    )


def _row(measure: Measure, month: pd.Timestamp, row: pd.Series, beside: list[float]) -> list[str]:
    def short(value: float) -> str:
        return numbers.short(value, measure.unit, measure.decimals)

    lower, upper = row["lower_limit"], row["upper_limit"]
    return [
        numbers.month_name(month.date()),
        short(row["value"]),
        *(short(value) for value in beside),
        *(limit_cells(measure, row["mean"], lower, upper) if pd.notna(upper) else ["", "", ""]),
        sentence(words.point(row)),
    ]


def limit_cells(measure: Measure, mean: float, lower: float, upper: float) -> list[str]:
    """Return a mean and its limits as written in a table; a limit that no figure can pass as what it lies beyond."""
    written = [numbers.short(value, measure.unit, measure.decimals) for value in (mean, lower, upper)]
    if words.possible(measure, lower) is None:
        written[1] = "below 0"
    if words.possible(measure, upper) is None:
        written[2] = "above 100%"
    return written


def sentence(said: str) -> str:
    return f"{said[:1].upper()}{said[1:]}"
