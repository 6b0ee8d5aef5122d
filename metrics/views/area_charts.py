"""What is set beside a measure of an area, as files to take away."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from metrics.charts.dots import dot_plot
from metrics.filters import SeriesAsked
from metrics.models import Area
from metrics.presenters.area_dots import dots_named
from metrics.presenters.dots import Dots, Name, chart_of, table_of
from metrics.presenters.downloads import csv_file, png_file, svg_file
from metrics.queries import place_of
from metrics.views.files import month_of, refusing, rightly
from metrics.views.measures import measure_named


@refusing
def area_dots_csv(request: HttpRequest, code: str, slug: str, name: Name) -> HttpResponse:
    dots = _dots(request, code, slug, name)
    return csv_file(table_of(dots), _file_name(dots))


@refusing
def area_dots_svg(request: HttpRequest, code: str, slug: str, name: Name) -> HttpResponse:
    dots = _dots(request, code, slug, name)
    return svg_file(chart_of(dots), dot_plot, _file_name(dots))


@refusing
def area_dots_png(request: HttpRequest, code: str, slug: str, name: Name) -> HttpResponse:
    dots = _dots(request, code, slug, name)
    return png_file(chart_of(dots), dot_plot, _file_name(dots))


def _dots(request: HttpRequest, code: str, slug: str, name: Name) -> Dots:
    measure, area = measure_named(slug), get_object_or_404(Area, code=code)
    asked = rightly(SeriesAsked(request.GET))
    month = month_of(asked)
    dots = dots_named(name, place_of(area, month), measure, month, asked.cleaned_data["function"])
    if dots is None:
        raise Http404(f"{area} has nothing to compare here.")
    return dots


def _file_name(dots: Dots) -> str:
    return f"{dots.area.code}-{dots.measure.slug}-{dots.name}-{dots.function}-{dots.month:%Y-%m}"
