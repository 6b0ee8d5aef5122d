"""The demonstration files: NHS England's layout, plausible figures, the same for the same seed."""

import io
import zipfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from django.core.management import CommandError, call_command

from metrics import demo
from metrics.compute.extract import DECISION_TO_ADMIT, INCOMPLETE, NEW_PERIODS, PARTS
from metrics.ingest.rtt import read_release

SHARED = Path(__file__).resolve().parents[3] / "shared"
MAY, APRIL = date(2025, 5, 1), date(2025, 4, 1)
TODAY = date(2026, 11, 21)
KEY = ["Provider Org Code", "Commissioner Org Code", "Treatment Function Code"]
BANDS = slice(13, 118)


def rows_of(month: date, **how) -> pd.DataFrame:
    return rows_in(demo.generate_month(month, **how))


def rows_in(content: bytes) -> pd.DataFrame:
    """Return a month's file as text cells, with `all` (pathways) and `part`."""
    cells = pd.read_csv(io.BytesIO(content), dtype=str, keep_default_na=False)
    return cells.assign(all=cells["Total All"].astype(int), part=cells["RTT Part Type"])


def bands_of(rows: pd.DataFrame) -> np.ndarray:
    return rows.iloc[:, BANDS].replace("", "0").to_numpy(dtype=int)


@pytest.fixture(scope="module")
def england_file():
    return demo.generate_month(MAY)


@pytest.fixture(scope="module")
def england(england_file):
    return rows_in(england_file)


@pytest.fixture(scope="module")
def small():
    return rows_of(MAY, size="small")


@pytest.fixture(scope="module")
def totals(england):
    """All treatment functions together, of England's commissioners."""
    return england[
        (england["Treatment Function Code"] == "C_999") & (england["Commissioner Org Code"] != "NONC")
    ]


def by_area(totals: pd.DataFrame, part: str) -> pd.Series:
    located = totals[(totals["part"] == part) & (totals["Commissioner Parent Org Code"] != "")]
    return located.groupby("Commissioner Org Code")["all"].sum()


def within(rows: pd.DataFrame, weeks: int) -> float:
    bands = bands_of(rows).sum(axis=0)
    return bands[:weeks].sum() / bands.sum()


# The layout


def test_a_file_has_the_official_columns_and_line_ends():
    content = demo.generate_month(MAY, size="small")
    lines = content.decode("ascii").split("\r\n")
    assert lines[-1] == ""
    assert all("\n" not in line for line in lines)
    header = lines[0].split(",")
    assert len(header) == len(set(header)) == 121
    assert (header[13], header[116], header[117]) == ("Gt 00 To 01 Weeks SUM 1", *header[116:118])
    assert header[117:] == [
        "Gt 104 Weeks SUM 1",
        "Total",
        "Patients with unknown clock start date",
        "Total All",
    ]


@pytest.mark.skipif(not (SHARED / "rtt").is_dir(), reason="the real files are not here")
def test_header_names_and_words_are_those_of_the_real_file(england):
    with (
        zipfile.ZipFile(SHARED / "rtt" / "2025-05.zip") as archive,
        archive.open(archive.namelist()[0]) as file,
    ):
        header = file.readline().decode().strip().split(",")
        real = pd.read_csv(file, names=header, usecols=header[:13], dtype=str, keep_default_na=False)
    assert list(england.columns[:121]) == header
    for named in (
        ["RTT Part Type", "RTT Part Description"],
        ["Treatment Function Code", "Treatment Function Name"],
        [f"Commissioner {column}" for column in ("Parent Org Code", "Parent Name", "Org Code", "Org Name")],
    ):
        ours, theirs = (set(frame[named].itertuples(index=False, name=None)) for frame in (england, real))
        assert {row for row in ours if "NONC" not in row} <= theirs
    ours, theirs = (set(frame["Commissioner Parent Org Code"]) for frame in (england, real))
    assert ours == theirs


