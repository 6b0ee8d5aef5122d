"""How far the parts of an area lie apart on every measure."""

from datetime import date

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_safe

from forum.views.area_pages import (
    above_own_page,
    at_its_code,
    month_asked,
    months_of,
    months_offered,
    wrongly_asked,
)
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.variation.parts import parts_apart
from metrics.presenters.variation.parts_page import answer, parts_blocks
from metrics.queries import Place, place_of, published_months


@require_safe
@at_its_code
def area_variation(request: HttpRequest, found: Area) -> HttpResponse:
    months = months_of(found)
    if not months:
        return _without_figures(request, found)
    wrong = wrongly_asked(request.GET, {"month": months_offered(months), "function": TREATMENT_FUNCTIONS})
    asked = QueryDict() if wrong else request.GET
    month, function = month_asked(asked, months), asked.get("function") or ALL_FUNCTIONS
    place = place_of(found, month)
    return render(
        request,
        "forum/variation.html",
        {
            "place": place,
            "links": above_own_page(place),
            "wrong": wrong,
            "month": month,
            "months": list(reversed(months_offered(months).items())),
            "chosen": f"{month:%Y-%m}",
            "function": function,
            "functions": TREATMENT_FUNCTIONS.items(),
            "board": _board(place),
            **_figures(place, month, function),
        },
        status=404 if wrong else 200,
    )


def _figures(place: Place, month: date, function: str) -> dict[str, str]:
    """Return the page's first line and its figures as HTML, kept as long as they are published."""

    def shown() -> dict[str, str]:
        apart = parts_apart(place, month, function)
        has_gaps = apart is not None and apart.gaps
        context = {"place": place, "month": month, "blocks": parts_blocks(apart) if has_gaps else None}
        return {
            "answer": answer(apart, place.area),
            "figures": render_to_string("forum/variation_figures.html", context) if has_gaps else "",
        }

    parts = ",".join(part.code for part in place.parts)
    return kept(f"variation-page:{place.area.code}:{month}:{function}:{parts}", shown)


def _board(place: Place) -> Area | None:
    """Return the area whose parts a place without parts is one of."""
    return place.parents[0] if place.parents and len(place.parts) < 2 else None


def _without_figures(request: HttpRequest, area: Area) -> HttpResponse:
    months = published_months()
    place = place_of(area, months[-1] if months else timezone.localdate())
    return render(
        request, "forum/area_without_figures.html", {"place": place, "links": above_own_page(place)}
    )
