"""Who else hears when something becomes of a case study or a collection: apps that stand above, unknown to this one."""

from collections import defaultdict
from collections.abc import Callable

from casestudies.models import CaseEvent, Collection

Hearer = Callable[[CaseEvent], None]
_HEARERS: dict[str, list[Hearer]] = defaultdict(list)


def when(*acts: str) -> Callable[[Hearer], Hearer]:
    """Let a function hear of acts, in a module that its app's `ready` imports: `@when(CaseEvent.Act.SUBMITTED)`.

    It is called with the event, in the transaction of the act: what it raises undoes the act.
    """

    def take(hearer: Hearer) -> Hearer:
        for act in acts:
            _HEARERS[act].append(hearer)
        return hearer

    return take


def happened(event: CaseEvent) -> None:
    for hearer in _HEARERS[event.act]:
        hearer(event)


CollectionHearer = Callable[[Collection], None]
_OF_CHANGED: list[CollectionHearer] = []
_OF_TAKEN_AWAY: list[CollectionHearer] = []


def when_collection_changes(hearer: CollectionHearer) -> CollectionHearer:
    """Let a function hear of every change of a collection, in its transaction."""
    _OF_CHANGED.append(hearer)
    return hearer


def when_collection_is_taken_away(hearer: CollectionHearer) -> CollectionHearer:
    """Let a function hear of collections whose owners deleted them while rows of other apps rest on them."""
    _OF_TAKEN_AWAY.append(hearer)
    return hearer


def collection_changed(collection: Collection) -> None:
    for hearer in _OF_CHANGED:
        hearer(collection)


def collection_taken_away(collection: Collection) -> None:
    for hearer in _OF_TAKEN_AWAY:
        hearer(collection)
