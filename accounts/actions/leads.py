"""Who leads which board: appointed by an administrator, and kept on record when it ends."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.models import Lead, User
from metrics.models import Area


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
            return Lead.objects.create(user=user, area=area, appointed_by=by)
    except IntegrityError:
        raise LeadsAlready(user, area) from None


@transaction.atomic
def end_lead(*, user: User, area: Area) -> None:
    """Let a person lead a board no longer. Raises LeadRefused."""
    if not Lead.objects.filter(user=user, area=area, ended_at__isnull=True).update(ended_at=timezone.now()):
        raise LeadsNot(user, area)
