"""On a real month: how far areas lie apart, counted from NHS England's file apart from our reader and our sums."""

import csv
import io
import re
from collections import defaultdict
from datetime import date
from html import unescape
from pathlib import Path
from statistics import fmean
from zipfile import ZipFile

import pytest
from django.urls import reverse

from metrics.actions.publishing import bring_in, context_for
from metrics.ingest.prepare import prepare
from metrics.models import Area
from tests.environment import ROOT

pytestmark = [pytest.mark.xdist_group("official"), pytest.mark.django_db]

MAY = date(2025, 5, 1)


class Counted:
    """What the rows of all treatment functions of a month's file add up to, by sub-ICB location."""

    def __init__(self, path: Path):
        self.waiting, self.in_time, self.completed = (defaultdict(int) for _ in range(3))
        self.board: dict[str, str] = {}
        with ZipFile(path) as zipped, zipped.open(zipped.namelist()[0]) as file:
            for row in csv.DictReader(io.TextIOWrapper(file, encoding="utf-8-sig")):
                if row["Treatment Function Code"] == "C_999":
                    self._add(row)

    def _add(self, row: dict[str, str]) -> None:
        area, part, total = row["Commissioner Org Code"], row["RTT Part Type"], int(row["Total All"] or 0)
        self.board[area] = row["Commissioner Parent Org Code"]
        if part == "Part_2":
            self.waiting[area] += total
            weeks = [name for name in row if (found := re.match(r"Gt (\d+)", name)) and int(found[1]) < 18]
            self.in_time[area] += sum(int(row[name] or 0) for name in weeks)
        if part in ("Part_1A", "Part_1B"):
            self.completed[area] += total


@pytest.fixture
def counted(real_rtt: Path) -> Counted:
    return Counted(real_rtt / "2025-05.zip")


def people() -> dict[str, int]:
    """Return the newest population of each area by mid-2025 (ONS)."""
    with (ROOT / "metrics" / "reference" / "populations.csv").open() as file:
        rows = [row for row in csv.DictReader(file) if row["source"] == "ons" and row["date"] < "2025-07"]
    return {row["area"]: int(row["people"]) for row in sorted(rows, key=lambda row: row["date"])}


def test_a_real_month_lies_as_far_apart_as_counted_by_hand(client, real_rtt, counted):
    bring_in(prepare(real_rtt / "2025-05.zip", context_for(MAY)), address="may.zip")
    locations = set(Area.objects.filter(kind="sicbl").values_list("code", flat=True))
    names = dict(Area.objects.values_list("code", "short_name"))
    shares = {
        area: 100 * counted.in_time[area] / total
        for area, total in counted.waiting.items()
        if area in locations
    }
    everyone = fmean(shares.values())
    total = sum((share - everyone) ** 2 for share in shares.values())
    boards = defaultdict(list)
    for area, share in shares.items():
        boards[counted.board[area]].append(share)
    within = sum((share - fmean(own)) ** 2 for own in boards.values() for share in own)
    between, chance = 100 * (1 - within / total), 100 * (len(boards) - 1) / (len(shares) - 1)
    low, high = min(shares, key=shares.get), max(shares, key=shares.get)

    england = unescape(client.get(reverse("measure-variation", args=["within-18-weeks"])).content.decode())
    ours = unescape(client.get(reverse("area-variation", args=["QWO"])).content.decode())

    assert f"lay from {shares[low]:.1f}% in {names[low]} to {shares[high]:.1f}% in {names[high]}" in england
    assert f"explains {between:.0f}% of the differences" in england
    assert f"by chance alone it would be {chance:.0f}%" in england
    assert (f"{between:.0f}", f"{chance:.0f}", len(shares), len(boards)) == ("68", "39", 106, 42)
    rates = {
        area: 1000 * counted.completed[area] / people()[area]
        for area, board in counted.board.items()
        if board == "QWO"
    }
    low, high = min(rates, key=rates.get), max(rates, key=rates.get)
    assert (names[low], names[high]) == ("Bradford District and Craven", "Wakefield")
    assert (
        f"from {rates[low]:.2f} in {names[low]} to {rates[high]:.2f} in {names[high]}, in May 2025." in ours
    )
