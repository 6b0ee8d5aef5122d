"""Makes small files in the formats in which NHS England has published RTT data, and damages them.

The formats are spelled out here a second time, on purpose, so that a slip in the reader's own list shows. All
organisations are invented; no row is copied from a published file.
"""

import csv
import io
import random
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

MONTH = date(2025, 3, 1)
TODAY = date(2025, 6, 12)
CSV_NAME = "20250331-RTT-March-2025-full-extract.csv"
MADE_ON = datetime(2025, 5, 8, 9, 30, 12)

ORGANISATION_COLUMNS = [
    "Provider Parent Org Code",
    "Provider Parent Name",
    "Provider Org Code",
    "Provider Org Name",
    "Commissioner Parent Org Code",
    "Commissioner Parent Name",
    "Commissioner Org Code",
    "Commissioner Org Name",
]
FUNCTION_COLUMNS = ["Treatment Function Code", "Treatment Function Name"]
TOTAL_COLUMNS = ["Total", "Patients with unknown clock start date", "Total All"]
PART_NAMES = {
    "Part_1A": "Completed Pathways For Admitted Patients",
    "Part_1B": "Completed Pathways For Non-Admitted Patients",
    "Part_2": "Incomplete Pathways",
    "Part_2A": "Incomplete Pathways with DTA",
    "Part_3": "New RTT Periods - All Patients",
}
FUNCTION_NAMES = {
    "C_100": "General Surgery Service",
    "C_110": "Trauma and Orthopaedic Service",
    "C_130": "Ophthalmology Service",
    "X01": "Other",
    "X05": "Other - Surgical Services",
    "C_999": "Total",
}
PROVIDERS = {
    "RQA": ("QAA", "NORTH MADE UP INTEGRATED CARE BOARD", "MADE UP HOSPITALS NHS TRUST"),
    "NQB01": ("QAA", "NORTH MADE UP INTEGRATED CARE BOARD", "SAINT NOBODY'S, MADE UP"),
    "NQB02": ("QBB", "SOUTH MADE UP INTEGRATED CARE BOARD", "SAINT NOBODY'S, MADE UP"),
}
COMMISSIONERS = {
    "98A": ("QAA", "NORTH MADE UP INTEGRATED CARE BOARD", "NORTH MADE UP (SUB ICB LOCATION)"),
    "98B": ("QBB", "SOUTH MADE UP INTEGRATED CARE BOARD", "SOUTH, MADE UP (SUB ICB LOCATION)"),
    "13Q": ("", "", "NATIONAL COMMISSIONING HUB 1"),
    "NONC": ("", "", ""),
}


def band_columns(last_week: int) -> list[str]:
    return [f"Gt {n:02} To {n + 1:02} Weeks SUM 1" for n in range(last_week)] + [
        f"Gt {last_week} Weeks SUM 1"
    ]


@dataclass(frozen=True)
class Format:
    """One way in which the files have been laid out."""

    header: tuple[str, ...]
    last_week: int
    functions: tuple[str, ...]
    front_matter: tuple[str, ...] = ()

    def period(self, month: date) -> list[str]:
        if "Period" in self.header:
            return [f"RTT-{month:%B-%Y}"]
        start = month.year - (month.month < 4)
        return [f"{start}-{(start + 1) % 100:02}", f"{month:%B}".upper()]


def _header(period: Sequence[str], part: str, functions: Sequence[str], last_week: int) -> tuple[str, ...]:
    parts = [part, "RTT Part Description"]
    return (*period, *ORGANISATION_COLUMNS, *parts, *functions, *band_columns(last_week), *TOTAL_COLUMNS)


OLDER_PERIOD = ("Year", "Period Name")
FRONT_MATTER = ("Referral to Treatment waiting times", "Monthly extract")
PRESENT = Format(
    _header(["Period"], "RTT Part Type", FUNCTION_COLUMNS, 104), 104, ("C_100", "C_110", "C_130", "X05")
)
UNTIL_MARCH_2021 = Format(
    _header(["Period"], "RTT Part Type", FUNCTION_COLUMNS, 52), 52, ("C_100", "C_110", "C_130", "X01")
)
UNTIL_SEPTEMBER_2017 = Format(
    _header(OLDER_PERIOD, "RTT Part Name", FUNCTION_COLUMNS, 52), 52, UNTIL_MARCH_2021.functions, FRONT_MATTER
)
JULY_2016 = Format(
    _header(OLDER_PERIOD, "RTT Part Name", ["Treatment Function Name", "Treatment Function Description"], 52),
    52,
    UNTIL_MARCH_2021.functions,
    FRONT_MATTER,
)


@dataclass(frozen=True)
class Pathways:
    """The pathways of one row. `starts` are the new periods, which have no bands."""

    provider: str
    commissioner: str
    part: str
    function: str
    bands: tuple[int, ...]
    unknown: int = 0
    starts: int = 0

    @property
    def total(self) -> int:
        return sum(self.bands) + self.unknown + self.starts


def made_month(layout: Format = PRESENT, seed: int = 7) -> list[Pathways]:
    """Return a month of three providers and four commissioners, with C_999 after each group's functions."""
    chance = random.Random(seed)
    rows = []
    for provider in PROVIDERS:
        for commissioner in sorted(chance.sample(sorted(COMMISSIONERS), 3)):
            for part in PART_NAMES:
                functions = sorted(chance.sample(layout.functions, chance.randint(1, 3)))
                made = [_made(chance, layout, provider, commissioner, part, name) for name in functions]
                rows += [*made, _total(made)]
    return _without_too_many_decisions(rows)


