"""Finding case studies: the list, narrowed down by words and facets."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casestudies.filters.cases import CaseFilters
from casestudies.presenters.finding import facets_of, in_order, narrowed, order_in_words, rows_of

A_PAGE = 20


@require_safe
def case_studies(request: HttpRequest) -> HttpResponse:
    """List the published case studies that were asked for; what cannot be asked is refused with the reason."""
    query = _query(request)
    asked = CaseFilters(query)
    page = {"links": [("Home", reverse("home"))], "form": asked.form}
    if not asked.form.is_valid():
        return render(request, "casestudies/case_studies.html", page, status=400)
    shown = Paginator(in_order(asked), A_PAGE).get_page(request.GET.get("page"))
    shown.object_list = rows_of(shown.object_list, asked)
    page |= {
        "asked": asked,
        "all": len(asked.on.numbers),
        "facets": facets_of(asked),
        "narrowed": narrowed(asked, query),
        "order": order_in_words(asked),
        "page": shown,
        "base": f"?{query.urlencode()}&page=" if query else "?page=",
    }
    return render(request, "casestudies/case_studies.html", page)


def _query(request: HttpRequest) -> QueryDict:
    """Return what was asked for but the page, without what was left empty."""
    query = request.GET.copy()
    query.pop("page", None)
    for name in list(query):
        query.setlist(name, [value for value in query.getlist(name) if value])
        if not query.getlist(name):
            del query[name]
    return query
