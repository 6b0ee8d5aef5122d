"""Who else hears when something becomes of a case study: apps that stand above, without this one knowing of them."""

from collections import defaultdict
from collections.abc import Callable

from casestudies.models import CaseEvent

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
