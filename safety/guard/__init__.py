"""What may tell who a patient is, found in what people write. Pure Python: no Django, no database, no network.

`scan(text)` reads a text as it was typed and as it will be read, and answers with what it found: kinds and places,
never a copy of the text. `hold` means that nobody but its author and moderators may see it, `confirm` that its author
is asked, `pass` that nothing was found.
"""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from safety.guard import labelled, nhs_numbers, people
from safety.guard.found import CONFIRM, HOLD, PASS, Found, Scan, worst
from safety.guard.places import place
from safety.guard.readings import Reading, readings_of

__all__ = ["CONFIRM", "HOLD", "PASS", "Found", "Scan", "place", "scan", "worst"]

Spot = tuple[str, int, int]  # the kind of what was found, and where it begins and ends in a reading
ENOUGH = 100  # of what a rule finds: more would change no verdict and help nobody to take it out
RULES: tuple[Callable[[str], Iterator[Spot]], ...] = (nhs_numbers.spots, labelled.spots, people.spots)


def scan(text: str) -> Scan:
    """Return what in a text may be about a patient, in the order of the text, each part once a kind."""
    found = {spot for reading in readings_of(text) for spot in _spots(reading)}
    return Scan(tuple(Found(*spot) for spot in _once(found)))


def _spots(reading: Reading) -> Iterator[Spot]:
    for rule in RULES:
        for kind, start, end in islice(rule(reading.text), ENOUGH):
            yield kind, reading.origin[start], reading.origin[end - 1] + 1


def _once(found: Iterable[Spot]) -> Iterator[Spot]:
    """Leave out what overlaps one of the same kind: both readings find most of it."""
    ends: dict[str, int] = {}
    for kind, start, end in sorted(found, key=lambda spot: (spot[1], -spot[2], spot[0])):
        if start >= ends.get(kind, 0):
            ends[kind] = end
            yield kind, start, end
