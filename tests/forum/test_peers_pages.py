"""Areas like an area: who they are."""

import re
from datetime import date

import pytest
from django.urls import reverse

from metrics.compute.peers import similar_areas
from metrics.models import Area
from metrics.presenters.peers.group import PeerChoice, areas_like
from metrics.queries import profiles
from tests.factories import figures
from tests.forum.peers import MONTHS, first_line, read, share_of
from tests.metrics.test_peers import PEERS_OF_WAKEFIELD
from tests.published import APRIL, MAY, publish

pytestmark = pytest.mark.django_db
NAMES_OF_PEERS = (
    "Barnsley, Doncaster, Calderdale, East Lancashire, Wigan Borough, Rotherham, County Durham, Tameside, "
    "Tees Valley and Bury"
)


@pytest.mark.parametrize(("month", "others"), [(MAY, 105), (date(2026, 5, 1), 104)])
def test_the_ten_areas_most_like_wakefield_are_those_that_the_method_is_known_to_give(client, month, others):
    share_of(("03R", 0.5), months=[month])

    text = read(client, "peers")

    assert first_line(client, "peers") == f"The 10 areas most like Wakefield are {NAMES_OF_PEERS}."
    codes = re.findall(r'id="tick-(\w+)"', client.get("/areas/03R/peers/").content.decode())
    assert codes[:10] == PEERS_OF_WAKEFIELD
    assert f"1st of {others}" in text


def test_without_figures_it_is_known_whom_an_area_is_like(client):
    assert first_line(client, "peers") == f"The 10 areas most like Wakefield are {NAMES_OF_PEERS}."


def test_variables_stand_side_by_side_in_plain_units(client):
    known = profiles("sicbl")

    text = read(client, "peers")

    ours, theirs = known.loc["03R"], known.loc["02P"]
    assert f"{ours['list_size']:,.0f}" in text
    assert f"{theirs['list_size']:,.0f} −{ours['list_size'] - theirs['list_size']:,.0f}" in text
    assert f"{100 * ours['age_18_39']:.1f}%" in text


@pytest.mark.parametrize(("month", "boards"), [("2025-05", 42), ("2026-05", 36)])
def test_a_board_has_peers_among_the_boards_of_the_month(client, month, boards):
    figures(MAY, {"area": "QWO", "incomplete": 1})
    figures(date(2026, 5, 1), {"area": "QWO", "incomplete": 1})

    text = read(client, "peers", "QWO", month=month)

    assert f"1st of {boards - 1}" in text
    assert "weighted by their registered patients" in text


def test_weights_of_ones_own_are_kept_in_the_address_and_handed_on(client):
    asked = {"w_deprivation": "0", "w_rural": "40.5"}

    answer = client.get("/areas/03R/peers/", asked).content.decode()

    weights = PeerChoice().weights | {"deprivation": 0, "rural": 40.5}
    nearest = similar_areas(profiles("sicbl"), "03R", weights=weights)["peer"].tolist()
    assert re.findall(r'id="tick-(\w+)"', answer)[:10] == nearest
    assert nearest != PEERS_OF_WAKEFIELD
    assert '/areas/03R/better-peers/?w_deprivation=0&amp;w_rural=40.5"' in answer
    assert "most like Wakefield by your own weights" in answer


def test_areas_chosen_by_hand_are_compared_with_instead(client):
    share_of(("03R", 0.5), ("15F", 0.7), ("02P", 0.8))

    answer = first_line(client, "peers", peers="15F, 36j")
    better = first_line(client, "better-peers", peers="15F,36J")

    assert answer == (
        "Wakefield is compared with 2 areas chosen by hand: Bradford District and Craven and Leeds."
    )
    assert better.startswith("1 of the 2 areas chosen by hand does better")
    assert "Leeds (70.0%)" in better
    assert "Barnsley" not in better


