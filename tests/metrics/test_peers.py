from math import sqrt
from statistics import fmean, pstdev

import numpy as np
import pandas as pd
import pytest

from metrics.compute.peers import VARIABLES, WEIGHTS, aggregate_profiles, similar_areas, standardised
from metrics.ingest.tables import FOLDER
from metrics.models import Area, Profile

# The peers of Wakefield that NHS England's method gives.
PEERS_OF_WAKEFIELD = ["02P", "02X", "02T", "01A", "02H", "03L", "84H", "01Y", "16C", "00V"]


@pytest.fixture(scope="module")
def profiles() -> pd.DataFrame:
    return pd.read_csv(FOLDER / "profiles.csv", dtype={"area": str}).set_index("area")


@pytest.fixture(scope="module")
def peers(profiles) -> pd.DataFrame:
    return similar_areas(profiles, k=105)


def made(**columns: list[float]) -> pd.DataFrame:
    """Return profiles that are alike but for the columns given."""
    count = len(next(iter(columns.values())))
    same = {variable: [0.1] * count for variable in VARIABLES} | {"list_size": [1000] * count}
    return pd.DataFrame(same | columns, index=[f"A{row}" for row in range(count)])


def plain_distance(profiles: pd.DataFrame, one: str, other: str) -> float:
    """The method in plain steps, one pair at a time."""
    total = 0.0
    for variable, weight in WEIGHTS.items():
        values = profiles[variable].to_dict()
        cap = fmean(values.values()) + 5 * pstdev(values.values())
        roots = {code: sqrt(min(value, cap)) for code, value in values.items()}
        spread = pstdev(roots.values())
        total += weight * ((roots[one] - roots[other]) / spread) ** 2
    return total


def test_the_weights_are_of_a_whole():
    assert sum(WEIGHTS.values()) == pytest.approx(1)


def test_wakefield_has_the_peers_that_the_method_is_known_to_give(profiles):
    peers = similar_areas(profiles, "03R")

    assert peers["peer"].tolist() == PEERS_OF_WAKEFIELD
    assert peers["rank"].tolist() == list(range(1, 11))
    assert peers["distance"].is_monotonic_increasing


def test_one_area_alone_gets_what_it_gets_among_all(profiles):
    among_all = similar_areas(profiles).query("area == '03R'").reset_index(drop=True)

    pd.testing.assert_frame_equal(similar_areas(profiles, "03R"), among_all)


def test_distances_are_those_of_the_plain_steps(profiles, peers):
    for row in peers.sample(40, random_state=1).itertuples():
        assert row.distance == pytest.approx(plain_distance(profiles, row.area, row.peer), rel=1e-12)


def test_no_area_is_its_own_peer_and_each_is_as_far_from_the_other_as_back(peers):
    square = peers.pivot_table(index="area", columns="peer", values="distance")

    assert (peers["area"] != peers["peer"]).all()
    assert len(peers) == 106 * 105
    np.testing.assert_allclose(square, square.T, equal_nan=True)


def test_the_parts_of_a_distance_add_up_to_it(peers):
    assert (peers[VARIABLES] >= 0).all(axis=None)
    np.testing.assert_allclose(peers[VARIABLES].sum(axis="columns"), peers["distance"])


def test_the_tables_give_the_peers_of_the_published_inputs(shared, peers):
    calamine = pytest.importorskip("python_calamine")
    book = calamine.CalamineWorkbook.from_path(shared / "reference" / "similar10_inputs_2021.xlsx")
    header, *rows = book.get_sheet_by_name("Variable Data").to_python()
    names = {
        "IMDscore": "deprivation",
        "poptot": "list_size",
        "pc_pop_rural_sparse": "rural",
        "pop_18_39": "age_18_39",
        "pop_65_84": "age_65_84",
        "pop_85plus": "age_85_plus",
        "pc_White_other": "white_other",
        "pc_Mixed": "mixed",
        "pc_Asian": "asian",
        "pc_Black": "black",
        "pc_OtherEth": "other_ethnicity",
    }
    published = pd.DataFrame(rows, columns=header).set_index("CCGcode").rename(columns=names)[VARIABLES]

    theirs = similar_areas(published, k=105)

    assert theirs["peer"].tolist() == peers["peer"].tolist()
    np.testing.assert_allclose(theirs["distance"], peers["distance"], atol=1e-6)


def test_an_extreme_value_is_capped():
    rural = [0.0] * 99 + [1.0]

    scores = standardised(made(rural=rural))["rural"]

    capped = np.append(np.zeros(99), np.sqrt(0.01 + 5 * np.std(rural)))
    np.testing.assert_allclose(scores, (capped - capped.mean()) / capped.std())


