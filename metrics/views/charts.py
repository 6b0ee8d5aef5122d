"""Charts as SVG and PNG and their tables as CSV, each at an address that names what it shows."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from metrics.charts.control import control_chart
from metrics.filters import RankingAsked, SeriesAsked
from metrics.models import Area
from metrics.presenters.downloads import csv_file, png_file, svg_file
from metrics.presenters.rank_charts import pictures
from metrics.presenters.rank_funnel import funnel_table
from metrics.presenters.rank_page import rank_table
from metrics.presenters.ranking import Ranking, ranking
from metrics.presenters.series import Lines, chart_of, lines, series_table
from metrics.views.files import picture_named, refusing, rightly, some_months
from metrics.views.measures import measure_named


@refusing
def measure_csv(request: HttpRequest, slug: str) -> HttpResponse:
    found = _ranking(request, slug)
    return csv_file(rank_table(found), _name(found))


@refusing
def measure_funnel_csv(request: HttpRequest, slug: str) -> HttpResponse:
    found = _ranking(request, slug)
    picture_named("funnel", pictures(found))
    return csv_file(funnel_table(found), f"{_name(found)}-funnel")


@refusing
def measure_svg(request: HttpRequest, slug: str, chart: str) -> HttpResponse:
    found = _ranking(request, slug)
    picture = picture_named(chart, pictures(found))
    return svg_file(picture.chart, picture.draw, f"{_name(found)}-{chart}")


@refusing
def measure_png(request: HttpRequest, slug: str, chart: str) -> HttpResponse:
    found = _ranking(request, slug)
    picture = picture_named(chart, pictures(found))
    return png_file(picture.chart, picture.draw, f"{_name(found)}-{chart}")


@refusing
def area_measure_csv(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    drawn = _drawn(request, code, slug)
    return csv_file(series_table(drawn), _series_name(drawn))


@refusing
def area_measure_svg(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    drawn = _drawn(request, code, slug)
    return svg_file(chart_of(drawn), control_chart, _series_name(drawn))


@refusing
def area_measure_png(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    drawn = _drawn(request, code, slug)
    return png_file(chart_of(drawn), control_chart, _series_name(drawn))


def _ranking(request: HttpRequest, slug: str) -> Ranking:
    measure = measure_named(slug)
    return ranking(measure, rightly(RankingAsked(request.GET, some_months())).choice)


def _name(found: Ranking) -> str:
    choice = found.choice
    return f"{found.measure.slug}-{choice.level}-{choice.function}-{choice.month:%Y-%m}"


def _drawn(request: HttpRequest, code: str, slug: str) -> Lines:
    measure = measure_named(slug)
    area = get_object_or_404(Area, code=code)
    asked = rightly(SeriesAsked(request.GET))
    function, month = asked.cleaned_data["function"], asked.cleaned_data["month"]
    drawn = lines(area, measure, function, month=month, options=asked.options)
    if drawn.own.empty:
        raise Http404(f"No month has figures of {area} here.")
    return drawn


def _series_name(drawn: Lines) -> str:
    return f"{drawn.area.code}-{drawn.measure.slug}-{drawn.function}"
