"""Reading a case study: its page with the figures beside what it claims, and its two pages to print."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casestudies.models import CaseStudy
from casestudies.presenters.case_page import STATES, age_of, facts_of, parts_of
from casestudies.presenters.claims import claims_of
from casestudies.queries.reading import case_for


@require_safe
@never_cache
def case_study(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show a case study. Its number leads there whatever words follow it: titles change, links are to last."""
    case = case_for(request.user).filter(pk=pk).first()
    if case is None:
        return _unseen(request)
    if slug != case.slug:
        return HttpResponsePermanentRedirect(case.get_absolute_url())
    return render(request, "casestudies/case.html", _page(request, case))


def _unseen(request: HttpRequest) -> HttpResponse:
    """Ask visitors to sign in, whether or not anything is there; tell everybody else that nothing is."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404


def _page(request: HttpRequest, case: CaseStudy) -> dict:
    has_contact = bool(case.contact_role or case.contact_email)
    return {
        "links": [("Home", reverse("home"))],
        "case": case,
        "state": STATES.get(case.state, ""),
        "facts": facts_of(case),
        "age": age_of(case, timezone.localdate()),
        "parts": parts_of(case),
        "claims": claims_of(case),
        "has_contact": has_contact,
        "may_see_contact": has_contact and case.is_read_by_member,
    }
