"""What a person watches for in the figures of an area."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from accounts.views.doors import form_page
from forum.actions import figure_watches
from forum.actions.figure_watches import WatchRefused
from forum.forms.figure_watches import WatchFigures
from forum.models import FigureWatch
from forum.presenters.figure_watches import already_past, chart_of, may_be_watched, words_of
from forum.views.area_pages import above_own_page, without_figures
from forum.views.discussions import for_members
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.models import Area
from metrics.queries import months_of, place_of

# By what a button says: what is done, and what is said of it.
ACTS = {
    "pause": (figure_watches.pause, "Paused"),
    "resume": (figure_watches.resume, "Watched again"),
    "delete": (figure_watches.delete, "Deleted"),
}


@form_page
@for_members
def watch_figures(request: HttpRequest, code: str, slug: str) -> HttpResponse:
    """Begin to watch for something in a chart."""
    area, measure = get_object_or_404(Area, code=code), MEASURES.get(slug)
    if not measure or not may_be_watched(area, measure):
        raise Http404
    if not months_of(area):
        return without_figures(request, area)
    asked = request.GET.get("function", "")
    function = asked if asked in TREATMENT_FUNCTIONS else ""
    form = WatchFigures(request.POST or None, area=area, measure=measure, function=function)
    if form.is_valid():
        try:
            watch = figure_watches.watch_for(person=request.user, area=area, measure=slug, **_asked(form))
        except WatchRefused as refused:
            form.add_error(None, str(refused))
        else:
            return _saved(request, watch)
    return _form(request, area, measure, form)


@form_page
@for_members
def figure_watch(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what one watches for, pause it, go on with it, or delete it."""
    watches = FigureWatch.objects.filter(person=request.user, measure__in=MEASURES).select_related("area")
    watch = get_object_or_404(watches, pk=pk)
    if request.POST.get("do") in ACTS:
        return _done(request, watch, request.POST["do"])
    form = WatchFigures(request.POST or None, area=watch.area, measure=watch.of, watch=watch)
    if form.is_valid():
        try:
            figure_watches.change(watch=watch, **_asked(form))
        except WatchRefused as refused:
            form.add_error(None, str(refused))
        else:
            watch.refresh_from_db(fields=["what", "value", "treatment_function"])
            return _saved(request, watch)
    return _form(request, watch.area, watch.of, form, watch)


def _done(request: HttpRequest, watch: FigureWatch, name: str) -> HttpResponse:
    act, said = ACTS[name]
    try:
        act(watch=watch)
    except WatchRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{said}: {words_of(watch)}.")
    return redirect("following")


def _asked(form: WatchFigures) -> dict:
    return {name: form.cleaned_data[name] for name in ("what", "value", "function")}


def _saved(request: HttpRequest, watch: FigureWatch) -> HttpResponse:
    said = f"Saved. You are told when this shows: {words_of(watch)}. {_already(watch)}"
    messages.success(request, said.strip())
    return redirect("following")


def _already(watch: FigureWatch) -> str:
    return already_past([watch]).get(watch.pk, "")


def _form(
    request: HttpRequest, area: Area, measure: Measure, form: WatchFigures, watch: FigureWatch | None = None
) -> HttpResponse:
    page = {
        "links": above_own_page(place_of(area, timezone.localdate())),
        "area": area,
        "measure": measure,
        "form": form,
        "watch": watch,
        "already": _already(watch) if watch else "",
        "chart": chart_of(watch) if watch else reverse("area-measure", args=[area.code, measure.slug]),
    }
    return render(request, "forum/figure_watch.html", page)
