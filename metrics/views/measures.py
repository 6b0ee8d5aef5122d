"""Every measure, and every area on one measure."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from metrics.compute.measures import MEASURES, PATHWAYS_ARE_NOT_PEOPLE, SMALL_NUMBERS, Measure
from metrics.filters import RankingAsked
from metrics.presenters.measure_list import groups
from metrics.presenters.rank_page import MeasurePage
from metrics.presenters.ranking import ranking
from metrics.queries import published_months


def measures(request: HttpRequest) -> HttpResponse:
    months = published_months()
    return render(
        request,
        "metrics/measures.html",
        {
            "links": [("Home", reverse("home"))],
            "month": months[-1] if months else None,
            "groups": groups(months[-1] if months else None),
            "pathways": PATHWAYS_ARE_NOT_PEOPLE,
        },
    )


def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the areas ranked; what was asked wrongly is said, and replaced by what can be shown."""
    found = measure_named(slug)
    months = published_months()
    if not months:
        return render(request, "metrics/measure_without_figures.html", {"measure": found, "links": _above()})
    asked = RankingAsked(request.GET, months)
    status = 200 if asked.is_valid() else 400
    page = MeasurePage(ranking(found, asked.choice))
    return render(
        request,
        "metrics/measure.html",
        {
            "links": _above(),
            "page": page,
            "measure": found,
            "ranking": page.ranking,
            "choice": page.ranking.choice,
            "asked": asked,
            "per_1000": f"{reverse('measure', args=['waiting-list-per-1000'])}?{asked.choice.query}",
            "pathways": PATHWAYS_ARE_NOT_PEOPLE,
            "small_numbers": SMALL_NUMBERS,
        },
        status=status,
    )


def _above() -> list[tuple[str, str]]:
    return [("Home", reverse("home")), ("Measures", reverse("measures"))]


def measure_named(slug: str) -> Measure:
    try:
        return MEASURES[slug]
    except KeyError:
        raise Http404(f"There is no measure “{slug}”.") from None
