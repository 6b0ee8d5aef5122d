"""Beginning a case study, and all that one writes."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from accounts.views.doors import for_signed_in, form_page
from casestudies.actions import lives
from casestudies.forms.starting import Start
from casestudies.models import CaseStudy
from casestudies.permissions.cases import may_start_case_studies
from casestudies.presenters.writing import HELD, first_of
from casestudies.views.doors import above, among_all
from metrics.presenters.area_list import offered

CASES_A_PAGE = 20
FOR_MEMBERS = "You can write a case study once it is approved where you work, and while you are not silenced."


@form_page
@for_signed_in
def start(request: HttpRequest) -> HttpResponse:
    """Begin a case study, or tell of an attempt: ?kind=attempt. It is kept from here on."""
    if not may_start_case_studies(request.user):
        raise PermissionDenied(FOR_MEMBERS)
    form = Start(request.POST or None, writer=request.user, initial=_usual(request))
    if request.method == "POST" and form.is_valid():
        wanted = {name: form.cleaned_data[name] for name in ("kind", "title", "home")}
        case = lives.start(by=request.user, **wanted)
        if case.held_because:
            messages.warning(request, HELD)
        return redirect("case-study-section", case.pk, first_of(case).slug)
    return render(request, "casestudies/start.html", {"form": form, "links": above()})


def _usual(request: HttpRequest) -> dict[str, str]:
    """Return what the form begins with: what the address asks for, and the area of whoever writes."""
    kind = request.GET.get("kind")
    own = request.user.claims.holding().select_related("area").order_by("pk").first()
    home = {"home": offered([own.area])[0]} if own else {}
    return home | ({"kind": kind} if kind in CaseStudy.Kind.values else {})


@require_safe
@for_signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """List what somebody writes and wrote, what was changed last at the top."""
    found = CaseStudy.objects.by(request.user).visible_to(request.user).select_related("home")
    page = Paginator(found.order_by("-changed_at", "-pk"), CASES_A_PAGE).get_page(request.GET.get("page"))
    may_start = may_start_case_studies(request.user)
    links = among_all()
    return render(
        request,
        "casestudies/mine.html",
        {"page": page, "may_start": may_start, "links": links, "start": reverse("case-study-start")},
    )
