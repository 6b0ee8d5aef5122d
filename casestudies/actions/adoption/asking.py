"""Changes that reviewers ask for in records and proposals of adoption, and what is answered.

A record goes on being read meanwhile: what is wrong enough to go is reported and hidden. Who may is asked before.
"""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.actions.telling import tell
from accounts.models import Lead, User
from casestudies.actions.adoption.proposals import locked_proposal, waiting
from casestudies.actions.adoption.recording import locked
from casestudies.actions.adoption.refusals import AdoptionRefused
from casestudies.models import Adoption, AskedChange, Proposal
from safety import audit


class OwnRecord(AdoptionRefused):
    def __init__(self):
        super().__init__("You wrote what it says now: change it yourself.")


class AskedAlready(AdoptionRefused):
    def __init__(self):
        super().__init__("Changes are asked for already. Ask again once they are answered.")


class NothingAsked(AdoptionRefused):
    def __init__(self):
        super().__init__("No change is asked for now: somebody answered in the meantime.")


class NotReturned(AdoptionRefused):
    def __init__(self, proposal: Proposal):
        super().__init__(
            f"No change of this proposal is asked for: it is {proposal.get_state_display().lower()}."
        )


@transaction.atomic
def ask(*, adoption: Adoption, words: str, by: User) -> AskedChange:
    """Ask those who look after a record to change it, and tell them; the same words again are asked once.

    Raises OwnRecord, AskedAlready or NotThere.
    """
    adoption = locked(adoption)
    last = adoption.versions.last()
    if last and last.by_id == by.pk:
        raise OwnRecord
    waits = adoption.asked.open().first()
    if waits:
        if (waits.by_id, waits.words) == (by.pk, words):
            return waits
        raise AskedAlready
    made = AskedChange.objects.create(adoption=adoption, words=words, by=by)
    for person in looking_after(adoption).exclude(pk=by.pk):
        text = f"{by.public_name} asks for changes in what is recorded: {words}"
        tell(person, f"Changes are asked for: {adoption}", text, address=_page(adoption))
    audit.record(act="ask to change adoption", by=by, about=adoption, area=adoption.area.code)
    return made


@transaction.atomic
def answer(*, adoption: Adoption, words: str, by: User) -> AskedChange:
    """Say what was changed of a record as asked for, or why it stays, and tell who asked; once.

    Raises NothingAsked or NotThere.
    """
    adoption = locked(adoption)
    waits = adoption.asked.open().select_related("by").first()
    if waits is None:
        raise NothingAsked
    _close(waits, words, by, f"{adoption}", _page(adoption))
    audit.record(act="answer change of adoption", by=by, about=adoption, area=adoption.area.code)
    return waits


@transaction.atomic
def give_back(*, proposal: Proposal, words: str, by: User) -> Proposal:
    """Give a proposal back to its member to be changed, and tell them why. Raises OwnProposal or DecidedAlready."""
    proposal = waiting(proposal, by)
    proposal.state = Proposal.State.RETURNED
    proposal.save(update_fields=["state"])
    AskedChange.objects.create(proposal=proposal, words=words, by=by)
    if proposal.by:
        text = f"{by.public_name} asks you to change what you proposed: {words}"
        tell(proposal.by, f"Changes are asked for: {_called(proposal)}", text, address=_of(proposal))
    audit.record(act="ask to change adoption", by=by, about=proposal, area=proposal.area.code)
    return proposal


@transaction.atomic
def send_again(*, proposal: Proposal, setting: str, sent: dict[str, Any], words: str, by: User) -> Proposal:
    """Put what a member's form was sent in place of what they proposed; it waits again, and who asked is told.

    Raises NotReturned.
    """
    proposal = locked_proposal(proposal)
    if proposal.state != Proposal.State.RETURNED:
        raise NotReturned(proposal)
    proposal.state, proposal.setting, proposal.fields = Proposal.State.WAITING, setting, sent
    proposal.save(update_fields=["state", "setting", "fields"])
    waits = proposal.asked.open().select_related("by").get()
    _close(waits, words, by, _called(proposal), _of(proposal))
    audit.record(act="answer change of adoption", by=by, about=proposal, area=proposal.area.code)
    return proposal


def looking_after(adoption: Adoption) -> QuerySet[User]:
    """Return who is asked to change a record: the leads of its board; where there are none, who wrote it."""
    people = User.objects.present()
    leads = people.filter(pk__in=Lead.objects.over(adoption.area).values("user"))
    return leads if leads.exists() else people.filter(pk__in=adoption.versions.values("by"))


def _close(waits: AskedChange, words: str, by: User, about: str, address: str) -> None:
    waits.answer, waits.answered_by, waits.answered_at = words, by, timezone.now()
    waits.save(update_fields=["answer", "answered_by", "answered_at"])
    if waits.by and waits.by_id != by.pk:
        said = f": {words}" if words else "."
        text = f"{by.public_name} answered the changes that you asked for{said}"
        tell(waits.by, f"Answered: {about}", text, address=address)


def _called(proposal: Proposal) -> str:
    return f"{proposal.technology} in {proposal.area}"


def _page(adoption: Adoption) -> str:
    return reverse("adoption-changes", args=[adoption.pk])


def _of(proposal: Proposal) -> str:
    return reverse("adoption-proposal", args=[proposal.pk])
