"""The page of an area: its figures, and what people share about it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from metrics.compute.measures import MEASURES
from metrics.models import Area
from metrics.presenters.area import area_view
from metrics.presenters.series import series_figure
from metrics.queries import place_of, published_months

CHARTS_ON_AREA_PAGE = ("within-18-weeks", "waiting-list", "admitted-per-1000")


def area(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Area, code=code.upper())
    if found.code != code:
        return redirect("area", found.code, permanent=True)
    months = months_of(found)
    if not months:
        return render(request, "forum/area_without_figures.html", {"place": place_of(found, timezone.localdate())})
    month = month_asked(request, months)
    boundaries = boundaries_asked(request)
    place = place_of(found, month if boundaries == "then" else timezone.localdate())
    view = area_view(place, month)
    charts = [series_figure(found, MEASURES[slug], month=month) for slug in CHARTS_ON_AREA_PAGE] if view.has_figures else []
    return render(
        request,
        "forum/area.html",
        {"place": place, "view": view, "months": months[::-1], "boundaries": boundaries, "charts": charts},
    )


def months_of(area: Area) -> list[date]:
    """Return the published months in which an area existed, oldest first."""
    return [month for month in published_months() if area.closed is None or month <= area.closed]


def month_asked(request: HttpRequest, months: list[date]) -> date:
    """Return the month that the address names, the newest when it names none. Raises Http404."""
    asked = request.GET.get("month")
    if not asked:
        return months[-1]
    for month in months:
        if f"{month:%Y-%m}" == asked:
            return month
    raise Http404(f"No figures are published for this area and the month {asked!r}.")


def boundaries_asked(request: HttpRequest) -> str:
    asked = request.GET.get("boundaries", "then")
    if asked not in ("then", "now"):
        raise Http404("Boundaries are either “then” or “now”.")
    return asked
