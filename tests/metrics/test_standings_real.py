"""Who stays behind on the 14 real months, counted apart from the code, line by line, from NHS England's own files."""

import csv
from datetime import date
from fractions import Fraction
from pathlib import Path
from statistics import median
from zipfile import ZipFile

import pytest

from metrics.actions.analysing import analyse
from metrics.models import Area
from metrics.queries import standings
from tests.factories import figures
from tests.metrics.slow_spc import slow_xmr

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("report on real months")]

MONTHS = [date(2024 + month // 12, month % 12 + 1, 1) for month in range(3, 17)]
COMMISSIONER, FIRST_BAND, TOTAL = 7, 13, -1  # columns of the extract
BOTTOM = 26  # of 106


def lists_in(path: Path) -> dict[str, tuple[int, int]]:
    """Return, by commissioner, the pathways on the list over all treatment functions: within 18 weeks, and all."""
    counts: dict[str, tuple[int, int]] = {}
    with ZipFile(path) as zipped, zipped.open(zipped.namelist()[0]) as file:
        lines = (line.decode("latin-1") for line in file if b",Part_2," in line and b",C_999," in line)
        for row in csv.reader(lines):
            within, total = counts.get(row[COMMISSIONER], (0, 0))
            early = sum(int(band or 0) for band in row[FIRST_BAND : FIRST_BAND + 18])
            counts[row[COMMISSIONER]] = (within + early, total + int(row[TOTAL]))
    return counts


@pytest.fixture(scope="session")
def lists(real_rtt: Path) -> list[dict[str, tuple[int, int]]]:
    """The lists of every month, of the 106 locations alone that have one in each."""
    found = [lists_in(real_rtt / f"{month:%Y-%m}.zip") for month in MONTHS]
    return [{code: one[code] for code in one if all(code in other for other in found)} for one in found]


@pytest.fixture
def analysed(db, lists):
    locations = set(Area.objects.of_kind("sicbl").valid_on(MONTHS[-1]).values_list("code", flat=True))
    for month, counts in zip(MONTHS, lists, strict=True):
        rows = [
            {"area": code, "incomplete": total, "within_18": within}
            for code, (within, total) in counts.items()
            if code in locations
        ]
        figures(month, *rows)
    analyse(lambda words, done: None)
    return standings(measure="within-18-weeks", function="C_999", kind="sicbl").set_index("area")


@pytest.fixture
def shares(analysed, lists) -> list[dict[str, float]]:
    return [{code: 100 * one[code][0] / one[code][1] for code in analysed.index} for one in lists]


def test_who_was_in_the_bottom_quarter_all_the_time(analysed, shares):
    bottom = [sorted(month, key=month.get)[:BOTTOM] for month in shares]
    always = {code for code in shares[0] if all(code in month for month in bottom)}

    assert len(shares[0]) == 106
    assert {"05D", "01W", "09D", "00V"} <= always
    assert set(analysed.index[(analysed["bottom_months"] == 12) & (analysed["running"] == 14)]) >= always
    for code, count in analysed["bottom_months"].items():
        assert count == sum(code in month for month in bottom[-12:]), code


def test_thurrock_is_furthest_behind_in_may_2025(analysed, shares):
    behind = {code: median(shares[-1].values()) - share for code, share in shares[-1].items()}

    assert max(behind, key=behind.get) == "07G"
    assert round(behind["07G"], 1) == 12.0
    assert analysed["shortfall"].to_dict() == pytest.approx(behind)


def test_who_has_a_persistent_challenge_and_who_came_out_of_it(analysed, shares):
    bottom = [sorted(month, key=month.get)[:BOTTOM] for month in shares]
    persistent, still = set(), set()
    for code in shares[0]:
        chart = slow_xmr([Fraction(month[code]) for month in shares])
        concern = [point.signal < 0 for point in chart]
        is_bottom = [code in month for month in bottom]
        if max(sum(concern[-12:]), sum(is_bottom[-12:])) >= 6:
            persistent.add(code)
            if concern[-1] or is_bottom[-1]:
                still.add(code)

    found = analysed[(analysed["bottom_months"] >= 6) | (analysed["concern_months"] >= 6)]
    assert (len(persistent), len(still)) == (50, 25)
    assert set(found.index) == persistent
    assert set(found.index[found["running"] > 0]) == still
