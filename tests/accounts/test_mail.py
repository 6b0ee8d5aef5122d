"""Where mail goes: by environment, to a real server or to files that a person can read."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from tests.accounts.outbox import deliver
from tests.environment import ROOT
from tests.factories import verified
from tests.servers import MailServer

pytestmark = pytest.mark.django_db


@pytest.fixture
def mail_server() -> Iterator[MailServer]:
    with MailServer().running() as server:
        yield server


def use(settings, address: str) -> None:
    os.environ["EMAIL_URL"] = address
    try:
        for name, value in env.mail_server("EMAIL_URL", "").items():
            setattr(settings, name, value)
    finally:
        del os.environ["EMAIL_URL"]


def ask_for_a_password(client):
    verified("member@nhs.net", password="walnut harbour pencil")
    return client.post("/accounts/password/forgotten/", {"email": "member@nhs.net"})


def test_a_real_server_gets_it(client, settings, mail_server):
    use(settings, mail_server.url)

    ask_for_a_password(client)
    deliver()

    (letter,) = mail_server.letters
    assert letter["From"] == "Exemplar <exemplar@localhost>"
    assert letter["To"] == "member@nhs.net"
    assert letter["Subject"] == "Choose a new password – Exemplar"
    assert "/accounts/password/new/" in letter.get_content()


def test_files_hold_it_on_ones_own_machine_and_the_page_says_where(client, settings, tmp_path):
    use(settings, f"file://{tmp_path}")

    ask_for_a_password(client)
    deliver()
    page = client.get("/accounts/password/forgotten/sent/").content.decode()

    assert str(tmp_path) in page
    assert "/accounts/password/new/" in next(tmp_path.iterdir()).read_text()


def test_no_page_of_others_names_a_folder(client, settings, tmp_path):
    settings.LOCAL = False
    use(settings, f"file://{tmp_path}")

    assert str(tmp_path) not in client.get("/accounts/password/forgotten/sent/").content.decode()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        (
            "smtps://me:p%40ss@mail.example",
            {"EMAIL_USE_SSL": True, "EMAIL_PORT": 465, "EMAIL_HOST_PASSWORD": "p@ss"},
        ),
        ("smtp+tls://mail.example:2525", {"EMAIL_USE_TLS": True, "EMAIL_PORT": 2525, "EMAIL_HOST_USER": ""}),
        ("console:", {"EMAIL_BACKEND": "django.core.mail.backends.console.EmailBackend"}),
    ],
)
def test_addresses_of_servers_are_read(monkeypatch, address, expected):
    monkeypatch.setenv("EMAIL_URL", address)

    assert expected.items() <= env.mail_server("EMAIL_URL", "").items()


@pytest.mark.parametrize("address", ["mail.example", "http://mail.example", "smtp://", "file:"])
def test_an_address_that_is_none_stops_the_start(monkeypatch, address):
    monkeypatch.setenv("EMAIL_URL", address)

    with pytest.raises(ImproperlyConfigured, match="EMAIL_URL must be"):
        env.mail_server("EMAIL_URL", "")


@pytest.mark.parametrize(("local", "required"), [("true", False), ("false", True)])
def test_a_site_that_others_reach_asks_staff_for_two_steps_unless_told(tmp_path: Path, local, required):
    said = subprocess.run(
        [
            sys.executable,
            "-c",
            "from config import settings; print(settings.MFA_REQUIRED, settings.EMAIL_BACKEND)",
        ],
        env={"LOCAL": local, "SECRET_KEY": "x", "VAR_DIR": str(tmp_path), "PATH": os.environ["PATH"]},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    backend = "smtp" if required else "filebased"
    assert said.stdout.split() == [str(required), f"django.core.mail.backends.{backend}.EmailBackend"]
