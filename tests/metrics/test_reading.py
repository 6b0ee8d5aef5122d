"""Reading whole files, of every era and from every month that we hold."""

import gzip
import hashlib
from datetime import UTC, date
from pathlib import Path

import numpy as np
import pytest

from metrics.compute.extract import PARTS
from metrics.ingest.archive import open_source
from metrics.ingest.careful import read_carefully
from metrics.ingest.layouts import find_layout, month_of_financial_year, month_of_period
from metrics.ingest.plain import BLOCK_BYTES, read_plain
from metrics.ingest.rtt import Provenance, compare_with_previous, read_release, unmapped_commissioners
from tests.metrics import rtt_files as made

REAL_MONTHS = [date(2024 + n // 12, n % 12 + 1, 1) for n in range(3, 17)]


def test_a_zip_is_read_into_its_rows_in_the_order_of_the_file(tmp_path):
    rows = made.made_month()
    path = made.saved(tmp_path, made.zip_file(made.csv_file(rows)), "march.zip")

    extract = read_release(path, today=made.TODAY).extract

    assert extract.month == made.MONTH
    assert [
        tuple(key)
        for key in extract.rows[["provider", "commissioner", "part", "treatment_function"]].to_numpy()
    ] == [(row.provider, row.commissioner, row.part, row.function) for row in rows]
    assert extract.rows["total"].tolist() == [row.total for row in rows]
    assert extract.rows["unknown_start"].tolist() == [row.unknown for row in rows]
    assert extract.bands.tolist() == [list(row.bands) for row in rows]


def test_the_extract_has_the_promised_types(tmp_path):
    extract = read_release(made.saved(tmp_path, made.csv_file()), today=made.TODAY).extract

    assert extract.bands.dtype == np.int32
    assert extract.bands.flags.c_contiguous
    assert extract.bands.shape == (len(extract.rows), 105)
    assert extract.rows.dtypes.astype(str).to_dict() == {
        "provider": "category",
        "commissioner": "category",
        "part": "category",
        "treatment_function": "category",
        "total": "int64",
        "unknown_start": "int64",
    }
    assert tuple(extract.rows["part"].cat.categories) == PARTS


def test_each_organisation_stands_once_in_each_role(tmp_path):
    extract = read_release(made.saved(tmp_path, made.csv_file()), today=made.TODAY).extract

    organisations = extract.organisations.set_index(["role", "code"])
    assert organisations.index.is_unique
    assert set(organisations.loc["provider"].index) == set(made.PROVIDERS)
    assert organisations.loc[("commissioner", "98B")].tolist() == [
        "SOUTH, MADE UP (SUB ICB LOCATION)",
        "QBB",
        "SOUTH MADE UP INTEGRATED CARE BOARD",
    ]
    assert organisations.loc[("commissioner", "NONC")].tolist() == ["", "", ""]


def test_provenance_is_of_the_file_as_given(tmp_path):
    data = made.csv_file()
    name = "20250331-RTT-March-2025-full-extract-revised.csv"
    zipped = made.zip_file(data, name)
    path = made.saved(tmp_path, zipped, "march.zip")

    provenance = read_release(path, today=made.TODAY, expected=date(2025, 3, 31)).provenance

    assert provenance == Provenance(
        sha256=hashlib.sha256(zipped).hexdigest(),
        size=len(zipped),
        file_name=name,
        rows=len(made.lines_of(data)) - 1,
        revised=True,
        made_on=made.MADE_ON.replace(tzinfo=UTC),
    )


def test_a_csv_alone_has_no_time_stamp(tmp_path):
    provenance = read_release(made.saved(tmp_path, made.csv_file()), today=made.TODAY).provenance

    assert (provenance.file_name, provenance.revised, provenance.made_on) == (made.CSV_NAME, False, None)


@pytest.mark.parametrize(
    ("layout", "month"),
    [
        (made.PRESENT, date(2022, 4, 1)),
        (made.UNTIL_MARCH_2021, date(2021, 3, 1)),
        (made.UNTIL_MARCH_2021, date(2017, 10, 1)),
        (made.UNTIL_SEPTEMBER_2017, date(2017, 9, 1)),
        (made.UNTIL_SEPTEMBER_2017, date(2017, 1, 1)),
        (made.JULY_2016, date(2016, 7, 1)),
    ],
)
def test_every_era_of_layout_is_read(tmp_path, layout, month):
    rows = made.made_month(layout)
    path = made.saved(tmp_path, made.csv_file(rows, layout, month), "extract.csv")

    reading = read_release(path, today=made.TODAY, expected=month)

    assert reading.warnings == ()
    assert reading.extract.month == month
    assert reading.extract.bands.tolist() == [list(row.bands) for row in rows]
    assert reading.extract.rows["treatment_function"].tolist() == [row.function for row in rows]


def test_a_period_in_capitals_is_a_month(tmp_path):
    data = made.csv_file().replace(b"RTT-March-2025", b"RTT-MARCH-2025")

    assert read_release(made.saved(tmp_path, data), today=made.TODAY).extract.month == made.MONTH


def test_treatment_functions_written_the_wrong_way_round_are_turned(tmp_path):
    rows = made.made_month(made.JULY_2016)
    header = list(made.JULY_2016.header)
    place = header.index("Treatment Function Name")
    header[place : place + 2] = header[place : place + 2][::-1]
    data = made.csv_file(rows, made.JULY_2016, date(2016, 7, 1)).replace(
        ",".join(made.JULY_2016.header).encode(), ",".join(header).encode()
    )

    extract = read_release(made.saved(tmp_path, data, "july.csv"), today=made.TODAY).extract

    assert extract.rows["treatment_function"].tolist() == [row.function for row in rows]


@pytest.mark.parametrize(
    ("period", "month"),
    [
        ("RTT-April-2024", date(2024, 4, 1)),
        ("RTT-APRIL-2022", date(2022, 4, 1)),
        ("RTT-Aprl-2024", None),
        ("RTT-April-24", None),
        ("RTT-April-1924", None),
        ("April 2024", None),
        ("RTT-April-２０２４", None),
    ],
)
def test_a_period_names_a_month_or_nothing(period, month):
    assert month_of_period(period) == month


@pytest.mark.parametrize(
    ("year", "name", "month"),
    [
        ("2016-17", "APRIL", date(2016, 4, 1)),
        ("2016-17", "March", date(2017, 3, 1)),
        ("2016-18", "MARCH", None),
        ("2016", "MARCH", None),
        ("2016-17", "MARSH", None),
    ],
)
def test_a_financial_year_and_a_month_name_a_month_or_nothing(year, name, month):
    assert month_of_financial_year(year, name) == month


@pytest.mark.parametrize("layout", [made.PRESENT, made.UNTIL_SEPTEMBER_2017])
@pytest.mark.parametrize("end", ["\r\n", "\n", "\r"])
def test_the_fast_and_the_careful_way_read_the_same(tmp_path, layout, end):
    source = open_source(made.saved(tmp_path, made.csv_file(layout=layout, end=end)))

    fast = read_plain(source, find_layout(source))
    careful, warnings = read_carefully(source, find_layout(source))

    assert warnings == []
    assert (fast.bands == careful.bands).all()
    assert list(fast.lines) == list(careful.lines)
    assert all((fast.counts[what] == careful.counts[what]).all() for what in careful.counts)
    assert all(list(_said(fast, what)) == list(_said(careful, what)) for what in careful.texts)


def _said(table, what):
    return (table.text(what, row) for row in range(len(table)))


def test_a_file_of_several_blocks_is_read_whole(tmp_path):
    rows = made.made_month()
    header, *lines = made.lines_of(made.csv_file(rows))
    copies = [_of_other_providers(b"".join(lines), number) for number in range(80)]
    path = made.saved(tmp_path, header + b"".join(copies))

    extract = read_release(path, today=made.TODAY).extract

    assert path.stat().st_size > 2 * BLOCK_BYTES
    assert extract.rows["total"].tolist() == [row.total for row in rows] * 80
    assert extract.rows["provider"].nunique() == 3 * 80


def _of_other_providers(lines: bytes, number: int) -> bytes:
    for place, code in enumerate(made.PROVIDERS):
        lines = lines.replace(f",{code},".encode(), f",R{number:02}{place},".encode())
    return lines


def test_rows_by_the_tenth_lost_or_won_are_refused():
    before = _provenance(rows=1000)

    lost = compare_with_previous(_provenance(rows=899), ["RQA"], before.rows, {"RQA", "RQB"})
    won = compare_with_previous(_provenance(rows=1101), ["RQA"], before.rows, None)

    assert [(finding.rule, finding.severity) for finding in lost] == [("rows", "Q"), ("not-submitted", "W")]
    assert "899" in str(lost[0])
    assert "-10% on the month before, which had 1,000" in str(lost[0])
    assert "RQB" in str(lost[0])
    assert [finding.rule for finding in won] == ["rows"]


def test_a_provider_that_vanished_is_a_warning_that_names_it():
    found = compare_with_previous(_provenance(rows=1000), {"RQA"}, 1000, {"RQA", "RQC", "RQB"})

    assert [(finding.rule, finding.severity, finding.value) for finding in found] == [
        ("not-submitted", "W", "RQB, RQC")
    ]


def test_the_first_month_is_compared_with_nothing():
    assert compare_with_previous(_provenance(rows=5), {"RQA"}, None, None) == ()


def _provenance(rows: int) -> Provenance:
    return Provenance("0" * 64, 1, made.CSV_NAME, rows, False, None)


def test_an_unknown_sub_icb_location_is_a_warning_and_nhs_england_itself_is_not(tmp_path):
    extract = read_release(made.saved(tmp_path, made.csv_file()), today=made.TODAY).extract

    found = unmapped_commissioners(extract, {"98A"})

    assert [(finding.value, finding.severity) for finding in found] == [("98B", "W")]
    assert "SOUTH, MADE UP" in found[0].text


@pytest.mark.parametrize("month", REAL_MONTHS, ids=str)
def test_real_months_are_read_with_hardly_a_warning(real_rtt: Path, month):
    reading = read_release(real_rtt / f"{month:%Y-%m}.zip", today=date(2026, 11, 1), expected=month)

    assert reading.provenance.rows == len(reading.extract.rows) > 179_000
    assert reading.provenance.revised
    assert len(reading.warnings) <= 2
    assert {finding.rule for finding in reading.warnings} <= {"decided-over-waiting"}


def test_england_in_may_2025_is_what_nhs_england_published(real_rtt: Path):
    extract = read_release(real_rtt / "2025-05.zip", today=date(2026, 11, 1)).extract
    total = extract.rows["treatment_function"].eq("C_999") & extract.rows["commissioner"].ne("NONC")
    listed = total & extract.rows["part"].eq("Part_2")

    assert extract.rows.loc[listed, "total"].sum() == 7_355_950
    assert extract.bands[listed.to_numpy()][:, :18].sum() == 4_482_076
    assert extract.bands[listed.to_numpy()][:, 52:].sum() == 196_839


def test_parts_of_real_months_are_read(shared: Path, tmp_path):
    samples = shared / "rtt-samples"
    packed = samples / "fixture_2024-12_03R_15F_03H_03Q_NONC_Y63_13Q.csv.gz"
    december = made.saved(tmp_path, gzip.decompress(packed.read_bytes()), "december.csv")
    november = samples / "20241130-RTT-November-2024-RBD.csv"

    assert read_release(december, today=made.TODAY).extract.month == date(2024, 12, 1)
    assert set(read_release(november, today=made.TODAY).extract.rows["provider"]) == {"RBD"}
