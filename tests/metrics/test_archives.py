"""Zips that are not what NHS England publishes: what is refused, and that nothing large is ever unpacked."""

import io
import random
import resource
import stat
import struct
import zipfile
from collections import deque
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from metrics.ingest.archive import MEBIBYTE, MOST_BYTES_IN, MOST_BYTES_OUT, open_source
from metrics.ingest.rtt import Quarantined, read_release
from tests.metrics import rtt_files as made
from tests.metrics.test_reading_damaged import FIGURES, figures_of

GOOD = made.csv_file()
ZIP = made.zip_file(GOOD)
GIBIBYTE = 1024 * MEBIBYTE
# Offsets in a local header and in an entry of the central directory.
LOCAL_METHOD, LOCAL_FLAGS, LOCAL_CRC = 8, 6, 14
CENTRAL_FLAGS, CENTRAL_METHOD, CENTRAL_CRC, CENTRAL_PACKED, CENTRAL_SIZE, CENTRAL_OFFSET = (
    8,
    10,
    16,
    20,
    24,
    42,
)


def packed(*files: tuple[zipfile.ZipInfo | str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", method) as archive:
        for name, content in files:
            archive.writestr(name, content, method)
    return held.getvalue()


def central_entry(data: bytes, number: int = 0) -> int:
    """Return where an entry of the central directory begins."""
    place = -1
    for _ in range(number + 1):
        place = data.index(b"PK\x01\x02", place + 1)
    return place


def patched(data: bytes, place: int, form: str, value: int) -> bytes:
    changed = bytearray(data)
    struct.pack_into("<" + form, changed, place, value)
    return bytes(changed)


def patched_entry(data: bytes, field: int, form: str, value: int, number: int = 0) -> bytes:
    return patched(data, central_entry(data, number) + field, form, value)


def unix(name: str, kind: int) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system = 3
    entry.external_attr = (kind | 0o777) << 16
    return entry


def overlapping() -> bytes:
    """Return a zip whose second file is the first one's bytes again."""
    data = packed((made.CSV_NAME, GOOD), ("a.txt", b"a"))
    # The names must agree with the local header, so both are called the same there.
    return patched_entry(data, CENTRAL_OFFSET, "I", 0, number=1)


def running_into_the_directory() -> bytes:
    return patched_entry(ZIP, CENTRAL_PACKED, "I", len(ZIP))


def encrypted() -> bytes:
    return patched(patched_entry(ZIP, CENTRAL_FLAGS, "H", 1), LOCAL_FLAGS, "H", 1)


def zeros(length: int) -> Iterator[bytes]:
    while length:
        chunk = bytes(min(length, MEBIBYTE))
        length -= len(chunk)
        yield chunk


def bomb(length: int) -> bytes:
    held = io.BytesIO()
    with (
        zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open(made.CSV_NAME, "w") as entry,
    ):
        for chunk in zeros(length):
            entry.write(chunk)
    return held.getvalue()


def csv_of(length: int) -> bytes:
    """Return the good file with blank lines after it, which pack to nearly nothing."""
    return GOOD + b"\r\n" * (length // 2)


REFUSED = {
    "not a zip": (GOOD, "not-a-zip"),
    "no bytes": (b"", "not-a-zip"),
    "a web page": (b"<html>Just a moment</html>", "not-a-zip"),
    "another archive": (b"\x1f\x8b\x08\x00" + bytes(100), "not-a-zip"),
    "no files": (packed(), "zip-one-csv"),
    "no CSV": (packed(("notes.txt", b"none")), "zip-one-csv"),
    "two CSVs": (packed((made.CSV_NAME, GOOD), ("other.csv", GOOD)), "zip-one-csv"),
    "two CSVs of one name": (packed((made.CSV_NAME, GOOD), (made.CSV_NAME.upper(), GOOD)), "zip-one-csv"),
    "a zip in it": (packed(("march.zip", ZIP)), "zip-nested"),
    "a zip beside the CSV": (packed((made.CSV_NAME, GOOD), ("march.zip", ZIP)), "zip-nested"),
    "a CSV in a folder": (packed(("march/" + made.CSV_NAME, GOOD)), "zip-path"),
    "a folder": (packed(("march/", b""), (made.CSV_NAME, GOOD)), "zip-path"),
    "a path upwards": (packed(("../" + made.CSV_NAME, GOOD)), "zip-path"),
    "a path upwards beside the CSV": (packed((made.CSV_NAME, GOOD), ("../../x", b"")), "zip-path"),
    "an absolute path": (packed(("/etc/" + made.CSV_NAME, GOOD)), "zip-path"),
    "a path of Windows": (packed(("..\\" + made.CSV_NAME, GOOD)), "zip-path"),
    "a drive": (packed(("C:" + made.CSV_NAME, GOOD)), "zip-path"),
    "a symbolic link": (packed((unix(made.CSV_NAME, stat.S_IFLNK), b"/etc/passwd")), "zip-link"),
    "a device": (packed((unix(made.CSV_NAME, stat.S_IFCHR), b"")), "zip-link"),
    "encrypted": (encrypted(), "zip-encrypted"),
    "six files": (packed((made.CSV_NAME, GOOD), *((f"{n}.txt", b"") for n in range(5))), "zip-entries"),
    "a thousand files": (packed(*((f"{n}.csv", b"") for n in range(1000))), "zip-entries"),
    "packed with bzip2": (packed((made.CSV_NAME, GOOD), method=zipfile.ZIP_BZIP2), "zip-method"),
    "packed with LZMA": (packed((made.CSV_NAME, GOOD), method=zipfile.ZIP_LZMA), "zip-method"),
    "an unknown method": (patched_entry(ZIP, CENTRAL_METHOD, "H", 77), "zip-method"),
    "more than 100 to 1": (packed((made.CSV_NAME, csv_of(8 * MEBIBYTE))), "zip-bomb"),
    "overlapping files": (overlapping(), "zip-overlap"),
    "a file over the directory": (running_into_the_directory(), "zip-overlap"),
    "junk in front": (b"junk" + ZIP, "not-a-zip"),
    "junk in front that looks like a zip": (b"PK\x03\x04" + bytes(40) + ZIP, "zip-junk"),
    "a program in front": (b"MZ" + bytes(500) + ZIP, "not-a-zip"),
    "a zip in front": (ZIP + ZIP, "zip-junk"),
    "says that it is smaller": (patched_entry(ZIP, CENTRAL_SIZE, "I", len(GOOD) - 100), "zip-damaged"),
    "says that it is larger": (patched_entry(ZIP, CENTRAL_SIZE, "I", len(GOOD) + 100), "zip-damaged"),
    "says that it is empty": (patched_entry(ZIP, CENTRAL_SIZE, "I", 0), "zip-damaged"),
    "a wrong checksum": (patched_entry(ZIP, CENTRAL_CRC, "I", 12345), "zip-damaged"),
    "other names in it": (ZIP.replace(made.CSV_NAME.encode(), b"x" * len(made.CSV_NAME), 1), "zip-damaged"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_strange_zip_is_refused(tmp_path, name):
    data, rule = REFUSED[name]

    with pytest.raises(Quarantined) as refused:
        read_release(made.saved(tmp_path, data, "march.zip"), today=made.TODAY)

    finding = refused.value.findings[0]
    assert (finding.rule, finding.severity) == (rule, "Q")
    assert finding.file in ("march.zip", made.CSV_NAME)
    assert finding.text


@pytest.mark.parametrize("share", [0.01, 0.2, 0.5, 0.9, 0.99])
def test_a_truncated_zip_is_refused(tmp_path, share):
    with pytest.raises(Quarantined, match="cannot be read"):
        read_release(made.saved(tmp_path, ZIP[: int(len(ZIP) * share)], "march.zip"), today=made.TODAY)


def test_a_zip_cut_in_the_middle_of_its_csv_is_refused(tmp_path):
    middle = len(ZIP) // 2

    with pytest.raises(Quarantined):
        read_release(made.saved(tmp_path, ZIP[:middle] + ZIP[middle + 50 :], "march.zip"), today=made.TODAY)


def test_a_gibibyte_of_zeros_is_refused_unread(tmp_path):
    path = made.saved(tmp_path, bomb(GIBIBYTE), "march.zip")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with pytest.raises(Quarantined, match="would unpack to 1,073,741,824 bytes"):
        read_release(path, today=made.TODAY)

    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50 * 1024


def test_a_bomb_that_lies_about_its_size_is_read_no_further_than_it_says(tmp_path):
    data = patched_entry(bomb(200 * MEBIBYTE), CENTRAL_SIZE, "I", 100_000)
    path = made.saved(tmp_path, data, "march.zip")

    with pytest.raises(Quarantined):
        read_release(path, today=made.TODAY)
    with open_source(path).open() as stream, pytest.raises(Quarantined, match="damaged"):
        deque(iter(lambda: stream.read(MEBIBYTE), b""), maxlen=0)
    assert stream.bytes_read <= 100_000


def test_a_zip_of_more_than_20_mebibytes_is_refused_unopened(tmp_path):
    path = tmp_path / "march.zip"
    with path.open("wb") as file:
        file.write(ZIP)
        file.truncate(MOST_BYTES_IN + 1)

    with pytest.raises(Quarantined, match="are more than 20,971,520"):
        read_release(path, today=made.TODAY)


def test_a_csv_of_more_than_400_mebibytes_is_refused_unread(tmp_path):
    path = tmp_path / "march.csv"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES_OUT + 1)

    with pytest.raises(Quarantined, match="are more than 419,430,400"):
        read_release(path, today=made.TODAY)


def test_flipped_bits_are_refused_or_change_no_figure(tmp_path):
    chance = random.Random(20250331)
    refused = 0
    for place in chance.sample(range(len(ZIP)), 400):
        flipped = bytearray(ZIP)
        flipped[place] ^= 1 << chance.randrange(8)
        try:
            reading = read_release(made.saved(tmp_path, bytes(flipped), "march.zip"), today=made.TODAY)
        except Quarantined:
            refused += 1
        else:
            assert figures_of(reading.extract) == FIGURES
    assert refused > 350


@pytest.mark.parametrize(
    "data",
    [
        ZIP,
        packed((made.CSV_NAME, GOOD), method=zipfile.ZIP_STORED),
        packed(("Read me.txt", b"See the guidance."), (made.CSV_NAME, GOOD)),
        packed((made.CSV_NAME.upper(), GOOD)),
        packed((unix(made.CSV_NAME, stat.S_IFREG), GOOD)),
    ],
    ids=["as published", "stored", "a text beside it", "in capitals", "from Unix"],
)
def test_a_zip_with_one_csv_is_read(tmp_path, data):
    reading = read_release(made.saved(tmp_path, data, "march.zip"), today=made.TODAY)

    assert figures_of(reading.extract) == FIGURES


@pytest.mark.parametrize("name", ["march.bin", "march.csv", "march"])
def test_a_zip_is_known_by_its_bytes(tmp_path, name):
    assert open_source(made.saved(tmp_path, ZIP, name)).file_name == made.CSV_NAME


def test_the_time_stamp_of_the_csv_is_kept(tmp_path):
    source = open_source(made.saved(tmp_path, ZIP, "march.zip"))

    assert source.made_on == datetime(2025, 5, 8, 9, 30, 12, tzinfo=UTC)


def test_a_time_stamp_that_is_no_date_is_none(tmp_path):
    source = open_source(made.saved(tmp_path, patched_entry(ZIP, 12, "I", 0), "march.zip"))

    assert source.made_on is None


def test_a_file_that_is_not_there_is_no_quarantine(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_release(tmp_path / "none.zip", today=made.TODAY)
