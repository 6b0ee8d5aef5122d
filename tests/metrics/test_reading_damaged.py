"""Files that are damaged or strange: which are refused, where and why; which are warned about; which are harmless."""

import csv
import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

import numpy as np
import pytest

from metrics.ingest.findings import LONGEST_VALUE, Finding
from metrics.ingest.rtt import Quarantined, read_release
from tests.metrics import rtt_files as made

ROWS = made.made_month()
GOOD = made.csv_file(ROWS)
LINES = made.lines_of(GOOD)
HEADER = made.PRESENT.header
LAST = len(LINES)
BAND = "Gt 06 To 07 Weeks SUM 1"
ALL = "Total All"
UNKNOWN = "Patients with unknown clock start date"
FUNCTION = "Treatment Function Code"


def line_of(part: str, provider: str = "RQA", *, total: bool = False, other: bool = False) -> int:
    """Return a line of a part: its C_999, or the first of a single treatment function, of the first commissioner."""
    for number, row in enumerate(ROWS, 2):
        is_total = row.function == "C_999"
        if (row.part, row.provider) == (part, provider) and is_total == total:
            if not other:
                return number
            other = False
    raise LookupError(part)


ADMITTED, NON_ADMITTED, WAITING, DECIDED, NEW = map(line_of, made.PART_NAMES)
WAITING_TOTAL = line_of("Part_2", total=True)


def of(column: str, line: int = WAITING) -> str:
    return made.cell(GOOD, line, column)


@dataclass
class Damage:
    """A damaged file and where the reader must say that it is damaged. `value` None: it need not say."""

    name: str
    data: bytes
    rule: str
    line: int | None = None
    column: str | None = None
    value: str | None = None
    today: date = made.TODAY
    expected: date | None = None

    def __str__(self) -> str:
        return self.name


def cell(name: str, line: int, column: str, value: str, rule: str, /, **said) -> Damage:
    """One cell is changed; the place said is that cell, unless given otherwise."""
    place = {"line": line, "column": column, "value": value} | said
    return Damage(name, made.with_cell(GOOD, line, column, value), rule, **place)


def without(*lines: int) -> bytes:
    return b"".join(line for number, line in enumerate(LINES, 1) if number not in lines)


def with_line(place: int, line: bytes) -> bytes:
    return b"".join([*LINES[: place - 1], line, *LINES[place - 1 :]])


def changed_line(place: int, change: Callable[[bytes], bytes]) -> bytes:
    return b"".join([*LINES[: place - 1], change(LINES[place - 1]), *LINES[place:]])


def with_columns(change: Callable[[list[str]], list[str]]) -> bytes:
    """Return the file with the same change made to the fields of every line."""
    rows = csv.reader(line.decode() for line in LINES)
    return "".join(made.joined(change(list(fields))) for fields in rows).encode()


def with_header(change: Callable[[list[str]], list[str]]) -> bytes:
    return made.joined(change(list(HEADER))).encode() + b"".join(LINES[1:])


def replaced(old: str, new: str) -> Callable[[list[str]], list[str]]:
    return lambda fields: [new if text == old else text for text in fields]


def dropped(column: str) -> Callable[[list[str]], list[str]]:
    return lambda fields: [text for place, text in enumerate(fields) if place != HEADER.index(column)]


def raised(line: int, *columns: str) -> bytes:
    """Return the file with each of the columns of a line one higher."""
    data = GOOD
    for column in columns:
        data = made.with_cell(data, line, column, str(int(made.cell(data, line, column) or 0) + 1))
    return data


def up(column: str, line: int) -> str:
    return str(int(of(column, line) or 0) + 1)


QUOTED = next(number for number, line in enumerate(LINES, 1) if b'"' in line)

