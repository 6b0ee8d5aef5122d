"""What people write never reaches a log or a mail about an error."""

import io
import logging
import re

import pytest
from django.conf import settings
from django.core import mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import URLPattern, get_resolver, path
from django.utils.module_loading import import_string

from config import urls as site
from metrics.models import Refresh
from safety.logs import HIDDEN, WithoutRows, WithoutWhatWasSent, without_secrets
from tests.nhs_number import NUMBER, gives_away


def fails(request):
    written = request.POST["text"]
    raise RuntimeError("It broke", len(written))


def breaks_a_constraint(request):
    Refresh.objects.create(kind="month", source=request.POST["text"], attempts=-1)


SECRET = "Zk3-secret_of:an=address"
# The names that addresses have for what only their owner knows; files are asked for who may read them.
NAMES_OF_SECRETS = {"token", "key", "signed"}
NO_SECRETS = {"files/<uuid:key>/<str:name>"}


def fails_by_secret(request, token):
    raise RuntimeError("It broke")


# The page that says sorry has the site's menu on it.
urlpatterns = [
    *site.urlpatterns,
    path("fails/", fails),
    path("constraint/", breaks_a_constraint),
    path("feeds/<str:token>/fails/", fails_by_secret),
]


@pytest.fixture
def said(settings) -> io.StringIO:
    """What the site logs with its own settings, errors mailed to an administrator too."""
    settings.ROOT_URLCONF = __name__
    settings.ADMINS = [("Ada", "ada@example.org")]
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(WithoutRows(settings.LOGGING["formatters"]["plain"]["format"]))
    logging.getLogger().addHandler(handler)
    yield stream
    logging.getLogger().removeHandler(handler)


def send(address: str) -> None:
    client = Client(raise_request_exception=False)
    data = {"text": f"Seen\n\n{NUMBER}", "file": SimpleUploadedFile(f"{NUMBER}.pdf", b"x")}
    assert client.post(f"{address}?q={NUMBER}", data).status_code == 500


def test_an_error_is_logged_and_mailed_without_what_was_sent(said):
    send("/fails/")

    (sent,) = mail.outbox
    everything = said.getvalue() + sent.subject + sent.body + str(sent.message())
    assert "RuntimeError" in said.getvalue()
    assert "in fails" in sent.body
    assert not gives_away(everything)


@pytest.mark.django_db(transaction=True)
def test_a_row_that_breaks_a_constraint_is_not_quoted(said):
    send("/constraint/")

    (sent,) = mail.outbox
    everything = said.getvalue() + sent.body
    assert "IntegrityError" in said.getvalue()
    assert not gives_away(everything)


@pytest.mark.django_db(transaction=True)
def test_the_database_would_have_quoted_it():
    if connection.vendor != "postgresql":
        pytest.skip("another database's words")
    with pytest.raises(IntegrityError, match="943"):
        Refresh.objects.create(kind="month", source=NUMBER, attempts=-1)


def test_only_the_row_is_cut_out():
    try:
        try:
            raise ValueError(f"broken\nDETAIL:  Failing row contains (1, Seen\n\n{NUMBER})")
        except ValueError as cause:
            raise KeyError("next") from cause
    except KeyError as error:
        said = WithoutRows().formatException((KeyError, error, error.__traceback__))
    assert "ValueError: broken\n\nThe above exception was the direct cause" in said
    assert "KeyError: 'next'" in said
    assert not gives_away(said)


def test_the_settings_use_it():
    assert import_string(settings.LOGGING["formatters"]["plain"]["()"]) is WithoutRows
    assert import_string(settings.DEFAULT_EXCEPTION_REPORTER) is WithoutWhatWasSent


def test_the_secret_of_a_private_address_is_neither_logged_nor_mailed(said):
    Client(raise_request_exception=False).get(f"/feeds/{SECRET}/fails/")

    (sent,) = mail.outbox
    assert f"/feeds/{HIDDEN}/fails/" in said.getvalue()
    assert f"/feeds/{HIDDEN}/fails/" in sent.subject
    assert SECRET not in said.getvalue() + sent.subject + sent.body + str(sent.message())


def routes(patterns, before: str = ""):
    for one in patterns:
        route = before + str(one.pattern)
        yield from [(route, one.pattern)] if isinstance(one, URLPattern) else routes(one.url_patterns, route)


def test_no_secret_of_any_address_of_the_site_is_logged():
    held = [
        route
        for route, pattern in routes(get_resolver("config.urls").url_patterns)
        if NAMES_OF_SECRETS & set(pattern.converters) and route not in NO_SECRETS
    ]
    assert len(held) >= 6
    for route in held:
        address = "/" + re.sub(rf"<\w+:({'|'.join(NAMES_OF_SECRETS)})>", SECRET, route)
        assert SECRET in address
        assert SECRET not in without_secrets(f"Internal Server Error: {address}")
