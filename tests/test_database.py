"""What the site relies on of its database."""

import sqlite3

import pytest
from django.db import connection, transaction

from metrics.models import Area

pytestmark = pytest.mark.embedded


@pytest.fixture
def sqlite(transactional_db):
    if connection.vendor != "sqlite":
        pytest.skip("about SQLite")
    with connection.cursor() as cursor:
        yield cursor


@pytest.mark.parametrize(
    ("pragma", "value"),
    [
        ("journal_mode", "wal"),
        ("synchronous", 1),
        ("busy_timeout", 20_000),
        ("foreign_keys", 1),
        ("secure_delete", 1),
    ],
)
def test_sqlite_is_set_for_readers_beside_a_writer(sqlite, pragma, value):
    assert sqlite.execute(f"PRAGMA {pragma}").fetchone() == (value,)


def test_a_transaction_takes_the_write_lock_at_its_start(sqlite):
    other = sqlite3.connect(connection.settings_dict["NAME"], timeout=0)
    with transaction.atomic(), pytest.raises(sqlite3.OperationalError, match="locked"):
        other.execute("BEGIN IMMEDIATE")
    other.close()


@pytest.mark.django_db
def test_every_test_finds_the_areas():
    assert Area.objects.filter(code="ENGLAND").exists()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "second"])
def test_the_areas_come_back_after_a_test_that_commits(turn):
    assert Area.objects.filter(kind=Area.Kind.REGION).count() == 7
