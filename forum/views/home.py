from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from metrics.charts import numbers
from metrics.presenters.dots import heading
from metrics.presenters.home import EnglandFigure, home_view
from metrics.queries import published_months


def home(request: HttpRequest) -> HttpResponse:
    months = published_months()
    if not months:
        return render(request, "forum/home.html", {"view": None})
    view = home_view(months[-1])
    return render(
        request, "forum/home.html", {"view": view, "england": [_headline(one) for one in view.england]}
    )


def _headline(figure: EnglandFigure) -> dict[str, str]:
    measure = figure.measure
    return {
        "label": heading(measure),
        "value": numbers.short(figure.value, measure.unit, measure.decimals),
        "comparison": figure.in_words[:1].upper() + figure.in_words[1:],
        "href": reverse("area-measure", args=["ENGLAND", measure.slug]),
    }
