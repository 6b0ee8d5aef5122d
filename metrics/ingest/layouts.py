"""The layouts in which NHS England has published the RTT extract, and how to tell which one a file has.

Checked against: the files of April 2024 – May 2025 for the present layout; descriptions of the older ones
(53 bands until March 2021; front matter, `Year` and `Period Name` until September 2017; July 2016 with the
treatment function's code under `Treatment Function Name` and its name under `Treatment Function Description`).
"""

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.ingest.archive import Source
from metrics.ingest.findings import QUARANTINE, Finding, Quarantined, refusal

HEAD_BYTES = 65_536
HEAD_LINES = 15
# A line with at least so many names that we know is meant as the header, even if some of them are wrong.
ENOUGH_KNOWN_NAMES = 10
BAND_NAME = re.compile(r"Gt\s*\d+", re.IGNORECASE)
UTF8_MARK = b"\xef\xbb\xbf"

MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
FIRST_YEAR = 2007  # RTT waiting times were first collected in 2007.

NAMES = {
    "period": "Period",
    "provider_parent": "Provider Parent Org Code",
    "provider_parent_name": "Provider Parent Name",
    "provider": "Provider Org Code",
    "provider_name": "Provider Org Name",
    "commissioner_parent": "Commissioner Parent Org Code",
    "commissioner_parent_name": "Commissioner Parent Name",
    "commissioner": "Commissioner Org Code",
    "commissioner_name": "Commissioner Org Name",
    "part": "RTT Part Type",
    "part_name": "RTT Part Description",
    "treatment_function": "Treatment Function Code",
    "treatment_function_name": "Treatment Function Name",
}
COUNTS = {
    "total": "Total",
    "unknown_start": "Patients with unknown clock start date",
    "total_all": "Total All",
}
# Before October 2017: a financial year ("2016-17") and a month instead of the period.
OLDER_NAMES = {"year": "Year", "period_name": "Period Name"} | {
    what: name for what, name in NAMES.items() if what != "period"
}
OLDER_NAMES["part"] = "RTT Part Name"
JULY_2016_NAMES = OLDER_NAMES | {
    "treatment_function": "Treatment Function Name",
    "treatment_function_name": "Treatment Function Description",
}
# The one "other" group that X02–X06 replaced in April 2021.
FUNCTIONS_UNTIL_MARCH_2021 = frozenset(TREATMENT_FUNCTIONS) | {"X01"}


def band_names(last_week: int) -> tuple[str, ...]:
    """Return the names of the week bands; the last one is open: `Gt 104 Weeks SUM 1`."""
    closed = (f"Gt {week:02d} To {week + 1:02d} Weeks SUM 1" for week in range(last_week))
    return (*closed, f"Gt {last_week:02d} Weeks SUM 1")


def month_of_period(period: str) -> date | None:
    """Return the first day of the month that `RTT-April-2024` or `RTT-APRIL-2022` names."""
    found = re.fullmatch(r"RTT-([A-Za-z]+)-(\d{4})", period, re.ASCII)
    return _month(found[1], int(found[2])) if found else None


def month_of_financial_year(year: str, month: str) -> date | None:
    """Return the first day of a month of a financial year: `2016-17`, `JANUARY` is January 2017."""
    found = re.fullmatch(r"(\d{4})-(\d{2})", year, re.ASCII)
    if not found or (int(found[1]) + 1) % 100 != int(found[2]):
        return None
    named = _month(month, int(found[1]))
    return named.replace(year=named.year + 1) if named and named.month < 4 else named


def _month(name: str, year: int) -> date | None:
    known = name.lower() in MONTHS and year >= FIRST_YEAR
    return date(year, MONTHS.index(name.lower()) + 1, 1) if known else None