@pytest.mark.parametrize(
    ("month", "size"),
    [(MAY, "small"), (date(2026, 3, 1), "small"), (date(2026, 4, 1), "small"), (MAY, "full")],
)
def test_the_strict_reader_takes_a_file_without_a_warning(tmp_path, month, size):
    path = demo.write_month(month, tmp_path, size=size)
    reading = read_release(path, today=TODAY, expected=month)
    assert reading.warnings == ()
    assert reading.extract.month == month
    assert "demonstration" in reading.provenance.file_name
    assert not reading.provenance.revised


def test_a_zip_is_named_dated_and_whole(tmp_path):
    path = demo.write_month(MAY, tmp_path / "new", size="small")
    assert path.name == "Full-CSV-data-file-May25-demonstration.zip"
    assert [file.name for file in path.parent.iterdir()] == [path.name]
    with zipfile.ZipFile(path) as archive:
        [entry] = archive.infolist()
        assert entry.filename == "20250531-RTT-May-2025-demonstration-extract.csv"
        assert entry.date_time == (2025, 7, 12, 9, 30, 0)
        assert archive.read(entry) == demo.generate_month(MAY, size="small")


def test_names_with_commas_are_quoted(england_file):
    assert b',"NHS HEYWOOD, MIDDLETON AND ROCHDALE (SUB ICB LOCATION)",' in england_file


def test_providers_are_plainly_invented(england):
    assert england["Provider Org Code"].str.fullmatch(r"DX\d{3}").all()
    assert england["Provider Org Name"].str.startswith("Demonstration ").all()
    assert "Demonstration Hospital Wakefield" in set(england["Provider Org Name"])
    assert not england.groupby("Provider Org Code")["Provider Org Name"].nunique().gt(1).any()


def test_boards_are_those_of_the_month():
    before, after = rows_of(date(2026, 3, 1), size="small"), rows_of(date(2026, 4, 1), size="small")
    boards = [
        dict(zip(rows["Commissioner Org Code"], rows["Commissioner Parent Org Code"], strict=True))
        for rows in (before, after)
    ]
    assert (boards[0]["D4U1Y"], boards[0]["92A"], boards[0]["03R"]) == ("QNQ", "QXU", "QWO")
    assert (boards[1]["U2G6B"], boards[1]["92A"], boards[1]["03R"]) == ("S0E4D", "S9B9J", "QWO")
    assert "D4U1Y" not in boards[1]
    assert "U2G6B" not in boards[0]


# The rules of the data


def test_only_counted_rows_stand_in_a_file_and_each_once(small):
    assert (small["all"] > 0).all()
    assert not small.duplicated([*KEY, "part"]).any()
    assert set(small["part"]) == set(PARTS)


def test_bands_and_unknown_starts_add_up(small):
    completed = small["part"].isin(PARTS[:2])
    bands = bands_of(small).sum(axis=1)
    unknown = small["Patients with unknown clock start date"].replace("", "0").astype(int)
    starts = small["part"] == NEW_PERIODS
    assert (bands[~starts] + unknown[~starts] == small["all"][~starts]).all()
    assert (small.loc[starts].iloc[:, BANDS] == "").all(axis=None)
    assert (small.loc[completed, "Total"].astype(int) == bands[completed]).all()
    assert (small.loc[~completed, "Total"] == "").all()
    assert 0 < unknown.sum() < 0.01 * small["all"][completed].sum()


def test_the_total_row_is_the_sum_of_the_treatment_functions(small):
    by = ["Provider Org Code", "Commissioner Org Code", "part"]
    total = small["Treatment Function Code"] == "C_999"
    sums, given = (rows.groupby(by)["all"].sum() for rows in (small[~total], small[total]))
    pd.testing.assert_series_equal(sums, given)


def test_nobody_has_a_decision_to_admit_who_is_not_waiting(small):
    waiting, decided = (
        small[small["part"] == part].set_index(KEY) for part in (INCOMPLETE, DECISION_TO_ADMIT)
    )
    assert (bands_of(decided) <= bands_of(waiting.reindex(decided.index))).all()


