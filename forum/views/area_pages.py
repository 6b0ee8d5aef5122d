"""The pages of an area: its figures, and what people share about it."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from metrics.charts.numbers import month_name
from metrics.compute.extract import ALL_FUNCTIONS, TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.area import KINDS_IN_PLURAL
from metrics.presenters.area_blocks import area_blocks, population_in_words
from metrics.presenters.area_measure import measure_blocks
from metrics.presenters.quality import quality_sentences
from metrics.queries import Place, place_of, published_months


def area(request: HttpRequest, code: str) -> HttpResponse:
    found = get_object_or_404(Area, code=code.upper())
    if found.code != code:
        return redirect("area", found.code, permanent=True)
    months = months_of(found)
    if not months:
        return _without_figures(request, found)
    month, boundaries = month_asked(request, months), boundaries_asked(request)
    place = place_of(found, month if boundaries == "then" else timezone.localdate())
    return render(
        request,
        "forum/area.html",
        {
            **_head(place, months, month),
            "kept": [("boundaries", boundaries)] if boundaries == "now" else [],
            "population": population_in_words(place, month),
            "figures": _figures(place, month),
            "quality": quality_sentences(place, month),
        },
    )


def _figures(place: Place, month: date) -> str:
    """Return the figures of an area's page as HTML, kept as long as they are published: they are most of the page."""
    parts = ",".join(part.code for part in place.parts)
    return kept(
        f"area-page:{place.area.code}:{month}:{parts}",
        lambda: render_to_string(
            "forum/area_figures.html",
            {
                "place": place,
                "month": month,
                "month_words": month_name(month),
                "caption": f"{place.area.short_name} in {month_name(month)}",
                "parts": _parts_in_words(place),
                "blocks": area_blocks(place, month),
            },
        ),
    )


def area_measure(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    found = get_object_or_404(Area, code=code.upper())
    measure = MEASURES.get(slug)
    if measure is None:
        raise Http404(f"There is no measure {slug!r}.")
    months = months_of(found)
    if not months:
        return _without_figures(request, found)
    month, function = month_asked(request, months), function_asked(request)
    place = place_of(found, month)
    return render(
        request,
        "forum/area_measure.html",
        {
            **_head(place, months, month),
            "links": [*_above(place), (found.short_name, reverse("area", args=[found.code]))],
            "kept": [("function", function)] if function != ALL_FUNCTIONS else [],
            "measure": measure,
            "function": function,
            "function_name": "" if function == ALL_FUNCTIONS else TREATMENT_FUNCTIONS[function].lower(),
            "functions": TREATMENT_FUNCTIONS.items(),
            **_measure_figures(place, measure, month, function),
            "quality": quality_sentences(place, month),
        },
    )


def _measure_figures(place: Place, measure: Measure, month: date, function: str) -> dict[str, str]:
    """Return the page's first sentence and its figures as HTML, kept as long as they are published."""

    def shown() -> dict[str, str]:
        blocks = measure_blocks(place, measure, month, function)
        html = render_to_string("forum/area_measure_figures.html", {"blocks": blocks})
        return {"answer": blocks.card.figure.title, "figures": html}

    parts = ",".join(part.code for part in place.parts)
    return kept(f"measure-page:{place.area.code}:{measure.slug}:{month}:{function}:{parts}", shown)


def _without_figures(request: HttpRequest, area: Area) -> HttpResponse:
    place = place_of(area, timezone.localdate())
    return render(request, "forum/area_without_figures.html", {"place": place, "links": _above(place)})


def _head(place: Place, months: list[date], month: date) -> dict:
    return {
        "place": place,
        "links": _above(place),
        "month": month,
        "months": [(f"{one:%Y-%m}", month_name(one)) for one in reversed(months)],
        "chosen": f"{month:%Y-%m}",
    }


def _above(place: Place) -> list[tuple[str, str]]:
    parents = [(parent.short_name, reverse("area", args=[parent.code])) for parent in place.parents[:1]]
    return [("Home", reverse("home")), ("Areas", reverse("areas")), *parents]


def _parts_in_words(place: Place) -> str:
    kinds = {part.kind for part in place.parts}
    kind = KINDS_IN_PLURAL[kinds.pop()] if len(kinds) == 1 else "areas"
    return f"{place.area.short_name} has {len(place.parts)} {kind}."


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


def function_asked(request: HttpRequest) -> str:
    asked = request.GET.get("function", ALL_FUNCTIONS)
    if asked not in TREATMENT_FUNCTIONS:
        raise Http404(f"There is no treatment function {asked!r}.")
    return asked
