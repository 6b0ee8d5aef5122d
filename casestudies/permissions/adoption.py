"""Who may record and propose what of adoption: questions with a name, asked by pages, API and files alike."""

from dataclasses import dataclass

from django.db.models import Exists, Q, QuerySet

from accounts.models import Claim, Lead, Restriction, User
from accounts.models.membership import parts_today, wholes_above
from accounts.models.readers import Someone
from accounts.permissions import is_member, may_write
from accounts.queries import successor_of
from casestudies.models import Adoption, Proposal
from metrics.models import Area


def may_record_for(user: Someone, area: Area) -> bool:
    """Say whether a person may record adoption there: a lead of its board, or an administrator.

    What a board or a location that has ended leaves behind is looked after by who leads what took over.
    """
    return may_write(user) and (user.is_superuser or user.leads(area) or _leads_successor(user, area))


def may_record(user: Someone) -> bool:
    """Say whether a person records adoption anywhere: whoever leads a board, and administrators."""
    return may_write(user) and (user.is_superuser or user.is_lead)


def may_change_adoption(user: Someone, adoption: Adoption) -> bool:
    """Say whether a person may change a record: who may record there, unless it is hidden."""
    return adoption.state == Adoption.State.PUBLISHED and may_record_for(user, adoption.area)


def may_ask_to_change(user: Someone, adoption: Adoption) -> bool:
    """Say whether a person may ask for changes in a record: leads of its board, moderators and administrators."""
    if adoption.state != Adoption.State.PUBLISHED or not may_write(user):
        return False
    return user.is_moderator or may_record_for(user, adoption.area)


def may_propose_for(user: Someone, area: Area) -> bool:
    """Say whether a person may propose what to record there: a member, for their board and what is part of it."""
    return may_propose(user) and places_of(user).filter(pk=area.pk).exists()


def may_propose(user: Someone) -> bool:
    """Say whether a person may propose records at all: who belongs to an area."""
    return may_write(user) and is_member(user) and user.claims.holding().exists()


@dataclass(frozen=True)
class Rights:
    """What a person may do with adoption at all, asked in one query: what leads there on pages of lists."""

    may_record: bool = False
    may_propose: bool = False
    may_see_proposals: bool = False

    @classmethod
    def of(cls, user: Someone) -> "Rights":
        if not user.is_authenticated:
            return cls()
        theirs = User.objects.present().filter(pk=user.pk)
        leads = Exists(Lead.objects.holding().filter(user=user))
        belongs = Exists(Claim.objects.holding().filter(user=user))
        kept = Exists(Restriction.objects.in_force().filter(user=user))
        verified = Exists(User.objects.verified().filter(pk=user.pk))
        asked = theirs.values_list(leads, belongs, kept, verified).first()
        return cls._from(user, *asked) if asked else cls()

    @classmethod
    def _from(cls, user: User, leads: bool, belongs: bool, kept: bool, verified: bool) -> "Rights":
        records = (user.is_superuser or leads) and not kept
        is_staff = user.is_superuser or user.is_moderator
        belongs_here = belongs and (verified or is_staff)
        return cls(
            may_record=records,
            may_propose=records or (belongs_here and not kept),
            may_see_proposals=user.is_superuser or belongs_here or (leads and is_staff),
        )


def may_write_adoption(user: Someone) -> bool:
    """Say whether a person may record or propose anything."""
    return may_record(user) or may_propose(user)


def may_see_versions(user: Someone) -> bool:
    """Say whether a person may read what records said before: members. They also see who wrote, and contacts."""
    return is_member(user)


def may_see_proposals(user: Someone) -> bool:
    """Say whether a person has proposals to read: their own, or their board's."""
    return is_member(user) and (user.is_superuser or user.claims.holding().exists() or user.is_lead)


def may_see_proposal(user: Someone, proposal: Proposal) -> bool:
    """Say whether a person knows of a proposal: whose it is, and who decides it."""
    return is_member(user) and (proposal.by_id == user.pk or may_record_for(user, proposal.area))


def may_decide_proposal(user: Someone, proposal: Proposal) -> bool:
    """Say whether a person may take a proposal over or refuse it: who may record there, never one's own."""
    return proposal.by_id != user.pk and may_record_for(user, proposal.area)


def may_withdraw_proposal(user: Someone, proposal: Proposal) -> bool:
    return proposal.by_id == user.pk and is_member(user)


def places_of(user: User) -> QuerySet[Area]:
    """Return where a person works today: the areas they belong to, their boards, and all that is part of these."""
    claimed = user.claims.holding().values("area")
    boards = wholes_above(claimed).filter(parent__kind=Area.Kind.ICB)
    whole = Q(parent__in=claimed, parent__kind=Area.Kind.ICB) | Q(parent__in=boards)
    parts = parts_today().filter(whole).values("child")
    return Area.objects.filter(Q(pk__in=claimed) | Q(pk__in=boards) | Q(pk__in=parts))


def _leads_successor(user: User, area: Area) -> bool:
    successor = successor_of(area) if area.closed else None
    return successor is not None and user.leads(successor)
