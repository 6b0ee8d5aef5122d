"""Walking the audit log: each way to tamper with it is named, with the number of the entry."""

import tracemalloc
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection

from safety import audit
from safety.append_only import changes_allowed
from safety.models import AuditEntry, AuditHead
from safety.verifying import verify

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]

CHANGED = "was changed after it was written: its hash does not fit."
GONE = "is missing or cannot be read."


def write(entries: int = 6) -> list[AuditEntry]:
    return [audit.record(act="hide", by=None, about=f"post:{each}", reason="Rude") for each in range(entries)]


def tamper(*statements: str) -> None:
    with changes_allowed(connection), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def found(**options) -> list[tuple[int, str]]:
    return [(fault.number, fault.words) for fault in verify(**options)]


def written_anew(number: int, about: str) -> str:
    """Return what makes an entry say something else, with a hash that fits."""
    entry = AuditEntry.objects.get(number=number)
    entry.about = about
    return f"UPDATE safety_auditentry SET about = '{about}', hash = '{entry.hash_of_content()}' WHERE number = {number}"


def test_a_log_that_nobody_touched_is_whole():
    write()

    assert found() == []


def test_an_empty_log_is_whole():
    assert found() == []


@pytest.mark.parametrize(
    "change",
    [
        "reason = 'Kind'",
        "reason = ''",
        "by = 7",
        "role = 'member'",
        "act = 'approve'",
        "about = 'post:99'",
        "area = 'QWO'",
        "at = '2020-01-01 00:00:00'",
        """details = '{"held": 1}'""",
        "previous_hash = hash",
        f"hash = '{'0' * 64}'",
    ],
)
@pytest.mark.parametrize("number", [1, 3, 6])
def test_a_changed_entry_is_named(number, change):
    write()

    tamper(f"UPDATE safety_auditentry SET {change} WHERE number = {number}")

    assert found() == [(number, CHANGED)]


def test_a_missing_entry_is_named():
    write()

    tamper("DELETE FROM safety_auditentry WHERE number = 3")

    assert found() == [(3, GONE)]


def test_several_missing_entries_are_named_at_once():
    write()

    tamper("DELETE FROM safety_auditentry WHERE number IN (2, 3, 4)")

    assert found() == [(2, "and all up to 4 are missing or cannot be read.")]


def test_a_log_without_its_last_entries_is_noticed():
    write()

    tamper("DELETE FROM safety_auditentry WHERE number >= 5")

    assert found() == [(5, "and all up to 6 are missing or cannot be read.")]


def test_entries_that_changed_places_are_named():
    write()

    tamper(
        "UPDATE safety_auditentry SET number = 99 WHERE number = 3",
        "UPDATE safety_auditentry SET number = 3 WHERE number = 4",
        "UPDATE safety_auditentry SET number = 4 WHERE number = 99",
    )

    assert found() == [
        (3, "was moved: it was written as entry 4."),
        (4, "was moved: it was written as entry 3."),
    ]


def test_entries_that_closed_a_gap_are_named():
    write()

    tamper(
        "DELETE FROM safety_auditentry WHERE number = 4",
        "UPDATE safety_auditentry SET number = 4 WHERE number = 5",
        "UPDATE safety_auditentry SET number = 5 WHERE number = 6",
    )

    assert [number for number, _ in found()] == [4, 5, 6]


def test_an_entry_with_a_new_hash_does_not_fit_the_next():
    write()

    tamper(written_anew(3, "post:99"))

    assert found() == [(3, "was written anew: entry 4 follows one with another hash.")]


def test_the_last_entry_with_a_new_hash_does_not_fit_the_end():
    write()

    tamper(written_anew(6, "post:99"))

    assert found() == [(6, "was written anew: the log ends with another hash.")]


def test_an_entry_that_nobody_recorded_is_named():
    write()
    tamper("UPDATE safety_audithead SET number = 5")

    assert (6, "stands behind the end of the log: nobody recorded it.") in found()


def test_two_faults_are_two():
    write()

    tamper(
        "UPDATE safety_auditentry SET reason = 'Kind' WHERE number = 2",
        "DELETE FROM safety_auditentry WHERE number = 5",
    )

    assert found() == [(2, CHANGED), (5, GONE)]


@pytest.mark.parametrize("at", ["neither day nor hour", "2026-02-31 10:00:00"])
def test_an_entry_that_cannot_be_read_is_named(at):
    if connection.vendor != "sqlite":
        pytest.skip("another database takes no such time")
    write()

    tamper(f"UPDATE safety_auditentry SET at = '{at}' WHERE number = 3")

    assert found() == [(3, GONE)]


def test_a_check_may_begin_later():
    write()
    tamper("UPDATE safety_auditentry SET reason = 'Kind' WHERE number IN (2, 4)")

    assert found(first=3) == [(4, CHANGED)]
    assert found(first=5) == []


def run(*options: str) -> tuple[str, str, int]:
    """Return what the command says, what it complains of, and its exit code."""
    said, complained = StringIO(), StringIO()
    try:
        call_command("verify_audit", *options, stdout=said, stderr=complained)
    except CommandError as error:
        return said.getvalue(), f"{complained.getvalue()}{error}", error.returncode
    return said.getvalue(), complained.getvalue(), 0


def test_the_command_says_the_last_entry_of_a_whole_log():
    last = write()[-1]

    assert run() == (f"The audit log is whole. Its last entry is 6:{last.hash}\n", "", 0)


def test_the_command_names_faults_and_fails():
    write()
    tamper("UPDATE safety_auditentry SET reason = 'Kind' WHERE number = 2")

    assert run() == ("", f"Entry 2 {CHANGED}\nThe audit log is not as it was written: 1 found.", 1)


def test_the_command_begins_at_a_day_or_a_number():
    with time_machine.travel(datetime(2026, 1, 1, 12, tzinfo=UTC), tick=False) as clock:
        for _ in range(3):
            write(1)
            clock.shift(timedelta(days=1))
    tamper("UPDATE safety_auditentry SET reason = 'Kind' WHERE number = 1")

    assert "Entry 1 " in run("--since", "2026-01-01")[1]
    assert run("--since", "2026-01-02")[1] == ""
    assert run("--since", "2027-01-01")[1] == ""
    assert run("--since", "2")[1] == ""


def test_a_log_that_was_written_anew_as_a_whole_does_not_have_the_hash_that_was_kept():
    kept = write()[-1].hash
    assert run("--known", f"6:{kept}")[1] == ""

    tamper("DELETE FROM safety_auditentry", "DELETE FROM safety_audithead")
    write()

    assert run()[1] == ""
    assert "Entry 6 does not have the hash that was kept." in run("--known", f"6:{kept}")[1]


@pytest.mark.parametrize("option", [("--since", "soon"), ("--known", "6"), ("--known", "x:y")])
def test_the_command_says_what_it_cannot_read(option):
    with pytest.raises(CommandError, match=option[1]):
        call_command("verify_audit", *option)


def peak(work: Callable[[], object]) -> int:
    tracemalloc.start()
    work()
    taken = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return taken


def test_a_long_log_takes_no_more_memory_than_a_short_one():
    write(1000)
    found()
    short = peak(found)
    write(2000)

    assert peak(found) < short * 1.2
    assert AuditHead.objects.get().number == 3000