def test_a_variable_in_which_all_are_alike_separates_nobody():
    peers = similar_areas(made(deprivation=[1.0, 4.0, 9.0]))

    assert peers.query("area == 'A0'")["peer"].tolist() == ["A1", "A2"]
    assert (peers["distance"] == peers["deprivation"]).all()


def test_ties_go_by_code():
    assert similar_areas(made(rural=[0.2, 0.2, 0.2]), "A1")["peer"].tolist() == ["A0", "A2"]


def test_an_area_of_which_something_is_not_known_has_no_peers_and_is_nobodys():
    peers = similar_areas(made(rural=[0.1, np.nan, 0.3, 0.4]))

    assert "A1" not in set(peers["area"]) | set(peers["peer"])
    assert len(peers) == 6


@pytest.mark.parametrize("count", [0, 1])
def test_an_area_alone_has_no_peers(count):
    assert similar_areas(made(rural=[0.1]).head(count)).empty


def test_an_unknown_area_has_no_peers(profiles):
    peers = similar_areas(profiles, "U2G6B")

    assert peers.empty
    assert list(peers.columns) == ["area", "peer", "rank", "distance", *VARIABLES]


def test_a_board_is_like_its_parts_weighed_by_their_patients():
    parts = made(rural=[0.1, 0.4, 0.9], deprivation=[10.0, 40.0, 5.0], list_size=[200, 100, 700])
    membership = pd.DataFrame({"child": ["A0", "A1", "A2", "A9"], "parent": ["B", "B", "C", "B"]})

    boards = aggregate_profiles(parts, membership)

    assert boards["rural"].to_dict() == pytest.approx({"B": 0.2, "C": 0.9})
    assert boards["deprivation"].to_dict() == pytest.approx({"B": 20.0, "C": 5.0})
    assert boards["list_size"].to_dict() == {"B": 300, "C": 700}
    assert list(boards.columns) == VARIABLES


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "boards"), [("2025-05-01", 42), ("2026-04-01", 36)])
def test_boards_have_peers_among_boards_of_the_same_day(day, boards):
    open_then = Area.objects.of_kind("icb").valid_on(pd.Timestamp(day).date())
    rows = Profile.objects.filter(area__in=open_then).values("area__code", *VARIABLES)
    profiles = pd.DataFrame(list(rows)).set_index("area__code")

    peers = similar_areas(profiles)

    assert len(peers) == boards * 10
    assert set(peers["peer"]) <= set(open_then.values_list("code", flat=True))


def test_weights_are_shares_of_their_sum(profiles):
    usual = similar_areas(profiles, "03R")

    in_per_cent = similar_areas(
        profiles, "03R", weights={name: 100 * weight for name, weight in WEIGHTS.items()}
    )

    assert in_per_cent["peer"].tolist() == PEERS_OF_WAKEFIELD
    np.testing.assert_allclose(in_per_cent["distance"], usual["distance"], rtol=1e-12)


def test_with_all_weight_on_one_thing_it_alone_makes_areas_alike(profiles):
    peers = similar_areas(profiles, "03R", weights={"rural": 7.0})

    scores = standardised(profiles)["rural"]
    apart = ((scores - scores["03R"]) ** 2).drop("03R").sort_index().sort_values(kind="stable")
    assert peers["peer"].tolist() == apart.index[:10].tolist()
    np.testing.assert_allclose(peers["distance"], apart.iloc[:10])
    assert (peers.drop(columns=["area", "peer", "rank", "distance", "rural"]) == 0).all(axis=None)


@pytest.mark.parametrize(
    "weights", [{}, {"rural": 0.0}, {"rural": 1.0, "asian": -1.0}, {"rural": float("nan")}]
)
def test_weights_that_weigh_nothing_are_refused(profiles, weights):
    with pytest.raises(ValueError, match="Weights"):
        similar_areas(profiles, "03R", weights=weights)


def test_an_area_that_has_closed_is_nobodys_peer_but_still_sets_the_scale(profiles):
    still_open = [code for code in profiles.index if code not in ("D4U1Y", "02T")]

    peers = similar_areas(profiles, "03R", among=still_open)
    everyone = similar_areas(profiles, k=105, among=still_open)

    left = [code for code in PEERS_OF_WAKEFIELD if code != "02T"]
    assert peers["peer"].tolist()[:9] == left
    assert peers["rank"].tolist() == list(range(1, 11))
    assert "02T" not in set(everyone["peer"])
    assert everyone.groupby("area").size().to_dict() == {
        code: 103 + (code not in still_open) for code in profiles.index
    }
