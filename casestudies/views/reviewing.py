"""Reviewing a case study: what waits, reading it whole, commenting at its questions, publishing or returning it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.views.doors import for_signed_in, form_page
from casestudies.actions import lives
from casestudies.actions.changing import LifeRefused
from casestudies.forms.reviewing import Decide
from casestudies.models import Authorship, CaseStudy
from casestudies.models.vocabulary import Strength
from casestudies.permissions.cases import Rights, may_see_reviews
from casestudies.presenters.case_page import facts_of
from casestudies.presenters.files import files_shown
from casestudies.presenters.reviewing import ASKED, events, parts
from casestudies.queries.lives import places, waiting_for, waiting_of
from casestudies.queries.reading import about_of, case_for
from casestudies.views.doors import among_all

A_PAGE = 25
DONE = {
    Decide.PUBLISH: "“{}” is published. Its authors are told.",
    Decide.RETURN: "“{}” went back to its authors, with what you said.",
}


@require_safe
@for_signed_in
def reviews(request: HttpRequest) -> HttpResponse:
    """List what waits for whoever asks: what they review, and what they sent in themselves with its place."""
    if not may_see_reviews(request.user):
        raise PermissionDenied
    authors = Prefetch("authorships", Authorship.objects.select_related("person"))
    reviewed = waiting_for(request.user).select_related("home").prefetch_related(authors)
    page = Paginator(reviewed, A_PAGE).get_page(request.GET.get("page"))
    own = list(waiting_of(request.user).select_related("home"))
    at = places([*page, *own])
    return render(
        request,
        "casestudies/reviews.html",
        {
            "links": among_all(),
            "page": page,
            "rows": [(case, at[case.pk], _is_own(request, case)) for case in page],
            "own": [(case, at[case.pk]) for case in own],
        },
    )


def _is_own(request: HttpRequest, case: CaseStudy) -> bool:
    return any(each.person_id == request.user.pk for each in case.authorships.all())


@form_page
@for_signed_in
def review(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a case study whole to its authors and to who reviews it, and take the decision."""
    case, rights = case_to_see(request, pk)
    if request.method == "POST" and not rights.may_review:
        raise PermissionDenied
    form = None
    if rights.may_review and (request.method == "POST" or case.state == CaseStudy.State.SUBMITTED):
        form = Decide(
            request.POST or None, asked=ASKED, may_rate=rights.may_rate, initial={"version": case.version}
        )
    if form and form.is_valid() and _is_decided(request, case, form):
        return redirect("case-studies-to-review")
    page = {
        "links": among_all(("Reviews", reverse("case-studies-to-review"))),
        "case": case,
        "rights": rights,
        "place": places([case])[case.pk],
        "facts": facts_of(case, about_of(case)),
        "files": files_shown(case.files.select_related("upload")),
        "parts": parts(case, form),
        "events": events(case),
        "form": form,
    }
    return render(request, "casestudies/review.html", page)


def _is_decided(request: HttpRequest, case: CaseStudy, form: Decide) -> bool:
    said = form.cleaned_data
    decided = {"case": case, "by": request.user, "words": said["words"], "read": said["version"]}
    try:
        if said["decision"] == Decide.PUBLISH:
            lives.publish(**decided, rating=said.get("rating") or Strength.NOT_RATED)
        else:
            lives.ask_for_changes(**decided, comments=form.comments)
    except LifeRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, DONE[said["decision"]].format(case.title))
    return True


def case_to_see(request: HttpRequest, pk: int) -> tuple[CaseStudy, Rights]:
    """Return a case study and what somebody may do with it.

    Raises Http404 where they see none, and PermissionDenied for whoever neither writes nor reviews it.
    """
    case = get_object_or_404(case_for(request.user).select_related("home"), pk=pk)
    rights = Rights(request.user, case)
    if not rights.may_see_review:
        raise PermissionDenied
    return case, rights
