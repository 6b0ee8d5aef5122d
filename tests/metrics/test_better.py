"""Who does better: against a slow second way, and one thing at a time."""

import random

import numpy as np
import pandas as pd
import pytest

from metrics.compute.better import (
    AHEAD,
    BEHIND,
    NOT_KNOWN,
    WITHIN_CHANCE,
    beside,
    better_first,
    closeness,
    fewest_ahead,
    pathways_behind,
    recent_concerns,
    steadiness,
)
from metrics.compute.history import History, history
from metrics.compute.measures import MEASURES
from metrics.compute.standings import SERIES, standings
from tests.metrics.slow_better import slow_better, slow_fewest_ahead

WITHIN_18 = MEASURES["within-18-weeks"]
OVER_52 = MEASURES["over-52-weeks"]
ADMITTED = MEASURES["admitted-per-1000"]
MEDIAN = MEASURES["median-wait"]
# After the last break of series of a location, so that control charts have one group.
MONTHS = pd.date_range("2024-04-01", periods=16, freq="MS")
COLUMNS = {
    "within-18-weeks": ("within_18", "incomplete"),
    "over-52-weeks": ("over_52", "incomplete"),
    "admitted-per-1000": ("admitted", "population"),
}


def made_months(chance: random.Random, measure, areas: int) -> dict[str, list]:
    """Return areas of different levels that wobble and drift, with months missing here and there."""
    found = {}
    for number in range(areas):
        level, drift = chance.uniform(0.3, 0.7), chance.choice((0, 0, 0.008, -0.008))
        size = chance.choice((300, 2000, 20000))
        months = []
        for place in range(len(MONTHS)):
            share = min(0.95, max(0.05, level + drift * place + chance.gauss(0, 0.01)))
            is_missing = chance.random() < 0.06
            months.append(None if is_missing else (float(round(share * size)), float(size)))
        found[f"A{number:02}"] = months
    return found


def history_of(measure, months_of: dict[str, list]) -> History:
    numerator, denominator = COLUMNS[measure.slug]
    rows = [
        {"area": code, "month": month, numerator: known[0], denominator: known[1]}
        for code, months in months_of.items()
        for month, known in zip(MONTHS, months, strict=True)
        if known
    ]
    return history(measure, pd.DataFrame(rows))


@pytest.mark.parametrize("measure", [WITHIN_18, OVER_52, ADMITTED], ids=lambda measure: measure.slug)
@pytest.mark.parametrize("seed", range(8))
def test_who_does_better_is_what_a_slow_second_way_finds(measure, seed):
    chance = random.Random(seed)
    months_of = made_months(chance, measure, 14)
    distances = {code: chance.uniform(0.05, 3) for code in months_of if code != "A00"}
    everything = history_of(measure, months_of)

    found = beside(everything.between(MONTHS[4], MONTHS[-1]), "A00")
    found["concerns"] = recent_concerns(everything, "sicbl")
    better = better_first(found, distances, pd.Series(distances))

    assert better.index.tolist() == slow_better(
        months_of,
        "A00",
        distances,
        period=12,
        is_share=measure is not ADMITTED,
        rising_is_better=measure.direction == "increase",
    )


def waits(**months: list[float]) -> History:
    rows = [
        {"area": code, "month": month, "median_wait": value, "incomplete": 500.0}
        for code, values in months.items()
        for month, value in zip(MONTHS, values, strict=False)
    ]
    return history(MEDIAN, pd.DataFrame(rows))


@pytest.mark.parametrize("months", range(31))
def test_how_many_months_a_wait_must_be_shorter_is_a_sign_test(months):
    assert fewest_ahead(months) == slow_fewest_ahead(months)


def test_ten_of_twelve_months_are_enough_and_six_are_the_fewest():
    assert [fewest_ahead(months) for months in (5, 6, 9, 12)] == [None, 6, 8, 10]


