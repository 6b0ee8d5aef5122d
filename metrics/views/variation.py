"""How far areas lie apart on a measure, across England and within the area above them; and the files of an area's
parts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_safe

from metrics.charts.multiples import multiples_chart
from metrics.compute.measures import Measure
from metrics.filters import SeriesAsked
from metrics.measured import kept
from metrics.models import Area
from metrics.presenters.downloads import csv_file, png_file, svg_file
from metrics.presenters.variation.asked import VariationAsked
from metrics.presenters.variation.england import Choice, Variation, variation
from metrics.presenters.variation.england_page import boards_table, months_table, pictures, variation_blocks
from metrics.presenters.variation.england_words import answer
from metrics.presenters.variation.parts import PartsApart, gaps_table, lines_table, parts_apart
from metrics.presenters.variation.parts_page import multiples_of
from metrics.queries import place_of, published_months
from metrics.views.files import month_of, picture_named, refusing, rightly, some_months
from metrics.views.measures import measure_named


@refusing
def area_variation_csv(request: HttpRequest, code: str) -> HttpResponse:
    found = _apart(request, code)
    return csv_file(gaps_table(found), _name(found, "gaps"))


@refusing
def area_variation_lines_csv(request: HttpRequest, code: str) -> HttpResponse:
    found = _apart(request, code)
    return csv_file(lines_table(found), _name(found, "parts"))


@refusing
def area_variation_svg(request: HttpRequest, code: str) -> HttpResponse:
    found = _apart(request, code)
    return svg_file(multiples_of(found), multiples_chart, _name(found, "parts"))


@refusing
def area_variation_png(request: HttpRequest, code: str) -> HttpResponse:
    found = _apart(request, code)
    return png_file(multiples_of(found), multiples_chart, _name(found, "parts"))


def _apart(request: HttpRequest, code: str) -> PartsApart:
    area, asked = get_object_or_404(Area, code=code), rightly(SeriesAsked(request.GET))
    month = month_of(asked)
    found = parts_apart(place_of(area, month), month, asked.cleaned_data["function"])
    if found is None or not found.gaps:
        raise Http404(f"{area} has no two parts to compare here.")
    return found


def _name(found: PartsApart, what: str) -> str:
    return f"{found.area.code}-{what}-{found.function}-{found.month:%Y-%m}"


@require_safe
def measure_variation(request: HttpRequest, slug: str) -> HttpResponse:
    """Answer with how far areas lie apart on a measure; what was asked wrongly is said, and replaced."""
    measure, months = measure_named(slug), published_months()
    links = [
        ("Home", reverse("home")),
        ("Measures", reverse("measures")),
        (measure.title, reverse("measure", args=[slug])),
    ]
    if not months:
        return render(request, "metrics/measure_without_figures.html", {"measure": measure, "links": links})
    asked = VariationAsked(request.GET, months)
    status = 200 if asked.is_valid() else 400
    return render(
        request,
        "metrics/variation.html",
        {
            "links": links,
            "measure": measure,
            "asked": asked,
            "choice": asked.choice,
            "per_1000": reverse("measure-variation", args=["waiting-list-per-1000"]),
            **_figures(measure, asked.choice),
        },
        status=status,
    )


def _figures(measure: Measure, choice: Choice) -> dict[str, str]:
    """Return the page's first sentences and its figures as HTML, kept as long as they are published."""

    def shown() -> dict[str, str]:
        found = variation(measure, choice)
        if found.latest is None:
            return {"answer": answer(found), "figures": ""}
        context = {"found": found, "choice": choice, "measure": measure, "blocks": variation_blocks(found)}
        return {
            "answer": answer(found),
            "figures": render_to_string("metrics/variation_figures.html", context),
        }

    return kept(f"variation-figures:{measure.slug}:{choice.query}:{choice.day}", shown)


@refusing
def measure_variation_months_csv(request: HttpRequest, slug: str) -> HttpResponse:
    found = _variation(request, slug)
    return csv_file(months_table(found), _measure_file(found, "months"))


@refusing
def measure_variation_boards_csv(request: HttpRequest, slug: str) -> HttpResponse:
    found = _variation(request, slug)
    return csv_file(boards_table(found), _measure_file(found, "boards"))


@refusing
def measure_variation_svg(request: HttpRequest, slug: str, picture: str) -> HttpResponse:
    found = _variation(request, slug)
    drawn = picture_named(picture, pictures(found))
    return svg_file(drawn.chart, drawn.draw, _measure_file(found, picture))


@refusing
def measure_variation_png(request: HttpRequest, slug: str, picture: str) -> HttpResponse:
    found = _variation(request, slug)
    drawn = picture_named(picture, pictures(found))
    return png_file(drawn.chart, drawn.draw, _measure_file(found, picture))


def _variation(request: HttpRequest, slug: str) -> Variation:
    measure = measure_named(slug)
    found = variation(measure, rightly(VariationAsked(request.GET, some_months())).choice)
    if found.latest is None:
        raise Http404(answer(found))
    return found


def _measure_file(found: Variation, what: str) -> str:
    choice = found.choice
    months = f"{choice.first:%Y-%m}-{choice.last:%Y-%m}"
    return f"{found.measure.slug}-{what}-{choice.level}-{choice.function}-{months}"
