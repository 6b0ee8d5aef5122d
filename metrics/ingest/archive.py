"""From the file as given, a zip or a CSV, to the bytes of one CSV; anything odd about the zip is refused.

Nothing is unpacked to disk, and no more is read than a real file could hold.
"""

import hashlib
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from metrics.ingest.findings import Quarantined, refusal

MEBIBYTE = 1024 * 1024
# A real zip has 4 MB and holds one CSV of 80–90 MB, 23 times its size.
MOST_BYTES_IN = 20 * MEBIBYTE
MOST_BYTES_OUT = 400 * MEBIBYTE
MOST_TIMES_PACKED = 100
MOST_ENTRIES = 5

LOCAL_HEADER = struct.Struct("<4s22xHH")
LOCAL_MAGIC = b"PK\x03\x04"
EMPTY_MAGIC = b"PK\x05\x06"
ENCRYPTED = 0x1 | 0x40 | 0x2000
UNIX = 3
DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    NotImplementedError,
    RuntimeError,
    struct.error,
    ValueError,
)


@dataclass(frozen=True)
class Source:
    """One CSV that can be read from its start any number of times. `length` is what the zip says it holds."""

    file_name: str
    length: int
    made_on: datetime | None
    sha256: str
    size: int
    unpack: Callable[[], AbstractContextManager[BinaryIO]]

    @contextmanager
    def open(self) -> Iterator["CountedStream"]:
        with self.unpack() as raw:
            yield CountedStream(raw, self)


class CountedStream:
    """The bytes of a source, counted; reading past what was promised or ending short of it raises Quarantined."""

    def __init__(self, raw: BinaryIO, source: Source):
        self._raw = raw
        self._source = source
        self.bytes_read = 0

    def read(self, size: int = -1) -> bytes:
        try:
            chunk = self._raw.read(size)
        except DAMAGE as damage:
            raise self._damaged(str(damage)) from damage
        self.bytes_read += len(chunk)
        if self.bytes_read > self._source.length:
            raise self._damaged("it holds more than it says")
        if not chunk and size != 0 and self.bytes_read < self._source.length:
            raise self._damaged(f"it holds {self.bytes_read:,} bytes and says {self._source.length:,}")
        return chunk

    def _damaged(self, why: str) -> Quarantined:
        return refusal("zip-damaged", self._source.file_name, f"the file is damaged: {why}")


def open_source(path: Path) -> Source:
    """Return the one CSV of a zip, or the CSV itself. Raises Quarantined, and OSError where there is no file."""
    size = path.stat().st_size
    with path.open("rb") as file:
        magic = file.read(4)
    if magic in (LOCAL_MAGIC, EMPTY_MAGIC) or path.suffix.lower() == ".zip":
        return _source_of_zip(path, size, magic)
    if size > MOST_BYTES_OUT:
        raise refusal("too-large", path.name, f"{size:,} bytes are more than {MOST_BYTES_OUT:,}")
    return Source(path.name, size, None, _sha256(path), size, lambda: path.open("rb"))


def _source_of_zip(path: Path, size: int, magic: bytes) -> Source:
    if size > MOST_BYTES_IN:
        raise refusal("zip-too-large", path.name, f"{size:,} bytes are more than {MOST_BYTES_IN:,}")
    if magic not in (LOCAL_MAGIC, EMPTY_MAGIC):
        raise refusal("not-a-zip", path.name, "the file does not begin as a zip does")
    try:
        with zipfile.ZipFile(path) as archive:
            entry = _checked_entry(path, size, archive)
    except DAMAGE as damage:
        raise refusal("zip-damaged", path.name, f"the zip cannot be read: {damage}") from damage
    return Source(
        file_name=entry.filename,
        length=entry.file_size,
        made_on=_made_on(entry),
        sha256=_sha256(path),
        size=size,
        unpack=lambda: _unpacked(path, entry),
    )


