"""Where mail goes: by environment, to a real server or to files that a person can read."""

import os
import socketserver
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured

from config import env
from tests.environment import ROOT
from tests.factories import verified

pytestmark = pytest.mark.django_db


class Mailbox(socketserver.ThreadingTCPServer):
    """A small mail server that keeps what it is given."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Conversation)
        self.letters: list[tuple[str, str, str]] = []


class Conversation(socketserver.StreamRequestHandler):
    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test")
        sender = to = ""
        for line in self.rfile:
            said = line.decode().strip()
            verb = said[:4].upper()
            if verb == "MAIL":
                sender = said
            elif verb == "RCPT":
                to = said
            elif verb == "DATA":
                self.say("354 go on")
                self.server.letters.append((sender, to, self.text()))
            elif verb == "QUIT":
                return self.say("221 bye")
            self.say("250 fine")

    def text(self) -> str:
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(lines).decode()


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with Mailbox() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.05,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


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


def test_a_real_server_gets_it(client, settings, mailbox):
    use(settings, f"smtp://127.0.0.1:{mailbox.server_address[1]}")

    ask_for_a_password(client)

    sender, to, text = mailbox.letters[0]
    assert "exemplar@localhost" in sender
    assert "member@nhs.net" in to
    assert "Subject: Choose a new password" in text.replace("=?utf-8?q?", "").replace("_", " ")
    assert "/accounts/password/new/" in text


def test_files_hold_it_on_ones_own_machine_and_the_page_says_where(client, settings, tmp_path):
    use(settings, f"file://{tmp_path}")

    ask_for_a_password(client)
    page = client.get("/accounts/password/forgotten/sent/").content.decode()

    assert str(tmp_path) in page
    assert "/accounts/password/new/" in next(tmp_path.iterdir()).read_text()


def test_a_server_that_is_down_is_told_in_words_and_signing_in_sends_again(client, settings):
    use(settings, "smtp://127.0.0.1:9")

    answer = ask_for_a_password(client)

    assert answer.status_code == 503
    assert "We could not send the e-mail" in answer.content.decode()


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
