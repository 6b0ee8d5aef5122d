"""The reference tables → checked rows: what cannot be right is named by file, line, column and rule."""

import csv
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from io import StringIO
from itertools import pairwise
from pathlib import Path

from metrics.compute.peers import VARIABLES
from metrics.models import Area, Population, Succession

FOLDER = Path(__file__).resolve().parent.parent / "reference"
# Above each kind of area stands one other kind.
PARENT_KIND = {
    Area.Kind.SICBL: Area.Kind.ICB,
    Area.Kind.ICB: Area.Kind.REGION,
    Area.Kind.REGION: Area.Kind.ENGLAND,
}
LONGITUDES, LATITUDES = (-7.0, 2.0), (49.5, 56.0)
LARGEST_POPULATION = 100_000_000
CONTROL_CHARACTER = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")

Reader = Callable[[str], object]


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table: its values by column, and where it stands."""

    table: str
    line: int
    values: dict[str, object]

    def __getitem__(self, column: str) -> object:
        return self.values[column]

    def refused(self, column: str, rule: str) -> str:
        """Return what is wrong with a cell, as file:line:column."""
        value = self.values[column]
        shown = value.isoformat() if isinstance(value, date) else value or ""
        return f"{self.table}:{self.line}:{column}: {str(shown)!r}: {rule}"


@dataclass(frozen=True, slots=True)
class Tables:
    """All the tables, each as rows in the order of the file."""

    areas: list[Row]
    former_codes: list[Row]
    memberships: list[Row]
    successions: list[Row]
    populations: list[Row]
    profiles: list[Row]


class BrokenTables(Exception):
    """Tables that cannot be loaded; `findings` says everything that is wrong, first things first."""

    def __init__(self, findings: list[str]):
        self.findings = findings
        more = f" (and {len(findings) - 1} more)" if len(findings) > 1 else ""
        super().__init__(findings[0] + more)


def text(longest: int) -> Reader:
    def read(cell: str) -> str:
        if not cell.strip():
            raise ValueError("must not be empty")
        if len(cell) > longest:
            raise ValueError(f"must have at most {longest} characters")
        return cell

    return read


def pattern(expression: str, rule: str) -> Reader:
    def read(cell: str) -> str:
        if not re.fullmatch(expression, cell):
            raise ValueError(rule)
        return cell

    return read


def one_of(choices: Iterable[str]) -> Reader:
    allowed = list(choices)

    def read(cell: str) -> str:
        if cell not in allowed:
            raise ValueError(f"must be one of {', '.join(allowed)}")
        return cell

    return read


def number(low: float, high: float) -> Reader:
    def read(cell: str) -> float:
        if not re.fullmatch(r"-?[0-9]+(\.[0-9]+)?", cell):
            raise ValueError("must be a number")
        if not low <= float(cell) <= high:
            raise ValueError(f"must be from {low:g} to {high:g}")
        return float(cell)

    return read


def people(cell: str) -> int:
    if not re.fullmatch("[0-9]+", cell):
        raise ValueError("must be a whole number")
    if not 0 < int(cell) <= LARGEST_POPULATION:
        raise ValueError(f"must be from 1 to {LARGEST_POPULATION}")
    return int(cell)


def day(cell: str) -> date:
    if not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", cell):
        raise ValueError("must be a date, YYYY-MM-DD")
    try:
        return date.fromisoformat(cell)
    except ValueError:
        raise ValueError("must be a day of the calendar") from None


def optional_day(cell: str) -> date | None:
    return day(cell) if cell else None


def longest(field: str) -> int:
    return Area._meta.get_field(field).max_length


area_code = pattern("[A-Z0-9]{2,8}", "must be an ODS code: 2 to 8 capitals and digits")
ons_code = pattern("[EKW][0-9]{8}", "must be an ONS code: a letter and 8 digits")

COLUMNS: dict[str, dict[str, Reader]] = {
    "areas": {
        "code": area_code,
        "kind": one_of(kind for kind in Area.Kind.values if kind != Area.Kind.PROVIDER),
        "ons_code": ons_code,
        "name": text(longest("name")),
        "short_name": text(longest("short_name")),
        "opened": optional_day,
        "closed": optional_day,
        "longitude": number(*LONGITUDES),
        "latitude": number(*LATITUDES),
        "note": str,
    },
    "former_codes": {"area": area_code, "ons_code": ons_code, "last_day": day},
    "memberships": {"child": area_code, "parent": area_code, "start": optional_day, "end": optional_day},
    "successions": {
        "predecessor": area_code,
        "successor": area_code,
        "date": day,
        "kind": one_of(Succession.Kind.values),
    },
    "populations": {
        "area": area_code,
        "source": one_of(Population.Source.values),
        "date": day,
        "people": people,
    },
    "profiles": {"area": area_code}
    | dict.fromkeys(VARIABLES, number(0, 1))
    | {"deprivation": number(0, 100), "list_size": people},
}
KEYS = {
    "areas": ("code",),
    "former_codes": ("ons_code",),
    "memberships": ("child", "parent", "start"),
    "successions": ("predecessor", "successor"),
    "populations": ("area", "source", "date"),
    "profiles": ("area",),
}
AREA_COLUMNS = ("area", "child", "parent", "predecessor", "successor")


def read_tables(folder: Path = FOLDER) -> Tables:
    """Read every table of a folder. Raises BrokenTables with all that is wrong with them."""
    findings: list[str] = []
    rows = {name: _read_table(folder / f"{name}.csv", findings) for name in COLUMNS}
    tables = Tables(**rows)
    if not findings:
        findings += _disagreements(tables)
    if findings:
        raise BrokenTables(findings)
    return tables


def _read_table(path: Path, findings: list[str]) -> list[Row]:
    columns, rows = COLUMNS[path.stem], []
    try:
        for line, cells in _lines(path, list(columns)):
            values, refusals = _read_cells(cells, columns)
            findings += [f"{path.name}:{line}:{refusal}" for refusal in refusals]
            rows.append(Row(path.name, line, values))
    except BrokenTables as broken:
        findings += broken.findings
    return rows


def _lines(path: Path, columns: list[str]) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its line. A file that is not such a table raises BrokenTables."""
    line = 0
    for line, content in enumerate(StringIO(_text(path)), start=1):
        try:
            # A line at a time: a quote that does not close is named where it opens.
            cells = next(csv.reader([content], strict=True))
        except csv.Error as error:
            raise BrokenTables([f"{path.name}:{line}: {error}"]) from None
        if line > 1 and len(cells) != len(columns):
            raise BrokenTables([f"{path.name}:{line}: has {len(cells)} fields, not {len(columns)}"])
        if line > 1:
            yield line, cells
        elif cells != columns:
            raise BrokenTables(
                [f"{path.name}:1: the columns must be {','.join(columns)}, not {content.strip()!r}"]
            )
    if line < 2:
        raise BrokenTables([f"{path.name}:1: has no rows"])