def _checked_entry(path: Path, size: int, archive: zipfile.ZipFile) -> zipfile.ZipInfo:
    entries = archive.infolist()
    if len(entries) > MOST_ENTRIES:
        raise refusal(
            "zip-entries", path.name, f"{len(entries):,} files in the zip are more than {MOST_ENTRIES}"
        )
    for entry in entries:
        _refuse_odd_entry(path.name, entry)
    _refuse_gaps_and_overlaps(path, archive)
    sheets = [entry for entry in entries if entry.filename.lower().endswith(".csv")]
    if len(sheets) != 1:
        names = ", ".join(entry.filename for entry in sheets) or "none"
        raise refusal("zip-one-csv", path.name, f"the zip must hold one CSV file; it holds {names}")
    _refuse_bomb(path.name, sheets[0], size)
    return sheets[0]


def _refuse_odd_entry(file: str, entry: zipfile.ZipInfo) -> None:
    name = entry.orig_filename
    if "/" in name or "\\" in name or ":" in name or "\0" in name or name in ("", ".", ".."):
        raise refusal(
            "zip-path", file, "a file in the zip must have a plain name, without folders", value=name
        )
    kind = stat.S_IFMT(entry.external_attr >> 16) if entry.create_system == UNIX else 0
    if kind not in (0, stat.S_IFREG):
        raise refusal("zip-link", file, "the zip holds a link or a special file", value=name)
    if entry.flag_bits & ENCRYPTED:
        raise refusal("zip-encrypted", file, "the zip is encrypted", value=name)
    if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise refusal("zip-method", file, "the file is packed in a way that is not deflate", value=name)
    if name.lower().endswith((".zip", ".gz", ".7z", ".rar", ".bz2", ".xz")):
        raise refusal("zip-nested", file, "the zip holds another archive", value=name)


def _refuse_bomb(file: str, entry: zipfile.ZipInfo, size: int) -> None:
    if entry.file_size > MOST_BYTES_OUT:
        text = f"the CSV would unpack to {entry.file_size:,} bytes, more than {MOST_BYTES_OUT:,}"
        raise refusal("zip-bomb", file, text, value=entry.filename)
    if entry.file_size > MOST_TIMES_PACKED * min(entry.compress_size, size):
        text = f"the CSV would unpack to more than {MOST_TIMES_PACKED} times its packed size"
        raise refusal("zip-bomb", file, text, value=entry.filename)


def _refuse_gaps_and_overlaps(path: Path, archive: zipfile.ZipFile) -> None:
    """Refuse a zip in which anything but its files stands before its directory, or files share bytes."""
    expected = 0
    with path.open("rb") as file:
        for entry in sorted(archive.infolist(), key=lambda entry: entry.header_offset):
            if entry.header_offset < expected:
                raise refusal("zip-overlap", path.name, "files in the zip overlap", value=entry.filename)
            if expected == 0 and entry.header_offset:
                raise refusal("zip-junk", path.name, "something else stands in front of the zip")
            file.seek(entry.header_offset)
            _, name_length, extra_length = LOCAL_HEADER.unpack(file.read(LOCAL_HEADER.size))
            expected = (
                entry.header_offset + LOCAL_HEADER.size + name_length + extra_length + entry.compress_size
            )
    if expected > archive.start_dir:
        raise refusal("zip-overlap", path.name, "a file in the zip runs into its directory")


@contextmanager
def _unpacked(path: Path, entry: zipfile.ZipInfo) -> Iterator[BinaryIO]:
    with zipfile.ZipFile(path) as archive:
        try:
            raw = archive.open(entry)
        except DAMAGE as damage:
            raise refusal("zip-damaged", path.name, f"the zip cannot be read: {damage}") from damage
        with raw:
            yield raw


def _made_on(entry: zipfile.ZipInfo) -> datetime | None:
    """Return the entry's time stamp, which has no zone, as UTC; None where it is no date."""
    try:
        return datetime(*entry.date_time, tzinfo=UTC)
    except ValueError:
        return None


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
