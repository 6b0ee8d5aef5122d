"""Choosing an area: by its name or code, from the list, or on the map."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from metrics.models import Area
from metrics.presenters.area_list import area_list, found, is_named, offered, suggested
from metrics.presenters.area_map import boards_map
from metrics.queries import published_months


@require_safe
def areas(request: HttpRequest) -> HttpResponse:
    words = " ".join(request.GET.get("q", "").split())
    if words:
        return _search(request, words)
    months = published_months()
    today = area_list(timezone.localdate())
    return render(
        request,
        "metrics/areas.html",
        {
            "links": [("Home", reverse("home"))],
            "list": today,
            "map": boards_map(months[-1], today.boards) if months else None,
        },
    )


def _search(request: HttpRequest, words: str) -> HttpResponse:
    matches = found(words)
    if len(matches) == 1 and is_named(matches[0], words):
        return redirect("area", matches[0].code)
    return render(
        request,
        "metrics/areas_found.html",
        {
            "links": [("Home", reverse("home")), ("Areas", reverse("areas"))],
            "words": words,
            "matches": matches,
            "suggested": [] if matches else suggested(words),
        },
    )


@require_safe
def area_names(request: HttpRequest) -> JsonResponse:
    """Answer with what search boxes offer: every area, and after them providers where they are asked for."""
    areas = Area.objects.order_by("short_name")
    names = offered(areas.exclude(kind=Area.Kind.PROVIDER))
    if request.GET.get("providers") == "yes":
        names += offered(areas.filter(kind=Area.Kind.PROVIDER))
    return JsonResponse({"names": names})
