"""Areas that lie close together, and how far their figures lie apart."""

from itertools import combinations
from math import asin, cos, radians, sin, sqrt

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from metrics.compute.neighbours import miles_apart, near_pairs, neighbours
from tests.environment import ROOT

# Centroids as the Office for National Statistics gives them; Kent's is rounded.
PLACES = pd.DataFrame(
    {
        "03R": (-1.42092, 53.65923),  # Wakefield
        "15F": (-1.50737, 53.82274),  # Leeds
        "X2C4Y": (-1.78095, 53.64233),  # Kirklees
        "36J": (-2.05423, 54.02465),  # Bradford District and Craven
        "91Q": (0.74, 51.2),  # Kent and Medway
    },
    index=["longitude", "latitude"],
).T
MEMBERSHIP = pd.DataFrame(
    [("03R", "QWO"), ("15F", "QWO"), ("X2C4Y", "QWO"), ("36J", "QWO"), ("91Q", "QKS")],
    columns=["child", "parent"],
)
VALUES = pd.Series({"03R": 68.1, "15F": 57.2, "X2C4Y": 66.0, "36J": 63.0, "91Q": 55.0})


def haversine(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Return miles between two (longitude, latitude), by the textbook's formula on a ball of 6,371.0088 km."""
    (east, north), (more_east, more_north) = ([radians(degree) for degree in place] for place in (one, other))
    half = sin((more_north - north) / 2) ** 2
    half += cos(north) * cos(more_north) * sin((more_east - east) / 2) ** 2
    return 2 * 6371.0088 * asin(min(1, sqrt(half))) / 1.609344


def found_among(values: pd.Series = VALUES, *, margin: float = 1, **how) -> pd.DataFrame:
    return neighbours(PLACES, values, values - margin, values + margin, MEMBERSHIP, **how)


def test_the_widest_gap_between_neighbours_comes_first():
    first = found_among().iloc[0]

    assert first[["low_area", "low", "high_area", "high"]].tolist() == ["15F", 57.2, "03R", 68.1]
    assert first["gap"] == pytest.approx(10.9)
    assert first["miles"] == pytest.approx(11.8, abs=0.05)
    assert first["same_parent"]
    assert first["are_apart"]


def test_areas_far_away_are_no_neighbours():
    assert "91Q" not in found_among()[["low_area", "high_area"]].to_numpy()


def test_any_distance_may_be_asked_for():
    assert len(found_among(within=None)) == 10


def test_the_nearest_of_a_remote_area_may_lie_far_away():
    found = found_among(within=None, nearest=1)

    pairs = {frozenset(pair) for pair in found[["low_area", "high_area"]].to_numpy()}
    assert pairs == {
        frozenset({"03R", "15F"}),
        frozenset({"03R", "X2C4Y"}),
        frozenset({"15F", "36J"}),
        frozenset({"91Q", "03R"}),
    }


def test_neighbours_under_two_boards_are_told_apart():
    elsewhere = MEMBERSHIP.assign(parent=["QWO", "QF7", None, "QWO", "QKS"])

    found = neighbours(PLACES, VALUES, VALUES, VALUES, elsewhere).set_index(["low_area", "high_area"])

    assert not found.loc[("15F", "03R"), "same_parent"]
    assert not found.loc[("X2C4Y", "03R"), "same_parent"]  # One of them has no board.


def test_intervals_that_touch_are_not_apart():
    assert not found_among(margin=5.45)["are_apart"].iloc[0]


def test_waits_without_intervals_are_not_called_apart_or_together():
    unknown = VALUES * np.nan

    assert neighbours(PLACES, VALUES, unknown, unknown, MEMBERSHIP)["are_apart"].isna().all()


def test_an_unknown_area_is_nobodys_neighbour():
    found = found_among(VALUES.drop("03R"), within=None, nearest=1)

    assert "03R" not in found[["low_area", "high_area"]].to_numpy()
    assert ["15F", "X2C4Y"] in found[["low_area", "high_area"]].to_numpy().tolist()


def test_an_area_without_a_place_is_nobodys_neighbour():
    places = PLACES.assign(longitude=PLACES["longitude"].drop("03R"))

    found = neighbours(places, VALUES, VALUES, VALUES, MEMBERSHIP)

    assert "03R" not in found[["low_area", "high_area"]].to_numpy()


def test_of_equal_gaps_the_closer_pair_comes_first():
    found = found_among(VALUES * 0 + 60)

    assert found["gap"].eq(0).all()
    assert found["miles"].is_monotonic_increasing


@pytest.mark.parametrize("count", [0, 1])
def test_fewer_than_two_areas_make_no_pair(count):
    found = found_among(VALUES.iloc[:count])

    assert found.empty
    assert found.columns.tolist() == found_among().columns.tolist()


degrees = st.tuples(st.floats(-6.5, 1.8), st.floats(49.8, 55.9))


@settings(max_examples=60)
@given(st.lists(degrees, min_size=2, max_size=8), st.floats(1, 200), st.integers(1, 4))
def test_pairs_are_as_a_slow_way_finds_them(spots, within, nearest):
    codes = [f"A{row}" for row in range(len(spots))]
    places = pd.DataFrame(spots, index=codes, columns=["longitude", "latitude"])
    miles = {
        frozenset(pair): haversine(*(spots[codes.index(code)] for code in pair))
        for pair in combinations(codes, 2)
    }

    def is_nearest(one: str, other: str, doubt: float) -> bool:
        limit = miles[frozenset({one, other})] + doubt
        return sum(one in pair and far < limit for pair, far in miles.items()) - (doubt > 0) < nearest

    def nearest_pairs(doubt: float) -> set:
        return {
            pair
            for pair in miles
            if any(is_nearest(*order, doubt) for order in (tuple(pair), tuple(pair)[::-1]))
        }

    found = near_pairs(places, within=within)
    assert {frozenset(pair) for pair in found[["one", "other"]].to_numpy()} == {
        pair for pair, far in miles.items() if far <= within
    }
    for row in found.itertuples():
        assert row.miles == pytest.approx(miles[frozenset({row.one, row.other})], abs=1e-6)
    closest = near_pairs(places, within=None, nearest=nearest)
    found_nearest = {frozenset(pair) for pair in closest[["one", "other"]].to_numpy()}
    assert nearest_pairs(doubt=1e-6) <= found_nearest <= nearest_pairs(doubt=-1e-6)


def test_the_same_place_is_no_distance_away():
    assert miles_apart(PLACES.loc[["03R", "03R"]]).to_numpy().tolist() == [[0, 0], [0, 0]]


def test_the_middles_of_wakefield_and_leeds_lie_twelve_miles_apart():
    areas = pd.read_csv(ROOT / "metrics" / "reference" / "areas.csv", index_col="code")
    here, there = (tuple(areas.loc[code, ["longitude", "latitude"]].astype(float)) for code in ("03R", "15F"))

    assert haversine(here, there) == pytest.approx(11.84, abs=0.01)
    assert miles_apart(areas.loc[["03R", "15F"]]).iloc[0, 1] == pytest.approx(
        haversine(here, there), abs=1e-9
    )
