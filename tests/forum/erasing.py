"""Posts erased for good, as tests need them."""

from django.db import connection

from forum.actions.moderation.erasing import approve, propose
from forum.models import Erasure, ReviewEvent, ReviewItem
from tests.factories import administrator, moderator
from tests.forum.reviewed import latest

PATIENT = Erasure.Why.PATIENT


def proposed(item: ReviewItem, **more) -> Erasure:
    return propose(**latest(item) | {"by": moderator(), "why": PATIENT} | more)


def decide(act, erasure: Erasure, **more) -> ReviewEvent:
    version = ReviewItem.objects.get(pk=erasure.item_id).version
    return act(**{"erasure": erasure, "by": administrator(), "version": version} | more)


def erased(item: ReviewItem) -> Erasure:
    """Return the proposal by which the post of an item was erased."""
    made = proposed(item)
    decide(approve, made)
    return Erasure.objects.get(pk=made.pk)


def places_of(words: str) -> list[str]:
    """Return each column of each table of the database that has these words."""
    found = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            for column in connection.introspection.get_table_description(cursor, table):
                name = connection.ops.quote_name(column.name)
                cursor.execute(
                    f"SELECT count(*) FROM {connection.ops.quote_name(table)} WHERE CAST({name} AS text) LIKE %s",
                    [f"%{words}%"],
                )
                if cursor.fetchone()[0]:
                    found.append(f"{table}.{column.name}")
    return found