def _made(chance, layout: Format, provider: str, commissioner: str, part: str, function: str) -> Pathways:
    bands = [0] * (layout.last_week + 1)
    if part == "Part_3":
        return Pathways(provider, commissioner, part, function, tuple(bands), starts=chance.randint(1, 400))
    for _ in range(chance.choice((1, 4, 30))):
        bands[min(layout.last_week, int(chance.expovariate(1 / 20)))] += chance.choice((1, 2, 3, 17, 140))
    unknown = chance.choice((0, 0, 0, 3)) if part in ("Part_1A", "Part_1B") else 0
    return Pathways(provider, commissioner, part, function, tuple(bands), unknown)


def _total(made: Sequence[Pathways]) -> Pathways:
    bands = tuple(map(sum, zip(*(row.bands for row in made), strict=True)))
    unknown, starts = sum(row.unknown for row in made), sum(row.starts for row in made)
    return replace(made[0], function="C_999", bands=bands, unknown=unknown, starts=starts)


def _without_too_many_decisions(rows: list[Pathways]) -> list[Pathways]:
    """Return the rows with a Part_2A made of at least half of each band of Part_2, since it is some of it."""
    kept = [row for row in rows if row.part != "Part_2A"]
    halves = [
        replace(row, part="Part_2A", bands=tuple((n + 1) // 2 for n in row.bands))
        for row in kept
        if row.part == "Part_2" and row.function != "C_999"
    ]
    groups: dict[tuple[str, str], list[Pathways]] = {}
    for row in halves:
        groups.setdefault((row.provider, row.commissioner), []).append(row)
    return [*kept, *(row for made in groups.values() for row in (*made, _total(made)))]


def cells_of(row: Pathways, layout: Format = PRESENT, month: date = MONTH) -> list[str]:
    """Return a row as the files write it: blank bands and counts where there are none to give."""
    provider_parent, provider_parent_name, provider_name = PROVIDERS[row.provider]
    parent, parent_name, name = COMMISSIONERS[row.commissioner]
    is_flow = row.part in ("Part_1A", "Part_1B")
    return [
        *layout.period(month),
        *(provider_parent, provider_parent_name, row.provider, provider_name),
        *(parent, parent_name, row.commissioner, name),
        *(row.part, PART_NAMES[row.part]),
        *(row.function, FUNCTION_NAMES[row.function]),
        *("" if row.part == "Part_3" or (n == 0 and row.function != "C_999") else str(n) for n in row.bands),
        str(sum(row.bands)) if is_flow else "",
        str(row.unknown or "") if is_flow else "",
        str(row.total),
    ]


def csv_file(
    rows: Iterable[Pathways] | None = None, layout: Format = PRESENT, month: date = MONTH, end: str = "\r\n"
) -> bytes:
    """Return the bytes of a file of the rows (a made month if none are given)."""
    text = io.StringIO()
    for line in layout.front_matter:
        text.write(line + end)
    writer = csv.writer(text, lineterminator=end)
    writer.writerow(layout.header)
    writer.writerows(cells_of(row, layout, month) for row in (made_month(layout) if rows is None else rows))
    return text.getvalue().encode("ascii")


def lines_of(data: bytes) -> list[bytes]:
    return data.splitlines(keepends=True)


def with_cell(data: bytes, line: int, column: str, value: str) -> bytes:
    """Return a file with another value in one cell; `line` counts from 1, and the header is found by itself."""
    lines = lines_of(data)
    header = next(fields for fields in csv.reader(map(bytes.decode, lines)) if column in fields)
    fields = next(csv.reader([lines[line - 1].decode()]))
    fields[header.index(column)] = value
    lines[line - 1] = joined(fields).encode()
    return b"".join(lines)


def joined(fields: Sequence[str], end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator=end).writerow(fields)
    return text.getvalue()


def cell(data: bytes, line: int, column: str) -> str:
    rows = list(csv.reader(map(bytes.decode, lines_of(data))))
    return rows[line - 1][rows[0].index(column)]


def line_where(data: bytes, **wanted: str) -> int:
    """Return the first line whose cells are as wanted: `line_where(data, part="Part_2", function="C_999")`."""
    columns = {
        "provider": "Provider Org Code",
        "commissioner": "Commissioner Org Code",
        "part": "RTT Part Type",
        "function": "Treatment Function Code",
    }
    for number, row in enumerate(csv.DictReader(map(bytes.decode, lines_of(data))), 2):
        if all(row[columns[what]] == value for what, value in wanted.items()):
            return number
    raise LookupError(wanted)


def zip_file(data: bytes, name: str = CSV_NAME, **others: bytes) -> bytes:
    """Return a zip that holds the file under its name, and other files beside it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        entry = zipfile.ZipInfo(name, date_time=MADE_ON.timetuple()[:6])
        archive.writestr(entry, data, zipfile.ZIP_DEFLATED)
        for other, content in others.items():
            archive.writestr(other, content)
    return held.getvalue()


def saved(folder: Path, data: bytes, name: str = CSV_NAME) -> Path:
    path = folder / name
    path.write_bytes(data)
    return path
