"""A slow, plain second way to a month's figures, to check the fast one against.

Nothing here is clever: the csv module, dictionaries, loops, and fractions instead of rounded numbers.
"""

import csv
import re
from collections import defaultdict
from fractions import Fraction
from pathlib import Path

import pandas as pd

BAND = re.compile(r"Gt \d+ ")
NOT_KNOWN = float("nan")


def slow_figures(csv_path: Path, membership: pd.DataFrame) -> pd.DataFrame:
    """Return what `metrics.compute.waits.figures` promises, straight from an RTT file and membership pairs."""
    areas_of = defaultdict(set)
    for commissioner, area in zip(membership["commissioner"], membership["area"], strict=True):
        areas_of[commissioner].add(area)

    rows_of = defaultdict(list)  # (area, treatment function) → the file's rows
    reported = defaultdict(set)  # area → the parts it has any row of
    for row in read_rows(csv_path):
        if row["commissioner"] == "NONC":
            continue
        for area in {"ENGLAND", row["provider"]} | areas_of[row["commissioner"]]:
            rows_of[area, row["function"]].append(row)
            reported[area].add(row["part"])

    return pd.DataFrame(
        {"area": area, "treatment_function": function} | figures_of(rows, reported[area])
        for (area, function), rows in rows_of.items()
    )


def read_rows(csv_path: Path) -> list[dict]:
    with csv_path.open(newline="", encoding="utf-8-sig") as file:
        return [
            {
                "provider": line["Provider Org Code"],
                "commissioner": line["Commissioner Org Code"],
                "part": line["RTT Part Type"],
                "function": line["Treatment Function Code"],
                "total": number(line["Total All"]),
                "bands": [number(value) for name, value in line.items() if BAND.match(name)],
            }
            for line in csv.DictReader(file)
        ]


def number(text: str) -> int:
    """Return a cell's count; a blank band is 0 when bands are added."""
    return int(text) if text else 0


def figures_of(rows: list[dict], reported: set[str]) -> dict[str, float]:
    """Return the 20 figures of one area and treatment function."""
    admitted, non_admitted, incomplete = (bands_of(rows, part) for part in ("Part_1A", "Part_1B", "Part_2"))
    known = {part: 1 if part in reported else NOT_KNOWN for part in ("Part_1A", "Part_1B", "Part_2")}
    return {
        "admitted": count(rows, "Part_1A", reported),
        "non_admitted": count(rows, "Part_1B", reported),
        "incomplete": count(rows, "Part_2", reported),
        "decision_to_admit": count(rows, "Part_2A", reported),
        "new_periods": count(rows, "Part_3", reported),
        "within_18": known["Part_2"] * sum(incomplete[:18]),
        "over_52": known["Part_2"] * over(incomplete, 52),
        "over_65": known["Part_2"] * over(incomplete, 65),
        "over_78": known["Part_2"] * over(incomplete, 78),
        "over_104": known["Part_2"] * over(incomplete, 104),
        "admitted_within_18": known["Part_1A"] * sum(admitted[:18]),
        "admitted_over_52": known["Part_1A"] * over(admitted, 52),
        "non_admitted_within_18": known["Part_1B"] * sum(non_admitted[:18]),
        "non_admitted_over_52": known["Part_1B"] * over(non_admitted, 52),
        "median_wait": percentile(incomplete, Fraction(50, 100)),
        "p92_wait": percentile(incomplete, Fraction(92, 100)),
        "admitted_median": percentile(admitted, Fraction(50, 100)),
        "admitted_p95": percentile(admitted, Fraction(95, 100)),
        "non_admitted_median": percentile(non_admitted, Fraction(50, 100)),
        "non_admitted_p95": percentile(non_admitted, Fraction(95, 100)),
    }


def count(rows: list[dict], part: str, reported: set[str]) -> float:
    if part not in reported:
        return NOT_KNOWN
    return float(sum(row["total"] for row in rows if row["part"] == part))


def bands_of(rows: list[dict], part: str) -> list[int]:
    bands = [0] * len(rows[0]["bands"])
    for row in rows:
        if row["part"] == part:
            for week, pathways in enumerate(row["bands"]):
                bands[week] += pathways
    return bands


def over(bands: list[int], weeks: int) -> float:
    """Return how many waited over so many weeks; not known when the open band began earlier."""
    return sum(bands[weeks:]) if len(bands) > weeks else NOT_KNOWN


def percentile(bands: list[int], share: Fraction) -> float:
    """N = Σ bands, target = pN; the first band whose cumulative count ≥ target; its lower bound + (target −
    cumulative before) ÷ count in band. The open last band's lower bound exactly. None when N < 20."""
    pathways = sum(bands)
    if pathways < 20:
        return NOT_KNOWN
    target = share * pathways
    before = 0
    for week, here in enumerate(bands[:-1]):
        if before + here >= target:
            return float(week + (target - before) / here)
        before += here
    return float(len(bands) - 1)
