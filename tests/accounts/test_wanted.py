"""Where somebody wanted to go is kept while they sign up, verify their address and sign in; no other site is."""

import pytest
from django.test import Client

from accounts.signing_in.wanted import LONGEST
from tests.accounts.outbox import deliver, last_link
from tests.accounts.test_links import heading
from tests.accounts.test_sign_up import PASSWORD, SOMEONE, sign_up, unverified

pytestmark = pytest.mark.django_db
WANTED = "/case-studies/new/?kind=attempt"
QUOTED = "%2Fcase-studies%2Fnew%2F%3Fkind%3Dattempt"


def hidden(page: str) -> str:
    """Return what a form's hidden field says of where to go on to."""
    return page.split('name="next" value="')[1].split('"')[0]


def link_in(page: str, address: str) -> str:
    return address + page.split(f'href="{address}')[1].split('"')[0]


def test_somebody_new_gets_to_where_they_wanted_to_go_also_in_another_browser(client):
    asked = client.get(client.get(WANTED).url).text
    form = link_in(asked.split("<main")[1], "/accounts/sign-up/")
    assert hidden(client.get(form).text) == WANTED
    client.post(form, SOMEONE | {"next": WANTED})

    phone = Client()
    link = last_link()
    page = phone.get(link).text
    assert hidden(page) == WANTED
    verified = phone.post(link.partition("?")[0], {"next": hidden(page)})
    assert verified.url == f"/accounts/sign-in/?next={QUOTED}"
    signed = phone.post(verified.url, {"login": SOMEONE["email"], "password": PASSWORD, "next": WANTED})

    assert signed.url == WANTED


def test_so_does_who_signs_in_before_their_address_is_verified(client):
    unverified(password=PASSWORD)

    client.post("/accounts/sign-in/", {"login": SOMEONE["email"], "password": PASSWORD, "next": WANTED})

    assert last_link().endswith(f"/?next={QUOTED}")


def test_a_link_that_was_used_leads_there_by_signing_in_too(client):
    client.post("/accounts/sign-up/", SOMEONE | {"next": WANTED})
    link = last_link()
    client.post(link)

    page = client.get(link)

    assert heading(page) == "This address is confirmed already"
    assert hidden(client.get(link_in(page.text.split("<main")[1], "/accounts/sign-in/")).text) == WANTED


@pytest.mark.parametrize(
    "told",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example/",
        "javascript:alert(1)",
        "http://testserver/areas/",
        "/no/such/page/",
        f"/areas/?q={'x' * LONGEST}",
        "http://[",
        "",
    ],
)
def test_nothing_else_gets_into_a_letter_nor_leads_on_from_it(client, told):
    client.post("/accounts/sign-up/", SOMEONE | {"next": told})
    [letter] = deliver()
    link = last_link()

    assert "next" not in letter.body
    assert "evil" not in letter.body
    assert client.post(link, {"next": told}).url == "/accounts/sign-in/"


def test_without_anywhere_to_go_the_link_is_as_short_as_before(client):
    sign_up(client)

    assert "?" not in last_link()
