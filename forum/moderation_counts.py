"""What moderation did, quarter by quarter, counted from its record: numbers that anybody may read."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, DateField, Q
from django.db.models.functions import TruncQuarter
from django.utils import timezone

from accounts.models import Restriction
from forum.models import ReviewEvent

Act = ReviewEvent.Act
# Each count, and the acts that are it. What the site hides by itself is apart from what a person hides.
COUNTED: dict[str, tuple[str, ...]] = {
    "reported": (Act.REPORTED,),
    "held": (Act.OPENED,),
    "hidden_at_once": (),
    "approved": (Act.APPROVED, Act.OVERRIDDEN, Act.LIFTED),
    "kept": (Act.KEPT,),
    "shown_again": (Act.UNHIDDEN, Act.RESTORED),
    "ignored": (Act.IGNORED,),
    "returned": (Act.RETURNED,),
    "edited": (Act.EDITED,),
    "hidden": (Act.HIDDEN,),
    "removed": (Act.REMOVED,),
    "erased": (Act.ERASED,),
    "put_in_order": (Act.LOCKED, Act.UNLOCKED, Act.MOVED, Act.MERGED, Act.SPLIT),
    "put_right": (Act.SETTLED,),
    "reviewed": (Act.REVIEWED,),
    "warned": (Act.WARNED,),
    "silenced": (),
    "suspended": (),
    "appeals_made": (Act.APPEALED,),
    "appeals_upheld": (Act.OVERTURNED,),
    "appeals_refused": (Act.STANDS,),
}
COUNT_OF = {act: count for count, acts in COUNTED.items() for act in acts}
RESTRICTED = {Restriction.Kind.SILENCE: "silenced", Restriction.Kind.SUSPENSION: "suspended"}


@dataclass
class Quarter:
    """The counts of the three months from `start`, and the median time that what was decided had waited."""

    start: date
    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(COUNTED, 0))
    waits: list[timedelta] = field(default_factory=list)

    @property
    def median(self) -> timedelta | None:
        return median(self.waits) if self.waits else None


def quarters() -> list[Quarter]:
    """Return every quarter from the first in which anything happened to this one, oldest first: three queries."""
    counts = _counts()
    waits = _waits()
    now = quarter_of(timezone.localdate())
    starts = _from_to(min([*counts, *waits, now]), now)
    found = [Quarter(start) for start in starts]
    for quarter in found:
        quarter.counts |= counts.get(quarter.start, {})
        quarter.waits = waits.get(quarter.start, [])
    return found


def quarter_of(day: date) -> date:
    """Return the first day of the quarter that a day is in."""
    return date(day.year, (day.month - 1) // 3 * 3 + 1, 1)


def _from_to(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = quarter_of(first + timedelta(days=100))


def _counts() -> dict[date, dict[str, int]]:
    found: dict[date, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    events = ReviewEvent.objects.order_by().values_list(_quarter("at"), "act", Q(by__isnull=True))
    for start, act, by_itself, count in events.annotate(count=Count("pk")):
        if name := _count_of(act, by_itself):
            found[start][name] += count
    restrictions = Restriction.objects.order_by().values_list(_quarter("starts"), "kind")
    for start, kind, count in restrictions.annotate(count=Count("pk")):
        found[start][RESTRICTED[kind]] += count
    return found


def _count_of(act: str, by_itself: bool) -> str | None:
    """Return which count an act is part of: what a moderator looks at unasked is neither reported nor held."""
    if act == Act.HIDDEN and by_itself:
        return "hidden_at_once"
    return None if act == Act.OPENED and not by_itself else COUNT_OF.get(act)


def _waits() -> dict[date, list[timedelta]]:
    found: dict[date, list[timedelta]] = defaultdict(list)
    decided = ReviewEvent.objects.order_by().filter(waited__isnull=False)
    for start, waited in decided.values_list(_quarter("at"), "waited"):
        found[start].append(waited)
    return found


def _quarter(column: str) -> TruncQuarter:
    return TruncQuarter(column, output_field=DateField())
