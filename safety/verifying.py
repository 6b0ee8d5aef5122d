"""Walking the audit log's chain: which entries were changed, moved or taken away since they were written.

A hash without a secret cannot tell when somebody wrote the whole rest of the log anew, head included. So the command
says the last entry's hash: kept elsewhere, it tells that too.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Subquery

from safety.models import FIRST_PREVIOUS, AuditEntry, AuditHead

FURTHEST_MOVE = 1000
AT_A_TIME = 500


@dataclass(frozen=True)
class Fault:
    """An entry that is not as it was written, and what is wrong with it."""

    number: int
    words: str

    def __str__(self) -> str:
        return f"Entry {self.number} {self.words}"


def verify(*, first: int = 1) -> Iterator[Fault]:
    """Walk the log from an entry on, and yield what is wrong, in order. Needs the memory of a few hundred entries."""
    head = AuditHead.objects.first() or AuditHead()
    walk = _Walk(first)
    for entry in _entries(first, head.number):
        yield from walk.faults_at(entry)
    yield from walk.faults_at_end(head)
    # One statement, so that an entry written meanwhile is seen together with its head.
    beyond = AuditEntry.objects.filter(number__gt=Subquery(AuditHead.objects.values("number")[:1]))
    for entry in (beyond if head.number else AuditEntry.objects.all()).order_by("number").iterator():
        yield Fault(entry.number, "stands behind the end of the log: nobody recorded it.")


class _Walk:
    """Where a walk through the log is: the number that comes next, and the hash that the next entry must name."""

    def __init__(self, first: int):
        before = AuditEntry.objects.filter(number=first - 1).first()
        self.next = first
        self.hash = before.hash if before else FIRST_PREVIOUS if first == 1 else None

    def faults_at(self, entry: AuditEntry) -> Iterator[Fault]:
        if entry.number > self.next:
            yield _missing(self.next, entry.number - 1)
            self.hash = None
        is_whole = entry.is_whole()
        if not is_whole:
            yield Fault(entry.number, _what_happened_to(entry))
        elif self.hash not in (None, entry.previous_hash):
            yield Fault(
                entry.number - 1, f"was written anew: entry {entry.number} follows one with another hash."
            )
        # What comes after a faulty entry may rightly not fit it: that is one fault, not two.
        self.next, self.hash = entry.number + 1, entry.hash if is_whole else None

    def faults_at_end(self, head: AuditHead) -> Iterator[Fault]:
        if self.next <= head.number:
            yield _missing(self.next, head.number)
        elif self.hash not in (None, head.hash):
            yield Fault(head.number, "was written anew: the log ends with another hash.")


def _entries(first: int, last: int) -> Iterator[AuditEntry]:
    """Yield the entries of a range, a few at a time."""
    numbers = AuditEntry.objects.order_by("number").values_list("number", flat=True)
    while some := list(numbers.filter(number__range=(first, last))[:AT_A_TIME]):
        yield from _read(some)
        first = some[-1] + 1


def _read(numbers: list[int]) -> list[AuditEntry]:
    """Return the entries of these numbers; one that cannot even be read is passed over, and so found missing."""
    try:
        entries = AuditEntry.objects.filter(number__range=(numbers[0], numbers[-1])).order_by("number")
        return [entry for entry in entries if entry.at]
    except ValueError:
        middle = len(numbers) // 2
        return _read(numbers[:middle]) + _read(numbers[middle:]) if middle else []


def _missing(first: int, last: int) -> Fault:
    if first == last:
        return Fault(first, "is missing or cannot be read.")
    return Fault(first, f"and all up to {last} are missing or cannot be read.")


def _what_happened_to(entry: AuditEntry) -> str:
    written_as = _number_when_written(entry)
    if written_as is None:
        return "was changed after it was written: its hash does not fit."
    return f"was moved: it was written as entry {written_as}."


def _number_when_written(entry: AuditEntry) -> int | None:
    """Return the number under which an entry fits its hash: one for each step back to an entry in its own place."""
    before, steps = entry, 1
    while (previous := _previous(before)) and not previous.is_whole() and steps < FURTHEST_MOVE:
        before, steps = previous, steps + 1
    number = steps + (previous.number if previous else 0)
    return number if entry.hash_of_content(number) == entry.hash else None


def _previous(entry: AuditEntry) -> AuditEntry | None:
    return AuditEntry.objects.filter(hash=entry.previous_hash).first()
