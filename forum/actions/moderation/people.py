"""Warning people, and silencing or suspending them for a time. What they wrote is decided about by itself."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from accounts.actions.restricting import how_long, restrict, the_rules
from accounts.actions.telling import tell
from accounts.models import Restriction, User
from forum.actions.moderation.deciding import (
    Act,
    NobodyToTell,
    Why,
    check_no_appeal_against,
    held,
    write_down,
)
from forum.actions.moderation.keys import appeal_address
from forum.models import ReviewEvent, ReviewItem
from metrics.presenters.words import capital

KINDS = {Act.SILENCED: Restriction.Kind.SILENCE, Act.SUSPENDED: Restriction.Kind.SUSPENSION}

HOW_TO_APPEAL = {
    Act.SILENCED: "You may appeal once, under “Decisions about my work”. Another moderator answers.",
    Act.SUSPENDED: "You may appeal once: another message says how.",
}


@transaction.atomic
def warn(*, item: ReviewItem, by: User, version: int, why: Why) -> ReviewEvent:
    """Tell the author of something what must not happen again. Raises DecisionRefused."""
    item = _with_author(item, by, version)
    return write_down(item, Act.WARNED, by=by, why=why)


def silence(*, item: ReviewItem, by: User, version: int, why: Why, until: datetime | None) -> ReviewEvent:
    """Let an author read but not write for a time. Raises DecisionRefused or RestrictionRefused."""
    return _restrict(Act.SILENCED, item, by, version, why, until)


def suspend(*, item: ReviewItem, by: User, version: int, why: Why, until: datetime | None) -> ReviewEvent:
    """Let an author not sign in for a time. Raises DecisionRefused or RestrictionRefused."""
    return _restrict(Act.SUSPENDED, item, by, version, why, until)


@transaction.atomic
def _restrict(
    act: Act, item: ReviewItem, by: User, version: int, why: Why, until: datetime | None
) -> ReviewEvent:
    item = _with_author(item, by, version)
    made = restrict(
        user=item.author,
        kind=KINDS[act],
        by=by,
        until=until,
        reason=why.words or ReviewEvent(reason=why.reason).get_reason_display(),
        private_note=why.private_note,
        how_to_object=HOW_TO_APPEAL[act],
        objecting_address=reverse("moderation-mine") if act == Act.SILENCED else "",
    )
    before = {"restriction": made.pk}
    event = write_down(item, act, by=by, why=why, facts=capital(how_long(made)), before=before)
    if act == Act.SUSPENDED:
        _tell_how_to_appeal(event)
    return event


def _tell_how_to_appeal(event: ReviewEvent) -> None:
    """Send a link to whoever cannot sign in to appeal."""
    text = "You may appeal once, without signing in: follow the link. Another moderator answers by email."
    text = f"{text}\n\n{the_rules()}"
    tell(event.about, "How to appeal against your suspension", text, address=appeal_address(event))


def _with_author(item: ReviewItem, by: User, version: int) -> ReviewItem:
    """Return an item whose author can be told something; its status stays, its version counts on."""
    item, _ = held(item, by=by, version=version)
    check_no_appeal_against(item, by)
    if item.author is None or item.author.closed_at:
        raise NobodyToTell
    item.version += 1
    item.save(update_fields=["version"])
    return item
