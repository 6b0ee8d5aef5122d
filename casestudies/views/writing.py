"""Writing a case study: the list of its pages and what is missing, sending it in, and how it will look."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from accounts.views.doors import for_signed_in, form_page
from casestudies.actions import lives
from casestudies.actions.changing import LifeRefused
from casestudies.actions.holding import ask_to_lift
from casestudies.forms.reviewing import AskToLift
from casestudies.models import CaseEvent, CaseStudy
from casestudies.presenters.case_page import shown
from casestudies.presenters.writing import found_in_case, lacking, tasks
from casestudies.queries.lives import asked_to_lift, place_in_queue
from casestudies.queries.reading import case_for
from casestudies.views.doors import above, case_to_write

AS_READ = "This is how readers will see what is saved."
ACTS = {"submit": lives.submit, "withdraw": lives.withdraw}
DONE = {
    "submit": "It is sent in. Whoever reviews it is told, and you are told what they decide.",
    "withdraw": "It is taken back. Go on writing, and send it in again when it is ready.",
}


@form_page
@for_signed_in
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """List the pages to write on and what is missing; send it in, or take it back."""
    case = case_to_write(request, pk)
    if "ask" in request.POST:
        return _ask_to_lift(request, case)
    refused = ""
    if act := next((act for act in ACTS if act in request.POST), ""):
        try:
            ACTS[act](case=case, by=request.user)
        except LifeRefused as no:
            refused = str(no)
            case.refresh_from_db()
        else:
            messages.success(request, DONE[act])
            return redirect("case-study-write", pk)
    return render(request, "casestudies/write.html", _page(request, case) | {"refused": refused})


def _ask_to_lift(request: HttpRequest, case: CaseStudy) -> HttpResponse:
    """Ask moderators to let through what is held."""
    form = AskToLift(request.POST)
    if form.is_valid():
        try:
            ask_to_lift(case=case, by=request.user, words=form.cleaned_data["why"])
        except LifeRefused as no:
            messages.warning(request, str(no))
        else:
            messages.success(request, "Moderators are asked. You are told what they decide.")
        return redirect("case-study-write", case.pk)
    return render(request, "casestudies/write.html", _page(request, case) | {"ask": form})


def _page(request: HttpRequest, case: CaseStudy) -> dict:
    is_open = case.state in CaseStudy.EDITABLE
    return {
        "case": case,
        "tasks": tasks(case, request.user) if is_open else [],
        "lacking": lacking(case) if is_open else [],
        "held": found_in_case(case) if case.held_because else [],
        "ask": AskToLift(),
        "to_lift": asked_to_lift(case) if case.held_because else None,
        "place": place_in_queue(case) if case.state == CaseStudy.State.SUBMITTED else 0,
        "is_open": is_open,
        "asked": _asked(case),
        "links": above(),
    }


def _asked(case: CaseStudy) -> str:
    """Return what the reviewer said of the whole when it was returned."""
    if case.state != CaseStudy.State.RETURNED:
        return ""
    returned = case.events.filter(act=CaseEvent.Act.RETURNED)
    return returned.values_list("words", flat=True).last() or ""


@require_safe
@for_signed_in
def preview(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case study as it is saved, as readers will see it."""
    case = case_for(request.user).get(pk=case_to_write(request, pk).pk)
    page = shown(case) | {"state": AS_READ, "may_see_contact": True, "links": above(case)}
    return render(request, "casestudies/preview.html", page)