@pytest.mark.parametrize(("shorter", "standing"), [(12, AHEAD), (10, AHEAD), (9, WITHIN_CHANCE), (0, BEHIND)])
def test_a_wait_is_judged_by_its_months(shorter, standing):
    theirs = [10.0] * shorter + [14.0] * (12 - shorter)

    found = beside(waits(A=[13.0] * 12, B=theirs), "A").loc["B"]

    assert found["standing"] == standing
    assert (found["months_ahead"], found["compared_months"]) == (shorter, 12)
    assert found["gap"] == pytest.approx(13 - np.mean(theirs))
    assert np.isnan(found["lower"])


def test_of_five_months_of_waits_nothing_is_said():
    assert beside(waits(A=[13.0] * 5, B=[1.0] * 5), "A")["standing"].tolist() == [WITHIN_CHANCE]


def test_months_in_which_ours_is_not_known_are_left_out_for_all():
    ours = [None, *[(500.0, 1000.0)] * 15]
    theirs = [(1000.0, 1000.0), *[(600.0, 1000.0)] * 15]

    found = beside(history_of(WITHIN_18, {"A": ours, "B": theirs}), "A").loc["B"]

    assert found["value"] == pytest.approx(60)
    assert found["gap"] == pytest.approx(10)
    assert found["months"] == 15


@pytest.mark.parametrize(("known", "standing"), [(8, AHEAD), (7, NOT_KNOWN)])
def test_an_area_known_in_fewer_than_half_of_the_months_is_not_compared(known, standing):
    theirs = [(600.0, 1000.0)] * known + [None] * (16 - known)

    found = beside(history_of(WITHIN_18, {"A": [(500.0, 1000.0)] * 16, "B": theirs}), "A")

    assert found["standing"].tolist() == [standing]


def test_too_few_pathways_are_not_compared_ours_or_theirs():
    many, few = [(500.0, 1000.0)] * 16, [(19.0, 19.0)] * 16

    assert beside(history_of(WITHIN_18, {"A": many, "B": few}), "A")["standing"].tolist() == [NOT_KNOWN]
    assert beside(history_of(WITHIN_18, {"A": few, "B": many}), "A")["standing"].tolist() == [NOT_KNOWN]


def test_an_area_that_is_not_there_has_nobody_beside_it():
    assert beside(history_of(WITHIN_18, {"A": [(1.0, 2.0)] * 16}), "B").empty


@pytest.mark.parametrize("slug", ["new-pathways-per-1000", "waiting-list"])
def test_nobody_is_better_where_neither_way_is_or_size_matters(slug):
    figures = pd.DataFrame({"area": ["A"], "month": MONTHS[:1], "incomplete": [9.0], "new_periods": [1.0]})

    with pytest.raises(ValueError, match="Nobody does better"):
        beside(history(MEASURES[slug], figures.assign(population=1000.0)), "A")


def test_concern_counts_in_the_last_three_months_alone():
    steady = [(500.0 + 5 * (-1) ** place, 1000.0) for place in range(16)]
    fell_now = [*steady[:15], (300.0, 1000.0)]
    fell_before = [*steady[:12], (300.0, 1000.0), *steady[13:]]

    concerns = recent_concerns(history_of(WITHIN_18, {"A": steady, "B": fell_now, "C": fell_before}), "sicbl")

    assert concerns.to_dict() == {"A": 0, "B": 1, "C": 0}


def test_a_rebase_date_starts_the_limits_anew():
    level = [(500.0 + 5 * (-1) ** place, 1000.0) for place in range(8)]
    lower = [(400.0 + 5 * (-1) ** place, 1000.0) for place in range(8)]
    everything = history_of(WITHIN_18, {"A": level + lower})

    assert recent_concerns(everything, "sicbl")["A"] == 3
    assert recent_concerns(everything, "sicbl", {"A": [MONTHS[8].date()]})["A"] == 0


