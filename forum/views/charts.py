"""The charts from which threads were started, as files: as they were then, for whoever reads the thread."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accounts.views.doors import for_signed_in
from forum.models import ChartKept
from forum.queries.charts import charts_seen_by
from metrics.presenters.downloads import drawn_png_file, drawn_svg_file


@require_safe
@for_signed_in
def thread_chart_svg(request: HttpRequest, pk: int) -> HttpResponse:
    return drawn_svg_file(_chart(request, pk).svg, _name(pk))


@require_safe
@for_signed_in
def thread_chart_png(request: HttpRequest, pk: int) -> HttpResponse:
    return drawn_png_file(_chart(request, pk).svg, _name(pk))


def _chart(request: HttpRequest, pk: int) -> ChartKept:
    return get_object_or_404(charts_seen_by(request.user), thread=pk)


def _name(pk: int) -> str:
    return f"chart-of-thread-{pk}"
