"""What members propose of adoption: the list, and one to decide or to take back."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.views.doors import form_page
from casestudies.actions.adoption.asking import give_back
from casestudies.actions.adoption.content import content_of, plain
from casestudies.actions.adoption.proposals import accept, refuse, withdraw
from casestudies.actions.adoption.refusals import AdoptionRefused
from casestudies.forms.adoption.records import Decide, NewRecord
from casestudies.models import Adoption, Proposal
from casestudies.permissions.adoption import (
    may_decide_proposal,
    may_propose,
    may_see_proposal,
    may_see_proposals,
    may_withdraw_proposal,
)
from casestudies.presenters.adoption.words import NOTHING, STEP, in_words, label_of, typed
from casestudies.queries.adoption import proposals_seen_by
from casestudies.views.adoption.reading import above

A_PAGE = 25


@require_safe
@login_required
@never_cache
def proposals(request: HttpRequest) -> HttpResponse:
    """Show what a person proposed, and what waits for them to decide."""
    if not may_see_proposals(request.user):
        raise PermissionDenied
    page = Paginator(proposals_seen_by(request.user), A_PAGE).get_page(request.GET.get("page"))
    shown = {"links": above(), "page": page, "may_propose": may_propose(request.user)}
    return render(request, "casestudies/adoption/proposals.html", shown)


@form_page
@login_required
@never_cache
def proposal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a proposal beside what is recorded; let its board's lead decide it, and its member take it back."""
    found = get_object_or_404(
        Proposal.objects.select_related("area", "technology", "by", "decided_by"), pk=pk
    )
    if not may_see_proposal(request.user, found):
        raise Http404
    may_decide, may_withdraw = _may(request, found)
    if request.method == "POST" and not (may_decide or may_withdraw):
        raise PermissionDenied
    there = _recorded(found)
    form = Decide(
        request.POST if may_decide and request.POST else None,
        initial={"version": there.version if there else 0},
    )
    if request.method == "POST" and _is_done(request, found, form, may_decide):
        return redirect("adoption-proposals")
    proposed = _proposed(found)
    page = {
        "links": above(("Proposals", reverse("adoption-proposals"))),
        "proposal": found,
        "there": there,
        "rows": _rows(proposed, there),
        "form": form,
        "may_decide": may_decide and found.state == Proposal.State.WAITING,
        "may_withdraw": may_withdraw and found.state in Proposal.OPEN,
        "may_change": found.by_id == request.user.pk and found.state == Proposal.State.RETURNED,
        "asked": found.asked.select_related("by", "answered_by"),
    }
    return render(request, "casestudies/adoption/proposal.html", page)


def _may(request: HttpRequest, found: Proposal) -> tuple[bool, bool]:
    return may_decide_proposal(request.user, found), may_withdraw_proposal(request.user, found)


def _recorded(found: Proposal) -> Adoption | None:
    """Return the record that a proposal would change, if there is one."""
    return Adoption.objects.filter(
        area=found.area, technology=found.technology, setting=found.setting, state=Adoption.State.PUBLISHED
    ).first()


def _proposed(found: Proposal) -> NewRecord:
    """Return the form as its member sent it; the guard was asked then."""
    sent = QueryDict(mutable=True)
    for name, value in found.fields.items():
        sent.setlist(name, value if isinstance(value, list) else [value])
    form = NewRecord(sent, reader=found.by)
    form.is_valid()
    return form


def _is_done(request: HttpRequest, found: Proposal, form: Decide, may_decide: bool) -> bool:
    """Do what was sent; otherwise put why not into the form or into a message."""
    if may_decide and not form.is_valid():
        return False
    try:
        messages.success(
            request, _decided(request, found, form) if may_decide else _taken_back(request, found)
        )
    except AdoptionRefused as refused:
        if not may_decide:
            messages.error(request, f"{refused}")
            return True
        form.add_error(None, f"{refused}")
        return False
    return True


def _taken_back(request: HttpRequest, found: Proposal) -> str:
    withdraw(proposal=found, by=request.user)
    return "Your proposal is taken back."


def _decided(request: HttpRequest, found: Proposal, form: Decide) -> str:
    """Decide a proposal. Raises AdoptionRefused."""
    wanted = form.cleaned_data
    if wanted["decision"] == Decide.REFUSE:
        refuse(proposal=found, reason=wanted["reason"], by=request.user)
        return "The proposal is refused."
    if wanted["decision"] == Decide.RETURN:
        give_back(proposal=found, words=wanted["reason"], by=request.user)
        return "The proposal is given back to be changed. You are told when it is sent again."
    proposed = _proposed(found)
    if not proposed.is_valid():
        why = next(iter(proposed.errors.values()))[0]
        raise AdoptionRefused(f"It cannot be recorded as it was proposed any more: {why}")
    accept(
        proposal=found, step=proposed.step, fields=proposed.told, by=request.user, version=wanted["version"]
    )
    return "The proposal is taken over."


def _rows(proposed: NewRecord, there: Adoption | None) -> list[tuple[str, str, str]]:
    """Return each thing that is proposed, and what is recorded now: label, proposed, now."""
    if not proposed.is_valid():
        return []
    step = proposed.step
    told = {"stage": step.stage, "since": f"{step.day}", "reasons": step.reasons, "note": step.note}
    told |= typed(plain(proposed.told))
    now = content_of(there) if there else {}
    now = {name: now.get(name, "") for name in STEP} | (typed(now) if now else {})
    return [
        (label_of(name), in_words(name, value) or NOTHING, in_words(name, now.get(name, "")) or NOTHING)
        for name, value in told.items()
        if value or now.get(name)
    ]
