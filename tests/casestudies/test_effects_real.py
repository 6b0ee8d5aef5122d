"""“Did it work?” in the real months: a start in Leeds, counted apart from NHS England's own files."""

import csv
from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from statistics import fmean
from zipfile import ZipFile

import pandas as pd
import pytest

from casestudies.actions.effects import plan, work_out
from casestudies.models import MeasuredEffect
from metrics.actions.publishing import bring_in, context_for
from metrics.compute.effects import Effect
from metrics.compute.effects.decomposition import Decompositions
from metrics.compute.peers import WEIGHTS
from metrics.ingest.prepare import prepare
from metrics.ingest.tables import FOLDER
from tests.factories import adoption
from tests.metrics.test_peers import plain_distance

pytestmark = pytest.mark.django_db

MONTHS = [month.date() for month in pd.date_range("2024-04-01", "2025-05-01", freq="MS")]
LEEDS, START = "15F", date(2024, 11, 1)
BEFORE, AFTER = [month for month in MONTHS if month < START], [month for month in MONTHS if month >= START]
COMMISSIONER, PART, FIRST_BAND, TOTAL = 7, 9, 13, -1  # columns of the extract
WEEKS = 18

Months = dict[date, dict[str, Counter]]


def counted(path: Path) -> dict[str, Counter]:
    """Return what a month's file says of all treatment functions together, by commissioner: counted line by line."""
    counts: dict[str, Counter] = {}
    with ZipFile(path) as zipped, zipped.open(zipped.namelist()[0]) as file:
        lines = (line.decode("latin-1") for line in file if b",C_999," in line)
        for row in csv.reader(lines):
            area = counts.setdefault(row[COMMISSIONER], Counter())
            area[row[PART]] += int(row[TOTAL] or 0)
            if row[PART] == "Part_2":
                area["in time"] += sum(int(band or 0) for band in row[FIRST_BAND : FIRST_BAND + WEEKS])
    return counts


def test_what_is_said_of_a_start_in_leeds_is_what_its_files_say(client, real_rtt: Path):
    files = {month: real_rtt / f"{month:%Y-%m}.zip" for month in MONTHS}
    for month, file in files.items():
        bring_in(prepare(file, context_for(month)), address=file.name)
    months = {month: counted(file) for month, file in files.items()}
    record = adoption(LEEDS, since=date(2024, 11, 12))

    for names in plan():
        work_out(names)

    found = MeasuredEffect.objects.get(adoption=record, measure="within-18-weeks")
    assert (found.verdict, found.told.test, found.told.synthetic) == ("cannot", None, None)
    same_figures(found.told, months)
    same_difference(found.told, months)
    same_flows(found.told.decomposition, months)
    page = client.get(found.get_absolute_url()).content.decode()
    why = "Not measurable: figures of 7 months before November 2024 can be compared, and 12 are needed."
    assert why in page


def share(months: Months, code: str, month: date) -> float:
    area = months[month][code]
    return 100 * area["in time"] / area["Part_2"]


def same_figures(told: Effect, months: Months) -> None:
    own = {month: share(months, LEEDS, month) for month in MONTHS}
    assert told.observed == pytest.approx({f"{month:%Y-%m}": value for month, value in own.items()})
    assert (told.known_before, told.known_after) == (7, 7)
    assert told.mean_before == pytest.approx(fmean(own[month] for month in BEFORE))
    assert told.mean_after == pytest.approx(fmean(own[month] for month in AFTER))


def same_difference(told: Effect, months: Months) -> None:
    """How much more Leeds changed than areas like it, each taken in proportion to its own months before."""
    profiles = pd.read_csv(FOLDER / "profiles.csv", dtype={"area": str}).set_index("area")[list(WEIGHTS)]
    distances = {code: plain_distance(profiles, LEEDS, code) for code in profiles.index if code != LEEDS}

    def change(code: str) -> float:
        before, after = (fmean(share(months, code, month) for month in side) for side in (BEFORE, AFTER))
        return (after - before) * told.mean_before / before

    peers = sorted(distances, key=distances.get)[:10]
    assert told.difference.others == 10
    assert told.difference.change == pytest.approx(change(LEEDS) - fmean(change(code) for code in peers))


def same_flows(flows: Decompositions, months: Months) -> None:
    lists = {month: months[month][LEEDS]["Part_2"] for month in MONTHS}
    grew = {month: lists[month] - lists[last] for last, month in pairwise(MONTHS)}
    # The first month has none before it, so it is not known how its list changed.
    for side, known in ((flows.before, BEFORE[1:]), (flows.after, AFTER)):
        leeds = [months[month][LEEDS] for month in known]
        new = fmean(one["Part_3"] for one in leeds)
        completed = fmean(one["Part_1A"] + one["Part_1B"] for one in leeds)
        change = fmean(grew[month] for month in known)
        assert side.months == len(known)
        assert (side.new, side.completed) == (pytest.approx(new), pytest.approx(completed))
        assert side.removed == pytest.approx(new - completed - change)
        assert side.change == pytest.approx(change)
