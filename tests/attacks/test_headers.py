"""What every answer tells a browser: pages, files, errors and what leads on alike."""

import pytest
from django.conf import settings as as_set
from django.http import HttpResponse
from django.test import Client
from django.urls import path, reverse

from config.urls import urlpatterns as pages
from tests import factories
from tests.attacks.world import signed_in, world
from tests.test_routes import ROUTES, SAMPLES

pytestmark = pytest.mark.django_db
WHO = ("visitor", "administrator")
METHODS = ("GET", "POST")
ADDRESSES = {
    name: reverse(name, kwargs={each: SAMPLES[each] for each in parameters}) for name, parameters in ROUTES
}
TRIES = [(who, method, name) for who in WHO for method in METHODS for name in ADDRESSES]
ERRORS = {
    "not there": ("/nowhere/", {}, 404),
    "refused": ("/people/", {}, 403),
    "no token": ("/accounts/profile/about/", {"method": "POST"}, 403),
    "method": ("/accounts/sign-out/", {}, 405),
    "too large": ("/", {"method": "POST", "data": b"x" * (as_set.LARGEST_BODY + 1)}, 413),
    "another host": ("/", {"HTTP_HOST": "evil.example"}, 400),
    "broken": ("/broken/", {}, 500),
    "moved": ("/about", {}, 301),
    "sent to sign in": ("/accounts/", {}, 302),
    "unencrypted": ("/about/", {}, 301),
    "static": ("/static/css/exemplar.css", {}, 200),
    "static not there": ("/static/nothing.css", {}, 404),
    "API": ("/api/v1/nothing/", {}, 404),
    "API not taken": ("/api/v1/areas/", {"method": "DELETE"}, 405),
}


def broken(request) -> HttpResponse:
    raise RuntimeError


urlpatterns = [*pages, path("broken/", broken, name="broken")]


@pytest.fixture
def encrypted(settings) -> None:
    settings.SECURE_HSTS_SECONDS = 31_536_000
    settings.SECURE_SSL_REDIRECT = True
    settings.STATIC_ROOT = as_set.STATICFILES_DIRS[0]
    settings.WHITENOISE_AUTOREFRESH = True


def missing(answer: HttpResponse, *, secure: bool = True) -> list[str]:
    """Return the headers that an answer lacks, or that let too much."""
    policy = answer.get("Content-Security-Policy", "")
    scripts = next(
        (each for each in policy.split("; ") if each.startswith("script-src")), "script-src 'none'"
    )
    holds = {
        "frames": "frame-ancestors 'none'" in policy or policy.startswith("sandbox;"),
        "objects and all else": "default-src 'self'" in policy or "default-src 'none'" in policy,
        "scripts": "unsafe" not in policy and "*" not in scripts and "data:" not in scripts,
        "sniffing": answer.get("X-Content-Type-Options") == "nosniff",
        "frames of old": answer.get("X-Frame-Options") == "DENY",
        "referrer": answer.get("Referrer-Policy") == "same-origin",
        "opener": answer.get("Cross-Origin-Opener-Policy") == "same-origin",
        "encryption": "max-age=31536000" in answer.get("Strict-Transport-Security", "") or not secure,
    }
    return [name for name, is_so in holds.items() if not is_so]


@pytest.mark.parametrize("who", WHO)
@pytest.mark.parametrize("method", METHODS)
def test_every_page_says_what_a_browser_may_do(encrypted, who: str, method: str):
    client = Client(enforce_csrf_checks=method == "POST")
    if who == "administrator":
        client.force_login(factories.administrator())

    lacking = {
        name: lacks
        for name, address in ADDRESSES.items()
        if (lacks := missing(client.generic(method, address, secure=True)))
    }

    # A chart is put on other people's pages: nothing can be done there.
    framed = {"embedded": ["frames", "frames of old"]}
    assert lacking == (framed if method in ("GET", "HEAD") else {})


@pytest.mark.urls(__name__)
@pytest.mark.parametrize("error", ERRORS)
def test_so_does_every_error(encrypted, error: str):
    address, fields, status = ERRORS[error]
    fields = {**fields, "method": fields.get("method", "GET")}
    client = Client(enforce_csrf_checks=True, raise_request_exception=False)
    if error in ("refused", "no token"):
        client.force_login(factories.member())

    answer = client.generic(path=address, secure=error != "unencrypted", **fields)

    answer.close()
    assert answer.status_code == status
    assert missing(answer, secure=error != "unencrypted") == []


def test_so_does_every_file(request):
    things = world()
    request.getfixturevalue("encrypted")

    client = Client()
    client.cookies = things.browser.cookies
    for upload in (things.file, things.picture):
        assert missing(client.get(upload.get_absolute_url(), secure=True)) == []


def test_a_page_allows_its_own_scripts_by_a_word_that_is_new_each_time():
    words = {
        each.split("'nonce-")[1].split("'")[0]
        for each in (Client().get("/areas/")["Content-Security-Policy"] for _ in range(5))
        if "'nonce-" in each
    }

    assert len(words) in (0, 5)


@pytest.mark.parametrize("secure", [True, False])
def test_cookies_are_not_read_by_scripts_nor_sent_unencrypted(settings, secure: bool):
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = secure
    user = factories.verified("member@nhs.net")
    client = signed_in(user)

    session, token = client.cookies["sessionid"], client.cookies["csrftoken"]
    assert (session["httponly"], session["samesite"], bool(session["secure"])) == (True, "Lax", secure)
    assert (token["samesite"], bool(token["secure"])) == ("Lax", secure)