@dataclass(frozen=True)
class Era:
    """A named format: its columns by what they hold, and the months that it can be about."""

    name: str
    names: dict[str, str]
    last_week: int
    functions: frozenset[str]
    month_of: Callable[..., date | None]
    has_front_matter: bool = False
    may_be_swapped: bool = False

    @property
    def bands(self) -> tuple[str, ...]:
        return band_names(self.last_week)

    @property
    def columns(self) -> tuple[str, ...]:
        return (*self.names.values(), *self.bands, *COUNTS.values())


@dataclass(frozen=True)
class Layout:
    """How one file is laid out: its era, and where each column stands.

    `header_line` counts from 1; `data_offset` is the number of bytes before the first row.
    `extra` are trailing columns that no era has.
    """

    era: Era
    header: tuple[str, ...]
    header_line: int
    data_offset: int
    extra: tuple[str, ...] = ()
    swapped: bool = False

    @cached_property
    def columns(self) -> dict[str, int]:
        return {name: place for place, name in enumerate(self.header)}

    def column_of(self, what: str) -> str:
        """Return the header's name for what a column holds: `treatment_function` → `Treatment Function Code`."""
        if self.swapped and what.startswith("treatment_function"):
            code, name = "treatment_function", "treatment_function_name"
            what = name if what == code else code
        return (self.era.names | COUNTS)[what]

    @property
    def texts(self) -> dict[str, int]:
        """What each text column holds → where it stands."""
        return {what: self.columns[self.column_of(what)] for what in self.era.names}

    @property
    def bands(self) -> tuple[int, ...]:
        return tuple(self.columns[name] for name in self.era.bands)

    @property
    def counts(self) -> dict[str, int]:
        return {what: self.columns[name] for what, name in COUNTS.items()}


PRESENT = Era("April 2021 onward", NAMES, 104, frozenset(TREATMENT_FUNCTIONS), month_of_period)
UNTIL_MARCH_2021 = Era("October 2017 to March 2021", NAMES, 52, FUNCTIONS_UNTIL_MARCH_2021, month_of_period)
UNTIL_SEPTEMBER_2017 = Era(
    "before October 2017", OLDER_NAMES, 52, FUNCTIONS_UNTIL_MARCH_2021, month_of_financial_year, True, True
)
JULY_2016 = Era(
    "July 2016", JULY_2016_NAMES, 52, FUNCTIONS_UNTIL_MARCH_2021, month_of_financial_year, True, True
)
ERAS = (PRESENT, UNTIL_MARCH_2021, UNTIL_SEPTEMBER_2017, JULY_2016)
BANDS_TO_104_SINCE = date(2021, 4, 1)


@dataclass(frozen=True)
class _Line:
    number: int
    start: int
    end: int
    fields: tuple[str, ...]


def find_layout(source: Source) -> Layout:
    """Return the layout of a file, told from its first lines. Raises Quarantined when it has none of ours."""
    head = _head(source)
    _refuse_what_is_no_csv(source.file_name, head)
    lines = _lines(head)
    header = next((line for line in lines if _known(line.fields) >= ENOUGH_KNOWN_NAMES), None)
    if header is None:
        raise _no_header(source.file_name, lines)
    layout = _layout_of(header, source.file_name)
    before = [line for line in lines if line.number < header.number and any(line.fields)]
    if before and not layout.era.has_front_matter:
        raise _refused_line(before[0], source.file_name, "header", "stands where the header is expected")
    rows = (line.fields for line in lines if line.number > header.number)
    return _turned_round(layout, next((fields for fields in rows if any(fields)), ()))


def _head(source: Source) -> bytes:
    with source.open() as stream:
        head = b""
        while len(head) < HEAD_BYTES and (chunk := stream.read(HEAD_BYTES)):
            head += chunk
    return head[:HEAD_BYTES]


def _refuse_what_is_no_csv(file: str, head: bytes) -> None:
    text = head.removeprefix(UTF8_MARK).lstrip()
    if not text:
        raise refusal("empty", file, "the file is empty")
    if head.startswith((b"\xff\xfe", b"\xfe\xff")) or head[:200].count(0) > 20:
        raise refusal("utf-16", file, "the file is in UTF-16, not in ASCII or UTF-8", line=1)
    if text.startswith(b"<"):
        said = text[:60].decode("latin-1")
        raise refusal("html", file, "the file is a web page, not a CSV", line=1, value=said)


