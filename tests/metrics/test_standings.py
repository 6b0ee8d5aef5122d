"""Where areas stand on a measure: as a slow way finds it, and in the cases that it must not stumble over."""

from datetime import date
from random import Random

import numpy as np
import pandas as pd
import pytest

from metrics.compute.history import history
from metrics.compute.measures import MEASURES
from metrics.compute.standings import SERIES, standings
from tests.metrics.slow_standings import slow_standing

MONTHS = pd.date_range("2023-01-01", periods=24, freq="MS").astype("datetime64[s]")
# The breaks of April 2023 and February 2024 are the fourth and the fourteenth month.
BREAKS = (3, 13)
FUNCTIONS = ("C_100", "C_999")
AREAS = [f"A{number}" for number in range(9)]
NEVER = float("nan")


def made_up(seed: int) -> pd.DataFrame:
    """Return figures of nine areas and two treatment functions, with months and counts missing, and counts too few."""
    random = Random(seed)
    rows = []
    for function in FUNCTIONS:
        for area in AREAS:
            level, drift = random.uniform(0.4, 0.8), random.uniform(-0.01, 0.01)
            size = random.choice([12, 25, 400, 400])
            for place, month in enumerate(MONTHS):
                if random.random() < 0.05:
                    continue
                total = random.randint(size, 2 * size)
                within = round(total * min(1, max(0, level + drift * place + random.gauss(0, 0.03))))
                rows.append(
                    {
                        "area": area,
                        "treatment_function": function,
                        "month": month,
                        "incomplete": total if random.random() > 0.02 else NEVER,
                        "within_18": within,
                        "over_52": total - within,
                        "median_wait": random.choice([NEVER, random.uniform(5, 20)]),
                    }
                )
    return pd.DataFrame(rows)


def found_in(figures: pd.DataFrame, slug: str, kind: str = "sicbl", **more) -> pd.DataFrame:
    return standings(history(MEASURES[slug], figures, series=SERIES).over(MONTHS), kind, **more)


def by_area(frame: pd.DataFrame, function: str) -> dict[str, list[float | None]]:
    rows = frame.loc[function]
    return {area: [None if pd.isna(value) else value for value in rows.loc[area]] for area in rows.index}


@pytest.mark.parametrize("slug", ["within-18-weeks", "over-52-weeks", "median-wait"])
@pytest.mark.parametrize("seed", range(4))
def test_standings_are_as_a_slow_way_finds_them(slug, seed):
    figures = made_up(seed)
    series = history(MEASURES[slug], figures, series=SERIES).over(MONTHS)
    rebased = ("C_999", series.values.loc["C_999"].iloc[:, 18].first_valid_index())
    rebases = {rebased: [date(2024, 7, 1)]}

    found = standings(series, "sicbl", rebases)

    for function, area in found.index:
        starts = [*BREAKS, 18] if (function, area) == rebased else BREAKS
        slow = slow_standing(
            area,
            by_area(series.values, function),
            by_area(series.pathways, function),
            rising_is_better=MEASURES[slug].direction == "increase",
            starts=starts,
        )
        one = found.loc[function, area]
        texts = {name: value for name, value in slow.items() if isinstance(value, str)}
        numbers = {
            name: NEVER if value is None else float(value)
            for name, value in slow.items()
            if name not in texts
        }
        assert one[list(texts)].to_dict() == texts, (function, area)
        assert one[list(numbers)].to_dict() == pytest.approx(numbers, nan_ok=True), (function, area)
        since = MONTHS[-slow["running"]] if slow["running"] else pd.NaT
        assert one["behind_since"] is since or one["behind_since"] == since


def steady(values: dict[str, list[float]], slug: str = "within-18-weeks", **more) -> pd.DataFrame:
    """Return standings of areas with these values in the last months, each of 1,000 pathways."""
    rows = [
        {
            "area": area,
            "treatment_function": "C_999",
            "month": month,
            "incomplete": 1000,
            "within_18": 10 * value,
        }
        | more
        for area, series in values.items()
        for month, value in zip(MONTHS[-len(series) :], series, strict=True)
    ]
    return found_in(pd.DataFrame(rows), slug).loc["C_999"]


