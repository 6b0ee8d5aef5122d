"""Where administrators bring figures in, watch the work, and decide what readers see."""

from collections.abc import Callable
from datetime import date
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe
from django_htmx.http import HttpResponseClientRefresh

from metrics import provenance, tasks
from metrics.actions import publishing, refreshing
from metrics.actions.analysing import queue_due
from metrics.actions.publishing import NotReady, PublishingRefused
from metrics.actions.uploads import UploadNotKept, keep_upload
from metrics.context import months_loading
from metrics.forms import WAYS_TO_START, Decision, TryAgain
from metrics.models import FigureSet, PublishedMonth, Refresh
from metrics.permissions import may_refresh_figures
from metrics.presenters.data import Version, england_compared, jumps_in
from metrics.presenters.findings import grouped
from metrics.presenters.work import Work, how_much_is_under_way, looks_stuck
from metrics.views.breadcrumbs import above_month, above_refresh, above_version

View = Callable[..., HttpResponse]
ROWS_A_PAGE = 25
form_page = require_http_methods(["GET", "HEAD", "POST"])


def for_administrators(view: View) -> View:
    """Ask visitors to sign in, refuse anybody else who may not refresh figures, and keep no copy of the page."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponseClientRefresh() if request.htmx else redirect_to_login(request.get_full_path())
        if not may_refresh_figures(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return guarded


@form_page
@for_administrators
def refreshes(request: HttpRequest) -> HttpResponse:
    sent = request.POST.get("how")
    forms = {way: form(prefix=way) for way, form in WAYS_TO_START.items()}
    if sent in forms:
        forms[sent] = WAYS_TO_START[sent](request.POST, request.FILES, prefix=sent)
        if forms[sent].is_valid():
            return _start(request, forms[sent].cleaned_data)
    held = [Version(version) for version in provenance.held_versions()]
    page = {"links": above_month(), "forms": forms, "sent": forms.get(sent), "held": held}
    return render(request, "metrics/refreshes.html", _work_list(request) | page)


@require_safe
@for_administrators
def refreshes_state(request: HttpRequest) -> HttpResponse:
    return render(request, "metrics/refreshes_state.html", _work_list(request))


def _work_list(request: HttpRequest) -> dict:
    now, load = timezone.now(), provenance.workload()
    page = Paginator(provenance.refreshes(), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return {
        "page": page,
        "works": [Work(row, now) for row in page],
        "summary": how_much_is_under_way(load),
        "is_under_way": bool(load.queued or load.running),
        "is_stuck": looks_stuck(load, now),
    }


def _start(request: HttpRequest, asked: dict) -> HttpResponse:
    try:
        kind, source = _asked_for(asked)
    except UploadNotKept as failed:
        messages.error(request, str(failed))
        return redirect("refreshes")
    _queue(request, kind, source, asked["reason"])
    return redirect("refreshes")


def _asked_for(asked: dict) -> tuple[str, str]:
    """Return the kind and the source of the work asked for, an uploaded file stored. Raises UploadNotKept."""
    if file := asked.get("file"):
        return Refresh.Kind.MONTH, str(keep_upload(file.name, file.chunks()))
    if link := asked.get("link"):
        return Refresh.Kind.MONTH, link
    return Refresh.Kind.DISCOVER, settings.RTT_INDEX_ADDRESS


def _queue(request: HttpRequest, kind: str, source: str, reason: str, month: date | None = None) -> None:
    """Queue a piece of work, wake a worker, and say so; a broker that is away only delays it."""
    row = refreshing.start(kind, source, month=month, by=request.user, reason=reason)
    transaction.on_commit(lambda: tasks.send([row.pk]), robust=True)
    if row.requested_by_id == request.user.pk and row.reason == reason:
        messages.success(request, "Queued. Its progress is shown below.")
    else:
        messages.info(
            request, f"This is {row.get_state_display().lower()} already: {Work(row, timezone.now()).source}."
        )


@form_page
@for_administrators
def refresh(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(provenance.refreshes(), pk=pk)
    work = Work(row, timezone.now())
    form = TryAgain(request.POST or None)
    if request.method == "POST" and form.is_valid():
        if not work.may_be_tried_again:
            messages.error(
                request, f"This work is {row.get_state_display().lower()}: there is nothing to try again."
            )
            return redirect("refresh", pk)
        _queue(request, row.kind, row.source, form.cleaned_data["reason"], row.month)
        return redirect("refreshes")
    findings = grouped(row.report.get("findings", ()))
    page = {"links": above_refresh(), "work": work, "findings": findings, "form": form}
    return render(request, "metrics/refresh.html", page)


@require_safe
@for_administrators
def refresh_state(request: HttpRequest, pk: int) -> HttpResponse:
    row = get_object_or_404(provenance.refreshes(), pk=pk)
    work = Work(row, timezone.now())
    if not work.is_under_way:
        return HttpResponseClientRefresh()
    return render(request, "metrics/refresh_state.html", {"work": work})


@form_page
@for_administrators
def version(request: HttpRequest, month: date, number: int) -> HttpResponse:
    """Show what a version would change for readers, and do it: publish a held one, roll back to one, withdraw one."""
    shown = _version(month, number)
    form = Decision(request.POST or None, initial={"state": shown.state})
    if request.method == "POST" and form.is_valid():
        return _decide(request, shown, **form.cleaned_data)
    live = FigureSet.objects.filter(published__month=month).first()
    england = provenance.england_in([shown.row, *([live] if live else [])])
    return render(
        request,
        "metrics/data_version.html",
        {
            "links": above_version(month),
            "month": month,
            "version": shown,
            "is_published": live is not None,
            "compared": england_compared(england.get(live.pk) if live else None, england.get(shown.row.pk)),
            "jumps": jumps_in(shown.row, provenance.board_names()),
            "warnings": grouped(shown.row.warnings),
            "form": form,
        },
    )


def _version(month: date, number: int) -> Version:
    for version in provenance.versions().filter(month=month):
        if version.number == number:
            return Version(version)
    raise Http404(f"{month:%B %Y} has no version {number}.")


def _decide(request: HttpRequest, version: Version, *, state: str, reason: str) -> HttpResponse:
    """Do what the page offered when the version was in `state`, unless somebody was quicker."""
    name = f"{version.row.month:%B %Y}"
    if state != version.state:
        messages.error(
            request, f"Version {version.row.number} of {name} has changed meanwhile. Look at it again."
        )
        return redirect("data-version", version.row.month, version.row.number)
    decide, done = {
        "held": (
            publishing.release_from_hold,
            f"{name}: version {version.row.number} is released and published.",
        ),
        "kept": (publishing.roll_back, f"{name}: rolled back to version {version.row.number}."),
        "live": (_withdraw, f"{name} is withdrawn: readers do not see it now."),
    }[version.state]
    try:
        decide(version.row, by=request.user, reason=reason)
        transaction.on_commit(lambda: tasks.send(queue_due()), robust=True)
        messages.success(request, done)
    except PublishingRefused as refused:
        messages.error(request, str(refused))
    return redirect("data-month", version.row.month)


def _withdraw(figure_set: FigureSet, *, by, reason: str) -> None:
    try:
        publishing.withdraw(figure_set.month, by=by, reason=reason)
    except PublishedMonth.DoesNotExist:
        raise NotReady(f"{figure_set.month:%B %Y} is not published.") from None


@require_safe
@never_cache
def loading_status(request: HttpRequest) -> HttpResponse:
    """Answer with the banner of months being brought in, for the page that asks again; nothing when all are in."""
    loading = months_loading()
    return HttpResponse(
        render_to_string("components/loading_progress.html", {"loading": loading}) if loading else ""
    )
