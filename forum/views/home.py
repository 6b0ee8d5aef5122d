from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.permissions import has_yet_to_claim
from forum.presenters.practice_here import rows
from forum.queries.practice import newest_cases
from metrics.charts import numbers
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.area_map import boards_map
from metrics.presenters.dots import heading
from metrics.presenters.home import EnglandFigure, home_view
from metrics.presenters.words import capital
from metrics.queries import published_months


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    months = published_months()
    return render(
        request,
        "forum/home.html",
        {
            "figures": _figures(months[-1]) if months else "",
            "yet_to_claim": has_yet_to_claim(request.user),
            "cases": rows(newest_cases()),
        },
    )


def _figures(month: date) -> str:
    """Return the figures of the front page as HTML, kept as long as they are published."""
    return kept(f"home-page:{month}", lambda: render_to_string("forum/home_figures.html", _shown(month)))


def _shown(month: date) -> dict:
    view = home_view(month)
    return {
        "view": view,
        "england": [_headline(one) for one in view.england],
        "map": boards_map(month, Area.objects.of_kind(Area.Kind.ICB).valid_on(timezone.localdate())),
    }


def _headline(figure: EnglandFigure) -> dict[str, str]:
    measure = figure.measure
    return {
        "label": heading(measure),
        "value": numbers.short(figure.value, measure.unit, measure.decimals),
        "comparison": capital(figure.in_words),
        "href": reverse("area-measure", args=["ENGLAND", measure.slug]),
    }
