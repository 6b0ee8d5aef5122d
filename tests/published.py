"""Published months for the tests of pages: small files of invented figures, read and computed once a run."""

from datetime import date
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from metrics.actions.publishing import bring_in, context_for
from metrics.demo import write_month
from metrics.ingest.prepare import Prepared, prepare

A_YEAR_AGO, MARCH, APRIL, MAY = date(2024, 5, 1), date(2025, 3, 1), date(2025, 4, 1), date(2025, 5, 1)
# The first month of the 36 boards: Frimley, one of the five here, has closed, and another has no population that fits.
REDRAWN = date(2026, 4, 1)


@cache
def made(month: date) -> Prepared:
    """Return a small invented month of five boards, West Yorkshire among them."""
    with TemporaryDirectory() as folder:
        return prepare(write_month(month, Path(folder), size="small"), context_for(month))


def publish(*months: date) -> None:
    for month in months:
        bring_in(made(month), address=f"{month:%b%y}.zip")