def _text(path: Path) -> str:
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise BrokenTables([f"{path.name}: {error.strerror}"]) from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BrokenTables([f"{path.name}:{line}: is not UTF-8"]) from None
    if found := CONTROL_CHARACTER.search(content):
        line = content.count("\n", 0, found.start()) + 1
        raise BrokenTables([f"{path.name}:{line}: holds a control character"])
    return content


def _read_cells(cells: list[str], columns: dict[str, Reader]) -> tuple[dict[str, object], list[str]]:
    values, refusals = {}, []
    for cell, (column, read) in zip(cells, columns.items(), strict=True):
        try:
            values[column] = read(cell)
        except ValueError as rule:
            refusals.append(f"{column}: {cell!r}: {rule}")
    return values, refusals


def _disagreements(tables: Tables) -> list[str]:
    """Return where rows that can each be read contradict one another."""
    areas = {row["code"]: row for row in tables.areas}
    every = [row for name in COLUMNS for row in getattr(tables, name)]
    findings = [*_repeated(tables), *_unknown_areas(every, areas)]
    if findings:
        return findings
    return [
        *_lives_that_end_first(tables),
        *_misplaced_parts(tables, areas),
        *_overlapping_parts(tables),
        *_broken_successions(tables, areas),
        *_counts_of_other_kinds(tables, areas),
    ]


def _repeated(tables: Tables) -> Iterator[str]:
    for name, key in KEYS.items():
        lines: dict[tuple, int] = {}
        for row in getattr(tables, name):
            first = lines.setdefault(tuple(row[column] for column in key), row.line)
            if first != row.line:
                yield row.refused(key[0], f"repeats line {first}: {', '.join(key)} must be unique")


def _unknown_areas(rows: Iterable[Row], areas: dict[str, Row]) -> Iterator[str]:
    for row in rows:
        for column in AREA_COLUMNS:
            if column in row.values and row[column] not in areas:
                yield row.refused(column, "is no code of areas.csv")


def _lives_that_end_first(tables: Tables) -> Iterator[str]:
    for rows, first, last in ((tables.areas, "opened", "closed"), (tables.memberships, "start", "end")):
        for row in rows:
            if row[first] and row[last] and row[last] < row[first]:
                yield row.refused(last, f"must not be before `{first}`")


def _misplaced_parts(tables: Tables, areas: dict[str, Row]) -> Iterator[str]:
    for row in tables.memberships:
        child, parent = areas[row["child"]], areas[row["parent"]]
        if PARENT_KIND.get(child["kind"]) != parent["kind"]:
            yield row.refused(
                "parent", f"an area of kind {child['kind']} is no part of one of kind {parent['kind']}"
            )
        for area in (child, parent):
            if (area["opened"] or date.min) > (row["start"] or date.min):
                yield row.refused("start", f"is before {area['code']} opened")
            if (area["closed"] or date.max) < (row["end"] or date.max):
                yield row.refused("end", f"is after {area['code']} closed")


def _overlapping_parts(tables: Tables) -> Iterator[str]:
    by_child = defaultdict(list)
    for row in tables.memberships:
        by_child[row["child"]].append(row)
    for rows in by_child.values():
        for earlier, later in pairwise(sorted(rows, key=lambda row: row["start"] or date.min)):
            if (earlier["end"] or date.max) >= (later["start"] or date.min):
                yield later.refused(
                    "start", f"overlaps line {earlier.line}: an area is part of one area at a time"
                )


def _broken_successions(tables: Tables, areas: dict[str, Row]) -> Iterator[str]:
    for row in tables.successions:
        before, after = areas[row["predecessor"]], areas[row["successor"]]
        if before["closed"] != row["date"] - timedelta(days=1):
            yield row.refused("date", f"must be the day after {before['code']} closed")
        if not _lives_on(after, row["date"]):
            yield row.refused("successor", "is not open on that date")
        if before["kind"] != after["kind"]:
            yield row.refused("successor", f"is of kind {after['kind']}, not {before['kind']}")


def _counts_of_other_kinds(tables: Tables, areas: dict[str, Row]) -> Iterator[str]:
    for row in (*tables.populations, *tables.profiles):
        area = areas[row["area"]]
        if area["kind"] != Area.Kind.SICBL:
            yield row.refused("area", "only sub-ICB locations have rows here; the rest is added up")
        if "date" in row.values and not _lives_on(area, row["date"]):
            yield row.refused("date", f"{area['code']} was not open on that day")


def _lives_on(area: Row, on: date) -> bool:
    return (area["opened"] or date.min) <= on <= (area["closed"] or date.max)
