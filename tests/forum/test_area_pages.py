import csv
import io
from datetime import date

import pytest
from django.urls import reverse

from metrics.models import Area
from metrics.queries import figures_frame
from tests.published import A_YEAR_AGO, APRIL, MARCH, MAY, publish

pytestmark = pytest.mark.django_db


def page(client, code: str, **asked) -> str:
    response = client.get(reverse("area", args=[code]), asked)
    assert response.status_code == 200
    return response.content.decode()


def percent(area: str, month: date = MAY) -> str:
    [row] = figures_frame(Area.objects.filter(code=area), months=[month]).itertuples()
    return f"{100 * row.within_18 / row.incomplete:.1f}%"


def test_a_boards_page_sets_its_parts_side_by_side(client):
    publish(MARCH, APRIL, MAY)

    text = page(client, "QWO")

    assert "NHS West Yorkshire Integrated Care Board" in text
    assert "How its parts differ" in text
    assert all(
        name in text
        for name in ("Wakefield", "Leeds", "Calderdale", "Kirklees", "Bradford District and Craven")
    )


def test_the_figures_on_the_page_are_those_published(client):
    publish(MARCH, APRIL, MAY)

    text = page(client, "03R")

    assert percent("03R") in text
    assert percent("ENGLAND") in text


def test_the_page_says_how_the_area_moved_in_a_year(client):
    publish(A_YEAR_AGO, MARCH, APRIL, MAY)

    assert "Changed most in a year" in page(client, "03R")


def test_an_earlier_month_has_an_address_of_its_own(client):
    publish(MARCH, APRIL, MAY)

    assert percent("03R", APRIL) in page(client, "03R", month="2025-04")


def test_every_headline_leads_to_its_formula_and_its_source(client):
    publish(MAY)

    text = page(client, "03R")

    assert f'href="{reverse("methods")}' in text
    assert f'href="{reverse("data-month", args=[MAY])}"' in text
    assert f'href="{reverse("area-measure", args=["03R", "within-18-weeks"])}?month=2025-05"' in text


def test_a_closed_board_keeps_its_page_and_names_its_successors(client):
    publish(MAY)

    text = page(client, "QNQ")

    assert "This area closed on 31 March 2026" in text
    assert reverse("area", args=["S0E4D"]) in text


def test_a_board_of_today_says_what_its_history_leaves_out(client):
    publish(MAY)

    assert "Frimley" in page(client, "S0E4D")


@pytest.mark.parametrize("code", ["ENGLAND", "Y63", "QWO", "03R", "D4U1Y", "U2G6B"])
def test_every_kind_of_area_has_a_page(client, code):
    publish(APRIL, MAY)

    assert Area.objects.get(code=code).name in page(client, code)


def test_a_provider_has_a_page_without_rates_per_head(client):
    publish(APRIL, MAY)
    provider = Area.objects.of_kind("provider").first()

    text = page(client, provider.code)

    assert provider.name in text
    assert "Providers have no population of their own" in text
    assert reverse("area-measure", args=[provider.code, "median-wait"]) in text
    assert reverse("area-measure", args=[provider.code, "admitted-per-1000"]) not in text


def test_an_area_without_figures_says_so_and_invents_none(client):
    publish(MAY)

    text = page(client, "U2G6B")

    assert "No figures" in text


def test_a_site_without_figures_has_pages_of_areas(client):
    assert "No figures yet" in page(client, "QWO")


def not_found(client, address: str, **asked) -> str:
    response = client.get(address, asked)
    assert response.status_code == 404
    return response.content.decode()


@pytest.mark.parametrize("month", ["2019-01", "2025-5", "May"])
@pytest.mark.parametrize("address", ["/areas/QWO/", "/areas/QWO/measures/within-18-weeks/"])
def test_a_month_that_is_not_published_is_not_found_and_others_are_offered(client, address, month):
    publish(APRIL, MAY)

    text = not_found(client, address, month=month)

    assert f"No figures of “{month}” are published for this area" in text
    assert "choose from the months from April 2025 to May 2025" in text
    assert '<a href="#month">' in text
    assert '<option value="2025-04">' in text
    assert percent("QWO") in text


def test_boundaries_that_are_not_there_are_not_found(client):
    publish(MAY)

    assert "There are no boundaries “old”" in not_found(client, "/areas/QWO/", boundaries="old")


def test_what_was_asked_for_in_vain_is_shown_as_text(client):
    publish(MAY)

    assert "<script>al" not in not_found(client, "/areas/QWO/", month="<script>alert(1)</script>")


def test_an_unknown_area_is_not_found(client):
    assert client.get("/areas/NOPE/").status_code == 404


def test_a_code_in_small_letters_leads_to_the_page(client):
    assert client.get("/areas/qwo/").headers["Location"] == "/areas/QWO/"


def test_a_measure_of_an_area_shows_its_course_its_peers_and_its_functions(client):
    publish(MARCH, APRIL, MAY)

    text = client.get(reverse("area-measure", args=["03R", "within-18-weeks"])).content.decode()

    assert "Areas like this one" in text
    assert "Trauma and orthopaedics" in text
    assert percent("03R") in text


def test_an_unknown_measure_is_not_found(client):
    publish(MAY)

    not_found(client, "/areas/03R/measures/none/")


def test_an_unknown_treatment_function_is_not_found_and_others_are_offered(client):
    publish(MAY)

    text = not_found(client, "/areas/03R/measures/median-wait/", function="C_1")

    assert '<a href="#function">There is no treatment function “C_1”' in text
    assert "Trauma and orthopaedics" in text


@pytest.mark.parametrize("months", [(APRIL, MAY), (A_YEAR_AGO, MARCH, APRIL, MAY)])
def test_an_area_page_costs_the_same_few_queries_whatever_the_months(
    client, months, django_assert_max_num_queries, django_assert_num_queries
):
    publish(*months)
    with django_assert_max_num_queries(28):
        page(client, "QWO")

    with django_assert_num_queries(7):
        page(client, "QWO")


def test_a_location_stands_beside_its_neighbours(client):
    publish(MAY)

    text = page(client, "03R")

    assert "Beside its neighbours under the same board" in text
    assert "Leeds" in text


def test_a_measure_of_an_area_without_figures_says_so(client):
    publish(MAY)

    response = client.get(reverse("area-measure", args=["U2G6B", "within-18-weeks"]))

    assert response.status_code == 200
    assert "No month has figures of East Berkshire here" in response.content.decode()


def test_the_csv_of_parts_names_each_by_its_code(client):
    publish(MAY)

    response = client.get(reverse("area-dots-csv", args=["QWO", "within-18-weeks", "parts"]))

    rows = list(csv.DictReader(io.StringIO(response.content.decode())))
    assert {row["code"] for row in rows} == {"02T", "03R", "15F", "36J", "X2C4Y"}
    assert {row["area"] for row in rows} == {"QWO"}


def test_files_of_invented_figures_say_so_in_their_names(client):
    publish(MAY)

    response = client.get(reverse("area-measure-csv", args=["03R", "within-18-weeks"]))

    assert 'filename="demonstration-' in response.headers["Content-Disposition"]
