"""The national report on real months: what it says, computed apart from the code from NHS England's own files."""

import csv
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.report import national
from metrics.presenters.report.choice import Choice
from tests.factories import figures

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("report on real months")]

MONTHS = [month.date() for month in pd.date_range("2024-06-01", periods=12, freq="MS")]
DECEMBER = date(2024, 12, 1)
COMMISSIONER, TOTAL = 7, -1  # columns of the extract
NOT_ENGLANDS = "NONC"


def admitted_in(path: Path) -> dict[str, int]:
    """Return completed admitted pathways over all treatment functions by commissioner, counted line by line."""
    counts: dict[str, int] = {}
    with ZipFile(path) as zipped, zipped.open(zipped.namelist()[0]) as file:
        lines = (line.decode("latin-1") for line in file if b",Part_1A," in line and b",C_999," in line)
        for row in csv.reader(lines):
            counts[row[COMMISSIONER]] = counts.get(row[COMMISSIONER], 0) + int(row[TOTAL])
    return counts


@pytest.fixture(scope="session")
def admitted(real_rtt: Path) -> dict[date, dict[str, int]]:
    return {month: admitted_in(real_rtt / f"{month:%Y-%m}.zip") for month in MONTHS}


@pytest.fixture
def published(db, admitted) -> Iterator[None]:
    """The twelve months, published as they were counted."""
    locations = set(Area.objects.of_kind("sicbl").values_list("code", flat=True))
    for month, counts in admitted.items():
        england = sum(count for code, count in counts.items() if code != NOT_ENGLANDS)
        rows = [{"area": code, "admitted": count} for code, count in counts.items() if code in locations]
        figures(month, {"area": "ENGLAND", "admitted": england}, *rows)


@pytest.fixture(scope="session")
def people(shared: Path) -> pd.Series:
    """Residents of each location in mid-2024, the newest estimate of the Office for National Statistics."""
    book = CalamineWorkbook.from_path(shared / "reference" / "ons_population_sicbl_2022_2024.xlsx")
    rows = book.get_sheet_by_name("Mid-2024 ICB 2024").to_python()
    sheet = pd.DataFrame(rows[4:], columns=rows[3])
    return sheet.set_index(sheet["SICBL 2024 Name"].str.split(" - ").str[-1])["Total"]


@pytest.fixture(scope="session")
def rates(admitted, people) -> pd.DataFrame:
    """Admitted pathways per 1,000 residents: a row a location, a column a month."""
    counts = pd.DataFrame(admitted).reindex(people.index)
    return 1000 * counts.div(people, axis="index")


def report(**asked):
    default = {"function": "C_999", "level": "sicbl", "first": MONTHS[0], "last": MONTHS[-1]}
    return national.of(Choice(MEASURES["admitted-per-1000"], **default | asked, boundaries="then"))


def cells(found, id: str, table: int = 0) -> list[list[str]]:
    section = next(one for one in found.sections if one.id == id)
    return [[getattr(cell, "words", cell) for cell in row.cells] for row in section.tables[table].rows]


def test_the_best_and_the_worst_of_a_year(published, rates):
    year = rates.mean(axis="columns").sort_values(ascending=False)

    found = report()
    said = " ".join(found.answer)

    assert len(year) == 106
    assert (year.index[0], year.index[-1]) == ("03R", "06N")
    assert found.data["area"].tolist() == year.index.tolist()
    assert found.data["value"].tolist() == pytest.approx(year.tolist())
    assert f"Wakefield was best of 106 sub-ICB locations ({year.iloc[0]:.2f} per 1,000 people)" in said
    assert f"Herts Valleys was worst ({year.iloc[-1]:.2f} per 1,000 people)" in said
    assert f"The best is {year.iloc[0] / year.iloc[-1]:.1f} times the worst" in said


def test_who_gained_most_places_in_a_year(published, rates):
    ranks = rates.rank(ascending=False, method="min")
    gain = ranks[MONTHS[:6]].mean(axis="columns") - ranks[MONTHS[6:]].mean(axis="columns")

    found = report()

    assert gain.idxmax() == "07H"
    assert "West Essex improved most" in found.answer[-1]
    gained = found.data.set_index("area")["places_gained"]
    assert gained.reindex(gain.index).tolist() == pytest.approx(gain.tolist())


def test_the_widest_gap_within_one_board_and_wakefield_beside_leeds(published, rates):
    year = rates.mean(axis="columns")

    found = report()

    west_yorkshire = cells(found, "within")[0]
    assert west_yorkshire[0] == "West Yorkshire"
    assert west_yorkshire[1] == f"Wakefield {year['03R']:.2f}"
    assert west_yorkshire[2] == f"Bradford District and Craven {year['36J']:.2f}"
    assert [f"Wakefield {year['03R']:.2f}", f"Leeds {year['15F']:.2f}", "12"] in [
        row[:3] for row in cells(found, "near")
    ]


def test_december_2024_is_as_nhs_englands_workbook_has_it(published, people, shared):
    path = shared / "official" / "Admitted-Commissioner-Dec24-XLSX-2M-revised.xlsx"
    rows = CalamineWorkbook.from_path(path).get_sheet_by_name("Sub-ICB").to_python(skip_empty_area=False)
    sheet = pd.DataFrame(rows[14:], columns=rows[13])
    total = sheet[sheet["Treatment Function Code"] == "C_999"].set_index("Org Code")
    counts = total["Total number of completed pathways (all)"].astype("float64")
    rates = (1000 * counts.reindex(people.index) / people).sort_values(ascending=False)

    found = report(first=DECEMBER, last=DECEMBER)

    assert found.data["value"].tolist() == pytest.approx(rates.tolist())
    assert found.data["area"].iloc[[0, -1]].tolist() == rates.index[[0, -1]].tolist()
