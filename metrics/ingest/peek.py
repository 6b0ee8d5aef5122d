"""Which month a file is about, told from its first rows: enough to gather what checking it will need."""

import csv
import io
import re
import zipfile
from datetime import date, datetime
from pathlib import Path

HEAD = 65_536
PERIOD = re.compile(r"RTT-([A-Za-z]+)-(\d{4})")
CSV_NAME = re.compile(r"^(\d{4})(\d{2})\d{2}-RTT-")


def month_of(path: Path) -> date | None:
    """Return the first day of the month that a zip or CSV says it is about; None where it does not say."""
    try:
        name, head = _head(path)
    except (OSError, zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError):
        return None
    return _from_rows(head) or _from_name(name)


def _head(path: Path) -> tuple[str, str]:
    if path.suffix.lower() != ".zip":
        with path.open("rb") as file:
            return path.name, file.read(HEAD).decode("latin-1")
    with zipfile.ZipFile(path) as archive:
        entry = next((info for info in archive.infolist() if info.filename.lower().endswith(".csv")), None)
        if entry is None:
            return path.name, ""
        with archive.open(entry) as file:
            return entry.filename, file.read(HEAD).decode("latin-1")


def _from_rows(head: str) -> date | None:
    for row in csv.reader(io.StringIO(head, newline="")):
        found = PERIOD.search(",".join(row[:2]))
        if found:
            return _month(found.group(1), found.group(2))
    return None


def _from_name(name: str) -> date | None:
    found = CSV_NAME.match(Path(name).name)
    try:
        return date(int(found.group(1)), int(found.group(2)), 1) if found else None
    except ValueError:
        return None


def _month(name: str, year: str) -> date | None:
    try:
        return datetime.strptime(f"{name[:3]} {year}", "%b %Y").date()
    except ValueError:
        return None
