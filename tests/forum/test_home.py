import pytest
from django.urls import reverse

from tests.published import A_YEAR_AGO, APRIL, MAY, publish

pytestmark = pytest.mark.django_db


def test_the_front_page_has_englands_headlines_and_what_moved_most(client):
    publish(A_YEAR_AGO, APRIL, MAY)

    text = client.get("/").content.decode()

    assert "England in May 2025" in text
    assert "in a year" in text
    assert "What moved most in May 2025" in text
    assert reverse("area", args=["ENGLAND"]) in text


def test_the_front_page_of_a_site_without_figures_says_what_comes(client):
    response = client.get("/")

    assert response.status_code == 200
    assert "No figures yet" in response.content.decode()


def test_the_front_page_costs_few_queries_once_warm(client, django_assert_max_num_queries):
    publish(APRIL, MAY)
    client.get("/")

    with django_assert_max_num_queries(6):
        client.get("/")
