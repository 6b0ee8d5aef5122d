"""Reading a case study: its page with the figures beside what it claims, and its two pages to print."""

from hashlib import sha256

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casestudies.models import CaseStudy
from casestudies.permissions.cases import Rights
from casestudies.presenters.case_page import STATES, cited, shown
from casestudies.presenters.case_paper import case_paper
from casestudies.queries.reading import case_for
from casestudies.views.doors import among_all
from metrics.measured import kept
from metrics.papers.paper import Paper
from metrics.papers.pdf import pdf
from metrics.presenters.downloads import pdf_file


@require_safe
@never_cache
def case_study(request: HttpRequest, pk: int, slug: str = "") -> HttpResponse:
    """Show a case study. Its number leads there whatever words follow it: titles change, links are to last."""
    case = case_for(request.user).filter(pk=pk).first()
    if case is None:
        return unseen(request)
    if slug != case.slug:
        return HttpResponsePermanentRedirect(case.get_absolute_url())
    return render(request, "casestudies/case.html", _page(request, case))


@require_safe
@never_cache
def case_study_pdf(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with a case study on two pages to print."""
    case = case_for(request.user).filter(pk=pk).first()
    if case is None:
        return unseen(request)
    paper = case_paper(case, _permanent(request, case))
    file = kept(_kept_as(paper), lambda: pdf(paper))
    return pdf_file(file, f"exemplar-case-study-{case.pk}")


def _kept_as(paper: Paper) -> str:
    """Return a name of all that a paper says: what else began then may be hidden the next minute."""
    return f"case-paper:{sha256(repr(paper).encode()).hexdigest()}"


def unseen(request: HttpRequest) -> HttpResponse:
    """Ask visitors to sign in, whether or not anything is there; tell everybody else that nothing is."""
    if not request.user.is_authenticated:
        return redirect_to_login(request.get_full_path())
    raise Http404


def _permanent(request: HttpRequest, case: CaseStudy) -> str:
    """Return the link that lasts, whatever becomes of the title."""
    return request.build_absolute_uri(reverse("case-study-number", args=[case.pk]))


def _page(request: HttpRequest, case: CaseStudy) -> dict:
    link = _permanent(request, case)
    page = shown(case)
    return page | {
        "links": among_all(),
        "state": STATES.get(case.state, ""),
        "may_see_contact": page["has_contact"] and case.is_read_by_member,
        "rights": Rights(request.user, case) if case.is_read_by_its_own else None,
        "link": link,
        "citation": cited(case, page["about"], link) if case.state in CaseStudy.PUBLIC else "",
    }
