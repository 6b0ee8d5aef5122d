"""Every measure, and every area on one measure."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from metrics.compute.measures import MEASURES, PATHWAYS_ARE_NOT_PEOPLE, SMALL_NUMBERS, Measure
from metrics.filters import RankingAsked
from metrics.measured import kept
from metrics.models import Boundary
from metrics.presenters.measure_list import groups
from metrics.presenters.rank_page import MeasurePage
from metrics.presenters.ranking import Choice, ranking
from metrics.queries import published_months


@require_safe
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


@require_safe
def measure(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with the areas ranked; what was asked wrongly is said, and replaced by what can be shown."""
    found = measure_named(slug)
    months = published_months()
    if not months:
        return render(request, "metrics/measure_without_figures.html", {"measure": found, "links": _above()})
    asked = RankingAsked(request.GET, months)
    status = 200 if asked.is_valid() else 400
    return render(
        request,
        "metrics/measure.html",
        {
            "links": _above(),
            "measure": found,
            "choice": asked.choice,
            "asked": asked,
            "shown": _shown(found, asked.choice),
        },
        status=status,
    )


def _shown(measure: Measure, choice: Choice) -> dict:
    """Return the page's answer, headlines and figures as HTML, kept as long as they and the outlines stay the same."""

    def made() -> dict:
        page = MeasurePage(ranking(measure, choice))
        return {"answer": page.answer, "headlines": page.headlines, "figures": _figures(page)}

    return kept(f"measure:{measure.slug}:{choice.query}:{Boundary.objects.count()}", made)


def _figures(page: MeasurePage) -> str:
    choice = page.ranking.choice
    return render_to_string(
        "metrics/measure_figures.html",
        {
            "page": page,
            "measure": page.measure,
            "ranking": page.ranking,
            "choice": choice,
            "per_1000": f"{reverse('measure', args=['waiting-list-per-1000'])}?{choice.query}",
            "pathways": PATHWAYS_ARE_NOT_PEOPLE,
            "small_numbers": SMALL_NUMBERS,
        },
    )


def _above() -> list[tuple[str, str]]:
    return [("Home", reverse("home")), ("Measures", reverse("measures"))]


def measure_named(slug: str) -> Measure:
    try:
        return MEASURES[slug]
    except KeyError:
        raise Http404(f"There is no measure “{slug}”.") from None
