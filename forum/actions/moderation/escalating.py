"""Passing a review on to administrators, who then decide alone; and taking it back."""

from django.db import transaction
from django.db.models import QuerySet

from accounts.actions.telling import tell
from accounts.models import User
from accounts.permissions import is_administrator
from forum.actions.moderation.deciding import (
    Act,
    DecisionRefused,
    NotFromHere,
    StaleDecision,
    Why,
    check_no_appeal_against,
    held,
    write_down,
)
from forum.models import ReviewEvent, ReviewItem
from forum.queries.moderation import appeal_waiting


class NotPassedOnByYou(DecisionRefused):
    def __init__(self):
        super().__init__("Another moderator passed this on. They or an administrator can take it back.")


class NoAdministrator(DecisionRefused):
    def __init__(self):
        super().__init__("There is no other administrator who could decide. Decide it among moderators.")


@transaction.atomic
def escalate(*, item: ReviewItem, by: User, version: int, why: Why) -> ReviewEvent:
    """Leave what waits to administrators: from now on they alone decide about it. Raises DecisionRefused."""
    item, _ = held(item, by=by, version=version)
    check_no_appeal_against(item, by)
    if not item.is_waiting:
        raise NotFromHere(item.get_status_display())
    if item.is_for_administrators:
        raise NotFromHere("passed on")
    deciders = _administrators_for(item, by)
    if not deciders:
        raise NoAdministrator
    item.is_for_administrators, item.passed_on_by = True, by
    _count_on(item)
    event = write_down(item, Act.ESCALATED, by=by, why=why)
    for person in deciders:
        tell(
            person,
            "A review was passed on to administrators",
            f"Review {item.pk}. Why: {event.get_reason_display()}.",
            address=item.get_absolute_url(),
        )
    return event


@transaction.atomic
def take_back(*, item: ReviewItem, by: User, version: int, why: Why) -> ReviewEvent:
    """Let moderators decide again about what was passed on: asked by who did that, or an administrator.

    Raises DecisionRefused.
    """
    item = ReviewItem.objects.held(item.pk)
    if item.version != version:
        raise StaleDecision
    if not item.is_for_administrators:
        raise NotFromHere("not passed on")
    if by.pk != item.passed_on_by_id and not is_administrator(by):
        raise NotPassedOnByYou
    check_no_appeal_against(item, by)
    item.is_for_administrators, item.passed_on_by = False, None
    _count_on(item)
    return write_down(item, Act.TAKEN_BACK, by=by, why=why)


def _administrators_for(item: ReviewItem, by: User) -> QuerySet[User]:
    """Return who could decide: administrators, but neither about their own nor on an appeal against them."""
    appeal = appeal_waiting(item)
    barred = {by.pk, appeal and appeal.decided_by_id} | item.written_by
    return User.objects.present().administrators().exclude(pk__in=barred - {None})


def _count_on(item: ReviewItem) -> None:
    item.let_go()
    item.version += 1
    item.save()