def test_ticked_boxes_and_codes_are_one_choice(client):
    text = client.get("/areas/03R/peers/?peers=15F&peers=36J,02P&peers=").content.decode()

    assert "3 areas chosen by hand" in text
    assert "/areas/03R/better-peers/?peers=15F,36J,02P" in text
    assert text.count(" checked>") == 3


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        ({"peers": "ZZZ,02P"}, "These cannot be chosen as peers: ZZZ."),
        ({"peers": "03R,02P"}, "These cannot be chosen as peers: 03R."),
        ({"peers": "QWO,02P"}, "These cannot be chosen as peers: QWO."),
        ({"peers": "02P"}, "1 area is chosen: choose 2 to 30."),
        ({"w_rural": "-1"}, "The weight of “Living in rural areas” must be a number from 0 to 100."),
        ({"w_rural": "nan"}, "The weight of “Living in rural areas” must be a number from 0 to 100."),
        ({f"w_{name}": "0" for name in PeerChoice().weights}, "Every weight is 0"),
    ],
)
@pytest.mark.parametrize("name", ["peers", "better-peers", "opportunity"])
def test_peers_that_cannot_be_are_refused_in_words_and_the_usual_shown(client, name, asked, why):
    share_of(("03R", 0.5), months=[MAY])

    text = read(client, name, status=400, **asked)

    assert why in text
    assert "the usual choice stands in its place" in text


def test_more_than_thirty_areas_are_too_many(client):
    codes = list(areas_like(Area.objects.get(code="03R"), MAY))[:32]

    text = read(client, "peers", status=400, peers=",".join(code for code in codes if code != "03R"))

    assert "choose 2 to 30" in text


def test_what_was_asked_in_vain_is_shown_as_text(client):
    answer = client.get("/areas/03R/peers/", {"peers": '"><script>alert(1)</script>,02P'})

    assert "<script>alert" not in answer.content.decode()


def test_an_area_whose_profile_is_not_known_has_no_peers_but_those_chosen(client):
    area = Area.objects.get(code="03R")
    area.profile.delete()

    assert "not known" in first_line(client, "peers")
    assert "2 areas chosen by hand" in first_line(client, "peers", peers="02P,02X")


@pytest.mark.parametrize("name", ["peers", "better-peers", "opportunity"])
@pytest.mark.parametrize("code", ["ENGLAND", "Y63"])
def test_other_kinds_of_area_say_that_they_have_none(client, name, code):
    publish(MAY)

    assert "for integrated care boards and sub-ICB locations only" in read(client, name, code)


@pytest.mark.parametrize("name", ["peers", "better-peers", "opportunity"])
def test_a_code_in_small_letters_leads_to_the_page(client, name):
    found = client.get(reverse(name, args=["03r"]))

    assert found.headers["Location"] == reverse(name, args=["03R"])


@pytest.mark.parametrize("name", ["better-peers", "opportunity"])
def test_without_any_month_there_is_nothing_yet(client, name):
    assert "No figures yet" in read(client, name)


@pytest.mark.parametrize("months", [[MAY], [APRIL, MAY]])
def test_the_pages_stand_with_few_months_of_invented_figures(client, months):
    publish(*months)
    pages = [
        reverse(name, args=[code])
        for name in ("peers", "better-peers", "opportunity")
        for code in ("03R", "QWO", "QNQ", "U2G6B")
    ]

    assert {page: client.get(page).status_code for page in pages} == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("name", ["peers", "better-peers", "opportunity"])
@pytest.mark.parametrize("count", [1, 12])
def test_the_pages_cost_few_queries_whatever_the_months(client, name, count, django_assert_max_num_queries):
    share_of(("03R", 0.6), *((code, 0.7) for code in PEERS_OF_WAKEFIELD), months=MONTHS[-count:])
    with django_assert_max_num_queries(20):
        client.get(reverse(name, args=["03R"]))

    # Figures are kept; what those ahead write of and use is asked each time.
    with django_assert_max_num_queries(9):
        client.get(reverse(name, args=["03R"]))


def test_charts_and_areas_lead_to_who_does_better(client):
    publish(APRIL, MAY)

    area = client.get("/areas/03R/", {"month": "2025-04"}).content.decode()
    measure = client.get("/areas/03R/measures/within-18-weeks/", {"function": "C_110"}).content.decode()
    provider = client.get("/areas/DX039/measures/within-18-weeks/").content.decode()

    assert '"/areas/03R/better-peers/?to=2025-04"' in area
    assert '"/areas/03R/peers/?month=2025-04"' in area
    assert '"/areas/03R/opportunity/?month=2025-04"' in area
    assert '"/areas/03R/better-peers/?measure=within-18-weeks&amp;to=2025-04"' in area
    assert '"/areas/03R/better-peers/?measure=within-18-weeks&amp;function=C_110&amp;to=2025-05"' in measure
    assert "better-peers" not in provider
