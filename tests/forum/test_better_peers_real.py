"""Who does better than Wakefield in the real months, worked out apart from NHS England's own files."""

import csv
import html
from pathlib import Path
from zipfile import ZipFile

import pandas as pd
import pytest

from metrics.compute.peers import WEIGHTS
from metrics.ingest.tables import FOLDER
from tests.factories import figures
from tests.metrics.slow_better import slow_better
from tests.metrics.test_peers import PEERS_OF_WAKEFIELD, plain_distance

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("better peers in real months")]

MONTHS = [month.date() for month in pd.date_range("2024-04-01", "2025-05-01", freq="MS")]
COMMISSIONER, FIRST_BAND, TOTAL = 7, 13, -1  # columns of the extract
WEEKS = 18


def waiting_in(path: Path) -> dict[str, tuple[float, float]]:
    """Return pathways within 18 weeks, and all on the list, by commissioner: counted line by line."""
    counts: dict[str, tuple[float, float]] = {}
    with ZipFile(path) as zipped, zipped.open(zipped.namelist()[0]) as file:
        lines = (line.decode("latin-1") for line in file if b",Part_2," in line and b",C_999," in line)
        for row in csv.reader(lines):
            within = sum(int(band or 0) for band in row[FIRST_BAND : FIRST_BAND + WEEKS])
            before = counts.get(row[COMMISSIONER], (0, 0))
            counts[row[COMMISSIONER]] = before[0] + within, before[1] + int(row[TOTAL])
    return counts


def test_who_does_better_than_wakefield_is_what_plain_loops_find(client, real_rtt):
    waiting = {month: waiting_in(real_rtt / f"{month:%Y-%m}.zip") for month in MONTHS}
    profiles = pd.read_csv(FOLDER / "profiles.csv", dtype={"area": str}).set_index("area")[list(WEIGHTS)]
    distances = {code: plain_distance(profiles, "03R", code) for code in profiles.index if code != "03R"}
    better = slow_better(
        {code: [waiting[month].get(code) for month in MONTHS] for code in profiles.index},
        "03R",
        distances,
        period=12,
        is_share=True,
        rising_is_better=True,
    )
    for month, counts in waiting.items():
        rows = (
            {"area": code, "within_18": counts[code][0], "incomplete": counts[code][1]}
            for code in profiles.index
        )
        figures(month, *rows)

    answer = html.unescape(client.get("/areas/03R/better-peers/").content.decode())

    peers = [code for code in better if code in PEERS_OF_WAKEFIELD]
    assert peers == ["02P", "02T", "84H", "16C"]
    assert (
        "4 of the 10 areas most like Wakefield do better on “Waiting 18 weeks or less”, June 2024 to May 2025: "
        "Barnsley (72.0%), Calderdale (69.3%), County Durham (69.0%) and Tees Valley (66.4%). Wakefield: 63.0%."
    ) in answer
    table = client.get("/areas/03R/better-peers/data.csv").content.decode()
    found = [row["area"] for row in csv.DictReader(table.splitlines()) if row["does_better"] == "True"]
    assert found == [*peers, *(code for code in better if code not in peers)]
