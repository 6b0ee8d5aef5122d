"""The slow way to read a file, line by line: accepts what is harmless and names the place of what is not."""

import re
from array import array
from collections import Counter
from collections.abc import Iterator

import numpy as np

from metrics.ingest.archive import MEBIBYTE, CountedStream, Source
from metrics.ingest.findings import MOST_PLACES, QUARANTINE, WARNING, Finding, Quarantined, refusal
from metrics.ingest.layouts import Layout, split_fields
from metrics.ingest.table import BLANK, LARGEST_COUNT, MOST_ROWS, Table, Texts

LINE_END = re.compile(rb"\r\n|\r|\n")
LONGEST_LINE = 64 * 1024
# A file with so many broken lines is not worth reading to its end.
MOST_BROKEN_LINES = 20
PADDED_NUMBER = re.compile(r"[ \t]*([0-9]+)[ \t]*", re.ASCII)


def read_carefully(source: Source, layout: Layout) -> tuple[Table, list[Finding]]:
    """Return the rows of a file and the warnings about it. Raises Quarantined with what is wrong and where."""
    reader = _Reader(source.file_name, layout)
    with source.open() as stream:
        for number, line in _numbered_lines(stream, source.file_name):
            if number > layout.header_line:
                reader.read(number, line)
            if reader.broken_lines >= MOST_BROKEN_LINES:
                break
    return reader.table(), reader.warnings


def _numbered_lines(stream: CountedStream, file: str) -> Iterator[tuple[int, bytes]]:
    """Yield each line without its end and its number; CRLF, CR and LF all end a line."""
    number, rest = 0, b""
    while chunk := stream.read(MEBIBYTE):
        text = rest + chunk
        held = b"\r" if text.endswith(b"\r") else b""  # it may be half of a CRLF
        *lines, rest = LINE_END.split(text.removesuffix(held))
        rest += held
        for line in lines:
            number += 1
            yield number, line
        if len(rest) > LONGEST_LINE:
            raise refusal("line-length", file, f"is longer than {LONGEST_LINE:,} bytes", line=number + 1)
    for line in LINE_END.split(rest):
        number += 1
        yield number, line


class _Reader:
    """The rows of a file so far, and what was wrong with its lines."""

    def __init__(self, file: str, layout: Layout):
        self.warnings = [_extra_column(file, layout, name) for name in layout.extra]
        self.broken_lines = 0
        self._file = file
        self._layout = layout
        self._refused: list[Finding] = []
        self._warned: Counter[str] = Counter()
        self._places: dict[str, dict[str, int]] = {what: {} for what in layout.texts}
        self._ids = {what: array("i") for what in layout.texts}
        self._numbers = array("i")
        self._lines = array("i")
        names = [*layout.bands, *layout.counts.values()]
        self._number_places = names

    def read(self, number: int, line: bytes) -> None:
        if not line.strip(b" \t"):
            return
        fields = self._fields(number, line)
        numbers = self._counts(number, fields) if fields else None
        if numbers is None:
            self.broken_lines += 1
            return
        if len(self._lines) >= MOST_ROWS:
            raise refusal("rows", self._file, f"more than {MOST_ROWS:,} rows", line=number)
        for what, place in self._layout.texts.items():
            places = self._places[what]
            self._ids[what].append(places.setdefault(fields[place], len(places)))
        self._numbers.extend(numbers)
        self._lines.append(number)

    def table(self) -> Table:
        if self._refused:
            raise Quarantined([*self._refused, *self.warnings])
        if not self._lines:
            raise refusal("no-rows", self._file, "the file has a header and no rows")
        width = len(self._number_places)
        numbers = np.frombuffer(self._numbers, np.int32).reshape(-1, width)
        weeks = len(self._layout.bands)
        return Table(
            file=self._file,
            layout=self._layout,
            texts={
                what: Texts(np.frombuffer(ids, np.int32), list(self._places[what]))
                for what, ids in self._ids.items()
            },
            bands=np.maximum(numbers[:, :weeks], 0),
            counts={what: numbers[:, weeks + n].copy() for n, what in enumerate(self._layout.counts)},
            lines=self._lines,
        )

    def _fields(self, number: int, line: bytes) -> list[str] | None:
        """Return the fields of a line, or None and why not."""
        text = self._decoded(number, line)
        if text is None:
            return None
        fields = split_fields(text)
        if fields is None:
            return self._refuse("quote", number, text, "a quote is not closed, or text follows one that is")
        if "\0" in text:
            return self._refuse("nul", number, text, "the line holds a NUL character")
        if tuple(field.strip() for field in fields) == self._layout.header:
            return self._refuse("repeated-header", number, text, "the header stands here again")
        wanted = len(self._layout.header)
        if len(fields) != wanted:
            return self._refuse("fields", number, text, f"{len(fields)} fields where the header has {wanted}")
        return fields

    def _decoded(self, number: int, line: bytes) -> str | None:
        try:
            return line.decode("utf-8")
        except UnicodeDecodeError:
            pass
        try:
            text = line.decode("cp1252")
        except UnicodeDecodeError:
            return self._refuse("encoding", number, repr(line)[2:-1], "neither UTF-8 nor Windows-1252")
        self._warn("encoding", number, text, "read as Windows-1252, since it is not UTF-8")
        return text

    def _counts(self, number: int, fields: list[str]) -> list[int] | None:
        """Return a line's numbers, BLANK where blank; None when one of them is no number."""
        cells = [fields[place] for place in self._number_places]
        joined = "".join(cells)
        if joined.isascii() and joined.isdigit() and max(map(len, cells)) < 7:
            return [int(cell) if cell else BLANK for cell in cells]
        numbers = [_number(cell) for cell in cells]
        refused = [n for n, value in enumerate(numbers) if value is None]
        for n in refused[:MOST_PLACES]:
            self._refuse_number(number, self._layout.header[self._number_places[n]], cells[n])
        return None if refused else numbers

    def _refuse_number(self, number: int, column: str, cell: str) -> None:
        text = f"must be a whole number from 0 to {LARGEST_COUNT:,}"
        self._refused.append(Finding("number", QUARANTINE, self._file, number, column, cell, text))

    def _refuse(self, rule: str, number: int, line: str, text: str) -> None:
        self._refused.append(Finding(rule, QUARANTINE, self._file, number, None, line, text))

    def _warn(self, rule: str, number: int, line: str, text: str) -> None:
        self._warned[rule] += 1
        if self._warned[rule] > MOST_PLACES:
            return
        fields = split_fields(line) or []
        odd = next((place for place, cell in enumerate(fields) if not cell.isascii()), None)
        known = odd is not None and odd < len(self._layout.header)
        column, value = (self._layout.header[odd], fields[odd]) if known else (None, line)
        self.warnings.append(Finding(rule, WARNING, self._file, number, column, value, text))


def _extra_column(file: str, layout: Layout, name: str) -> Finding:
    text = "is a column that no layout has; it was not read"
    return Finding("extra-column", WARNING, file, layout.header_line, name, None, text)


def _number(cell: str) -> int | None:
    """Return a cell's count, BLANK where it is blank, None where it is not a count."""
    if not cell.strip(" \t"):
        return BLANK
    found = PADDED_NUMBER.fullmatch(cell)
    digits = found[1].lstrip("0") if found else ""
    if not found or len(digits) > len(str(LARGEST_COUNT)):
        return None
    return int(digits or "0")
