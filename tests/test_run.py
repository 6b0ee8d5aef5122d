"""`make run`: a site with figures in one go, that ends as a whole and keeps its data."""

import os
import re
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from config.loopback import IPV4, IPV6, name_of, served_at
from config.prepare import ADMINISTRATOR
from metrics.demo import write_month
from tests.environment import ROOT, listed_variables
from tests.test_processes import eventually


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """A new user's environment, with one small month to read."""
    (tmp_path / "rtt").mkdir()
    write_month(date(2025, 5, 1), tmp_path / "rtt", size="small")
    inherited = {name: value for name, value in os.environ.items() if name not in listed_variables()}
    named = {
        "VAR_DIR": str(tmp_path / "var"),
        "RTT_DATA_DIR": str(tmp_path / "rtt"),
        "PORT": str(free_port()),
    }
    return inherited | named | {"DJANGO_SETTINGS_MODULE": "config.settings"}


def start(environment: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-m", "config.run"],
        cwd=ROOT,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@pytest.fixture
def site(environment: dict[str, str]) -> Iterator[subprocess.Popen[str]]:
    """A running site that has said how to stop it; `said` holds its words up to there."""
    with start(environment) as running:
        running.said = ""
        for line in running.stdout:
            running.said += line
            if "Stop it" in line:
                break
        yield running
        running.terminate()


def family(site: subprocess.Popen[str]) -> list[psutil.Process]:
    return psutil.Process(site.pid).children(recursive=True)


def all_gone(processes: list[psutil.Process]) -> bool:
    return not any(one.is_running() and one.status() != psutil.STATUS_ZOMBIE for one in processes)


def own_addresses() -> list[str]:
    return [f"[{one}]" if ":" in one else one for one in served_at(free_port())]


def signs_in(site: str, email: str, password: str) -> bool:
    """Say whether the form at an address of the site, with the cookies that it sets, signs somebody in."""
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
    page = browser.open(f"{site}accounts/sign-in/").read().decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page).group(1)
    sent = {"csrfmiddlewaretoken": token, "login": email, "password": password}
    asked = urllib.request.Request(f"{site}accounts/sign-in/", urlencode(sent).encode())
    asked.add_header("Origin", site.rstrip("/"))
    return "Sign out" in browser.open(asked).read().decode()


def test_a_site_serves_its_figures_and_ends_as_a_whole(site, environment):
    address = f"http://localhost:{environment['PORT']}/"
    assert f"Exemplar is at {address}\n" in site.said
    password = Path(environment["VAR_DIR"]) / "administrator"
    assert password.read_text() in site.said
    assert password.stat().st_mode & 0o777 == 0o600
    with urllib.request.urlopen(address) as home:
        assert "May 2025" in home.read().decode()
    for place in (address, *(f"http://{one}:{environment['PORT']}/" for one in own_addresses())):
        assert signs_in(place, ADMINISTRATOR, password.read_text())
    second = start(environment)
    assert "running already" in second.communicate()[0]
    assert second.returncode == 1

    processes = family(site)
    site.send_signal(signal.SIGTERM)

    assert site.wait(30) == 0
    assert all_gone(processes)


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells a child of its parent's end"
)
def test_nothing_outlives_a_site_that_was_killed(site):
    processes = family(site)
    site.kill()
    assert eventually(lambda: all_gone(processes), seconds=30)


@pytest.mark.parametrize(("family", "address"), [(socket.AF_INET, IPV4), (socket.AF_INET6, IPV6)])
def test_a_port_that_is_taken_is_named(environment, family, address):
    if address not in served_at(int(environment["PORT"])):
        pytest.skip("this machine has no such address")
    with socket.socket(family) as other:
        other.bind((address, int(environment["PORT"])))
        other.listen()
        refused = start(environment)
        assert f"Port {environment['PORT']} cannot be used" in refused.communicate()[0]
    assert refused.returncode == 1


@pytest.mark.parametrize(
    ("found", "served", "name"),
    [
        ([IPV4], [IPV4, IPV6], "localhost"),
        ([IPV6, IPV4], [IPV4, IPV6], "localhost"),
        ([IPV6, IPV4], [IPV4], IPV4),
        (["192.0.2.1"], [IPV4, IPV6], IPV4),
    ],
    ids=["of IPv4", "of both", "of one that is not served", "elsewhere"],
)
def test_a_site_is_opened_by_localhost_where_that_leads_to_it_alone(monkeypatch, found, served, name):
    answer = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 0)) for one in found]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_: answer)

    assert name_of(served) == name


def test_a_machine_that_knows_no_localhost_opens_a_site_by_number(monkeypatch):
    def unknown(*_):
        raise socket.gaierror("Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)

    assert name_of([IPV4, IPV6]) == IPV4


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ({}, "http://localhost:8000"),
        ({"PORT": "8311"}, "http://localhost:8311"),
        ({"PORT": "8311", "SITE_ADDRESS": "https://exemplar.nhs.uk"}, "https://exemplar.nhs.uk"),
    ],
    ids=["nothing named", "port", "address"],
)
def test_links_in_mail_lead_to_where_the_site_is_served(environment, named, address):
    del environment["PORT"]
    asked = [sys.executable, "-c", "from config.settings import SITE_ADDRESS; print(SITE_ADDRESS)"]
    said = subprocess.run(
        asked, cwd=ROOT, env=environment | named, capture_output=True, text=True, check=True
    )
    assert said.stdout.strip() == address
