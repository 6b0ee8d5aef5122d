"""Versions of posts and what moderators did are added to and never changed, by the database's own word."""

import pytest
from django.core.management import call_command
from django.db import IntegrityError, connection, models, transaction
from django.utils import timezone

from forum.actions.discussions import edit_post
from forum.models import Post, ReviewEvent, Revision
from forum.records import RECORDS, REVIEW_EVENTS, REVISIONS
from tests.factories import member, post, thread
from tests.forum.reviewed import hidden

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
ROWS = {REVISIONS: Revision, REVIEW_EVENTS: ReviewEvent}
OTHERWISE = {
    models.CharField: "'other'",
    models.TextField: "'other'",
    models.DateTimeField: "'2001-01-01 00:00:00'",
    models.DurationField: "NULL",
    models.PositiveIntegerField: "77",
    models.BigAutoField: "7777",
    models.ForeignKey: "NULL",
}


def rows_to_keep() -> dict:
    """Return a row of each record, every column of it filled."""
    event = hidden()
    assert event.waited is not None
    author = member()
    edited = edit_post(post=post(thread(author), author), by=author, text="We start early.", note="Better")
    return {REVIEW_EVENTS: event, REVISIONS: edited.revisions.last()}


def columns() -> list[tuple]:
    return [
        (record, field.column, OTHERWISE[type(field)])
        for record in RECORDS
        for field in ROWS[record]._meta.concrete_fields
        if field.column not in record.people and field.column != "erased_at"
    ]


def change(record, statement: str) -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        connection.check_constraints()  # or what they still have to look at would keep a table from being emptied
        cursor.execute(statement.format(table=record.table))


def values(row) -> dict:
    return type(row).objects.filter(pk=row.pk).values().get()


@pytest.mark.parametrize(
    ("record", "column", "value"), columns(), ids=[f"{one[0].name}-{one[1]}" for one in columns()]
)
def test_no_column_is_changed(record, column, value):
    row = rows_to_keep()[record]
    before = values(row)

    with pytest.raises(IntegrityError, match=f"{record.name}_takes_no_update"):
        change(record, f"UPDATE {{table}} SET {column} = {value}")

    assert values(row) == before


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
@pytest.mark.parametrize("statement", ["DELETE FROM {table}", "TRUNCATE {table} CASCADE"])
def test_no_row_is_lost(record, statement):
    row = rows_to_keep()[record]
    if statement.startswith("TRUNCATE") and connection.vendor != "postgresql":
        pytest.skip("PostgreSQL's word")

    with pytest.raises(IntegrityError, match=f"{record.name}_takes_no_(delete|truncation)"):
        change(record, statement)

    assert ROWS[record].objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_no_row_is_replaced(record):
    row = rows_to_keep()[record]
    if connection.vendor != "sqlite":
        pytest.skip("SQLite's word")

    with pytest.raises(IntegrityError, match=f"{record.name}_takes_no_replacement"):
        change(record, "INSERT OR REPLACE INTO {table} SELECT * FROM {table}")

    assert ROWS[record].objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_a_person_is_forgotten_and_not_exchanged(record):
    row, somebody = rows_to_keep()[record], member()

    for column in record.people:
        with pytest.raises(IntegrityError, match="takes_no_update"):
            change(record, f"UPDATE {{table}} SET {column} = {somebody.pk}")
        change(record, f"UPDATE {{table}} SET {column} = NULL")
        with pytest.raises(IntegrityError, match="takes_no_update"):
            change(record, f"UPDATE {{table}} SET {column} = {somebody.pk}")

    assert {values(row)[column] for column in record.people} == {None}


def test_what_somebody_did_stays_when_their_row_goes():
    event = hidden()
    author, by = event.about, event.by
    revised = edit_post(post=event.item.post, by=author, text="Another", note="Why not").revisions.last()

    author.delete()
    by.delete()

    event = ReviewEvent.objects.get(pk=event.pk)
    assert (event.by, event.about, event.words) == (None, None, "Please keep to theatres.")
    assert Revision.objects.get(pk=revised.pk).by is None


@pytest.mark.parametrize("record", RECORDS, ids=lambda record: record.name)
def test_words_are_erased_together_once_and_for_good(record):
    row = rows_to_keep()[record]
    kept = {name: value for name, value in values(row).items() if name not in record.words}
    emptied = ", ".join(f"{column} = ''" for column in record.words)
    at = timezone.now()

    for halfway in (
        emptied,
        "erased_at = CURRENT_TIMESTAMP",
        f"{record.words[0]} = '', erased_at = CURRENT_TIMESTAMP",
        f"{emptied}, erased_at = CURRENT_TIMESTAMP, id = 7777",
    ):
        with pytest.raises(IntegrityError, match="takes_no_update"):
            change(record, f"UPDATE {{table}} SET {halfway} WHERE id = {row.pk}")
    assert ROWS[record].objects.filter(pk=row.pk).erase(at) == 1
    assert ROWS[record].objects.filter(pk=row.pk).erase(at) == 0

    now = values(row)
    assert {now[column] for column in record.words} == {""}
    assert {name: now[name] for name in kept} == kept | {"erased_at": at}
    for again in ("erased_at = NULL", f"{record.words[0]} = 'back'"):
        with pytest.raises(IntegrityError, match="takes_no_update"):
            change(record, f"UPDATE {{table}} SET {again} WHERE id = {row.pk}")


@pytest.mark.django_db(transaction=True)
def test_the_refusals_come_and_go_with_their_migration():
    rows_to_keep()

    call_command("migrate", "forum", "0003", verbosity=0)
    try:
        change(REVIEW_EVENTS, "UPDATE {table} SET words = 'changed'")
    finally:
        call_command("migrate", "forum", verbosity=0)

    for record in RECORDS:
        with pytest.raises(IntegrityError, match="takes_no_delete"):
            change(record, "DELETE FROM {table}")
    assert Post.objects.exists()
