"""Putting things before moderators: one row a target, opened again when there is something new to decide.

Whoever changes a post holds it before its row here is held, in this order everywhere: nobody waits in a circle.
"""

from django.db.models import Model, Sum
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_on_staff
from forum.actions.holding import PATIENT_DATA
from forum.models import Post, Reason, Report, ReviewEvent, ReviewItem
from forum.models.moderation import TARGETS
from forum.queries.moderation import appeal_waiting
from safety import audit

REPORTED = "reported"
APPEAL = "appeal"
ERASURE = "erasure"

# What may identify a patient comes before everything else, however much there is of that.
FIRST = 100_000
# How pressing a report is by its reason, and how pressing what waits is by itself.
BY_REASON = {
    Reason.PATIENT: FIRST,
    Reason.ILLEGAL: 50,
    Reason.INAPPROPRIATE: 5,
    Reason.SPAM: 3,
    Reason.INTEREST: 3,
    Reason.EVIDENCE: 2,
    Reason.OFF_TOPIC: 1,
    Reason.MESSAGE: 1,
}
BY_WHY_IT_WAITS = {ERASURE: 2 * FIRST, PATIENT_DATA: FIRST, APPEAL: 10}
FROM_STAFF = 5
MOST_FOR_ACCURACY = 5
ENOUGH_DECIDED = 5


def open_item(*, post: Post, because: str) -> ReviewItem:
    """Put a post that was just held before moderators. Call it in the transaction that holds the post."""
    item = open_for(because=because, post=post)
    note(item, ReviewEvent.Act.OPENED, by=None, facts=because)
    audit.record(act="hold", by=None, about=post, reason=because, area=item.area_code)
    return item


def settle_item(*, post: Post) -> None:
    """Close what is open about a post that its author put right, so that nobody needs to decide any more."""
    item = ReviewItem.objects.select_for_update(of=["self"]).waiting().filter(post=post).first()
    if item is None or item.reports.open().exists() or appeal_waiting(item):
        return
    waited = timezone.now() - item.opened_at
    close(item, ReviewItem.Status.APPROVED)
    note(item, ReviewEvent.Act.SETTLED, by=post.author, waited=waited)
    audit.record(act="settle", by=post.author, about=post, area=item.area_code)


def open_for(*, because: str, **target: Model | None) -> ReviewItem:
    """Return the row of a target, waiting: made, opened again, or as it was with something new to see.

    `target`: one of TARGETS by its name.
    """
    target = dict.fromkeys(TARGETS) | target
    item, is_new = ReviewItem.objects.select_for_update(of=["self"]).get_or_create(
        **target, defaults={"because": because, "score": BY_WHY_IT_WAITS.get(because, 1)}
    )
    if not is_new:
        item.post = target["post"]
        _open_again(item, because)
    return item


def _open_again(item: ReviewItem, because: str) -> None:
    if item.status != ReviewItem.Status.PENDING:
        item.status, item.opened_at, item.decided_at = ReviewItem.Status.PENDING, timezone.now(), None
        item.because = because
    elif BY_WHY_IT_WAITS.get(because, 0) > BY_WHY_IT_WAITS.get(item.because, 0):
        item.because = because
    item.version += 1
    item.score = pressing(item)
    item.save()


def close(item: ReviewItem, status: ReviewItem.Status) -> None:
    """Note what became of an item; whoever claimed it is free of it."""
    item.status, item.decided_at = status, timezone.now()
    item.let_go()
    item.is_for_administrators, item.passed_on_by = False, None
    item.version += 1
    item.save()


def note(item: ReviewItem, act: ReviewEvent.Act, *, by: User | None, **fields) -> ReviewEvent:
    """Write down what was done to an item, and whose work or name it was."""
    return ReviewEvent.objects.create(item=item, act=act, by=by, about=item.author, **fields)


def pressing(item: ReviewItem) -> int:
    """Return how pressing an item is: by why it waits and by all its open reports."""
    reported = item.reports.open().aggregate(all=Sum("score"))["all"] or 0
    return max(BY_WHY_IT_WAITS.get(item.because, 1) + reported, 1)


def weight(*, reason: Reason, by: User) -> int:
    """Return how much a report counts: its reason, and how far its author's reports have been right so far."""
    return 1 + BY_REASON[reason] + (FROM_STAFF if is_on_staff(by) else 0) + _accuracy(by)


def _accuracy(by: User) -> int:
    decided = Report.objects.decided().filter(by=by)
    count = decided.count()
    if count <= ENOUGH_DECIDED:
        return 0
    return round(MOST_FOR_ACCURACY * decided.filter(outcome=Report.Outcome.UPHELD).count() / count)
