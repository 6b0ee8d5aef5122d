"""Demonstration files in the layout of NHS England's RTT files: real areas, invented hospitals and figures.

    write_month(date(2025, 5, 1), Path("out"))

The figures are made up. Only their level, season and spread are like England's, so that pages look as they will with
real files. The same month, seed and size give the same bytes, whichever months were made before.
"""

import io
import os
import zipfile
from datetime import date, datetime, time, timedelta
from pathlib import Path

from metrics.demo.england import SIZES, Size
from metrics.demo.layout import csv_of, rows_of

SEED = 2024
MONTHS_AT_MOST = 240
# Files of before had fewer bands.
OLDEST = date(2021, 4, 1)
# NHS England publishes a month about six weeks after its end.
PUBLISHED_AFTER = timedelta(weeks=6)

__all__ = ["SEED", "SIZES", "Size", "demo_months", "generate_month", "newest_published_month", "write_month"]


def newest_published_month(today: date) -> date:
    """Return the first day of the newest month that NHS England would have published by `today`."""
    month = today.replace(day=1)
    while last_day(month) + PUBLISHED_AFTER > today:
        month = month_before(month)
    return month


def demo_months(ending: date, count: int) -> list[date]:
    """Return the first days of `count` months, newest first, from that of `ending` back."""
    months = [ending.replace(day=1)]
    while len(months) < count:
        months.append(month_before(months[-1]))
    return months[:count]


def generate_month(month: date, *, seed: int = SEED, size: Size = "full") -> bytes:
    """Return a month's CSV: 121 columns, CRLF, ASCII. `small` has the areas of five boards, `full` all of England."""
    return csv_of(rows_of(month.replace(day=1), seed, size))


def write_month(month: date, folder: Path, *, seed: int = SEED, size: Size = "full") -> Path:
    """Write a month's zip into `folder` and return its path; one of that name is replaced once the new one is whole."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"Full-CSV-data-file-{month:%b%y}-demonstration.zip"
    growing = path.with_name(f"{path.name}.{os.getpid()}.part")
    growing.write_bytes(
        _zip(csv_name(month), generate_month(month, seed=seed, size=size), published_on(month))
    )
    return growing.replace(path)


def csv_name(month: date) -> str:
    return f"{last_day(month):%Y%m%d}-RTT-{month:%B-%Y}-demonstration-extract.csv"


def published_on(month: date) -> datetime:
    """Return when the month would have been published: the time stamp of the file in the zip."""
    return datetime.combine(last_day(month) + PUBLISHED_AFTER, time(9, 30))


def last_day(month: date) -> date:
    return (month.replace(day=1) + timedelta(days=32)).replace(day=1) - timedelta(days=1)


def month_before(month: date) -> date:
    return (month.replace(day=1) - timedelta(days=1)).replace(day=1)


def _zip(name: str, content: bytes, made_on: datetime) -> bytes:
    entry = zipfile.ZipInfo(name, made_on.timetuple()[:6])
    entry.compress_type = zipfile.ZIP_DEFLATED
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(entry, content, compresslevel=6)
    return file.getvalue()
