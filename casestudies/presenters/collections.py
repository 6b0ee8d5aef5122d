"""Collections as pages show them: whose they are, how much a reader sees in each, and what."""

from collections.abc import Sequence
from dataclasses import dataclass

from casestudies.models import Collection, CollectionEntry

A_MEMBER = "a member"


@dataclass(frozen=True)
class ListedCollection:
    """`by`: whose it is, as the reader may know it."""

    collection: Collection
    by: str


@dataclass(frozen=True)
class ShownEntry:
    """Something in a collection. `before` and `after`: the numbers of the entries that a reader sees beside it."""

    entry: CollectionEntry
    kind: str
    summary: str
    note: str
    before: int | None
    after: int | None


def listed(collections: Sequence[Collection], names_are_known: bool) -> list[ListedCollection]:
    return [ListedCollection(one, named_by(one, names_are_known)) for one in collections]


def named_by(collection: Collection, names_are_known: bool) -> str:
    """Return whose a collection is: members know each other's names, visitors do not."""
    return collection.owner.public_name if names_are_known else A_MEMBER


def shown(entries: Sequence[CollectionEntry]) -> list[ShownEntry]:
    """Return entries in their order, each with its neighbours."""
    numbers = [None, *(one.pk for one in entries), None]
    return [
        ShownEntry(
            entry=one,
            kind="Case study" if one.case else one.technology.get_kind_display(),
            summary=one.thing.summary,
            note=one.note,
            before=numbers[place],
            after=numbers[place + 2],
        )
        for place, one in enumerate(entries)
    ]
