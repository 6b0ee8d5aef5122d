"""Recording adoption: a new record, what one says, and its next stage. Who was overtaken is shown both versions."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.views.doors import form_page
from casestudies.actions.adoption.asking import send_again
from casestudies.actions.adoption.content import content_of, plain
from casestudies.actions.adoption.proposals import propose
from casestudies.actions.adoption.recording import add, change, come_to, refuse_place
from casestudies.actions.adoption.refusals import AdoptionRefused, ChangedMeanwhile
from casestudies.forms.adoption.records import ChangeRecord, NewRecord, ProposeAgain, StageForm
from casestudies.models import Adoption, Proposal, Technology
from casestudies.permissions.adoption import (
    may_change_adoption,
    may_propose_for,
    may_record,
    may_record_for,
    may_write_adoption,
)
from casestudies.presenters.adoption.words import side_by_side, typed
from casestudies.views.adoption.reading import above, above_record, record_seen
from metrics.models import Area
from metrics.presenters.area_list import offered
from safety.guard_fields import CONFIRMED

NOT_YOURS = (
    "You belong to another board: you can record or propose what your own does, and what its parts do."
)


def refuse(form: Form, refused: AdoptionRefused) -> None:
    """Put into a form why what it asks for cannot be recorded."""
    form.add_error(refused.field if refused.field in form.fields else None, f"{refused}")


@form_page
@login_required
@never_cache
def adoption_new(request: HttpRequest) -> HttpResponse:
    """Record something new where one leads, propose it where one works. ?area=03R&technology=… fills the form in."""
    if not may_write_adoption(request.user):
        raise PermissionDenied
    returned = _returned(request)
    asks = ProposeAgain if returned else NewRecord
    initial = returned.fields if returned else _asked_for(request)
    form = asks(request.POST or None, reader=request.user, initial=initial)
    there = None
    if form.is_valid():
        try:
            return _sent_again(request, form, returned) if returned else _recorded(request, form)
        except AdoptionRefused as refused:
            there = getattr(refused, "there", None)
            refuse(form, refused)
    seen = there if there and there.state == Adoption.State.PUBLISHED else None
    page = {
        "links": above(),
        "form": form,
        "there": seen,
        "may_record": may_record(request.user) and not returned,
        "asked": returned.asked.open().select_related("by").first() if returned else None,
    }
    return render(request, "casestudies/adoption/new.html", page)


def _returned(request: HttpRequest) -> Proposal | None:
    """Return the proposal of one's own that ?proposal=… names, if changes of it are asked for."""
    number = request.GET.get("proposal", "")[:9]
    if not (number.isascii() and number.isdecimal()):
        return None
    own = Proposal.objects.filter(by=request.user, state=Proposal.State.RETURNED)
    return own.select_related("area", "technology").filter(pk=int(number)).first()


def _sent_again(request: HttpRequest, form: ProposeAgain, returned: Proposal) -> HttpResponse:
    """Send a proposal again as a valid form has it. Raises AdoptionRefused."""
    told = form.cleaned_data
    for name in ("area", "technology"):
        if told[name] != getattr(returned, name):
            raise AdoptionRefused(
                f"This proposal is about {getattr(returned, name)}: make another one.", name
            )
    refuse_place(returned.area, returned.technology)
    about = {"setting": told["setting"], "sent": form.sent, "words": told["answer"]}
    send_again(proposal=returned, by=request.user, **about)
    messages.success(request, "Sent again. Whoever asked for changes is told.")
    return redirect("adoption-proposals")


def _asked_for(request: HttpRequest) -> dict[str, Any]:
    area = Area.objects.filter(code=request.GET.get("area", "")[:8].upper()).first()
    technology = Technology.objects.listed().filter(slug=request.GET.get("technology", "")[:80]).first()
    return {"area": offered([area])[0] if area else "", "technology": technology}


