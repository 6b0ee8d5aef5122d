"""What every test has: areas in the database, no network, and on request real data and a real worker."""

import os
import socket
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.db.models import Model
from django.db.models.signals import post_migrate
from django.test import TransactionTestCase
from hypothesis import settings as properties

from casestudies.records import RECORDS as OF_CASE_STUDIES
from config.celery import app as celery_app
from config.children import Child
from forum.records import RECORDS as OF_THE_FORUM
from safety.append_only import AUDIT_LOG, changes_allowed
from tests.environment import ROOT

SHARED = ROOT.parent / "shared"
LOOPBACK = ("127.", "::1", "localhost")
# What the database refuses to lose a row of.
RECORDS = (AUDIT_LOG, *OF_CASE_STUDIES, *OF_THE_FORUM)
# Through these a test waits for a browser, a worker or a server, each as late as the machine is busy.
BESIDE = {"chromium", "outside"}
# The rows of the reference tables, once they have been read: putting them back is quicker than reading them again.
reference_rows: list[list[Model]] = []
# How long an example takes says how busy the machine is, not whether a property holds.
properties.register_profile("unhurried", deadline=None)
properties.load_profile("unhurried")


def pytest_configure() -> None:
    post_migrate.connect(fill_reference_tables, dispatch_uid="reference tables")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let a test that waits for other programs try once more; the run's summary names each that had to."""
    for item in items:
        if BESIDE.intersection(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.flaky(reruns=1))


def fill_reference_tables(sender, **_) -> None:
    """Fill the reference tables of a new test database, and again whenever a test that commits has emptied it."""
    if sender.label != "metrics":
        return
    made = connection.introspection.table_names()  # a test of migrations goes back to before some were
    for rows in reference_rows:
        if rows[0]._meta.db_table in made:
            type(rows[0]).objects.bulk_create(rows, ignore_conflicts=True)
    if not reference_rows:
        call_command("load_reference", verbosity=0)
        more = [("accounts", "EmailDomain"), ("forum", "Category")]
        tables = [*sender.get_models(), *(apps.get_model(*name) for name in more)]
        reference_rows.extend(rows for model in tables if (rows := list(model.objects.all())))


@pytest.fixture(scope="session", autouse=True)
def records_are_emptied_between_tests() -> Iterator[None]:
    """Let the database be emptied after a test that commits, though it refuses to lose a row of its records."""
    empty = TransactionTestCase._fixture_teardown
    tables = {record.table for record in RECORDS}
    recorded = [model for model in apps.get_models() if model._meta.db_table in tables]

    def empty_the_records_too(self) -> None:
        if not any(model.objects.exists() for model in recorded):
            return empty(self)
        with changes_allowed(connection, *RECORDS):
            return empty(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty_the_records_too)
        yield


@pytest.fixture(autouse=True)
def no_network(monkeypatch) -> None:
    """Tests reach servers on this machine alone."""
    connect = socket.socket.connect

    def connect_nearby(self, address):
        if self.family != socket.AF_UNIX and not str(address[0]).startswith(LOOPBACK):
            raise OSError(f"Tests have no network: {address[0]}")
        return connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", connect_nearby)


@pytest.fixture(autouse=True)
def empty_cache() -> None:
    for cache in caches.all():
        cache.clear()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real data beside the repository; tests that need it are skipped where it is absent."""
    if not SHARED.is_dir():
        pytest.skip("real data (../shared) is not here")
    return SHARED


@pytest.fixture(scope="session")
def real_rtt(shared: Path) -> Path:
    """The folder of NHS England's monthly zips."""
    return shared / "rtt"


def database_address() -> str:
    """Return the test database's address, as another process needs it in `DATABASE_URL`."""
    made = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{made['NAME']}"
    host = str(made["HOST"]).replace("/", "%2F")
    port = f":{made['PORT']}" if made["PORT"] else ""
    return f"postgresql://{made['USER']}:{made['PASSWORD']}@{host}{port}/{made['NAME']}"


@pytest.fixture
def stored(settings, tmp_path: Path) -> Path:
    """The folder that uploaded files are stored in, empty."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return tmp_path / "media" / "uploads"


@pytest.fixture
def outside(transactional_db) -> dict[str, str]:
    """The environment in which another process sees this test's database, broker, cache and folder."""
    return os.environ | {"DATABASE_URL": database_address(), "DJANGO_SETTINGS_MODULE": "config.settings"}


@pytest.fixture
def start_worker(outside: dict[str, str], tmp_path: Path) -> Iterator[Callable[..., Child]]:
    """Starts real Celery workers on the test's database and broker: `start_worker("-B", SOME="variable")`."""
    celery_app.control.purge()
    workers: list[Child] = []

    def start(*options: str, **variables: str) -> Child:
        log = tmp_path / f"worker-{len(workers)}.log"
        command = [sys.executable, "-m", "celery", "-A", "config", "worker", "-c", "1", "-l", "INFO"]
        quiet = ["--without-mingle", "--without-gossip", "-n", f"test{len(workers)}@%h"]
        workers.append(Child([*command, *quiet, *options], env=outside | variables, cwd=ROOT, log=log))
        wait_for_words(log, " ready.", workers[-1])
        return workers[-1]

    yield start
    for worker in workers:
        worker.end()


@pytest.fixture
def live_worker(start_worker) -> Child:
    """A real Celery worker that carries out what the test enqueues."""
    return start_worker()


def wait_for_words(log: Path, words: str, child: Child, seconds: float = 60) -> None:
    """Wait until a child's log says `words`."""
    deadline = time.monotonic() + seconds
    while words not in log.read_text():
        if not child.is_running() or time.monotonic() > deadline:
            pytest.fail(f"No {words!r} in {log.name}:\n{log.read_text()[-3000:]}")
        time.sleep(0.1)