def test_nhs_england_and_other_countries_have_no_board(england):
    outside = england[england["Commissioner Parent Org Code"] == ""]
    assert {"13Q", "Y63", "NONC"} <= set(outside["Commissioner Org Code"])
    assert (outside["Commissioner Parent Name"] == "").all()
    foreign = outside["Commissioner Org Code"] == "NONC"
    assert set(outside["Commissioner Org Name"][foreign]) == {"#N/A"}
    assert 0 < outside["all"][foreign].sum() < 0.01 * england["all"].sum()


# The figures


def test_englands_level_is_plausible(totals):
    sums = totals.groupby("part")["all"].sum()
    listed = totals[totals["part"] == INCOMPLETE]
    bands = bands_of(listed).sum(axis=0)
    assert 7.2e6 < sums[INCOMPLETE] < 7.6e6
    assert 270_000 < sums["Part_1A"] < 330_000
    assert 1.05e6 < sums["Part_1B"] < 1.25e6
    assert 1.5e6 < sums[NEW_PERIODS] < 1.8e6
    assert 0.12 < sums[DECISION_TO_ADMIT] / sums[INCOMPLETE] < 0.20
    assert 0.57 < within(listed, 18) < 0.64
    assert 0.02 < 1 - within(listed, 52) < 0.035
    assert 12 < np.searchsorted(bands.cumsum(), bands.sum() / 2) < 16
    assert bands[104] < 500


def test_a_full_month_is_large_and_a_small_one_small(england, small):
    assert 25_000 < len(england) <= 42_000
    assert len(small) < 7_000
    assert england["Commissioner Org Code"].nunique() == 106 + 10 + 1


def test_areas_differ_about_as_much_as_englands(totals, england):
    people = pd.read_csv(
        Path(demo.__file__).parents[1] / "reference" / "populations.csv", dtype={"date": str}
    )
    residents = people[(people["source"] == "ons") & (people["date"] == "2023-06-30")].set_index("area")[
        "people"
    ]
    rate = by_area(totals, "Part_1A") / residents * 1000
    assert rate.notna().sum() == 106
    assert 2 < rate.max() / rate.min() < 5
    listed = totals[totals["part"] == INCOMPLETE]
    share = listed.groupby("Commissioner Org Code")[list(listed.columns)].apply(within, 18)
    assert 0.15 < share.max() - share.min() < 0.35


def test_treatment_functions_differ(england):
    listed = england[england["part"] == INCOMPLETE]
    share = listed.groupby("Treatment Function Code")[list(listed.columns)].apply(within, 18)
    assert share["C_120"] + 0.05 < share["C_999"] < share["C_430"] - 0.1


def test_areas_keep_their_place_and_december_is_quiet():
    admitted = {}
    for month in (8, 10, 12):
        rows = rows_of(date(2025, month, 1), size="small")
        admitted[month] = by_area(rows[rows["Treatment Function Code"] == "C_999"], "Part_1A")
    assert admitted[12].sum() < 0.9 * admitted[10].sum()
    assert admitted[8].sum() < 0.9 * admitted[10].sum()
    assert np.corrcoef(admitted[10], admitted[12])[0, 1] > 0.95
    assert (admitted[12] / admitted[10]).std() < 0.08


def test_lists_move_by_what_comes_and_goes():
    """Unreported removals, list before + new − completed − list, are few and never negative."""
    before, now = rows_of(APRIL, size="small"), rows_of(MAY, size="small")
    sums = [
        rows[rows["Treatment Function Code"] == "C_999"].pivot_table(
            index="Commissioner Org Code", columns="part", values="all", aggfunc="sum", fill_value=0
        )
        for rows in (before, now)
    ]
    flows = sums[1]
    removed = (
        sums[0][INCOMPLETE] + flows[NEW_PERIODS] - flows["Part_1A"] - flows["Part_1B"] - flows[INCOMPLETE]
    )
    assert (removed >= 0).all()
    assert 0.03 < removed.sum() / flows[NEW_PERIODS].sum() < 0.2
    big = flows[INCOMPLETE] > 5000
    assert (flows[INCOMPLETE] / sums[0][INCOMPLETE] - 1)[big].abs().max() < 0.1


