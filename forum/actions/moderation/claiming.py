"""Taking a review on, so that two people do not look at the same thing; given back, or free after half an hour."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.actions.moderation.deciding import (
    DecisionRefused,
    check_no_other_claim,
    check_theirs_to_decide,
)
from forum.models import ReviewItem
from forum.permissions.moderation import may_claim
from safety import audit

LASTS = timedelta(minutes=30)


class NothingWaits(DecisionRefused):
    def __init__(self):
        super().__init__("This was decided in the meantime.")


class ForSomebodyElse(DecisionRefused):
    def __init__(self):
        super().__init__("Somebody else decides what this waits for. Choose another review.")


@transaction.atomic
def claim(*, item: ReviewItem, by: User) -> ReviewItem:
    """Keep an item for somebody for half an hour from now. Raises DecisionRefused."""
    item = _waiting(item)
    now = timezone.now()
    check_theirs_to_decide(item, by)
    if not may_claim(by, item):
        raise ForSomebodyElse
    check_no_other_claim(item, by)
    was_theirs = item.claimed_by_id == by.pk and item.is_claimed(now)
    item.claimed_by, item.claimed_until = by, now + LASTS
    item.save(update_fields=["claimed_by", "claimed_until"])
    if not was_theirs:
        audit.record(act="claim item", by=by, about=item, area=item.area_code)
    return item


@transaction.atomic
def give_back(*, item: ReviewItem, by: User) -> ReviewItem:
    """Let others have an item; nothing happens to what somebody else claimed. Raises DecisionRefused."""
    item = _waiting(item)
    if item.claimed_by_id == by.pk:
        item.let_go()
        item.save(update_fields=["claimed_by", "claimed_until"])
        audit.record(act="unclaim item", by=by, about=item, area=item.area_code)
    return item


def _waiting(item: ReviewItem) -> ReviewItem:
    item = ReviewItem.objects.held(item.pk)
    if not item.is_waiting:
        raise NothingWaits
    return item
