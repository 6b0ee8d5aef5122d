"""“Did it work?”: all answers of the figures, and each one as it was given, with its pictures as files."""

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from casestudies.forms.effects import EffectsAsked
from casestudies.models import MeasuredEffect
from casestudies.presenters.effects import Counts, Shown, csv_lines, forests_of, page_of, subject_of
from casestudies.queries.effects import counted, progress, standing
from casestudies.views.technologies.register import above, technology_seen
from metrics.charts.line import LineChart, line_chart
from metrics.presenters.downloads import csv_file, png_file, svg_file
from metrics.presenters.effects import charts, monthly
from metrics.queries import version_now

A_PAGE = 25
AT_ONCE = 100


@require_safe
@never_cache
def effects(request: HttpRequest) -> HttpResponse:
    """Show all answers, the latest starts first, and how far those of the newest figures are."""
    asked = EffectsAsked(request.GET)
    found = standing(request.user, asked.wanted)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = [Shown(one) for one in page.object_list]
    query = urlencode(asked.chosen)
    shown = {
        "links": [("Home", reverse("home"))],
        "form": asked,
        "counts": Counts(counted(found)),
        "page": page,
        "query": query,
        "base": f"?{query}&page=" if query else "?page=",
        "progress": progress(version_now()),
    }
    return render(request, "casestudies/effects.html", shown, status=200 if asked.is_valid() else 400)


@require_safe
@never_cache
def effects_progress(request: HttpRequest) -> HttpResponse:
    """Answer with how far the answers of the newest figures are; with nothing when they are all there."""
    found = progress(version_now())
    return render(request, "casestudies/effects_progress.html", {"progress": found})


@require_safe
@never_cache
def effects_csv(request: HttpRequest) -> HttpResponse:
    found = standing(request.user, EffectsAsked(request.GET).wanted)
    headers = {"Content-Disposition": 'attachment; filename="did-it-work.csv"'}
    lines = csv_lines(found.iterator(chunk_size=AT_ONCE))
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


def effect_seen(request: HttpRequest, pk: int) -> MeasuredEffect:
    """Return an answer about what the person may read, of a measure that is computed here still. Raises Http404."""
    seen = MeasuredEffect.objects.visible_to(request.user).select_related(
        "area", "adoption__area", "adoption__technology", "case"
    )
    found = get_object_or_404(seen, pk=pk)
    if found.measured is None:
        raise Http404(f"{found.measure} is computed here no longer.")
    return found


@require_safe
@never_cache
def effect(request: HttpRequest, pk: int) -> HttpResponse:
    page = page_of(effect_seen(request, pk))
    links = [("Home", reverse("home")), (f"{page.thing}", page.thing.get_absolute_url())]
    return render(request, "casestudies/effect.html", {"links": links, "page": page})


@require_safe
@never_cache
def effect_csv(request: HttpRequest, pk: int, shown: str) -> HttpResponse:
    found = effect_seen(request, pk)
    _drawn(found, shown)
    return csv_file(monthly(subject_of(found), shown), _name(found, shown))


@require_safe
@never_cache
def effect_svg(request: HttpRequest, pk: int, shown: str) -> HttpResponse:
    found = effect_seen(request, pk)
    return svg_file(_drawn(found, shown), line_chart, _name(found, shown))


@require_safe
@never_cache
def effect_png(request: HttpRequest, pk: int, shown: str) -> HttpResponse:
    found = effect_seen(request, pk)
    return png_file(_drawn(found, shown), line_chart, _name(found, shown))


@require_safe
@never_cache
def technology_effects(request: HttpRequest, slug: str) -> HttpResponse:
    """Show what the figures did where a technology came into use, all areas together."""
    found = technology_seen(request, slug)
    links = [*above(), (found.name, found.get_absolute_url())]
    page = {"links": links, "technology": found, "forests": forests_of(found)}
    return render(request, "casestudies/technologies/effects.html", page)


def _drawn(found: MeasuredEffect, shown: str) -> LineChart:
    """Return a picture as its page has it. Raises Http404 where there is none of this name."""
    drawn = charts(subject_of(found))
    if shown not in drawn:
        raise Http404(f"There is no picture “{shown}” of this answer.")
    return drawn[shown]


def _name(found: MeasuredEffect, shown: str) -> str:
    return f"effect-{found.pk}-{found.measure}-{found.area.code}-{shown}".lower()