def _lines(head: bytes) -> list[_Line]:
    """Return the first lines, split into fields; a quote that is not closed leaves the line as one field."""
    lines, start = [], len(UTF8_MARK) if head.startswith(UTF8_MARK) else 0
    for number, line in enumerate(head[start:].splitlines(keepends=True)[:HEAD_LINES], 1):
        fields = split_fields(line.decode("utf-8", "replace")) or ()
        lines.append(_Line(number, start, start + len(line), tuple(text.strip() for text in fields)))
        start += len(line)
    return lines


def split_fields(line: str) -> list[str] | None:
    """Return the fields of one line; None where its quotes do not pair up."""
    text = line.rstrip("\r\n")
    if text.count('"') % 2:
        return None
    try:
        return next(csv.reader([text], strict=True), [])
    except csv.Error:
        return None


def _known(fields: Iterable[str]) -> int:
    known = {name for era in ERAS for name in era.columns}
    return sum(name in known for name in fields)


def _no_header(file: str, lines: Sequence[_Line]) -> Quarantined:
    for line in lines:
        for sign, name in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
            if _known(",".join(line.fields).split(sign)) >= ENOUGH_KNOWN_NAMES:
                return _refused_line(
                    line, file, "separator", f"the columns are separated by {name}, not by commas"
                )
    first = next((line for line in lines if any(line.fields)), lines[0])
    return _refused_line(first, file, "header", f"no header in the first {len(lines)} lines")


def _refused_line(line: _Line, file: str, rule: str, text: str) -> Quarantined:
    return refusal(rule, file, text, line=line.number, value=",".join(line.fields))


def _layout_of(line: _Line, file: str) -> Layout:
    era = max(ERAS, key=lambda era: (len(set(era.columns) & set(line.fields)), -len(era.columns)))
    findings = [
        *_repeated_names(line, file),
        *_missing_names(line, era, file),
        *_unknown_names(line, era, file),
    ]
    if findings:
        raise Quarantined(findings)
    width = len(era.columns)
    return Layout(era, line.fields, line.number, line.end, extra=line.fields[width:])


def _repeated_names(line: _Line, file: str) -> list[Finding]:
    repeated = sorted({name for name in line.fields if name and line.fields.count(name) > 1})
    return [_header_finding(line, file, name, "stands twice in the header") for name in repeated]


def _missing_names(line: _Line, era: Era, file: str) -> list[Finding]:
    text = f"is missing from the header, which looks like that of {era.name}"
    return [_header_finding(line, file, name, text) for name in era.columns if name not in line.fields]


def _unknown_names(line: _Line, era: Era, file: str) -> list[Finding]:
    """Return the columns that we do not know, but for those after the last that we do (unless they are bands)."""
    known = set(era.columns)
    width = 1 + max(place for place, name in enumerate(line.fields) if name in known)
    within = [name for name in line.fields[:width] if name not in known]
    bands = [name for name in line.fields[width:] if BAND_NAME.match(name)]
    text = f"is a column that the layout of {era.name} does not have"
    return [_header_finding(line, file, name, text) for name in within + bands]


def _header_finding(line: _Line, file: str, name: str, text: str) -> Finding:
    return Finding("columns", QUARANTINE, file, line.number, name, None, text)


def _turned_round(layout: Layout, first_row: Sequence[str]) -> Layout:
    """Return the layout with code and name of the treatment function exchanged, where the first row shows it so."""
    swapped = replace(layout, swapped=True)
    place = swapped.texts["treatment_function"]
    is_code = len(first_row) > place and first_row[place] in layout.era.functions
    return swapped if layout.era.may_be_swapped and is_code else layout
