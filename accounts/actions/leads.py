"""Who leads which board: appointed by an administrator, and kept on record when it ends."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.telling import tell
from accounts.models import Claim, Lead, User
from metrics.models import Area
from safety import audit


class LeadRefused(Exception):
    """Somebody who may not be made a lead, or is none, with the reason in words."""


class NotABoard(LeadRefused):
    def __init__(self, area: Area):
        super().__init__(f"{area} ({area.code}) is no integrated care board that exists today.")


class LeadsAlready(LeadRefused):
    def __init__(self, user: User, area: Area):
        super().__init__(f"{user.email} leads {area} ({area.code}) already.")


class LeadsNot(LeadRefused):
    def __init__(self, user: User, area: Area):
        super().__init__(f"{user.email} does not lead {area} ({area.code}).")


@transaction.atomic
def appoint_lead(*, user: User, area: Area, by: User | None = None) -> Lead:
    """Make a person a lead of a board. `by` None: from the command line. Raises LeadRefused."""
    if area.kind != Area.Kind.ICB or (area.closed and area.closed < timezone.localdate()):
        raise NotABoard(area)
    try:
        with transaction.atomic():
            lead = Lead.objects.create(user=user, area=area, appointed_by=by)
    except IntegrityError:
        raise LeadsAlready(user, area) from None
    tell(
        user,
        f"You lead {area}",
        f"You were made a lead of {area.name}: you decide who belongs to it and its sub-ICB locations.",
        address=reverse("area-people", args=[area.code]),
    )
    audit.record(act="appoint lead", by=by, about=user, area=area.code)
    return lead


@transaction.atomic
def end_lead(*, user: User, area: Area, by: User | None = None) -> None:
    """Let a person lead a board no longer. `by` None: from the command line. Raises LeadRefused."""
    if not Lead.objects.holding().filter(user=user, area=area).update(ended_at=timezone.now()):
        raise LeadsNot(user, area)
    tell(user, f"You no longer lead {area}", f"You are no longer a lead of {area.name}.")
    audit.record(act="end lead", by=by, about=user, area=area.code)


def end_leads_without_membership(*, user: User, by: User) -> None:
    """Let a person lead no longer what they stopped belonging to. Whoever never claimed the board keeps leading it."""
    for lead in Lead.objects.holding().filter(user=user).select_related("area"):
        claims = Claim.objects.filter(user=user).within(lead.area)
        if claims.filter(state=Claim.State.ENDED).exists() and not claims.holding().exists():
            end_lead(user=user, area=lead.area, by=by)
