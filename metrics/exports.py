"""Published figures as tables with the names that people outside use: for CSV files, the API and the export command."""

from collections.abc import Iterable
from datetime import date

import pandas as pd
from django.utils import timezone

from metrics.compute.periods import month_before
from metrics.measured import with_context
from metrics.models import Area
from metrics.queries import figures_frame
from safety.csv_cells import inert

RATES = {
    "admitted_per_1000": ["admitted"],
    "completed_per_1000": ["admitted", "non_admitted"],
    "incomplete_per_1000": ["incomplete"],
}
COLUMNS = [
    "month",
    "level",
    "area",
    "name",
    "treatment_function",
    "admitted",
    "non_admitted",
    "incomplete",
    "decision_to_admit",
    "new_periods",
    "within_18",
    "over_52",
    "over_65",
    "over_78",
    "over_104",
    "median_wait",
    "p92_wait",
    "admitted_median",
    "admitted_p95",
    "non_admitted_median",
    "non_admitted_p95",
    "unreported_removals",
    "population",
    "admitted_per_1000",
    "completed_per_1000",
    "incomplete_per_1000",
]


def with_rates(figures: pd.DataFrame) -> pd.DataFrame:
    """Add the rates per 1,000 people; NaN where the population or a count is not known."""
    return figures.assign(
        **{
            rate: 1000 * figures[counts].sum(axis="columns", skipna=False) / figures["population"]
            for rate, counts in RATES.items()
        }
    )


def areas_at(level: str, month: date, boundaries: str) -> dict[str, Area]:
    """Return the areas of a level by code: those of the month (`then`) or those of today (`now`)."""
    day = month if boundaries == "then" else timezone.localdate()
    return {area.code: area for area in Area.objects.of_kind(level).valid_on(day)}


def month_table(
    month: date, level: str, *, boundaries: str = "then", functions: Iterable[str] = ("C_999",)
) -> pd.DataFrame:
    """Return a month's figures of every area of a level, a row an area and treatment function, with COLUMNS.

    An empty `functions` means all of them.
    """
    areas = areas_at(level, month, boundaries)
    at = pd.Timestamp(month)
    figures = figures_frame(kinds=[level], functions=functions, months=[month_before(month), month])
    table = with_rates(with_context(figures[figures["area"].isin(list(areas))]))
    table = table[table["month"] == at]
    return table.assign(
        month=f"{month:%Y-%m}", level=level, name=[areas[code].name for code in table["area"]]
    )[COLUMNS].sort_values(["area", "treatment_function"], ignore_index=True)


def csv_text(table: pd.DataFrame) -> str:
    """Return a table as CSV: counts without a decimal point, nothing where there is no figure."""
    table = table.assign(
        **{column: table[column].map(inert, na_action="ignore") for column in table.select_dtypes("str")}
    )
    return table.convert_dtypes().to_csv(index=False, lineterminator="\r\n")
