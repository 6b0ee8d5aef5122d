"""The fast way to read must hand over whatever it does not account for, byte by byte."""

import pickle
import random
from datetime import date
from pathlib import Path

import pytest

from metrics.ingest.archive import open_source
from metrics.ingest.layouts import find_layout
from metrics.ingest.plain import NotPlain, read_plain
from metrics.ingest.rtt import Quarantined, read_release
from tests.metrics import rtt_files as made
from tests.metrics.test_reading_damaged import ALL, FIGURES, GOOD, LINES, ROWS, WAITING, figures_of, of


def read(folder: Path, data: bytes):
    source = open_source(made.saved(folder, data))
    return read_plain(source, find_layout(source))


def line_changed(place: int, old: bytes, new: bytes, data: bytes = GOOD) -> bytes:
    lines = made.lines_of(data)
    assert old in lines[place - 1]
    lines[place - 1] = lines[place - 1].replace(old, new, 1)
    return b"".join(lines)


def in_hexadecimal(value: int) -> bytes:
    """Return a file in which a row of new periods and its C_999 are `value` higher, one of them in hexadecimal."""
    place = next(n for n, row in enumerate(ROWS) if row.part == "Part_3") + 2
    total = next(n for n, row in enumerate(ROWS) if row.part == "Part_3" and row.function == "C_999") + 2
    # Arrow reads 0x10 as 16; sums that agree would let it pass.
    data = made.with_cell(GOOD, place, ALL, hex(int(of(ALL, place)) + value))
    return made.with_cell(data, total, ALL, str(int(of(ALL, total)) + value))


LIBERTIES = {
    "a space before a number": made.with_cell(GOOD, WAITING, ALL, " " + of(ALL)),
    "a space after a number": made.with_cell(GOOD, WAITING, ALL, of(ALL) + " "),
    "a zero before a number": made.with_cell(GOOD, WAITING, ALL, "0" + of(ALL)),
    "hexadecimal": in_hexadecimal(0),
    "hexadecimal as long as decimal": in_hexadecimal(0xF4240),
    "a negative number": made.with_cell(GOOD, WAITING, ALL, "-" + of(ALL)),
    "a million": made.with_cell(GOOD, WAITING, ALL, "1000000"),
    "a blank line": b"".join([*LINES[:9], b"\r\n", *LINES[9:]]),
    "blank lines at the end": GOOD + b"\r\n\r\n",
    "quotes where none are needed": line_changed(9, b",RQA,", b',"RQA",'),
    "a number in quotes": line_changed(WAITING, f",{of(ALL)}\r\n".encode(), f',"{of(ALL)}"\r\n'.encode()),
    "a quote inside a name": line_changed(9, b"NORTH", b'N"RTH'),
    "a line end inside quotes": GOOD.replace(b"NOBODY'S, MADE", b"NOBODY'S,\nMADE"),
    "a control character": GOOD.replace(b"NOBODY", b"NOB\x07DY"),
    "no UTF-8": GOOD.replace(b"NOBODY", b"NOB\xd6DY"),
    "one line end of LF": line_changed(9, b"\r\n", b"\n"),
    "one line end of CR": line_changed(9, b"\r\n", b"\r"),
    "LF ends but for one": line_changed(9, b"\n", b"\r\n", made.csv_file(ROWS, end="\n")),
    "an extra column": b"".join(line.replace(b"\r\n", b",x\r\n") for line in LINES),
    "a short line": line_changed(9, b",C_", b"C_"),
}
# Each makes the file a byte shorter here and a byte longer there.
LIBERTIES |= {
    "LF for CRLF and a space": made.with_cell(GOOD, WAITING, ALL, " " + of(ALL)).replace(b"\r\n", b"\n", 1),
    "LF for CRLF and a zero": line_changed(
        9, b"\r\n", b"\n", made.with_cell(GOOD, WAITING, ALL, "0" + of(ALL))
    ),
    "LF for CRLF and CR in a name": line_changed(9, b"\r\n", b"\n", line_changed(12, b"NORTH", b"NOR\rTH")),
    "LF for CRLF twice and hexadecimal": line_changed(
        9, b"\r\n", b"\n", line_changed(12, b"\r\n", b"\n", in_hexadecimal(0))
    ),
}


@pytest.mark.parametrize("name", LIBERTIES)
def test_what_arrow_would_forgive_is_left_to_the_careful_way(tmp_path, name):
    with pytest.raises(NotPlain):
        read(tmp_path, LIBERTIES[name])


PLAIN = {
    "as published": GOOD,
    "LF": made.csv_file(ROWS, end="\n"),
    "CR": made.csv_file(ROWS, end="\r"),
    "a byte order mark": b"\xef\xbb\xbf" + GOOD,
    "no last line end": GOOD.removesuffix(b"\r\n"),
    "blank lines before the header": b"\r\n\r\n" + GOOD,
    "names in UTF-8": GOOD.replace(b"NOBODY", "NÖBODY".encode()),
    "rows in another order": LINES[0] + b"".join(random.Random(5).sample(LINES[1:], len(LINES) - 1)),
    "padded codes": GOOD.replace(b",98A,", b", 98A ,"),
}


@pytest.mark.parametrize("name", PLAIN)
def test_what_is_plain_is_read_fast(tmp_path, name):
    assert len(read(tmp_path, PLAIN[name])) == len(ROWS)
    assert figures_of(read_release(tmp_path / made.CSV_NAME, today=made.TODAY).extract) == FIGURES


def test_a_real_month_is_plain(real_rtt: Path):
    source = open_source(real_rtt / "2025-05.zip")

    table = read_plain(source, find_layout(source))

    assert len(table) == 183_418
    assert table.lines[0] == 2


def test_a_quarantine_travels_between_processes(tmp_path):
    with pytest.raises(Quarantined) as refused:
        read_release(made.saved(tmp_path, b""), today=date(2025, 6, 1))

    assert pickle.loads(pickle.dumps(refused.value)).findings == refused.value.findings
