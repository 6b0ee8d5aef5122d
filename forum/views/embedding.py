"""Charts on other people's pages: each as everybody sees it, with what it shows, its source and the way here."""

from urllib.parse import urlencode

from csp.decorators import csp_replace
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.html import escape
from django.views.decorators.cache import cache_control
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.http import require_safe

from forum.presenters.charts import without_time
from forum.views.chart_asked import ChartAsked, NoSuchChart, chart_asked

TEN_MINUTES = 600
SIZE = 'width="100%" height="640"'


@require_safe
@xframe_options_exempt
@csp_replace({"frame-ancestors": ["*"]})
@cache_control(public=True, max_age=TEN_MINUTES)
def embedded(request: HttpRequest) -> HttpResponse:
    """Show a chart alone, for a frame on any page: ?chart= names it. Whoever looks is a visitor here."""
    try:
        chart = _seen_by_all(request)
    except NoSuchChart as none:
        return render(request, "forum/embedded.html", {"none": str(none)}, status=404)
    return render(
        request,
        "forum/embedded.html",
        {"chart": chart, "page": request.build_absolute_uri(chart.kept.address)},
    )


@require_safe
def embed(request: HttpRequest) -> HttpResponse:
    """Say how a chart is put on another page: of the newest figures, or of the months that it shows."""
    try:
        chart = _seen_by_all(request)
    except NoSuchChart as none:
        raise Http404(str(none)) from None
    newest, frames = without_time(chart.picture), {}
    frames["The newest figures, whenever somebody looks"] = _frame(request, newest)
    if newest != chart.picture:
        frames["The months that it shows now"] = _frame(request, chart.picture)
    page = {
        "links": [("Home", reverse("home"))],
        "chart": chart,
        "codes": [
            (words, _code(address, chart.finding.partition(":")[0])) for words, address in frames.items()
        ],
        "looks": next(iter(frames.values())),
    }
    return render(request, "forum/embed.html", page)


def _seen_by_all(request: HttpRequest) -> ChartAsked:
    chart = chart_asked(request, seen_by=AnonymousUser())
    if chart is None:
        raise NoSuchChart
    return chart


def _frame(request: HttpRequest, picture: str) -> str:
    """Return the address of a frame that shows a chart."""
    return request.build_absolute_uri(f"{reverse('embedded')}?{urlencode({'chart': picture})}")


def _code(address: str, title: str) -> str:
    """Return the HTML of a frame. `title`: what the chart is of, without what it shows, which changes."""
    return f'<iframe src="{escape(address)}" title="{escape(title)}" {SIZE} loading="lazy"></iframe>'
