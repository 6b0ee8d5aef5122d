"""Why a list changed: what came, what was completed, what left unreported."""

import numpy as np
import pandas as pd
import pytest

from metrics.compute.effects.decomposition import decomposed
from metrics.compute.waits import unreported_removals

MONTHS = pd.date_range("2023-01-01", periods=25, freq="MS")


def figures(seed: int = 0) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    flows = {name: random.integers(80, 120, 25) for name in ("admitted", "non_admitted", "new_periods")}
    return pd.DataFrame(
        {
            "area": "03R",
            "treatment_function": "C_999",
            "month": MONTHS,
            "incomplete": random.integers(900, 1100, 25),
            **flows,
        }
    ).astype(dict.fromkeys(["incomplete", *flows], "float64"))


def flows_of(figures: pd.DataFrame) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "new": figures["new_periods"],
            "completed": figures["admitted"] + figures["non_admitted"],
            "removed": unreported_removals(figures),
        }
    ).set_axis(figures["month"])


def test_what_came_and_left_adds_up_to_how_the_list_changed():
    seen = figures()
    lists = seen.set_index("month")["incomplete"]

    found = decomposed(flows_of(seen), MONTHS[1:13], MONTHS[13:])

    assert found.before.change * 12 == pytest.approx(lists.iloc[12] - lists.iloc[0])
    assert found.after.change * 12 == pytest.approx(lists.iloc[24] - lists.iloc[12])
    assert found.after.new == pytest.approx(seen["new_periods"].iloc[13:].mean())


def test_a_month_of_which_one_part_is_not_known_counts_nowhere():
    flows = flows_of(figures())
    flows.loc[MONTHS[5], "removed"] = np.nan

    found = decomposed(flows, MONTHS[:13], MONTHS[13:])

    assert found.before.months == 11
    assert found.before.new == pytest.approx(flows["new"].drop(MONTHS[[0, 5]]).iloc[:11].mean())


def test_without_a_known_month_nothing_is_known_rather_than_zero():
    found = decomposed(flows_of(figures()), MONTHS[:1], pd.date_range("2030-01-01", periods=6, freq="MS"))

    assert (found.before.months, found.after.months) == (0, 0)
    assert np.isnan([found.before.change, found.after.new]).all()
