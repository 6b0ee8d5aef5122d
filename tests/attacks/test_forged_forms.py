"""A form on another site sends nothing here: every write needs the token of the page, and comes from this site."""

import pytest
from django.test import Client
from django.urls import reverse

from tests import factories
from tests.attacks.world import changed, contents
from tests.test_routes import ROUTES, SAMPLES

pytestmark = pytest.mark.django_db
METHODS = ("POST", "PUT", "PATCH", "DELETE")
# What the API takes of a session, by the method; all else is 405 there.
TAKEN = {
    "api-threads": "POST",
    "api-posts": "POST",
    "api-post": "PATCH",
    "api-notification-read": "POST",
}
PAGES_OF_THE_API = ("api-docs", "api-schema")
OF_THE_API = tuple(name for name, _ in ROUTES if name.startswith("api-") and name not in PAGES_OF_THE_API)
REPAIRS = (
    "/admin/accounts/user/1/change/",
    "/admin/accounts/emaildomain/add/",
    "/admin/logout/",
    "/admin/login/",
)
# Mail programs send it, without a page: what is signed in its address is all that it can do.
SIGNED = "stop-letters"
ADDRESSES = {
    **{
        name: reverse(name, kwargs={each: SAMPLES[each] for each in parameters})
        for name, parameters in ROUTES
    },
    **{address: address for address in REPAIRS},
}
TRIES = [(name, method) for name in ADDRESSES for method in METHODS]
SITE = "https://testserver"
FORM = "application/x-www-form-urlencoded"
# How a forged form may come: what the browser says of where it is from, and which token it brings.
FORGERIES = {
    "without a token": ({}, None),
    "with a made up token": ({}, "x" * 64),
    "from another site, with a token": ({"HTTP_ORIGIN": "https://evil.example"}, "own"),
    "from nowhere, with a token": ({"HTTP_ORIGIN": "null"}, "own"),
    "from another site by its referrer, with a token": ({"HTTP_REFERER": "https://evil.example/form"}, "own"),
    "from this site without encryption": ({"HTTP_ORIGIN": "http://testserver"}, "own"),
}


@pytest.fixture
def strict() -> Client:
    """An administrator's browser that brings cookies to whatever form is sent."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(factories.administrator())
    return client


def test_nothing_is_written_without_the_token_of_a_page(strict: Client):
    before, answers = contents(), {}
    for name, method in TRIES:
        what = ("{}", "application/json") if name in OF_THE_API else ("reason=x", FORM)
        answer = strict.generic(method, ADDRESSES[name], *what)
        answers[name, method] = answer.status_code

    refused = {
        (name, method): 405 if name in OF_THE_API and TAKEN.get(name) != method else 403
        for name, method in TRIES
    }
    refused |= {(SIGNED, method): 404 if method == "POST" else 405 for method in METHODS}
    assert answers == refused
    assert changed(before) == []


@pytest.mark.parametrize("how", FORGERIES)
def test_no_form_is_taken(strict: Client, how: str):
    headers, token = FORGERIES[how]
    page = strict.get("/accounts/profile/about/", secure=True)
    own = page.content.decode().split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    sent = {"name": "Mallory", "job_role": ""}
    if token:
        sent["csrfmiddlewaretoken"] = own if token == "own" else token

    answer = strict.post("/accounts/profile/about/", sent, secure=True, **headers)

    assert answer.status_code == 403
    assert strict.post(
        "/accounts/profile/about/", sent | {"csrfmiddlewaretoken": own}, secure=True, HTTP_ORIGIN=SITE
    ).url == reverse("profile")


def test_there_is_no_other_way_in():
    assert len(OF_THE_API) >= 9
    assert len(TRIES) >= 4 * len(ROUTES)
