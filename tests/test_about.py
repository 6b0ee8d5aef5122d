import pytest

from tests.factories import published

pytestmark = pytest.mark.django_db


def text_of(client, address: str) -> str:
    return client.get(address).content.decode()


def test_it_is_said_that_this_is_not_a_service_of_nhs_england(client):
    assert "Exemplar is not an NHS England service." in text_of(client, "/about/")


def test_the_licence_of_the_data_is_named(client):
    assert "Open Government Licence v3.0" in text_of(client, "/about/")


def test_a_copy_with_invented_figures_says_so(client):
    published(of={"is_demonstration": True})

    assert "On this copy the figures are invented" in text_of(client, "/about/")


def test_a_copy_with_real_figures_does_not(client):
    published()

    assert "invented" not in text_of(client, "/about/")


def test_the_accessibility_statement_says_what_was_not_done(client):
    page = text_of(client, "/accessibility/")

    assert "WCAG" in page
    assert "tests by disabled people" in page


@pytest.mark.parametrize("address", ["/about/", "/accessibility/"])
def test_whom_to_write_to_is_named_where_somebody_is(client, settings, address):
    assert "has not named a contact" in text_of(client, address)

    settings.CONTACT_EMAIL = "help@example.org"

    assert '<a href="mailto:help@example.org">' in text_of(client, address)


@pytest.mark.parametrize("address", ["/about/", "/data/", "/methods/"])
def test_reading_sets_no_cookie(client, address):
    assert not client.get(address).cookies