def four_areas(months: int = 12) -> dict[str, list[float]]:
    return {area: [50.0 + 10 * place] * months for place, area in enumerate("ABCD")}


def test_the_last_of_four_is_in_the_bottom_quarter_all_year():
    found = steady(four_areas())

    assert found["bottom_months"].to_dict() == {"A": 12, "B": 0, "C": 0, "D": 0}
    assert found.loc["A", ["running", "shortfall", "mean_shortfall"]].tolist() == [12, 15, 15]
    assert found.loc["A", "behind_since"] == MONTHS[-12]
    assert found.loc["D", "shortfall"] == -15


def test_an_area_alone_of_its_kind_is_not_ranked():
    found = steady({"ENGLAND": [60.0] * 12})

    assert found[["rank", "percentile", "quartile", "shortfall"]].isna().all(axis=None)
    assert found[["ranked", "months", "bottom_months"]].eq(0).all(axis=None)
    assert found.loc["ENGLAND", "mean"] == pytest.approx(60)


def test_counts_that_grow_with_the_size_of_an_area_are_charted_and_not_ranked():
    found = steady(four_areas(), "waiting-list")

    assert found["mean"].eq(1000).all()
    assert found[["rank", "percentile", "quartile", "shortfall", "rank_gain"]].isna().all(axis=None)


def test_where_neither_way_is_better_nobody_is_behind_and_nobody_improved():
    figures = made_up(1).assign(decision_to_admit=lambda rows: rows["within_18"])

    found = found_in(figures, "decision-to-admit-share")

    assert found["rank"].notna().any()
    assert found[["bottom_months", "concern_months", "running"]].eq(0).all(axis=None)
    assert found[["shortfall", "mean_shortfall"]].isna().all(axis=None)
    assert found["movement"].eq("").all()


def test_months_of_fewer_than_twenty_pathways_make_no_challenge():
    months = MONTHS[-12:]
    few = [
        {
            "area": area,
            "treatment_function": "C_999",
            "month": month,
            "admitted": 19 - place,
            "population": 1000,
        }
        for place, area in enumerate("ABCD")
        for month in months
    ]

    found = found_in(pd.DataFrame(few), "admitted-per-1000").loc["C_999"]

    assert found["value"].tolist() == [19, 18, 17, 16]
    assert found[["rank", "quartile", "shortfall"]].isna().all(axis=None)
    assert found[["months", "bottom_months", "concern_months", "recent_concerns"]].eq(0).all(axis=None)


def test_an_area_without_a_figure_in_the_last_month_has_no_place_in_it():
    values = four_areas() | {"A": [50.0] * 11 + [np.nan]}

    found = steady(values)

    assert np.isnan(found.loc["A", "value"])
    assert found["ranked"].tolist() == [3, 3, 3, 3]
    assert found.loc["A", ["bottom_months", "running"]].tolist() == [11, 0]
    assert found.loc["A", "assessment"] == ""


def test_a_recent_trend_does_not_reach_back_over_a_break():
    rising = {"A": [50.0 + 3 * month for month in range(5)]}
    before, across = MONTHS[8:13], MONTHS[10:15]

    def trend(months: pd.DatetimeIndex) -> str:
        figures = pd.DataFrame(
            {
                "area": "A",
                "treatment_function": "C_999",
                "month": months,
                "incomplete": 1000,
                "within_18": [10 * value for value in rising["A"]],
            }
        )
        series = history(MEASURES["within-18-weeks"], figures, series=SERIES).over(months)
        return standings(series, "sicbl")["trend"].item()

    assert trend(before) == "increasing"
    assert trend(across) == ""


def test_one_month_alone_says_where_areas_stand_and_no_more():
    found = steady(four_areas(months=1))

    assert found["rank"].tolist() == [4, 3, 2, 1]
    assert found["bottom_months"].tolist() == [1, 0, 0, 0]
    assert found[["lower_limit", "rank_gain", "percentile_sd"]].isna().all(axis=None)
    assert found["movement"].eq("").all()
