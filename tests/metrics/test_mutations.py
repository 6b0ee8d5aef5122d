"""Five hundred files, each damaged somewhere at random: refused, or read into exactly what they say.

What they say is worked out a second time here, slowly and plainly. Almost every accepted file must also say what it
said before it was damaged: only damage that takes away whole groups of rows is beyond what one file can show (the
comparison with the month before is for that).
"""

import csv
import random
from collections import Counter, defaultdict
from collections.abc import Callable

import pytest

from metrics.compute.extract import Extract
from metrics.ingest.rtt import Quarantined, read_release
from tests.metrics import rtt_files as made

MUTATIONS = 500
BATCH = 50
GOODS = {seed: made.csv_file(made.made_month(seed=seed)) for seed in range(5)}
BANDS = [name for name in made.PRESENT.header if name.startswith("Gt ")]

Mutation = Callable[[random.Random, bytes], bytes]


def slow_sums(data: bytes) -> dict[tuple[str, str, str, str], list[int]]:
    """Return provider, commissioner, part and function → the bands' sums and Total All, read in the plainest way."""
    text = data.decode("utf-8-sig", errors="replace").replace("\r\n", "\n").replace("\r", "\n")
    lines = [line for line in text.split("\n") if line.strip()]
    header, *rows = list(csv.reader(lines))
    columns = {name.strip(): place for place, name in enumerate(header)}
    key = ["Provider Org Code", "Commissioner Org Code", "RTT Part Type", "Treatment Function Code"]
    sums = defaultdict(lambda: [0] * (len(BANDS) + 1))
    for row in rows:
        at = sums[tuple(row[columns[name]].strip() for name in key)]
        for place, name in enumerate([*BANDS, "Total All"]):
            at[place] += int(row[columns[name]].strip() or 0)
    return dict(sums)


def fast_sums(extract: Extract) -> dict[tuple[str, str, str, str], list[int]]:
    keys = extract.rows[["provider", "commissioner", "part", "treatment_function"]].to_numpy()
    numbers = zip(extract.bands.tolist(), extract.rows["total"].tolist(), strict=True)
    return {tuple(key): [*bands, total] for key, (bands, total) in zip(keys, numbers, strict=True)}


def byte_changed(chance: random.Random, data: bytes) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + bytes([chance.randrange(256)]) + data[place + 1 :]


def digit_changed(chance: random.Random, data: bytes) -> bytes:
    place = chance.choice([place for place, byte in enumerate(data) if chr(byte).isdigit()])
    return data[:place] + chance.choice("0123456789").encode() + data[place + 1 :]


def byte_lost(chance: random.Random, data: bytes) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + data[place + 1 :]


def byte_won(chance: random.Random, data: bytes) -> bytes:
    place = chance.randrange(len(data))
    return data[:place] + chance.choice(b',"\r\n 0123456789-.\0;\t*').to_bytes() + data[place:]


