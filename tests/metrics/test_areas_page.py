"""Finding an area: by its name or code, from the list, on the map."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from metrics.measured import cache
from metrics.models import Area
from tests.factories import MAY, figures

pytestmark = pytest.mark.django_db

AREAS = "/areas/"


def search(client, words: str):
    return client.get(AREAS, {"q": words})


def found(client, words: str) -> str:
    """Return the address of the one area that a search leads to."""
    response = search(client, words)
    assert response.status_code == 302, response.content.decode()
    return response["Location"]


@pytest.mark.parametrize(
    "words", ["Wakefield", "wakefield", " WAKEFIELD ", "03r", "03R", "Wakefield (03R)", "E38000190"]
)
def test_one_area_that_matches_is_opened(client, words):
    assert found(client, words) == reverse("area", args=["03R"])


def test_a_name_that_is_exact_wins_over_names_that_hold_it(client):
    Area.objects.create(
        code="RR8", kind="provider", name="Leeds Teaching Hospitals", short_name="Leeds Teaching Hospitals"
    )

    assert found(client, "leeds") == reverse("area", args=["15F"])
    assert found(client, "teaching leeds") == reverse("area", args=["RR8"])


def test_an_area_that_holds_the_words_only_inside_other_words_is_listed_not_opened(client):
    paget = "James Paget University Hospitals NHS Foundation Trust"
    Area.objects.create(code="RGP", kind="provider", name=paget, short_name=paget)

    answer = search(client, "St James")

    assert answer.status_code == 200
    assert "1 area matches “St James”" in answer.content.decode()
    assert reverse("area", args=["RGP"]) in answer.content.decode()
    assert found(client, "james pag") == reverse("area", args=["RGP"])


def test_several_areas_are_listed_those_that_exist_first(client):
    text = search(client, "suffolk").content.decode()

    assert "4 areas match “suffolk”" in text
    assert text.index(reverse("area", args=["T6Y0W"])) < text.index(reverse("area", args=["QJG"]))
    assert "until 31 March 2026" in text


def test_a_former_area_is_found(client):
    assert found(client, "mid and south essex") == reverse("area", args=["QH8"])


def test_no_area_gets_help_and_the_likeliest_names(client):
    text = search(client, "Wakefeild").content.decode()

    assert "No area matches “Wakefeild”" in text
    assert f'Did you mean <a href="{reverse("area", args=["03R"])}">Wakefield</a>' in text
    assert "All areas" in text


def test_what_was_searched_for_is_shown_as_text(client):
    assert "<script>alert" not in search(client, "<script>alert(1)</script>").content.decode()


def test_an_empty_search_shows_the_list(client):
    assert "Former areas" in search(client, "  ").content.decode()


@pytest.fixture
def listed(client) -> str:
    with time_machine.travel(date(2026, 11, 21)):
        return client.get(AREAS).content.decode()


def test_the_list_holds_every_area_of_today_once_in_its_place(listed):
    today, former = listed.split('id="former-areas"')

    for area in Area.objects.open().exclude(kind="provider"):
        assert today.count(f'href="{reverse("area", args=[area.code])}"') == 1, area
    places = [today.index(reverse("area", args=[code])) for code in ("Y63", "QWO", "03R", "Y62")]
    assert places == sorted(places)
    assert reverse("area", args=["QH8"]) not in today
    assert reverse("area", args=["QH8"]) in former


def test_former_areas_name_those_that_took_them_over(listed):
    _, former = listed.split('id="former-areas"')
    frimley = former[former.index(reverse("area", args=["QNQ"])) :].split("</li>")[0]

    for code in ("QRL", "S9B9J", "S0E4D"):
        assert reverse("area", args=[code]) in frimley


def test_boards_are_on_a_map_that_leads_to_their_pages(client):
    figures(MAY, {"area": "QWO", "incomplete": 100, "within_18": 61})

    with time_machine.travel(date(2026, 11, 21)):
        text = client.get(AREAS).content.decode()

    assert "Choose a board on the map" in text
    assert text.count(f'href="{reverse("area", args=["QWO"])}"') == 2


def test_before_any_figures_there_is_the_list_alone(listed):
    assert "Choose a board on the map" not in listed


def test_the_names_offered_are_all_found(client):
    names = client.get(reverse("area-names")).json()["names"]

    assert "Wakefield (03R)" in names
    for name in names[::20]:
        assert found(client, name) == reverse("area", args=[name.rsplit("(")[-1].rstrip(")")])


def test_providers_are_offered_after_the_areas_where_they_are_asked_for(client):
    Area.objects.create(
        code="RXF", kind="provider", name="Mid Yorkshire Teaching NHS Trust", short_name="Mid Yorkshire"
    )
    areas = client.get(reverse("area-names")).json()["names"]

    names = client.get(reverse("area-names"), {"providers": "yes"}).json()["names"]

    assert names == [*areas, "Mid Yorkshire (RXF)"]
    assert "Mid Yorkshire (RXF)" not in areas


def test_the_list_and_a_search_cost_few_queries(client, django_assert_max_num_queries):
    figures(MAY, {"area": "QWO", "incomplete": 100, "within_18": 61})
    for words in ("", "e", "wakefeild"):
        cache.clear()
        with django_assert_max_num_queries(12):
            search(client, words)
