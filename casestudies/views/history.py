"""The versions of a case study: what changed between two of them, and putting one back."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from accounts.views.doors import for_signed_in, form_page
from casestudies.actions.changing import LifeRefused
from casestudies.actions.versions import restore
from casestudies.forms.reviewing import RestoreVersion
from casestudies.models import CaseStudy
from casestudies.presenters.history import Comparison, Kept, compared, kept, shows_held
from casestudies.views.doors import among_all
from casestudies.views.reviewing import case_to_see


@form_page
@for_signed_in
def history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed between two versions (?from=1&to=2; else the last change); let its authors put one back."""
    case, rights = case_to_see(request, pk)
    if request.method == "POST" and not rights.may_edit:
        raise PermissionDenied
    versions = kept(case)
    earlier = [one.number for one in versions if not one.is_newest and not one.is_erased]
    form = RestoreVersion(request.POST or None, numbers=earlier, initial={"read": case.version})
    if request.method == "POST" and form.is_valid() and _is_restored(request, case, form):
        return redirect("case-study-history", case.pk)
    page = {
        "links": among_all((case.title, reverse("case-study-review", args=[case.pk]))),
        "case": case,
        "versions": versions,
        "form": form if rights.may_edit and earlier else None,
        "compared": _compared(request, case, versions),
    }
    return render(request, "casestudies/history.html", page)


def _is_restored(request: HttpRequest, case: CaseStudy, form: RestoreVersion) -> bool:
    number = form.cleaned_data["version"]
    try:
        restore(version=case.versions.get(number=number), by=request.user, read=form.cleaned_data["read"])
    except LifeRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Version {number} is put back: it is the newest version now.")
    return True


def _compared(request: HttpRequest, case: CaseStudy, versions: Sequence[Kept]) -> Comparison | None:
    """Return the comparison that an address asks for, else that of the last change; nothing of one version alone."""
    if len(versions) < 2:
        return None
    by_number = {str(one.number): one.number for one in versions}
    first = by_number.get(request.GET.get("from"), versions[1].number)
    last = by_number.get(request.GET.get("to"), versions[0].number)
    found = {one.number: one for one in case.versions.filter(number__in=[first, last])}
    return compared(found[first], found[last], shows_held=shows_held(request.user, case))
