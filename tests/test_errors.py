"""What the API answers where it refuses or breaks: plain words in JSON, as pages say them on a page."""

from http import HTTPStatus

import pytest
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.test import Client
from django.urls import path

from config.urls import handler400, handler403, handler404, handler500  # noqa: F401
from config.urls import urlpatterns as pages
from tests.factories import moderator, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


def breaks(request) -> HttpResponse:
    raise RuntimeError


def refuses(request) -> HttpResponse:
    raise PermissionDenied


urlpatterns = [
    *pages,
    *(
        path(f"{where}{name}/", view)
        for where in ("", "api/")
        for name, view in [("breaks", breaks), ("refuses", refuses)]
    ),
]
REFUSALS = {
    "/nowhere/": (404, "There is nothing at this address."),
    f"/v1/areas/{'9' * 20}/": (404, "There is nothing at this address."),
    "/v1/areas/?q=%00": (400, "This request cannot be read. Check its address and what you sent."),
    "/refuses/": (403, "You may not do this."),
    "/breaks/": (500, "Sorry, there is a problem, and it has been recorded. Try again in a few minutes."),
}


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


@pytest.mark.parametrize("address", REFUSALS)
def test_the_api_says_what_is_wrong_in_json(client, address):
    status, words = REFUSALS[address]

    answer = client.get(f"/api{address}")

    assert (answer.status_code, answer["Content-Type"]) == (status, "application/problem+json")
    assert answer.json() == {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": status,
        "detail": words,
    }


@pytest.mark.parametrize("address", REFUSALS)
def test_pages_say_it_on_a_page(client, address):
    answer = client.get(address)

    assert answer.status_code == REFUSALS[address][0]
    assert answer["Content-Type"].startswith("text/html")
    assert "<h1" in answer.text


@pytest.mark.parametrize("method", ["get", "post"])
def test_staff_without_a_second_step_read_in_the_api_where_to_set_it_up(settings, method):
    settings.MFA_REQUIRED = True

    answer = getattr(signed_in(moderator()), method)("/api/v1/measures/")

    assert answer.status_code == 403
    assert answer.json()["detail"] == (
        "Moderators and administrators need two-step sign-in. Set it up on the page of your account first."
    )


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_what_is_only_read_takes_nothing(client, method):
    answer = getattr(client, method)("/api/v1/areas/")

    assert answer.status_code == 405
    assert "not allowed" in answer.json()["detail"]
