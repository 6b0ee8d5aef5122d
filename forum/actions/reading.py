"""What a person has read: up to which post of a thread, and until when all of a category or of the forum."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from forum.models import AllRead, Category, ReadUpTo, Thread

# The higher of two numbers stays, whichever of two windows comes last: nothing comes between in one statement.
_UPSERT = """
INSERT INTO {table} (person_id, thread_id, number, at) VALUES (%s, %s, %s, %s)
ON CONFLICT (person_id, thread_id) DO UPDATE SET number = excluded.number, at = excluded.at
WHERE {table}.number < excluded.number
"""


def read_page(*, person: User, thread: Thread, numbers: Sequence[int]) -> None:
    """Keep that a person has read the posts of these numbers, of a thread known with `read_number`. No query when they
    had before."""
    if numbers and numbers[-1] > thread.read_number:
        read_up_to(person=person, thread=thread, number=numbers[-1])


def read_up_to(*, person: User, thread: Thread, number: int) -> None:
    """Keep that a person has read a thread up to a number. It never goes back; once more is nothing done. One query."""
    read_several(person=person, numbers={thread.pk: number})


def read_several(*, person: User, numbers: Mapping[int, int]) -> None:
    """Keep the same of several threads. `numbers`: by the threads' own in the database."""
    at = ReadUpTo._meta.get_field("at").get_db_prep_save(timezone.now(), connection)
    with connection.cursor() as cursor:
        statement = _UPSERT.format(table=ReadUpTo._meta.db_table)
        # In one order: two windows that do it at once do not wait for each other.
        rows = [[person.pk, thread, number, at] for thread, number in sorted(numbers.items())]
        cursor.executemany(statement, rows)


@transaction.atomic
def call_all_read(*, person: User, category: Category | None = None, until: datetime) -> None:
    """Keep that nothing written until then in a category, or in the whole forum, is new to a person; never less."""
    kept, is_new = AllRead.objects.get_or_create(person=person, category=category, defaults={"until": until})
    if not is_new:
        AllRead.objects.filter(pk=kept.pk, until__lt=until).update(until=until)