NOT_A_CSV = [
    Damage("empty", b"", "empty"),
    Damage("blank lines alone", b"\r\n \r\n", "empty"),
    Damage("header alone", LINES[0], "no-rows"),
    Damage("no header", b"".join(LINES[1:]), "header", 1),
    Damage("text", b"Dear all,\r\nplease find attached.\r\n", "header", 1, value="Dear all,"),
    Damage("a web page", b"<!DOCTYPE html><title>Just a moment</title>", "html", 1),
    Damage("a web page after blank lines", b"\n\n<html><body>404</body></html>", "html", 1),
    Damage("semicolons", b"".join(LINES).replace(b",", b";"), "separator", 1),
    Damage("tabs", b"".join(LINES).replace(b",", b"\t"), "separator", 1),
    Damage("bars", b"".join(LINES).replace(b",", b"|"), "separator", 1),
    Damage("UTF-16", GOOD.decode().encode("utf-16"), "utf-16", 1),
    Damage("UTF-16 without a mark", GOOD.decode().encode("utf-16-le"), "utf-16", 1),
    Damage(
        "a line before the header", b"RTT waiting times\r\n" + GOOD, "header", 1, value="RTT waiting times"
    ),
]
LINES_BROKEN = [
    Damage("cut mid-row", GOOD[: -len(LINES[-1]) // 2], "fields", LAST),
    Damage(
        "cut inside quotes", b"".join(LINES[: QUOTED - 1]) + LINES[QUOTED - 1].partition(b", ")[0], "quote"
    ),
    Damage("an extra field", changed_line(9, lambda line: line.replace(b",C_", b",,C_", 1)), "fields", 9),
    Damage("a missing field", changed_line(9, lambda line: line.replace(b",C_", b"C_", 1)), "fields", 9),
    Damage("an extra field at the end", changed_line(9, lambda line: line.rstrip() + b",7\r\n"), "fields", 9),
    Damage("a quote lost", changed_line(QUOTED, lambda line: line.replace(b'"', b"", 1)), "quote", QUOTED),
    Damage("both quotes lost", changed_line(QUOTED, lambda line: line.replace(b'"', b"")), "fields", QUOTED),
    Damage("a quote too many", changed_line(9, lambda line: b'"' + line), "quote", 9),
    Damage(
        "text after a quote",
        changed_line(QUOTED, lambda line: line.replace(b'",', b'"x,', 1)),
        "two-names",
        QUOTED,
    ),
    Damage("a line end lost", changed_line(9, lambda line: line.rstrip(b"\r\n")), "fields", 9),
    Damage(
        "a line end in a name",
        changed_line(9, lambda line: line.replace(b"NORTH", b"NO\nRTH", 1)),
        "fields",
        9,
    ),
    Damage(
        "a line end in quotes", changed_line(QUOTED, lambda line: line.replace(b", ", b",\r\n", 1)), "quote"
    ),
    Damage("header repeated", with_line(9, LINES[0]), "repeated-header", 9),
    Damage("a footer", GOOD + b"Source: NHS England\r\n", "fields", LAST + 1, value="Source: NHS England"),
    Damage("a wide footer", GOOD + b"Notes" + b"," * 120 + b"\r\n", "period", LAST + 1, "Period", "Notes"),
    Damage("a row of commas", GOOD + b"," * 120 + b"\r\n", "period", LAST + 1, "Period", ""),
    Damage("NUL", changed_line(9, lambda line: line.replace(b"MADE UP", b"MADE\0UP", 1)), "nul", 9),
    Damage(
        "bytes of no encoding",
        changed_line(9, lambda line: line.replace(b"MADE", b"M\x81DE", 1)),
        "encoding",
        9,
    ),
    Damage("an endless line", GOOD + b"x" * 3_000_000, "line-length", LAST + 1),
    Damage("twenty broken lines", GOOD + b"x\r\n" * 5000, "fields", LAST + 1, value="x"),
]
COLUMNS = [
    Damage("renamed", with_header(replaced(ALL, "Total all")), "columns", 1, ALL),
    Damage("band renamed", with_header(replaced(BAND, "Gt 06 To 08 Weeks SUM 1")), "columns", 1, BAND),
    Damage("band dropped", with_columns(dropped(BAND)), "columns", 1, BAND),
    Damage(
        "last band dropped", with_columns(dropped("Gt 104 Weeks SUM 1")), "columns", 1, "Gt 104 Weeks SUM 1"
    ),
    Damage("band dropped from the header", with_header(dropped(BAND)), "columns", 1, BAND),
    Damage(
        "band dropped from the rows",
        LINES[0] + b"".join(made.lines_of(with_columns(dropped(BAND)))[1:]),
        "fields",
        2,
    ),
    Damage("twice in the header", with_header(replaced("Gt 07 To 08 Weeks SUM 1", BAND)), "columns", 1, BAND),
    Damage("unknown in the middle", with_header(replaced("Total", "Sum")), "columns", 1, "Total"),
    Damage(
        "a band after the last",
        with_columns(lambda row: [*row, "Gt 105 Weeks SUM 1"]),
        "columns",
        1,
        "Gt 105 Weeks SUM 1",
    ),
    Damage(
        "bands end at 52",
        made.csv_file(layout=made.UNTIL_MARCH_2021),
        "period",
        2,
        "Period",
        "RTT-March-2025",
    ),
    Damage(
        "totals exchanged", with_header(lambda row: [*row[:-3], ALL, UNKNOWN, "Total"]), "totals", column=ALL
    ),
]
NO_NUMBER = [
    *(
        "n/a",
        "*",
        "1,234",
        "-5",
        "12.5",
        "1e3",
        "inf",
        "1" + "0" * 20,
        "٣٤",
        "５",
        "²",
        "-",
        "NaN",
        "NULL",
        "+5",
    ),
    *("0x1F", "1_000", "5 6", "10000000", "5\u200b", "5\xa0", "=1+1", "'5"),
]
NUMBERS = [
    *(cell(f"{value!r} in {ALL}", WAITING, ALL, value, "number") for value in NO_NUMBER),
    *(
        cell(f"{value!r} in a band", WAITING, BAND, value, "number")
        for value in ("*", "-5", "12.5", "1e3", "0x10", "-")
    ),
    cell("no number in Total", ADMITTED, "Total", "n/a", "number"),
    cell("no number in the unknown starts", ADMITTED, UNKNOWN, "none", "number"),
    cell("hexadecimal as long as the number", WAITING, ALL, "0xF4240", "number"),
    cell("Total All blank", WAITING, ALL, "", "totals"),
    cell("Total All of new periods blank", NEW, ALL, "", "totals"),
    cell("Total blank", ADMITTED, "Total", "", "totals"),
    cell("Total All blanks alone", WAITING, ALL, "  ", "totals", value=""),
]
SUMS = [
    cell(
        "band of 1A",
        ADMITTED,
        BAND,
        up(BAND, ADMITTED),
        "totals",
        column="Total",
        value=of("Total", ADMITTED),
    ),
    cell(
        "band of 1B",
        NON_ADMITTED,
        BAND,
        up(BAND, NON_ADMITTED),
        "totals",
        column="Total",
        value=of("Total", NON_ADMITTED),
    ),
    cell("band of 2", WAITING, BAND, up(BAND, WAITING), "totals", column=ALL, value=of(ALL)),
    cell("band of 2A", DECIDED, BAND, up(BAND, DECIDED), "totals", column=ALL, value=of(ALL, DECIDED)),
    cell("Total of 1A", ADMITTED, "Total", up("Total", ADMITTED), "totals"),
    cell("Total All of 1B", NON_ADMITTED, ALL, up(ALL, NON_ADMITTED), "totals"),
    cell("unknown starts of 1A", ADMITTED, UNKNOWN, "7", "totals", column=ALL, value=of(ALL, ADMITTED)),
    cell("Total All of 2", WAITING, ALL, up(ALL, WAITING), "totals"),
    cell("Total given and wrong in 2", WAITING, "Total", "1", "totals"),
    cell("new periods", NEW, ALL, up(ALL, NEW), "sum", line=line_of("Part_3", total=True), value=None),
    cell("unknown starts in 2", WAITING, UNKNOWN, "3", "totals"),
    cell("bands in new periods", NEW, BAND, "4", "new-periods"),
    cell("Total in new periods", NEW, "Total", "1", "totals"),
    Damage(
        "band and totals of 1A",
        raised(ADMITTED, BAND, "Total", ALL),
        "sum",
        line_of("Part_1A", total=True),
        BAND,
    ),
    Damage(
        "band and total of 2", raised(WAITING, BAND, ALL), "sum", WAITING_TOTAL, BAND, of(BAND, WAITING_TOTAL)
    ),
    Damage(
        "band and total of C_999",
        raised(WAITING_TOTAL, BAND, ALL),
        "sum",
        WAITING_TOTAL,
        BAND,
        up(BAND, WAITING_TOTAL),
    ),
    Damage(
        "two bands exchanged",
        made.with_cell(
            made.with_cell(raised(WAITING, BAND), WAITING, "Gt 90 To 91 Weeks SUM 1", of(BAND)),
            WAITING,
            ALL,
            str(int(of(ALL)) + 1 + int(of(BAND) or 0) - int(of("Gt 90 To 91 Weeks SUM 1") or 0)),
        ),
        "sum",
        WAITING_TOTAL,
    ),
    Damage("first row lost", without(2), "sum"),
    Damage("a row lost", without(WAITING), "sum"),
    Damage("a total lost", without(WAITING_TOTAL), "sum", column=FUNCTION),
    Damage("last row lost", without(LAST), "sum", column=FUNCTION),
    Damage(
        "all but the total lost", without(*range(WAITING, WAITING_TOTAL)), "sum", WAITING, FUNCTION, "C_999"
    ),
    Damage("rows lost across groups", without(*range(WAITING_TOTAL - 1, WAITING_TOTAL + 2)), "sum"),
    Damage("a row twice", with_line(9, LINES[8]), "duplicate", 10, FUNCTION, of(FUNCTION, 9)),
    Damage("a group twice", GOOD + b"".join(LINES[WAITING - 1 : WAITING_TOTAL]), "duplicate", LAST + 1),
]
PERIODS = [
    cell("another month in a row", 9, "Period", "RTT-April-2025", "period"),
    cell("mistyped in a row", 9, "Period", "RTT-March-2052", "period"),
    Damage("mistyped", GOOD.replace(b"RTT-March", b"RTT-Mrach"), "period", 2, "Period", "RTT-Mrach-2025"),
    Damage(
        "not a period", GOOD.replace(b"RTT-March-2025", b"2025-03-01"), "period", 2, "Period", "2025-03-01"
    ),
    Damage(
        "before RTT was",
        GOOD.replace(b"RTT-March-2025", b"RTT-March-1925"),
        "period",
        2,
        "Period",
        "RTT-March-1925",
    ),
    Damage(
        "in the future",
        GOOD.replace(b"RTT-March-2025", b"RTT-March-2026"),
        "period",
        2,
        "Period",
        "RTT-March-2026",
    ),
    Damage("not over yet", GOOD, "period", 2, "Period", "RTT-March-2025", today=date(2025, 3, 30)),
    Damage("not the one asked for", GOOD, "period", 2, "Period", "RTT-March-2025", expected=date(2025, 2, 1)),
]
TWO_PARENTS = "Commissioner Parent Org Code"
CODES = [
    cell("provider with two names", WAITING, "Provider Org Name", "ANOTHER HOSPITAL", "two-names"),
    cell("commissioner with two names", WAITING, "Commissioner Org Name", "ELSEWHERE", "two-names"),
    cell("provider with two parents", WAITING, "Provider Parent Org Code", "QBB", "two-names"),
    cell("commissioner with two parents", line_of("Part_2", "NQB02"), TWO_PARENTS, "QZZ", "two-names"),
    cell(
        "a parent blanked",
        next(n for n in range(2, LAST) if of(TWO_PARENTS, n)),
        TWO_PARENTS,
        "",
        "two-names",
        line=None,
    ),
    cell("a parent with two names", WAITING, "Provider Parent Name", "NORTH", "two-names"),
    cell("a part with two names", WAITING, "RTT Part Description", "Complete Pathways", "two-names"),
    cell("a function with two names", WAITING, "Treatment Function Name", "Surgery", "two-names"),
    Damage(
        "functions' names exchanged",
        GOOD.replace(b"General Surgery Service", b"Urology Service"),
        "two-names",
        column="Treatment Function Name",
        value="Urology Service",
    ),
    cell("unknown part", WAITING, "RTT Part Type", "Part_4", "part"),
    cell("a part in lower case", WAITING, "RTT Part Type", "part_2", "part"),
    cell("unknown function", WAITING, FUNCTION, "C_123", "treatment-function"),
    cell("a function without its letter", WAITING, FUNCTION, "100", "treatment-function"),
    cell("a function of another era", WAITING, FUNCTION, "X01", "treatment-function"),
    cell(
        "another part", WAITING, "RTT Part Type", "Part_2A", "two-names", line=None, column=None, value=None
    ),
    cell("another function", WAITING, FUNCTION, "X05", "two-names", line=None, column=None, value=None),
    cell(
        "another provider",
        WAITING,
        "Provider Org Code",
        "NQB01",
        "two-names",
        line=None,
        column=None,
        value=None,
    ),
    cell("a new provider", WAITING, "Provider Org Code", "RQB", "sum", line=None, column=None, value=None),
    cell(
        "a new commissioner",
        WAITING,
        "Commissioner Org Code",
        "98Z",
        "sum",
        line=None,
        column=None,
        value=None,
    ),
    cell("provider in lower case", WAITING, "Provider Org Code", "rqa", "code"),
    cell("provider blank", WAITING, "Provider Org Code", "", "code"),
    cell("commissioner blank", WAITING, "Commissioner Org Code", "", "code"),
    cell("commissioner #N/A", WAITING, "Commissioner Org Code", "#N/A", "code", value=""),
    cell("an invisible character in a code", WAITING, "Provider Org Code", "RQA\u200b", "code"),
    cell("letters that look Latin", WAITING, "Provider Org Code", "RQА", "code"),
    Damage(
        "Windows-1252 in a code",
        changed_line(9, lambda line: line.replace(b",RQA,", b",RQ\xc0,")),
        "code",
        9,
        "Provider Org Code",
        "RQÀ",
    ),
]
QUARANTINED = [*NOT_A_CSV, *LINES_BROKEN, *COLUMNS, *NUMBERS, *SUMS, *PERIODS, *CODES]


@pytest.mark.parametrize("damage", QUARANTINED, ids=str)
def test_a_damaged_file_is_refused_with_place_value_and_rule(tmp_path, damage):
    path = made.saved(tmp_path, damage.data)

    with pytest.raises(Quarantined) as refused:
        read_release(path, today=damage.today, expected=damage.expected)

    finding = refused.value.findings[0]
    assert (finding.rule, finding.severity, finding.file) == (damage.rule, "Q", made.CSV_NAME)
    assert damage.line in (None, finding.line)
    assert damage.column in (None, finding.column)
    assert damage.value in (None, finding.value)
    assert str(refused.value).startswith(str(finding))


@pytest.mark.parametrize("damage", QUARANTINED, ids=str)
def test_a_finding_says_where_it_stands(tmp_path, damage):
    with pytest.raises(Quarantined) as refused:
        read_release(made.saved(tmp_path, damage.data), today=damage.today, expected=damage.expected)

    finding = refused.value.findings[0]
    place = [made.CSV_NAME, *(str(part) for part in (finding.line, finding.column) if part is not None)]
    assert str(finding).startswith(":".join(place) + ": ")
    assert finding.text in str(finding)
    assert str(finding).isprintable()
    assert len(str(finding)) < 400 + LONGEST_VALUE


@dataclass
class Odd:
    """A strange file that is published all the same, with a warning of this rule or with none."""

    name: str
    data: bytes
    rule: str | None = None
    line: int | None = None
    column: str | None = None
    file: str = made.CSV_NAME

    def __str__(self) -> str:
        return self.name


def shuffled(fields: list[str]) -> list[str]:
    order = random.Random(3).sample(range(len(HEADER)), len(HEADER))
    return [fields[place] for place in order]


def padded(fields: list[str]) -> list[str]:
    return [f"  {text} " if text.isdigit() else text for text in fields]


def zero_padded(fields: list[str]) -> list[str]:
    return [text.zfill(9) if text.isdigit() else text for text in fields]


def with_bands(old: str, new: str) -> bytes:
    change = replaced(old, new)
    return with_columns(lambda row: [*row[:13], *change(row[13:118]), *row[118:]])


def named(name: str, code: str = "RQA") -> bytes:
    return GOOD.replace(made.PROVIDERS[code][2].encode(), name.encode())


def quoted(line: bytes) -> bytes:
    fields = next(csv.reader([line.decode()]))
    return ",".join('"{}"'.format(field.replace('"', '""')) for field in fields).encode() + b"\r\n"


NOBODY = ",,,NONC,,"
WARNED = [
    Odd("bands in another order", with_columns(shuffled), "band-order", 1, "Gt 01 To 02 Weeks SUM 1"),
    Odd("an extra column at the end", with_columns(lambda row: [*row, "Note"]), "extra-column", 1, "Note"),
    Odd("an extra blank column at the end", with_columns(lambda row: [*row, ""]), "extra-column", 1, ""),
    Odd(
        "Windows-1252 in a name",
        GOOD.replace(b"NOBODY", b"NOB\xd6DY"),
        "encoding",
        column="Provider Org Name",
    ),
    Odd(
        "the name of another month",
        GOOD,
        "file-name",
        2,
        "Period",
        "20250228-RTT-February-2025-full-extract.csv",
    ),
]
ACCEPTED = [
    Odd("a byte order mark", b"\xef\xbb\xbf" + GOOD),
    Odd("a blank line", with_line(9, b"\r\n")),
    Odd("blank lines first and last", b"\r\n\r\n" + GOOD + b"\r\n  \r\n"),
    Odd("another order of columns", with_columns(lambda row: [*row[118:], *row[13:118], *row[:13][::-1]])),
    Odd("CR ends lines", made.csv_file(ROWS, end="\r")),
    Odd("LF ends lines", made.csv_file(ROWS, end="\n")),
    Odd("some lines end otherwise", changed_line(9, lambda line: line.replace(b"\r\n", b"\n"))),
    Odd("CR CR LF ends lines", GOOD.replace(b"\r\n", b"\r\r\n")),
    Odd("no end of the last line", GOOD.rstrip(b"\r\n")),
    Odd("padded numbers", with_columns(padded)),
    Odd("numbers padded with zeros", with_columns(zero_padded)),
    Odd("a padded number", made.with_cell(GOOD, WAITING, ALL, f"\t{of(ALL)}")),
    Odd("padded codes", GOOD.replace(b",98A,", b", 98A ,")),
    Odd("padded header", GOOD.replace(b"Total All\r\n", b"Total All \r\n")),
    Odd("#N/A as the name of NONC", GOOD.replace(NOBODY.encode(), NOBODY[:-1].encode() + b"#N/A,")),
    Odd("#N/A in some rows", GOOD.replace(NOBODY.encode(), NOBODY[:-1].encode() + b"#N/A,", 3)),
    Odd("zeros for blank bands", with_bands("", "0")),
    Odd("blanks for bands of zero", with_bands("0", "")),
    Odd("everything in quotes", b"".join(map(quoted, LINES))),
    Odd("a line in quotes", changed_line(9, quoted)),
    Odd("a name left out of a row", made.with_cell(GOOD, WAITING, "Provider Org Name", "")),
    Odd("HTML in a name", named("<script>alert(1)</script>")),
    Odd("a name in UTF-8", named("HÔPITAL INVENTÉ")),
    Odd("Total given and right in 2", made.with_cell(GOOD, WAITING, "Total", of(ALL))),
    Odd("no unknown starts as zero", with_columns(lambda row: [*row[:-2], row[-2] or "0", row[-1]])),
    Odd("rows in another order", LINES[0] + b"".join(random.Random(4).sample(LINES[1:], LAST - 1))),
]


def figures_of(extract) -> dict:
    keys = extract.rows[["provider", "commissioner", "part", "treatment_function"]].to_numpy()
    numbers = np.column_stack([extract.bands, extract.rows["unknown_start"], extract.rows["total"]])
    return {tuple(key): tuple(row) for key, row in zip(keys, numbers.tolist(), strict=True)}


FIGURES = {
    (row.provider, row.commissioner, row.part, row.function): (*row.bands, row.unknown, row.total)
    for row in ROWS
}


@pytest.mark.parametrize("odd", WARNED, ids=str)
def test_an_odd_file_is_read_with_a_warning(tmp_path, odd):
    reading = read_release(made.saved(tmp_path, odd.data, odd.file), today=made.TODAY)

    finding = reading.warnings[0]
    assert (finding.rule, finding.severity) == (odd.rule, "W")
    assert odd.line in (None, finding.line)
    assert finding.column == odd.column
    assert figures_of(reading.extract) == FIGURES


@pytest.mark.parametrize("odd", ACCEPTED, ids=str)
def test_a_harmless_oddity_changes_nothing(tmp_path, odd):
    reading = read_release(made.saved(tmp_path, odd.data), today=made.TODAY)

    assert reading.warnings == ()
    assert figures_of(reading.extract) == FIGURES


def test_more_decisions_than_incomplete_pathways_are_a_warning(tmp_path):
    rows = [row for row in ROWS if (row.provider, row.part) != ("RQA", "Part_2")]

    reading = read_release(made.saved(tmp_path, made.csv_file(rows)), today=made.TODAY)

    decided = [
        row for row in rows if (row.provider, row.part) == ("RQA", "Part_2A") and row.function != "C_999"
    ]
    found = reading.warnings[0]
    assert (found.rule, found.severity, found.column) == ("decided-over-waiting", "W", ALL)
    assert (found.line, found.value) == (rows.index(decided[0]) + 2, str(decided[0].total))
    assert f"{len([row for row in decided if row.total]):,} such rows" in found.text


@pytest.mark.parametrize(
    "name", ['=HYPERLINK("http://example.org","x")', "<b>BOLD</b>", 'O\'BRIEN, "THE" CLINIC']
)
def test_what_a_name_holds_is_text(tmp_path, name):
    fields = replaced(made.PROVIDERS["RQA"][2], name)

    extract = read_release(made.saved(tmp_path, with_columns(fields)), today=made.TODAY).extract

    assert name in set(extract.organisations["name"])
    assert figures_of(extract) == FIGURES


def test_windows_1252_is_read_as_it_was_meant(tmp_path):
    data = GOOD.replace(b"NOBODY'S", b"NOBODY\x92S")

    extract = read_release(made.saved(tmp_path, data), today=made.TODAY).extract

    assert "SAINT NOBODY’S, MADE UP" in set(extract.organisations["name"])


def test_a_million_broken_lines_are_told_in_a_few(tmp_path):
    with pytest.raises(Quarantined) as refused:
        read_release(made.saved(tmp_path, GOOD + b"x,y\r\n" * 1_000_000), today=made.TODAY)

    assert len(refused.value.findings) <= 20


def test_a_wrong_number_in_every_row_is_told_in_a_few(tmp_path):
    with pytest.raises(Quarantined) as refused:
        read_release(made.saved(tmp_path, with_columns(replaced("0", "*"))), today=made.TODAY)

    assert len(refused.value.findings) <= 100
    assert {finding.rule for finding in refused.value.findings} == {"number"}


def test_what_quarantines_is_said_before_what_warns(tmp_path):
    data = made.with_cell(with_columns(lambda row: [*row, "Note"]), WAITING, BAND, "x")

    with pytest.raises(Quarantined) as refused:
        read_release(made.saved(tmp_path, data), today=made.TODAY)

    assert [finding.severity for finding in refused.value.findings] == ["Q", "W"]


def test_a_finding_without_a_place_names_the_file_alone():
    assert str(Finding("empty", "Q", "a.csv", None, None, None, "is empty")) == "a.csv: is empty"
    assert str(Finding("x", "Q", "a.csv", 3, "Total", "1\t2", "no")) == "a.csv:3:Total: 1\\t2: no"
