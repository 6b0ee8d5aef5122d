"""Who belongs to an area: claimed by the person, decided by one of its leads or an administrator, ended by either."""

from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.leads import end_leads_without_membership
from accounts.actions.telling import tell
from accounts.models import Claim, User
from accounts.queries import deciders_of
from metrics.models import Area
from safety import audit


class ClaimRefused(Exception):
    """A claim that cannot be made, or that cannot become what was asked, with the reason in words."""


class NotToBeClaimed(ClaimRefused):
    def __init__(self, area: Area):
        super().__init__(
            f"{area} ({area.code}) is no integrated care board or sub-ICB location that exists today."
        )


class ClaimedAlready(ClaimRefused):
    def __init__(self, claim: Claim):
        said = "belong to it already" if claim.state == Claim.State.APPROVED else "have claimed it already"
        super().__init__(f"{claim.area} ({claim.area.code}): you {said}.")


class NotWaiting(ClaimRefused):
    def __init__(self, claim: Claim):
        super().__init__(f"This claim was {claim.get_state_display().lower()} in the meantime.")


class NothingToEnd(ClaimRefused):
    def __init__(self, claim: Claim):
        super().__init__("This membership has ended already.")


class OwnClaim(ClaimRefused):
    def __init__(self):
        super().__init__("Nobody decides their own claim. Ask another lead or an administrator.")


@transaction.atomic
def claim_membership(*, user: User, area: Area, note: str = "") -> Claim:
    """Claim to belong to an area, and tell those who decide. Raises ClaimRefused."""
    if area.kind not in (Area.Kind.ICB, Area.Kind.SICBL) or (
        area.closed and area.closed < timezone.localdate()
    ):
        raise NotToBeClaimed(area)
    try:
        with transaction.atomic():
            claim = Claim.objects.create(user=user, area=area, note=note)
    except IntegrityError:
        raise ClaimedAlready(Claim.objects.open().get(user=user, area=area)) from None
    for person in deciders_of(claim):
        tell(
            person,
            f"{user.public_name} claims to belong to {area}",
            f"{user.public_name} ({user.email}) claims to belong to {area.name}. Do you know them?"
            " Approve or refuse the claim.",
            address=reverse("claim", args=[claim.pk]),
        )
    audit.record(act="claim membership", by=user, about=claim, area=area.code)
    return claim


@transaction.atomic
def approve_claim(*, claim: Claim, by: User) -> Claim:
    """Make a person a member of the area that they claim. Raises ClaimRefused."""
    claim = _waiting(claim, by)
    _decide(claim, Claim.State.APPROVED, by)
    tell(
        claim.user,
        f"You are now a member of {claim.area}",
        f"{by.public_name} approved your claim to belong to {claim.area.name}. You can now read and write discussions.",
        address=reverse("membership"),
    )
    audit.record(act="claim approved", by=by, about=claim, area=claim.area.code)
    return claim


@transaction.atomic
def refuse_claim(*, claim: Claim, by: User, reason: str) -> Claim:
    """Refuse a claim, for a reason that the person is told. Raises ClaimRefused."""
    claim = _waiting(claim, by)
    _decide(claim, Claim.State.REFUSED, by, reason)
    tell(
        claim.user,
        f"Your claim to belong to {claim.area} was refused",
        f"{by.public_name} refused your claim to belong to {claim.area.name}. The reason: {reason}\n\n"
        "You may claim again when something has changed.",
        address=reverse("membership"),
    )
    audit.record(act="claim refused", by=by, about=claim, reason=reason, area=claim.area.code)
    return claim


@transaction.atomic
def end_membership(*, claim: Claim, by: User, reason: str = "") -> Claim:
    """End a membership, or take a waiting claim back. What it allowed ends at once. Raises ClaimRefused."""
    claim = _locked(claim)
    if claim.state not in Claim.OPEN:
        raise NothingToEnd(claim)
    claim.state, claim.ended_at, claim.ended_by, claim.reason = Claim.State.ENDED, timezone.now(), by, reason
    claim.save()
    end_leads_without_membership(user=claim.user, by=by)
    if by != claim.user:
        tell(
            claim.user,
            f"You are no longer a member of {claim.area}",
            f"{by.public_name} ended your membership of {claim.area.name}. The reason: {reason}",
            address=reverse("membership"),
        )
    audit.record(act="end membership", by=by, about=claim, reason=reason, area=claim.area.code)
    return claim


def _locked(claim: Claim) -> Claim:
    """Return a claim as it is now, kept from being decided by somebody else at the same time."""
    return Claim.objects.select_for_update(of=["self"]).select_related("user", "area").get(pk=claim.pk)


def _waiting(claim: Claim, by: User) -> Claim:
    """Return a claim that `by` may decide now. Raises ClaimRefused."""
    claim = _locked(claim)
    if claim.user_id == by.pk:
        raise OwnClaim
    if claim.state != Claim.State.PENDING:
        raise NotWaiting(claim)
    return claim


def _decide(claim: Claim, state: Claim.State, by: User, reason: str = "") -> None:
    claim.state, claim.decided_at, claim.decided_by, claim.reason = state, timezone.now(), by, reason
    claim.save()