def piece_lost(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    return data[:start] + data[start + chance.randint(2, 3000) :]


def piece_twice(chance: random.Random, data: bytes) -> bytes:
    start = chance.randrange(len(data))
    end = start + chance.randint(2, 3000)
    return data[:end] + data[start:end] + data[end:]


def cut(chance: random.Random, data: bytes) -> bytes:
    return data[: chance.randrange(len(data))]


def _on_lines(change: Callable[[random.Random, list[bytes]], None]) -> Mutation:
    def mutation(chance: random.Random, data: bytes) -> bytes:
        lines = made.lines_of(data)
        change(chance, lines)
        return b"".join(lines)

    mutation.__name__ = change.__name__
    return mutation


@_on_lines
def line_lost(chance, lines):
    del lines[chance.randrange(len(lines))]


@_on_lines
def lines_lost(chance, lines):
    start = chance.randrange(1, len(lines))
    del lines[start : start + chance.randint(2, 12)]


@_on_lines
def line_twice(chance, lines):
    lines.insert(chance.randrange(len(lines)), chance.choice(lines))


@_on_lines
def lines_exchanged(chance, lines):
    one, other = chance.sample(range(1, len(lines)), 2)
    lines[one], lines[other] = lines[other], lines[one]


@_on_lines
def line_blank(chance, lines):
    lines.insert(chance.randrange(len(lines)), chance.choice([b"\r\n", b"\n", b"  \r\n", b"\t\n"]))


@_on_lines
def line_end_changed(chance, lines):
    place = chance.randrange(len(lines))
    lines[place] = lines[place].rstrip(b"\r\n") + chance.choice(
        [b"", b"\n", b"\r", b"\r\r\n", b" \r\n", b",\r\n"]
    )


def _on_fields(change: Callable[[random.Random, list[str]], None]) -> Mutation:
    def mutation(chance: random.Random, data: bytes) -> bytes:
        lines = made.lines_of(data)
        place = chance.randrange(1, len(lines))
        fields = next(csv.reader([lines[place].decode()]))
        change(chance, fields)
        lines[place] = made.joined(fields).encode()
        return b"".join(lines)

    mutation.__name__ = change.__name__
    return mutation


@_on_fields
def numbers_exchanged(chance, fields):
    one, other = chance.sample(range(13, len(fields)), 2)
    fields[one], fields[other] = fields[other], fields[one]


@_on_fields
def number_changed(chance, fields):
    fields[chance.randrange(13, len(fields))] = str(chance.choice((0, 1, 2, 10, 999, 10**6, 10**20)))


@_on_fields
def number_padded(chance, fields):
    given = [place for place in range(13, len(fields)) if fields[place]]
    place = chance.choice(given)
    fields[place] = chance.choice((" {}", "{} ", "00{}", "+{}", "{}.0", "0x{}", "{}e0")).format(fields[place])


@_on_fields
def number_blanked(chance, fields):
    fields[chance.choice([place for place in range(13, len(fields)) if fields[place]])] = ""


@_on_fields
def text_exchanged(chance, fields):
    one, other = chance.sample(range(13), 2)
    fields[one], fields[other] = fields[other], fields[one]


@_on_fields
def code_changed(chance, fields):
    codes = (*made.PROVIDERS, *made.COMMISSIONERS, *made.PART_NAMES, *made.FUNCTION_NAMES)
    fields[chance.choice((3, 7, 9, 11))] = chance.choice(codes)


@_on_fields
def fields_shifted(chance, fields):
    fields.insert(chance.randrange(len(fields)), "")
    del fields[chance.randrange(len(fields))]


def columns_exchanged(chance: random.Random, data: bytes) -> bytes:
    one, other = chance.sample(range(len(made.PRESENT.header)), 2)
    rows = list(csv.reader(line.decode() for line in made.lines_of(data)))
    for row in rows:
        row[one], row[other] = row[other], row[one]
    return "".join(map(made.joined, rows)).encode()


def names_of_columns_exchanged(chance: random.Random, data: bytes) -> bytes:
    header, *rows = made.lines_of(data)
    fields = next(csv.reader([header.decode()]))
    one, other = chance.sample(range(len(fields)), 2)
    fields[one], fields[other] = fields[other], fields[one]
    return made.joined(fields).encode() + b"".join(rows)


# One file alone cannot show that whole groups of rows are missing.
MAY_LOSE_ROWS = {piece_lost, cut, lines_lost}
KINDS = (
    *(byte_changed, digit_changed, byte_lost, byte_won, piece_lost, piece_twice, cut),
    *(line_lost, lines_lost, line_twice, lines_exchanged, line_blank, line_end_changed),
    *(
        numbers_exchanged,
        number_changed,
        number_padded,
        number_blanked,
        text_exchanged,
        code_changed,
        fields_shifted,
    ),
    *(columns_exchanged, names_of_columns_exchanged),
)


HARMLESS = (line_blank, lines_exchanged, columns_exchanged)


def mutated(number: int) -> tuple[Mutation, bytes, bytes]:
    """Return the kind of damage, the good file and the damaged one."""
    chance = random.Random(number)
    kind = KINDS[number % len(KINDS)]
    good = GOODS[number % len(GOODS)]
    return kind, good, kind(chance, good)


@pytest.mark.parametrize("first", range(0, MUTATIONS, BATCH))
def test_a_mutated_file_is_refused_or_read_into_what_it_says(tmp_path, first):
    for number in range(first, first + BATCH):
        kind, good, data = mutated(number)
        try:
            reading = read_release(made.saved(tmp_path, data), today=made.TODAY)
        except Quarantined:
            continue
        read = fast_sums(reading.extract)
        warned = {finding.rule for finding in reading.warnings}
        assert read == slow_sums(data), (number, kind.__name__)
        assert (
            read == slow_sums(good)
            or (kind is names_of_columns_exchanged and "band-order" in warned)
            or (kind in MAY_LOSE_ROWS and len(read) < len(slow_sums(good)))
        ), (number, kind.__name__)


def test_mutations_that_hurt_are_refused(tmp_path):
    refused = Counter()
    for number in range(len(KINDS) * 5):
        kind, _, data = mutated(number)
        try:
            read_release(made.saved(tmp_path, data), today=made.TODAY)
        except Quarantined:
            refused[kind] += 1

    assert {kind.__name__: refused[kind] for kind in HARMLESS} == {kind.__name__: 0 for kind in HARMLESS}
    assert all(
        refused[kind] >= 3 for kind in (line_lost, number_changed, cut, piece_twice, code_changed, line_twice)
    )


def test_the_slow_way_reads_the_good_files_as_they_were_made():
    for seed, data in GOODS.items():
        rows = made.made_month(seed=seed)
        assert slow_sums(data) == {
            (row.provider, row.commissioner, row.part, row.function): [*row.bands, row.total] for row in rows
        }
