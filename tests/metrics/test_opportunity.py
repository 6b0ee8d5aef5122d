"""Distance to targets and what matching others would mean, against counting one pathway at a time."""

import random

import numpy as np
import pandas as pd
import pytest

from metrics.compute.measures import MEASURES
from metrics.compute.opportunity import (
    best_tenth,
    is_met,
    middle,
    pathways_gained,
    pathways_to_leave,
    pathways_to_target,
)

WITHIN_18 = MEASURES["within-18-weeks"]
OVER_52 = MEASURES["over-52-weeks"]
ADMITTED = MEASURES["admitted-per-1000"]


def counted_one_by_one(count: int, total: int, target: int, direction: str) -> int:
    """Move pathways one at a time until the share meets the target; whole numbers, so nothing is rounded."""
    moved = 0
    while (100 * count < target * total) if direction == "increase" else (100 * count > target * total):
        count += 1 if direction == "increase" else -1
        moved += 1
    return moved


@pytest.mark.parametrize(("target", "direction"), [(92, "increase"), (65, "increase"), (1, "decrease")])
def test_the_pathways_to_a_target_are_those_counted_one_by_one(target, direction):
    chance = random.Random(7)
    for _ in range(300):
        total = chance.randint(20, 3000)
        count = chance.randint(0, total)
        assert pathways_to_target(count, total, target, direction) == counted_one_by_one(
            count, total, target, direction
        )


def test_a_target_that_is_just_met_needs_nothing():
    assert pathways_to_target(92, 100, 92, "increase") == 0
    assert pathways_to_target(46, 50, 92, "increase") == 0
    assert pathways_to_target(1, 100, 1, "decrease") == 0
    assert pathways_to_target(99, 100, 92, "increase") == 0


def test_pathways_that_leave_a_list_leave_it_at_the_standard():
    chance = random.Random(8)
    for _ in range(300):
        total = chance.randint(20, 3000)
        count = chance.randint(1, total)
        left = pathways_to_leave(count, total, 92)
        assert 100 * count >= 92 * (total - left)
        assert left == 0 or 100 * count < 92 * (total - left + 1)


def test_more_have_to_leave_than_to_change_sides():
    assert pathways_to_target(60, 100, 92, "increase") == 32
    assert pathways_to_leave(60, 100, 92) == 35  # 60 of 65 is 92.3%, 60 of 66 is 90.9%


def test_a_target_is_met_at_it_and_beyond_it():
    assert is_met(92, 92, "increase")
    assert not is_met(91.9, 92, "increase")
    assert is_met(18, 18, "decrease")
    assert not is_met(18.1, 18, "decrease")


def test_the_best_tenth_is_at_the_good_end():
    values = pd.DataFrame({"C_999": np.arange(11.0)})

    assert best_tenth(values, "increase")["C_999"] == 9
    assert best_tenth(values, "decrease")["C_999"] == pytest.approx(1)


def test_too_few_areas_have_neither_middle_nor_best_tenth():
    values = pd.DataFrame({"C_999": [1.0, 2.0, np.nan], "C_100": [1.0, 2.0, 6.0]})

    assert np.isnan(best_tenth(values, "increase")).all()
    assert np.isnan(middle(values)["C_999"])
    assert middle(values)["C_100"] == 2


def gained(measure, ours: float, benchmark: float, denominator: float) -> float:
    return pathways_gained(measure, pd.Series([ours]), pd.Series([benchmark]), pd.Series([denominator])).iloc[
        0
    ]


def test_a_gap_in_a_share_is_pathways_of_the_list():
    assert gained(WITHIN_18, 60, 65, 2000) == 100
    assert gained(OVER_52, 5, 2, 2000) == 60


def test_a_gap_in_a_rate_is_pathways_of_the_people():
    assert gained(ADMITTED, 2.0, 2.5, 400_000) == 200


def test_who_is_beyond_the_benchmark_has_nothing_to_gain():
    assert gained(WITHIN_18, 70, 65, 2000) == 0
    assert gained(OVER_52, 1, 2, 2000) == 0
    assert np.isnan(gained(WITHIN_18, np.nan, 65, 2000))
