"""The fast way to read a file that is plain; anything else is left to the careful way.

Arrow splits and converts, straight from the zip, in blocks of two megabytes. It forgives much: spaces around a
number, hexadecimal, blank lines, quotes where none are needed. So the bytes are accounted for: what was read, written
again in the plainest form, must have exactly as many bytes as the file. Such liberties make a file longer than its
plainest form, and nothing makes it shorter, so equality leaves no room for anything that was swallowed. (One liberty
is not seen: in `"A, B" C` the C is taken for a part of the name. No code holds a comma, so no figure can change.)
"""

from dataclasses import dataclass, field

import numpy as np
import pyarrow as pa
import pyarrow.csv

from metrics.ingest.archive import CountedStream, Source
from metrics.ingest.layouts import Layout
from metrics.ingest.table import BLANK, MOST_ROWS, Table, Texts

BLOCK_BYTES = 2 << 20
CARRIAGE_RETURN = ord("\r")
# Arrow reads 0xF4240 as a number, and from seven digits on such a number is no longer than in decimal.
LARGEST_PLAIN_COUNT = 999_999


class NotPlain(Exception):
    """The file, or a part of it, is not in the plainest form: read it carefully."""


def read_plain(source: Source, layout: Layout) -> Table:
    """Return the rows of a plain file. Raises NotPlain, or Quarantined where the zip is damaged."""
    if layout.extra:
        raise NotPlain("columns that nobody knows")
    with source.open() as stream:
        rows = _Rows(layout, source.length)
        tail = _Tail(stream, layout.data_offset)
        try:
            for batch in _batches(tail, layout):
                if batch.num_rows:
                    rows.add(batch)
        except pa.ArrowException as refused:
            raise NotPlain(str(refused)) from refused
    rows.account_for(tail)
    return rows.table(source.file_name)


class _Tail:
    """What follows the header, as a file for Arrow, and how its lines end."""

    closed = False

    def __init__(self, stream: CountedStream, offset: int):
        self._stream = stream
        while offset and (skipped := stream.read(offset)):
            offset -= len(skipped)
        self.bytes_read = 0
        self.carriage_returns = 0
        self.last_byte = b""

    def read(self, size: int = -1) -> bytes:
        chunk = self._stream.read(size)
        self.bytes_read += len(chunk)
        self.carriage_returns += int(np.count_nonzero(np.frombuffer(chunk, np.uint8) == CARRIAGE_RETURN))
        self.last_byte = chunk[-1:] or self.last_byte
        return chunk

    def close(self) -> None:
        """The source closes what it opened."""

    def readable(self) -> bool:
        return True

    def writable(self) -> bool:
        return False

    def seekable(self) -> bool:
        return False


def _batches(tail: _Tail, layout: Layout) -> pyarrow.csv.CSVStreamingReader:
    names = [str(place) for place in range(len(layout.header))]
    types = dict.fromkeys(names, pa.int32())
    types |= {str(place): pa.dictionary(pa.int32(), pa.string()) for place in layout.texts.values()}
    return pyarrow.csv.open_csv(
        pa.PythonFile(tail, mode="r"),
        read_options=pyarrow.csv.ReadOptions(column_names=names, block_size=BLOCK_BYTES, use_threads=True),
        parse_options=pyarrow.csv.ParseOptions(ignore_empty_lines=False),
        convert_options=pyarrow.csv.ConvertOptions(
            column_types=types, null_values=[""], strings_can_be_null=False
        ),
    )


@dataclass
class _Codes:
    """One text column while it is being read: its values so far, and the place of each row's value."""

    places: dict[str, int] = field(default_factory=dict)
    blocks: list[np.ndarray] = field(default_factory=list)

    def add(self, column: pa.DictionaryArray) -> int:
        """Add a block's values; return how many bytes they take in the file, quotes included."""
        values = column.dictionary.to_pylist()
        ids = column.indices.to_numpy()
        here = np.array([self.places.setdefault(value, len(self.places)) for value in values], np.int32)
        self.blocks.append(here[ids])
        return int(np.array([_plain_length(value) for value in values], np.int64)[ids].sum())

    def texts(self) -> Texts:
        return Texts(np.concatenate(self.blocks), list(self.places))