def test_a_break_of_series_starts_the_limits_anew_too():
    level = [(500.0 + 5 * (-1) ** place, 1000.0) for place in range(8)]
    lower = [(400.0 + 5 * (-1) ** place, 1000.0) for place in range(8)]
    months = pd.date_range("2023-06-01", periods=16, freq="MS")  # 8 months to the break of February 2024
    found = history_of(WITHIN_18, {"A": level + lower})
    broken = History(
        WITHIN_18,
        *(
            frame.set_axis(months, axis="columns")
            for frame in (
                found.values,
                found.lower,
                found.upper,
                found.numerator,
                found.denominator,
                found.pathways,
            )
        ),
    )

    assert recent_concerns(broken, "sicbl")["A"] == 0


def test_concerns_are_those_of_the_analysis_of_all_areas():
    months_of = made_months(random.Random(5), WITHIN_18, 14)
    rows = [
        {"area": code, "month": month, "within_18": known[0], "incomplete": known[1]}
        for code, months in months_of.items()
        for month, known in zip(MONTHS, months, strict=True)
        if known
    ]
    every_series = pd.DataFrame(rows).assign(treatment_function="C_999")

    analysed = standings(history(WITHIN_18, every_series, series=SERIES), "sicbl").loc["C_999"]

    concerns = recent_concerns(history_of(WITHIN_18, months_of), "sicbl")
    assert concerns.sum() > 0
    assert concerns.to_dict() == analysed["recent_concerns"].to_dict()


def test_the_middle_area_is_half_as_close_as_a_twin():
    near = closeness(pd.Series({"B": 0.0, "C": 1.0, "D": 3.0}))

    assert near.to_dict() == {"B": 1.0, "C": 0.5, "D": 0.25}


def test_among_areas_that_are_all_alike_each_is_as_close_as_can_be():
    assert closeness(pd.Series({"B": 0.0, "C": 0.0})).tolist() == [1, 1]


def found_with(**areas: tuple[float, str, int]) -> pd.DataFrame:
    return pd.DataFrame.from_dict(areas, orient="index", columns=["gap", "standing", "concerns"])


def test_a_smaller_gap_of_a_closer_area_may_come_first():
    found = found_with(B=(4.0, AHEAD, 0), C=(5.0, AHEAD, 0), D=(9.0, BEHIND, 0), E=(9.0, AHEAD, 1))
    distances = pd.Series({"B": 0.5, "C": 2.0, "D": 1.0, "E": 1.0})

    better = better_first(found, ["B", "C", "D", "E"], distances)

    assert better.index.tolist() == ["B", "C"]
    assert better.loc["B", "weight"] == pytest.approx(4 / 1.5)
    assert better_first(found, ["C"], distances).index.tolist() == ["C"]


def test_an_area_of_unknown_distance_comes_last():
    found = found_with(B=(9.0, AHEAD, 0), C=(1.0, AHEAD, 0))

    assert better_first(found, ["B", "C"], pd.Series({"C": 2.0, "D": 1.0})).index.tolist() == ["C", "B"]


def test_a_gap_stands_for_pathways_of_ours():
    gap = pd.Series({"B": 5.0})

    assert pathways_behind(gap, WITHIN_18, 2000)["B"] == 100
    assert pathways_behind(gap, ADMITTED, 100_000)["B"] == 500
    assert np.isnan(pathways_behind(gap, MEDIAN, np.nan)["B"])


def test_steadiness_says_how_often_an_area_was_in_the_top_quarter_and_which_way_it_goes():
    months_of = {
        f"A{number}": [(1000.0 * number + 40 * number * place, 10_000.0) for place in range(16)]
        for number in range(1, 6)
    }

    stood = steadiness(history_of(WITHIN_18, months_of), "sicbl")

    assert stood.loc["A5", ["months_ranked", "top_months"]].tolist() == [16, 16]
    assert stood.loc["A1", "top_months"] == 0
    assert stood.loc["A5", "course"] == "getting_better"
    assert stood.loc["A5", "movement"] == "no_real_change"
