"""Where peers do better on everything at once: the same as one question at a time, and as plain loops find."""

from statistics import median

import numpy as np
import pandas as pd
import pytest

from metrics.compute.measures import MEASURES
from metrics.compute.opportunities import Z, apart_by_chance, opportunities

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
    assert list(found.columns) == ["ours", "compared", "by_chance", "better", "middle"]


@pytest.mark.parametrize(("width", "once_in"), [(1.0, 359), (2.0, 234), (10.0, 63), (1e6, 40)])
def test_how_rarely_intervals_lie_apart_by_chance_depends_on_their_widths(width, once_in):
    pair = pd.DataFrame({"lower": [0.0], "upper": [width], "lower_ours": [5.0], "upper_ours": [6.0]})

    assert 1 / apart_by_chance(pair).item() == pytest.approx(once_in, rel=0.01)


def test_so_many_are_put_ahead_where_areas_do_not_differ():
    random, reach, ours_reach = np.random.default_rng(3), 1.0, 3.0
    size = 200_000
    values, ours = random.normal(50, reach, size), random.normal(50, ours_reach, size)
    pairs = pd.DataFrame(
        {
            "lower": values - Z * reach,
            "upper": values + Z * reach,
            "lower_ours": ours - Z * ours_reach,
            "upper_ours": ours + Z * ours_reach,
        }
    )

    ahead = int((pairs["lower"] > pairs["upper_ours"]).sum())

    assert apart_by_chance(pairs).sum() == pytest.approx(ahead, rel=0.06)


def test_what_chance_would_put_ahead_is_added_up_over_the_peers():
    found = opportunities(standings(4), "OURS", ("A", "B", "C", "D"), ASKED)

    assert (found["by_chance"] > found["compared"] / 360).all()
    assert (found["by_chance"] < found["compared"] / 39).all()
