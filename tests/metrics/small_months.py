"""Small months of pathways made for the tests: as an extract, and as a file in NHS England's layout.

Run as a script it writes the committed month again, with the figures that the slow way finds in it:
`python -m tests.metrics.small_months`.
"""

import csv
import random
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from metrics.compute.extract import ALL_FUNCTIONS, NEW_PERIODS, PARTS, TREATMENT_FUNCTIONS, Extract
from tests.metrics.rtt_files import FUNCTION_COLUMNS, ORGANISATION_COLUMNS, PART_NAMES
from tests.metrics.slow import slow_figures

FIXTURES = Path(__file__).parent / "fixtures"
MONTH = date(2025, 3, 1)
MADE_MONTH = FIXTURES / "20250331-RTT-March-2025-full-extract.csv"
MADE_FIGURES = FIXTURES / "made_figures.csv"

NAMED_COLUMNS = [
    "Period",
    *ORGANISATION_COLUMNS,
    "RTT Part Type",
    "RTT Part Description",
    *FUNCTION_COLUMNS,
]
BOARDS = {
    "QWO": "NHS WEST YORKSHIRE INTEGRATED CARE BOARD",
    "QKS": "NHS KENT AND MEDWAY INTEGRATED CARE BOARD",
}
# Code → its board and name. Y63 is a hub of NHS England that bears the code of a region; NONC is not England's.
COMMISSIONERS = {
    "03R": ("QWO", "NHS WAKEFIELD (SUB ICB LOCATION)"),
    "15F": ("QWO", "NHS LEEDS (SUB ICB LOCATION)"),
    "36J": ("QWO", "NHS BRADFORD DISTRICT AND CRAVEN (SUB ICB LOCATION)"),
    "91Q": ("QKS", "NHS KENT AND MEDWAY (SUB ICB LOCATION)"),
    "Y63": ("", "NORTH EAST AND YORKSHIRE COMMISSIONING REGION"),
    "NONC": ("", ""),
}
PROVIDERS = [f"ZA{number}" for number in range(1, 9)]
REGIONS = {"QWO": "Y63", "QKS": "Y59"}


@dataclass(frozen=True, slots=True)
class Record:
    """A row of the file. In Part_3 all pathways are given as `unknown_start`, since it has no bands."""

    provider: str
    commissioner: str
    part: str
    function: str
    bands: tuple[int, ...]
    unknown_start: int = 0

    @property
    def total(self) -> int:
        return sum(self.bands) + self.unknown_start


def membership() -> pd.DataFrame:
    """Return where the made commissioners count: themselves, their board, its region."""
    pairs = [
        (code, area)
        for code, (board, _) in COMMISSIONERS.items()
        if board
        for area in (code, board, REGIONS[board])
    ]
    return pd.DataFrame(pairs, columns=["commissioner", "area"])


def extract_of(records: list[Record], weeks: int = 105) -> Extract:
    """Return the extract that reading a file of these records gives."""
    keys = pd.DataFrame(
        [(row.provider, row.commissioner, row.part, row.function) for row in records],
        columns=["provider", "commissioner", "part", "treatment_function"],
        dtype="str",
    )
    is_new = keys["part"].eq(NEW_PERIODS).to_numpy()
    unknown = np.array([row.unknown_start for row in records], np.int64)
    rows = keys.astype("category").assign(
        total=np.array([row.total for row in records], np.int64), unknown_start=np.where(is_new, 0, unknown)
    )
    bands = np.array([row.bands for row in records], np.int32).reshape(len(records), weeks)
    return Extract(
        MONTH, rows, bands, pd.DataFrame(columns=["code", "name", "parent", "parent_name", "role"])
    )


def write_month(records: Iterable[Record], path: Path, weeks: int = 105) -> Path:
    """Write the records as NHS England does: CRLF, blank bands in Part_3, `Total` in completed pathways alone."""
    names = [f"Gt {week:02} To {week + 1:02} Weeks SUM 1" for week in range(weeks - 1)]
    header = [*NAMED_COLUMNS, *names, f"Gt {weeks - 1} Weeks SUM 1"]
    with path.open("w", newline="", encoding="ascii") as file:
        writer = csv.writer(file)
        writer.writerow([*header, "Total", "Patients with unknown clock start date", "Total All"])
        writer.writerows(line(record) for record in records)
    return path


def line(record: Record) -> list:
    board, name = COMMISSIONERS[record.commissioner]
    is_completed = record.part in ("Part_1A", "Part_1B")
    return [
        f"RTT-{MONTH:%B-%Y}",
        "QWO",
        BOARDS["QWO"],
        record.provider,
        f"MADE UP HOSPITAL {record.provider[-1]}",
        board,
        BOARDS.get(board, ""),
        record.commissioner,
        name,
        record.part,
        PART_NAMES[record.part],
        record.function,
        "Total" if record.function == ALL_FUNCTIONS else TREATMENT_FUNCTIONS[record.function],
        *([""] * len(record.bands) if record.part == NEW_PERIODS else record.bands),
        sum(record.bands) if is_completed else "",
        record.unknown_start if is_completed else "",
        record.total,
    ]


def made_records(seed: int = 18) -> list[Record]:
    """Return a made month: some providers do not report every part, some cells hold fewer than 20 pathways."""
    chance = random.Random(seed)
    functions = ["C_100", "C_110", "C_130", "C_502", "X05"]
    records = []
    for provider in PROVIDERS:
        parts = chance.sample(PARTS, 4) if provider == "ZA8" else PARTS
        for commissioner in sorted(chance.sample(list(COMMISSIONERS), 3)):
            for part in sorted(parts):
                chosen = [function for function in functions if chance.random() < 0.6]
                detailed = [made_record(chance, provider, commissioner, part, name) for name in chosen]
                records += with_total(detailed)
    return records


def made_record(chance: random.Random, provider: str, commissioner: str, part: str, function: str) -> Record:
    bands = [0] * 105
    if part == NEW_PERIODS:
        return Record(provider, commissioner, part, function, tuple(bands), chance.randint(1, 300))
    for _ in range(chance.choice((3, 15, 60, 200))):
        bands[min(104, int(chance.expovariate(1 / 20)))] += chance.randint(1, 4)
    unknown = chance.choice((0, 0, 2)) if part in ("Part_1A", "Part_1B") else 0
    return Record(provider, commissioner, part, function, tuple(bands), unknown)


def with_total(detailed: list[Record]) -> list[Record]:
    """Return the rows of treatment functions and, for each provider, commissioner and part, their sum as C_999."""
    groups = defaultdict(list)
    for row in detailed:
        groups[row.provider, row.commissioner, row.part].append(row)
    totals = (
        Record(
            *key,
            ALL_FUNCTIONS,
            tuple(map(sum, zip(*(row.bands for row in rows), strict=True))),
            sum(row.unknown_start for row in rows),
        )
        for key, rows in groups.items()
    )
    return [*detailed, *totals]


def main() -> None:
    write_month(made_records(), MADE_MONTH)
    figures = slow_figures(MADE_MONTH, membership()).sort_values(["area", "treatment_function"])
    figures.to_csv(MADE_FIGURES, index=False, float_format="%.12g", lineterminator="\n")


if __name__ == "__main__":
    main()
