"""Who writes a case study: its owner invites others and hands it over, each may leave."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.models import User
from accounts.views.doors import for_signed_in, form_page
from casestudies.actions import authors as acts
from casestudies.actions.changing import LifeRefused
from casestudies.forms.starting import AddAuthor
from casestudies.models import CaseStudy
from casestudies.permissions.writing import may_choose_authors
from casestudies.views.doors import above, case_to_write


@form_page
@for_signed_in
def authors(request: HttpRequest, pk: int) -> HttpResponse:
    """List who writes a case study; let its owner add and remove authors and hand it over, and others leave."""
    case = case_to_write(request, pk)
    form = AddAuthor(request.POST if "add" in request.POST else None)
    if request.method == "POST":
        try:
            if answer := _done(request, case, form):
                return answer
        except LifeRefused as refused:
            form.add_error(None, str(refused)) if form.is_bound else messages.warning(request, str(refused))
    shown = {
        "case": case,
        "form": form,
        "authorships": case.authorships.select_related("person"),
        "may_choose": may_choose_authors(request.user, case),
        "links": above(case),
    }
    return render(request, "casestudies/authors.html", shown)


def _done(request: HttpRequest, case: CaseStudy, form: AddAuthor) -> HttpResponse | None:
    """Do what a button asks for; None where the form is to be shown again. Raises LifeRefused or PermissionDenied."""
    if "leave" in request.POST:
        acts.remove_author(case=case, by=request.user, person=request.user)
        messages.success(request, "You are no author of it any more.")
        return redirect("case-studies-mine")
    if not may_choose_authors(request.user, case):
        raise PermissionDenied
    if "remove" in request.POST:
        acts.remove_author(case=case, by=request.user, person=_author(case, request.POST["remove"]))
        messages.success(request, "They are no author of it any more.")
    elif "hand-over" in request.POST:
        acts.hand_over(case=case, by=request.user, person=_author(case, request.POST["hand-over"]))
        messages.success(request, "It is handed over.")
    elif form.is_bound and form.is_valid():
        made = acts.add_author(case=case, by=request.user, email=form.cleaned_data["email"])
        messages.success(request, f"{made.person.public_name} is an author now, and told so.")
    else:
        return None
    return redirect("case-study-authors", case.pk)


def _author(case: CaseStudy, number: str) -> User:
    found = User.objects.filter(authorships__case=case, pk=number).first() if number.isdecimal() else None
    if found is None:
        raise Http404
    return found
