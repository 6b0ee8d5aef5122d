"""What moderation did, quarter by quarter, counted from its record: numbers that anybody may read."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from statistics import median

from django.db.models import Count, DateField, Q, QuerySet
from django.db.models.functions import TruncQuarter
from django.utils import timezone

from accounts.models import Restriction
from forum.models import Report, ReviewEvent
from forum.models.moderation import BY_A_MODERATOR

Act = ReviewEvent.Act
# Each count, and the acts that are it; those without are counted apart.
COUNTED: dict[str, tuple[str, ...]] = {
    "reported": (),
    "held": (),
    "hidden_at_once": (),
    "approved": (Act.APPROVED,),
    "lifted": (Act.LIFTED,),
    "kept": (Act.KEPT,),
    "shown_again": (Act.UNHIDDEN, Act.RESTORED),
    "ignored": (Act.IGNORED,),
    "returned": (Act.RETURNED,),
    "edited": (Act.EDITED,),
    "hidden": (Act.HIDDEN,),
    "removed": (Act.REMOVED,),
    "erased": (Act.ERASED,),
    "put_in_order": (
        *(Act.LOCKED, Act.UNLOCKED, Act.MOVED, Act.MERGED, Act.SPLIT),
        *(Act.PINNED, Act.UNPINNED, Act.SLOWED, Act.UNSLOWED, Act.DUPLICATE),
    ),
    "put_right": (Act.SETTLED,),
    "reviewed": (Act.REVIEWED,),
    "warned": (Act.WARNED,),
    "silenced": (),
    "suspended": (),
    "appeals_made": (Act.APPEALED,),
    "appeals_upheld": (Act.OVERTURNED,),
    "appeals_refused": (Act.STANDS,),
}
_WAS_HIDDEN = Q(facts=ReviewEvent.WAS_HIDDEN)
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
    """Return every quarter from the first in which anything happened to this one, oldest first: five queries."""
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
    events = ReviewEvent.objects.order_by().values_list(
        _quarter("at"), "act", ReviewEvent.BY_ITSELF, _WAS_HIDDEN
    )
    for start, act, by_itself, was_hidden, count in events.annotate(count=Count("pk")):
        if name := _count_of(act, by_itself, was_hidden):
            found[start][name] += count
    for start, count in _held_posts():
        found[start]["held"] += count
    reports = Report.objects.order_by().values_list(_quarter("made_at")).annotate(count=Count("pk"))
    for start, count in reports:
        found[start]["reported"] += count
    restrictions = Restriction.objects.order_by().values_list(_quarter("starts"), "kind")
    for start, kind, count in restrictions.annotate(count=Count("pk")):
        found[start][RESTRICTED[kind]] += count
    return found


def _count_of(act: str, by_itself: bool, was_hidden: bool) -> str | None:
    """Return which count an act is part of, as the page calls it.

    What the site hides by itself is apart from what a person hides. An override approves what was held, and shows
    again what was hidden or removed.
    """
    if act == Act.HIDDEN and by_itself:
        return "hidden_at_once"
    if act == Act.OVERRIDDEN:
        return "shown_again" if was_hidden else "approved"
    return COUNT_OF.get(act)


def _held_posts() -> QuerySet:
    """Return how many posts were held by quarter, each once however often it was changed and held again.

    What a moderator opened unasked was not held, and what was sent in for review is no post.
    """
    held = ReviewEvent.objects.filter(act=Act.OPENED, item__post__isnull=False).exclude(facts=BY_A_MODERATOR)
    return held.order_by().values_list(_quarter("at")).annotate(count=Count("item", distinct=True))


def _waits() -> dict[date, list[timedelta]]:
    found: dict[date, list[timedelta]] = defaultdict(list)
    decided = ReviewEvent.objects.decided().order_by()
    for start, waited in decided.values_list(_quarter("at"), "waited"):
        found[start].append(waited)
    return found


def _quarter(column: str) -> TruncQuarter:
    return TruncQuarter(column, output_field=DateField())
