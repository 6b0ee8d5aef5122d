"""The audit log: what it keeps, and that nobody changes it, neither in Python nor in the database."""

import pytest
from django.db import IntegrityError, connection, transaction

from safety import audit
from safety.acts import UnknownAct
from safety.models import FIRST_PREVIOUS, AppendOnly, AuditEntry, AuditHead
from tests import factories

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

CHANGES = [
    "UPDATE safety_auditentry SET reason = 'Another' WHERE number = 1",
    "UPDATE safety_auditentry SET number = 9 WHERE number = 1",
    "DELETE FROM safety_auditentry",
    "TRUNCATE safety_auditentry",
    "REPLACE INTO safety_auditentry SELECT * FROM safety_auditentry",
]
ONLY_ON = {"TRUNCATE": "postgresql", "REPLACE": "sqlite"}


def entry(**fields) -> AuditEntry:
    return audit.record(**{"act": "hide", "by": None, "about": "post:31"} | fields)


def test_an_entry_says_who_did_what_to_what_and_why():
    person = factories.administrator()

    made = entry(by=person, about=person, reason="Asked by phone", area="QWO", held=3)

    found = AuditEntry.objects.get()
    assert (found.number, found.by, found.role) == (1, person.pk, "administrator")
    assert (found.act, found.about, found.area) == ("hide", f"user:{person.pk}", "QWO")
    assert (found.reason, found.details) == ("Asked by phone", {"held": 3})
    assert found.hash == made.hash == found.hash_of_content()


def test_entries_count_without_a_gap_and_hold_the_hash_of_the_one_before():
    first, second = entry(), entry(about="post:32")

    assert (first.number, first.previous_hash) == (1, FIRST_PREVIOUS)
    assert (second.number, second.previous_hash) == (2, first.hash)
    assert AuditHead.objects.values_list("number", "hash").get() == (2, second.hash)


def test_an_entry_stays_when_the_person_is_gone():
    person = factories.person()
    number = person.pk
    entry(by=person)

    person.delete()

    assert AuditEntry.objects.get().by == number


def test_the_role_is_the_one_held_at_the_time():
    roles = [entry(by=by).role for by in (None, factories.person(), factories.person(is_moderator=True))]

    assert roles == ["the site itself", "member", "moderator"]


@pytest.mark.parametrize(
    "detail",
    ["ann@example.org", "x" * 201, 1.5, {"to": ["ann@example.org"]}, object()],
    ids=["address", "long", "fraction", "address within", "no JSON"],
)
def test_addresses_and_long_words_are_no_details(detail):
    with pytest.raises(audit.DetailRefused):
        entry(detail=detail)


def test_an_act_that_nobody_registered_is_refused():
    with pytest.raises(UnknownAct):
        entry(act="whatever")


@pytest.mark.django_db(transaction=True)
def test_an_entry_belongs_into_a_transaction():
    with pytest.raises(audit.OutsideTransaction):
        entry()


@pytest.mark.django_db(transaction=True)
def test_an_act_that_fails_leaves_no_entry():
    with transaction.atomic():
        entry()
        transaction.set_rollback(True)

    assert not AuditEntry.objects.exists()


@pytest.mark.parametrize("statement", CHANGES)
def test_the_database_refuses_every_change(statement):
    if ONLY_ON.get(statement.split()[0], connection.vendor) != connection.vendor:
        pytest.skip("another database's word")
    kept = entry()

    with pytest.raises(IntegrityError, match="audit_log_takes_no_"), transaction.atomic():
        connection.cursor().execute(statement)

    assert AuditEntry.objects.get().hash_of_content() == kept.hash


def test_the_model_refuses_every_change():
    kept = entry()
    changes = [
        kept.save,
        kept.delete,
        AuditEntry.objects.all().delete,
        lambda: AuditEntry.objects.update(reason="Another"),
        lambda: AuditEntry.objects.bulk_update([kept], ["reason"]),
        lambda: AuditEntry.objects.bulk_create([kept]),
    ]

    for change in changes:
        with pytest.raises(AppendOnly):
            change()


@pytest.mark.django_db(transaction=True)
def test_a_log_that_was_committed_does_not_reach_the_next_test():
    with transaction.atomic():
        entry()
