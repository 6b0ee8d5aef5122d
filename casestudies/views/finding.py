"""Finding case studies: the list, narrowed down by words and facets."""

from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from casestudies.filters.cases import BEGAN, CaseFilters
from casestudies.filters.searches import asked_for
from casestudies.forms.searches import SaveSearch
from casestudies.presenters.finding import (
    facets_of,
    in_order,
    meant,
    name_in_words,
    narrowed,
    order_in_words,
    rows_of,
)

A_PAGE = 20
# What the page shows to be written again where it cannot be asked for.
WRITTEN = ("q", "sort", *BEGAN)


@require_safe
def case_studies(request: HttpRequest) -> HttpResponse:
    """List the published case studies that were asked for; what cannot be asked is refused with the reason."""
    query = asked_for(request.GET)
    asked = CaseFilters(query)
    page = {"links": [("Home", reverse("home"))], "form": asked.form}
    if not asked.form.is_valid():
        page["kept"] = _kept(asked.form, query)
        return render(request, "casestudies/case_studies.html", page, status=400)
    shown = Paginator(in_order(asked), A_PAGE).get_page(request.GET.get("page"))
    shown.object_list = rows_of(shown.object_list, asked)
    chosen = narrowed(asked, query)
    page |= {
        "asked": asked,
        "all": len(asked.on.numbers),
        "facets": facets_of(asked),
        "narrowed": chosen,
        "meant": meant(asked, query),
        "order": order_in_words(asked),
        "page": shown,
        "base": f"?{query.urlencode()}&page=" if query else "?page=",
    }
    if chosen and request.user.is_authenticated:
        page["save"] = SaveSearch(initial={"name": name_in_words(chosen), "query": query.urlencode()})
    return render(request, "casestudies/case_studies.html", page)


def _kept(form: Form, query: QueryDict) -> list[tuple[str, str]]:
    """Return what else was asked for and can be, to ask for again once what cannot is put right."""
    right = [name for name in query if name in form.fields and name not in form.errors]
    return [(name, value) for name in right if name not in WRITTEN for value in query.getlist(name)]
