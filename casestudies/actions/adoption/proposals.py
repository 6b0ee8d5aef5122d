"""What members propose of adoption where they work, for a lead of the board to take over or to refuse."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.actions.telling import tell
from accounts.models import Lead, User
from casestudies.actions.adoption.content import Fields
from casestudies.actions.adoption.recording import make, refuse_place
from casestudies.actions.adoption.refusals import AdoptionRefused, RecordedAlready
from casestudies.actions.adoption.sheets import put
from casestudies.models import Adoption, Proposal, Technology
from casestudies.models.steps import Step
from metrics.models import Area
from safety import audit


class DecidedAlready(AdoptionRefused):
    def __init__(self, proposal: Proposal):
        if proposal.state == Proposal.State.RETURNED:
            super().__init__("Changes of this proposal are asked for: whoever made it sends it again first.")
        else:
            super().__init__(f"This proposal was {proposal.get_state_display().lower()} in the meantime.")


class OwnProposal(AdoptionRefused):
    def __init__(self):
        super().__init__("Nobody decides their own proposal. Ask another lead or an administrator.")


@transaction.atomic
def propose(*, area: Area, technology: Technology, setting: str, sent: dict[str, Any], by: User) -> Proposal:
    """Keep what a member's form was sent, and tell those who decide; the same again is the same proposal.

    Raises AdoptionRefused.
    """
    refuse_place(area, technology)
    about = {"area": area, "technology": technology, "setting": setting}
    waiting = Proposal.objects.filter(**about, by=by, state=Proposal.State.WAITING)
    same = next((one for one in waiting if one.fields == sent), None)
    if same:
        return same
    made = Proposal.objects.create(**about, by=by, fields=sent)
    for person in deciders(made):
        tell(
            person,
            f"A proposal for {area}: {technology}",
            f"{by.public_name} proposes what to record of {technology} in {area.name}."
            " Take it over or refuse it.",
            address=reverse("adoption-proposal", args=[made.pk]),
        )
    audit.record(act="propose adoption", by=by, about=made, area=area.code)
    return made


@transaction.atomic
def accept(
    *, proposal: Proposal, step: Step, fields: Fields, by: User, version: int | None = None
) -> Adoption:
    """Record what a proposal says, changing the record that is there, of the version that was read.

    Raises AdoptionRefused.
    """
    proposal = waiting(proposal, by)
    about = {"area": proposal.area, "technology": proposal.technology}
    try:
        adoption, _ = make(**about, step=step, fields=fields, by=by)
    except RecordedAlready as already:
        adoption, _ = put(adoption=already.there, step=step, fields=fields, by=by, version=version)
    _decide(proposal, Proposal.State.ACCEPTED, by)
    _tell_proposer(proposal, by, "took over what you proposed", adoption.get_absolute_url())
    audit.record(act="accept proposal", by=by, about=proposal, area=proposal.area.code)
    return adoption


@transaction.atomic
def refuse(*, proposal: Proposal, reason: str, by: User) -> Proposal:
    """Refuse a proposal, for a reason that its member is told. Raises AdoptionRefused."""
    proposal = waiting(proposal, by)
    _decide(proposal, Proposal.State.REFUSED, by, reason)
    said = f"did not take over what you proposed. The reason: {reason} It was about"
    _tell_proposer(proposal, by, said, reverse("adoption-proposals"))
    audit.record(act="refuse proposal", by=by, about=proposal, reason=reason, area=proposal.area.code)
    return proposal


@transaction.atomic
def withdraw(*, proposal: Proposal, by: User) -> Proposal:
    """Take one's own proposal back, once or again. Raises DecidedAlready."""
    proposal = locked_proposal(proposal)
    if proposal.state == Proposal.State.WITHDRAWN:
        return proposal
    if proposal.state not in Proposal.OPEN:
        raise DecidedAlready(proposal)
    proposal.state = Proposal.State.WITHDRAWN
    proposal.save(update_fields=["state"])
    audit.record(act="withdraw proposal", by=by, about=proposal, area=proposal.area.code)
    return proposal


def deciders(proposal: Proposal) -> QuerySet[User]:
    """Return who is asked to decide a proposal: the leads of its board, or administrators where there are none."""
    others = User.objects.present().exclude(pk=proposal.by_id)
    leads = others.filter(pk__in=Lead.objects.over(proposal.area).values("user"))
    return leads if leads.exists() else others.administrators()


def locked_proposal(proposal: Proposal) -> Proposal:
    """Read a proposal anew, and let nobody else change it until the transaction ends."""
    rows = Proposal.objects.select_for_update(of=["self"]).select_related("area", "technology", "by")
    return rows.get(pk=proposal.pk)


def waiting(proposal: Proposal, by: User) -> Proposal:
    """Return a proposal, locked, for somebody to decide. Raises OwnProposal or DecidedAlready."""
    found = locked_proposal(proposal)
    if found.by_id == by.pk:
        raise OwnProposal
    if found.state != Proposal.State.WAITING:
        raise DecidedAlready(found)
    return found


def _decide(proposal: Proposal, state: str, by: User, reason: str = "") -> None:
    proposal.state, proposal.decided_by, proposal.decided_at = state, by, timezone.now()
    proposal.reason = reason
    proposal.save(update_fields=["state", "decided_by", "decided_at", "reason"])


def _tell_proposer(proposal: Proposal, by: User, said: str, address: str) -> None:
    if proposal.by:
        about = f"{proposal.technology} in {proposal.area}"
        tell(proposal.by, f"Your proposal: {about}", f"{by.public_name} {said}: {about}.", address=address)
