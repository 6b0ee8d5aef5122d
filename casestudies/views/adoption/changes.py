"""Changes that reviewers ask for in a record: asked, answered, and kept to be read."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache

from accounts.views.doors import form_page
from casestudies.actions.adoption.asking import answer, ask
from casestudies.actions.adoption.refusals import AdoptionRefused
from casestudies.forms.adoption.records import AnswerChange, AskForChange
from casestudies.permissions.adoption import may_ask_to_change, may_change_adoption
from casestudies.views.adoption.reading import above_record, record_seen

DONE = {
    ask: "Those who look after it are asked. You are told what they answer.",
    answer: "Your answer is kept, and whoever asked is told.",
}


@form_page
@login_required
@never_cache
def adoption_changes(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for changes in a record, or answer where they are asked for; with all that was asked before."""
    found = record_seen(request, pk)
    if not may_ask_to_change(request.user, found):
        raise PermissionDenied
    waits = found.asked.open().select_related("by").first()
    does, form_of = (answer, AnswerChange) if waits else (ask, AskForChange)
    may = waits is None or may_change_adoption(request.user, found)
    if request.method == "POST" and not may:
        raise PermissionDenied
    form = form_of(request.POST or None)
    if form.is_valid():
        try:
            does(adoption=found, words=form.cleaned_data["words"], by=request.user)
        except AdoptionRefused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, DONE[does])
            return redirect(found)
    page = {
        "links": above_record(found),
        "adoption": found,
        "waits": waits,
        "form": form if may else None,
        "asked": found.asked.select_related("by", "answered_by"),
    }
    return render(request, "casestudies/adoption/changes.html", page)
