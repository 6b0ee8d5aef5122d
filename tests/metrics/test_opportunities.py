"""Where peers do better on everything at once: the same as one question at a time, and as plain loops find."""

from statistics import NormalDist, median

import numpy as np
import pandas as pd
import pytest

from metrics.compute.measures import MEASURES
from metrics.compute.opportunities import BY_CHANCE, opportunities

ASKED = {slug: MEASURES[slug] for slug in ("within-18-weeks", "over-52-weeks", "completed-per-1000")}
FUNCTIONS = ("C_100", "C_110", "C_120")
CODES = ("OURS", "A", "B", "C", "D", "OTHER")


def standings(seed: int = 1) -> pd.DataFrame:
    random, rows = np.random.default_rng(seed), []
    for slug in (*ASKED, "median-wait"):
        for function in FUNCTIONS:
            for code in CODES:
                value = random.uniform(40, 60)
                reach = random.uniform(0.5, 6)
                rows.append(
                    {
                        "area": code,
                        "measure": slug,
                        "treatment_function": function,
                        "value": np.nan if random.random() < 0.1 else value,
                        "lower": value - reach,
                        "upper": value + reach,
                        "pathways": random.choice([5.0, 19.0, 20.0, 400.0], p=[0.05, 0.05, 0.1, 0.8]),
                        "recent_concerns": float(random.random() < 0.2),
                    }
                )
    return pd.DataFrame(rows)


def slowly(table: pd.DataFrame, peers: tuple[str, ...]) -> dict:
    rows = {(row["area"], row["measure"], row["treatment_function"]): row for row in table.to_dict("records")}

    def known(row) -> bool:
        return row["pathways"] >= 20 and not np.isnan(row["value"])

    found = {}
    for slug, measure in ASKED.items():
        for function in FUNCTIONS:
            ours = rows["OURS", slug, function]
            theirs = {code: rows[code, slug, function] for code in peers if known(rows[code, slug, function])}
            if not known(ours) or not theirs:
                continue
            up = measure.direction == "increase"
            ahead = {
                code: abs(row["value"] - ours["value"])
                for code, row in theirs.items()
                if (row["lower"] > ours["upper"] if up else row["upper"] < ours["lower"])
                and row["recent_concerns"] == 0
            }
            better = tuple(sorted(ahead, key=lambda code: -ahead[code]))
            middle = median(theirs[code]["value"] for code in better) if better else None
            found[slug, function] = (ours["value"], len(theirs), better, middle)
    return found


@pytest.mark.parametrize("seed", range(20))
def test_it_is_what_plain_loops_find(seed):
    table, peers = standings(seed), ("A", "B", "C", "D")

    found = opportunities(table, "OURS", peers, ASKED)

    told = {
        subject: (
            row["ours"],
            row["compared"],
            row["better"],
            None if np.isnan(row["middle"]) else row["middle"],
        )
        for subject, row in found.iterrows()
    }
    assert told == slowly(table, peers)


def test_areas_that_are_no_peers_and_measures_not_asked_for_are_left_out():
    found = opportunities(standings(), "OURS", ("A", "B"), ASKED)

    assert found["compared"].max() <= 2
    assert not {"OTHER", "C", "D", "OURS"} & {code for codes in found["better"] for code in codes}
    assert set(found.index.get_level_values("measure")) <= set(ASKED)


@pytest.mark.parametrize("table", [standings().iloc[:0], standings().query("area != 'OURS'")])
def test_without_figures_there_is_nothing(table):
    found = opportunities(table, "OURS", ("A", "B"), ASKED)

    assert found.empty
    assert list(found.columns) == ["ours", "compared", "better", "middle"]


def test_how_rarely_intervals_lie_apart_by_chance_is_worked_out():
    apart = 2 * NormalDist().inv_cdf(0.975) / 2**0.5

    assert pytest.approx(1 - NormalDist().cdf(apart), rel=0.01) == BY_CHANCE