class _Rows:
    """The rows read so far; the matrix of bands is made once, as large as the file's bytes allow."""

    def __init__(self, layout: Layout, length: int):
        self._layout = layout
        self._codes = {what: _Codes() for what in layout.texts}
        self._counts: dict[str, list[np.ndarray]] = {what: [] for what in layout.counts}
        # A row has at least its commas and its end of line. Memory that is never written to costs nothing.
        most = min(MOST_ROWS, length // len(layout.header) + 1)
        self._bands = np.empty((most, len(layout.bands)), np.int32)
        self._length = 0
        self._bytes = 0

    def add(self, batch: pa.RecordBatch) -> None:
        rows = slice(self._length, self._length + batch.num_rows)
        if rows.stop > len(self._bands):
            raise NotPlain("more rows than any month has")
        columns = batch.columns
        for what, place in self._layout.texts.items():
            self._bytes += self._codes[what].add(columns[place])
        for what, place in self._layout.counts.items():
            numbers = self._numbers([columns[place]])[0]
            self._counts[what].append(np.where(_is_given(columns[place]), numbers, BLANK))
        self._bands[rows] = self._numbers([columns[place] for place in self._layout.bands]).T
        self._length = rows.stop

    def _numbers(self, columns: list[pa.Int32Array]) -> np.ndarray:
        """Return columns × rows, 0 where blank, and count the bytes that the numbers take in the file."""
        numbers = np.empty((len(columns), len(columns[0])), np.int32)
        for row, column in zip(numbers, columns, strict=True):
            values = np.frombuffer(column.buffers()[1], np.int32)[column.offset :][: len(column)]
            np.multiply(values, _is_given(column), out=row)
        self._bytes += _digits(numbers) - sum(column.null_count for column in columns)
        return numbers

    def account_for(self, tail: _Tail) -> None:
        """Raise NotPlain unless every byte of the file is in what was read."""
        if not self._length:
            raise NotPlain("no rows")
        ends = self._length - (tail.last_byte not in (b"\n", b"\r"))
        commas = self._length * (len(self._layout.header) - 1)
        in_ends = tail.bytes_read - self._bytes - commas
        if in_ends != ends and not (in_ends == 2 * ends and tail.carriage_returns == ends):
            raise NotPlain("bytes that are in no row")

    def table(self, file_name: str) -> Table:
        self._bands.resize((self._length, self._bands.shape[1]), refcheck=False)
        first = self._layout.header_line + 1
        return Table(
            file=file_name,
            layout=self._layout,
            texts={what: codes.texts() for what, codes in self._codes.items()},
            bands=self._bands,
            counts={what: np.concatenate(blocks) for what, blocks in self._counts.items()},
            lines=range(first, first + self._length),
        )


def _is_given(column: pa.Int32Array) -> np.ndarray:
    """Return where a column is not blank. Arrow's own ways to fill blanks cost more than reading the numbers."""
    if not column.null_count:
        return np.ones(len(column), bool)
    bits = np.frombuffer(column.buffers()[0], np.uint8)
    given = np.unpackbits(bits, count=column.offset + len(column), bitorder="little")
    return given[column.offset :].view(bool)


def _digits(numbers: np.ndarray) -> int:
    """Return how many digits the numbers take when written plainly."""
    smallest, largest = int(numbers.min()), int(numbers.max())
    if smallest < 0 or largest > LARGEST_PLAIN_COUNT:
        raise NotPlain("a negative or very large number")
    digits, power = numbers.size, 10
    while power <= largest:
        digits += np.count_nonzero(numbers >= power)
        power *= 10
    return int(digits)


def _plain_length(value: str) -> int:
    """Return how many bytes a text takes in a file: itself, and two quotes if it holds a comma."""
    if '"' in value or not value.isprintable():
        raise NotPlain("a quote or a control character in a text")
    return len(value.encode()) + 2 * ("," in value)
