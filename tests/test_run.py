"""`make run`: a site with figures in one go, that ends as a whole and keeps its data."""

import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import psutil
import pytest

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


def test_a_site_serves_its_figures_and_ends_as_a_whole(site, environment):
    address = f"http://127.0.0.1:{environment['PORT']}/"
    assert address in site.said
    password = Path(environment["VAR_DIR"]) / "administrator"
    assert password.read_text() in site.said
    assert password.stat().st_mode & 0o777 == 0o600
    with urllib.request.urlopen(address) as home:
        assert "May 2025" in home.read().decode()
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


def test_a_port_that_is_taken_is_named(environment):
    with socket.socket() as other:
        other.bind(("127.0.0.1", int(environment["PORT"])))
        other.listen()
        refused = start(environment)
        assert f"Port {environment['PORT']} cannot be used" in refused.communicate()[0]
    assert refused.returncode == 1


@pytest.mark.parametrize(
    ("named", "address"),
    [
        ({}, "http://127.0.0.1:8000"),
        ({"PORT": "8311"}, "http://127.0.0.1:8311"),
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