def test_some_areas_improve_and_some_worsen():
    shares = []
    for month in (date(2024, 10, 1), date(2026, 9, 1)):
        rows = rows_of(month, size="small")
        listed = rows[(rows["part"] == INCOMPLETE) & (rows["Commissioner Parent Org Code"] != "")]
        shares.append(listed.groupby("Commissioner Org Code")[list(listed.columns)].apply(within, 18))
    change = (shares[1] - shares[0]).dropna()
    assert (change > 0.01).any()
    assert (change < -0.005).any()


# Sameness


def test_the_same_seed_gives_the_same_bytes_and_another_others():
    first = demo.generate_month(MAY, size="small")
    demo.generate_month(APRIL, size="small", seed=7)
    assert demo.generate_month(MAY, size="small") == first
    assert demo.generate_month(MAY, size="small", seed=7) != first


def test_a_zip_written_again_has_the_same_hash(tmp_path):
    first = demo.write_month(MAY, tmp_path, size="small").read_bytes()
    assert demo.write_month(MAY, tmp_path, size="small").read_bytes() == first


# Months


@pytest.mark.parametrize(
    ("today", "month"),
    [
        (date(2026, 11, 21), date(2026, 9, 1)),
        (date(2026, 11, 11), date(2026, 9, 1)),
        (date(2026, 11, 10), date(2026, 8, 1)),
        (date(2026, 1, 5), date(2025, 10, 1)),
        (date(2026, 1, 12), date(2025, 11, 1)),
    ],
)
def test_the_newest_month_came_out_six_weeks_after_its_end(today, month):
    assert demo.newest_published_month(today) == month


def test_months_run_back_from_the_newest():
    assert demo.demo_months(date(2025, 2, 14), 3) == [date(2025, 2, 1), date(2025, 1, 1), date(2024, 12, 1)]


# The command


def test_the_command_writes_a_zip_a_month(tmp_path, capsys):
    call_command("make_demo_rtt", out=str(tmp_path), months="3", ending="2025-02", size="small")
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        f"Full-CSV-data-file-{month}-demonstration.zip" for month in ("Dec24", "Feb25", "Jan25")
    ]
    assert "3 months of demonstration files, December 2024 to February 2025" in capsys.readouterr().out


def test_the_command_ends_with_the_newest_month_out_today(tmp_path, time_machine):
    time_machine.move_to("2026-11-21")
    call_command("make_demo_rtt", out=str(tmp_path), months="1", size="small")
    assert [path.name for path in tmp_path.iterdir()] == ["Full-CSV-data-file-Sep26-demonstration.zip"]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"months": "0"}, "--months must be a whole number from 1 to 240, not '0'"),
        ({"months": "many"}, "not 'many'"),
        ({"months": "-1"}, "not '-1'"),
        ({"months": "241"}, "not '241'"),
        ({"ending": "May 2025"}, "--ending must be a month as YYYY-MM"),
        ({"ending": "2025-13"}, "--ending must be a month"),
        ({"ending": "2021-03"}, "--ending must be 2021-04 or later"),
        ({"seed": "x"}, "--seed must be a whole number"),
        ({"size": "huge"}, "--size must be one of small, full, not 'huge'"),
    ],
)
def test_bad_values_end_with_one_clear_message(tmp_path, given, message):
    with pytest.raises(CommandError, match=message):
        call_command("make_demo_rtt", **({"out": str(tmp_path), "size": "small", "months": "1"} | given))
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_written_to_is_named(tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="cannot be written to"):
        call_command("make_demo_rtt", out=str(tmp_path / "file" / "out"), months="1", size="small")
