"""The timeline and the maps of a technology as files to take away."""

from collections.abc import Callable
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from casestudies.models import Technology
from casestudies.presenters.uptake.lanes import TIMELINE, chart_of, courses, stages_table
from casestudies.presenters.uptake.places import MAP, TILES, boards_table, map_of, places_of
from casestudies.queries.technologies import records_of
from casestudies.views.technologies.register import technology_seen
from metrics.charts.maps import map_chart, tile_map
from metrics.charts.svg import Chart
from metrics.charts.timeline import timeline
from metrics.presenters.downloads import csv_file, png_file, svg_file

DRAWN: dict[str, Callable[..., str]] = {TIMELINE: timeline, MAP: map_chart, TILES: tile_map}


@dataclass(frozen=True)
class Drawing:
    """What is drawn, by what, and what its file is called."""

    chart: Chart
    draw: Callable[..., str]
    name: str


@require_safe
def technology_csv(request: HttpRequest, slug: str, drawing: str) -> HttpResponse:
    found = technology_seen(request, slug)
    name = f"{found.slug}-{drawing}"
    if drawing == TIMELINE:
        return csv_file(stages_table(courses(list(records_of(found)))), name)
    if drawing == MAP:
        return csv_file(boards_table(places_of(list(records_of(found)), timezone.localdate())), name)
    raise Http404(f"There is no table “{drawing}” of a technology.")


@require_safe
def technology_svg(request: HttpRequest, slug: str, drawing: str) -> HttpResponse:
    found = _drawing(technology_seen(request, slug), drawing)
    return svg_file(found.chart, found.draw, found.name)


@require_safe
def technology_png(request: HttpRequest, slug: str, drawing: str) -> HttpResponse:
    found = _drawing(technology_seen(request, slug), drawing)
    return png_file(found.chart, found.draw, found.name)


def _drawing(technology: Technology, drawing: str) -> Drawing:
    """Return a drawing as its page has it. Raises Http404 where there is none of this name, or nothing to draw."""
    chart = _chart(technology, drawing) if drawing in DRAWN else None
    if chart is None:
        raise Http404(f"There is no picture “{drawing}” of this technology.")
    return Drawing(chart, DRAWN[drawing], f"{technology.slug}-{drawing}")


def _chart(technology: Technology, drawing: str) -> Chart | None:
    records, today = list(records_of(technology)), timezone.localdate()
    found = courses(records)
    if not found:
        return None
    if drawing == TIMELINE:
        return chart_of(found, today, technology)
    return map_of(places_of(records, today), today, technology)
