"""Charts as SVG and PNG and their tables as CSV, each at an address that names what it shows."""

from collections.abc import Callable

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from metrics.charts.control import control_chart
from metrics.filters import RankingAsked, SeriesAsked
from metrics.models import Area
from metrics.presenters.downloads import csv_file, png_file, svg_file
from metrics.presenters.rank_charts import Picture, pictures
from metrics.presenters.rank_funnel import funnel_table
from metrics.presenters.rank_page import rank_table
from metrics.presenters.ranking import Ranking, ranking
from metrics.presenters.series import Lines, chart_of, lines, series_table
from metrics.queries import published_months
from metrics.views.measures import measure_named


class WronglyAsked(Exception):
    """An address asks for what cannot be; the form says what."""

    def __init__(self, form: Form):
        self.form = form


def refusing(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer 400 in plain words when an address asks for what cannot be: a file has no place for an error."""

    @require_safe
    def answer(request: HttpRequest, *args, **named) -> HttpResponse:
        try:
            return view(request, *args, **named)
        except WronglyAsked as wrong:
            said = "\n".join(f"{name}: {' '.join(errors)}" for name, errors in wrong.form.errors.items())
            return HttpResponseBadRequest(f"{said}\n", content_type="text/plain; charset=utf-8")

    return answer


@refusing
def measure_csv(request: HttpRequest, slug: str) -> HttpResponse:
    found = _ranking(request, slug)
    return csv_file(rank_table(found), _name(found))


@refusing
def measure_funnel_csv(request: HttpRequest, slug: str) -> HttpResponse:
    found = _ranking(request, slug)
    _picture(found, "funnel")
    return csv_file(funnel_table(found), f"{_name(found)}-funnel")


@refusing
def measure_svg(request: HttpRequest, slug: str, chart: str) -> HttpResponse:
    found = _ranking(request, slug)
    picture = _picture(found, chart)
    return svg_file(picture.chart, picture.draw, f"{_name(found)}-{chart}")


@refusing
def measure_png(request: HttpRequest, slug: str, chart: str) -> HttpResponse:
    found = _ranking(request, slug)
    picture = _picture(found, chart)
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
    months = published_months()
    if not months:
        raise Http404("No month is published yet.")
    asked = RankingAsked(request.GET, months)
    if not asked.is_valid():
        raise WronglyAsked(asked)
    return ranking(measure, asked.choice)


def _picture(found: Ranking, chart: str) -> Picture:
    try:
        return pictures(found)[chart]
    except KeyError:
        raise Http404(f"There is no chart “{chart}” of this.") from None


def _name(found: Ranking) -> str:
    choice = found.choice
    return f"{found.measure.slug}-{choice.level}-{choice.function}-{choice.month:%Y-%m}"


def _drawn(request: HttpRequest, code: str, slug: str) -> Lines:
    measure = measure_named(slug)
    area = get_object_or_404(Area, code=code)
    asked = SeriesAsked(request.GET)
    if not asked.is_valid():
        raise WronglyAsked(asked)
    function, month = asked.cleaned_data["function"], asked.cleaned_data["month"]
    drawn = lines(area, measure, function, month=month, options=asked.options)
    if drawn.own.empty:
        raise Http404(f"No month has figures of {area} here.")
    return drawn


def _series_name(drawn: Lines) -> str:
    return f"{drawn.area.code}-{drawn.measure.slug}-{drawn.function}"
