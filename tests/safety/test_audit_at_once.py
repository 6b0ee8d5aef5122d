"""Several connections write into the audit log at once: it stays one chain without a gap."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as StillWaiting
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from safety import audit
from safety.models import AuditEntry
from safety.verifying import verify

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


def in_a_connection_of_its_own(work: Callable[[], None]) -> None:
    try:
        work()
    finally:
        connection.close()


def record(about: str) -> None:
    audit.record(act="hide", by=None, about=about)


def test_many_at_once_make_one_chain():
    ready = Barrier(4)

    def write() -> None:
        ready.wait()
        for number in range(10):
            with transaction.atomic():
                record(f"post:{number}")

    with ThreadPoolExecutor(4) as threads:
        for done in [threads.submit(in_a_connection_of_its_own, write) for _ in range(4)]:
            done.result(60)

    assert sorted(AuditEntry.objects.values_list("number", flat=True)) == list(range(1, 41))
    assert list(verify()) == []


@pytest.mark.parametrize("comes_to_nothing", [False, True], ids=["committed", "taken back"])
def test_the_second_waits_until_the_first_has_ended(comes_to_nothing):
    has_written, may_end = Event(), Event()

    def first() -> None:
        with transaction.atomic():
            record("post:1")
            has_written.set()
            may_end.wait(30)
            transaction.set_rollback(comes_to_nothing)

    def second() -> None:
        with transaction.atomic():
            record("post:2")

    with ThreadPoolExecutor(2) as threads:
        one = threads.submit(in_a_connection_of_its_own, first)
        assert has_written.wait(30)
        two = threads.submit(in_a_connection_of_its_own, second)
        assert is_waiting(two)
        may_end.set()
        one.result(30)
        two.result(30)

    expected = [(1, "post:2")] if comes_to_nothing else [(1, "post:1"), (2, "post:2")]
    assert list(AuditEntry.objects.order_by("number").values_list("number", "about")) == expected
    assert list(verify()) == []


def is_waiting(work: Future) -> bool:
    try:
        work.result(0.3)
    except StillWaiting:
        return True
    return False