def _recorded(request: HttpRequest, form: NewRecord) -> HttpResponse:
    """Record or propose what a valid form says. Raises AdoptionRefused."""
    area, technology = form.cleaned_data["area"], form.cleaned_data["technology"]
    if may_record_for(request.user, area):
        made = add(area=area, technology=technology, step=form.step, fields=form.told, by=request.user)
        messages.success(request, f"Recorded: {made}.")
        return redirect(made)
    if not may_propose_for(request.user, area):
        raise AdoptionRefused(NOT_YOURS, "area")
    setting = form.cleaned_data["setting"]
    propose(area=area, technology=technology, setting=setting, sent=form.sent, by=request.user)
    messages.success(request, f"Proposed. A lead of the board of {area} takes it over or refuses it.")
    return redirect("adoption-proposals")


@form_page
@login_required
@never_cache
def adoption_edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what a record says."""
    found = _to_change(request, pk)
    initial = typed(content_of(found)) | {"version": found.version}
    form = ChangeRecord(request.POST or None, reader=request.user, initial=initial)
    page: dict[str, Any] = {"links": above_record(found), "adoption": found}
    if form.is_valid():
        version = form.cleaned_data["version"]
        try:
            change(adoption=found, version=version, fields=form.told, by=request.user)
            messages.success(request, "Saved.")
            return redirect(found)
        except ChangedMeanwhile as meanwhile:
            form, page["meanwhile"] = _beside(request, form, meanwhile)
        except AdoptionRefused as refused:
            refuse(form, refused)
    return render(request, "casestudies/adoption/edit.html", page | {"form": form})


def _to_change(request: HttpRequest, pk: int) -> Adoption:
    found = record_seen(request, pk)
    if not may_change_adoption(request.user, found):
        raise PermissionDenied
    return found


def _beside(request: HttpRequest, form: ChangeRecord, meanwhile: ChangedMeanwhile) -> tuple:
    """Return the form with what both changed, and both beside one another where they differ.

    What the person did not touch is as the other saved it; what they wrote stays theirs, also where both wrote.
    """
    now, mine = typed(content_of(meanwhile.adoption)), typed(plain(form.told))
    read = meanwhile.adoption.versions.filter(number=meanwhile.version).first()
    base = typed(read.written) if read else {}
    kept = {name: now[name] if value == base.get(name) else value for name, value in mine.items()}
    kept |= {"version": meanwhile.adoption.version, CONFIRMED: form.data.get(CONFIRMED, "")}
    again = ChangeRecord(kept, reader=request.user)
    again.is_valid()
    again.add_error(None, f"{meanwhile}")
    return again, side_by_side(now, mine, _who(meanwhile.adoption))


def _who(adoption: Adoption) -> str:
    last = adoption.versions.select_related("by").last()
    return last.by.public_name if last and last.by else "somebody else"


@form_page
@login_required
@never_cache
def adoption_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that an area came to another stage, or put the last one right."""
    found = _to_change(request, pk)
    form = StageForm(request.POST or None, initial={"version": found.version})
    page: dict[str, Any] = {"links": above_record(found), "adoption": found}
    if form.is_valid():
        try:
            version = form.cleaned_data["version"] or 0
            come_to(adoption=found, version=version, step=form.step, by=request.user)
            messages.success(request, "The stage is recorded.")
            return redirect(found)
        except ChangedMeanwhile as meanwhile:
            form, page["meanwhile"] = _step_beside(form, meanwhile)
        except AdoptionRefused as refused:
            refuse(form, refused)
    return render(request, "casestudies/adoption/stage.html", page | {"form": form})


def _step_beside(form: StageForm, meanwhile: ChangedMeanwhile) -> tuple:
    """Return the form with the person's own step, of the version of now, and what the record says now beside it."""
    names = {"stage": "stage", "since": "day", "reasons": "reasons", "note": "note"}
    now = {name: content_of(meanwhile.adoption)[name] for name in names}
    mine = {name: plain(form.cleaned_data)[of] for name, of in names.items()}
    kept = {"version": meanwhile.adoption.version, CONFIRMED: form.data.get(CONFIRMED, "")}
    again = StageForm(kept | {of: mine[name] for name, of in names.items()})
    again.is_valid()
    again.add_error(None, f"{meanwhile}")
    return again, side_by_side(now, mine, _who(meanwhile.adoption))
