"""How far areas lie apart: the files of an area's parts."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from metrics.charts.multiples import multiples_chart
from metrics.filters import SeriesAsked
from metrics.models import Area
from metrics.presenters.downloads import csv_file, png_file, svg_file
from metrics.presenters.variation.parts import PartsApart, gaps_table, lines_table, parts_apart
from metrics.presenters.variation.parts_page import multiples_of
from metrics.queries import place_of, published_months
from metrics.views.charts import WronglyAsked, refusing


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
    area, asked, months = get_object_or_404(Area, code=code), SeriesAsked(request.GET), published_months()
    if not asked.is_valid():
        raise WronglyAsked(asked)
    month = asked.cleaned_data["month"] or (months[-1] if months else None)
    if month not in months:
        raise Http404("That month is not published.")
    found = parts_apart(place_of(area, month), month, asked.cleaned_data["function"])
    if found is None or not found.gaps:
        raise Http404(f"{area} has no two parts to compare here.")
    return found


def _name(found: PartsApart, what: str) -> str:
    return f"{found.area.code}-{what}-{found.function}-{found.month:%Y-%m}"
