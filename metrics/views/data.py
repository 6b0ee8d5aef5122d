"""Which months are published, where each comes from, and its figures as CSV."""

from datetime import date

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from metrics import provenance
from metrics.exports import csv_text, month_table
from metrics.forms import FiguresAsked
from metrics.models import FigureSet
from metrics.permissions import may_refresh_figures
from metrics.presenters.data import Version, england_checks, history, state_of_data
from metrics.presenters.findings import grouped
from metrics.queries import published_months
from metrics.views.breadcrumbs import above_month

MONTHS_A_PAGE = 36


@require_safe
def data(request: HttpRequest) -> HttpResponse:
    page = Paginator(provenance.live_versions(), MONTHS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "metrics/data.html",
        {
            "state": state_of_data(published_months(), timezone.localdate()),
            "page": page,
            "months": [Version(version) for version in page],
            "may_refresh": may_refresh_figures(request.user),
        },
    )


@require_safe
def month(request: HttpRequest, month: date) -> HttpResponse:
    versions = list(provenance.versions().filter(month=month))
    if not versions:
        raise Http404(f"No file of {month:%B %Y} has been read here.")
    live = next((version for version in versions if version.is_live), None)
    may_refresh = may_refresh_figures(request.user)
    return render(
        request,
        "metrics/data_month.html",
        {
            "links": above_month(),
            "month": month,
            "live": Version(live) if live else None,
            "versions": [Version(version) for version in versions],
            "history": history(list(provenance.switches_of(month)), versions, with_names=may_refresh),
            "checks": england_checks(provenance.england_in([live]).get(live.pk)) if live else [],
            "warnings": grouped(live.warnings) if live and live.warning_count else [],
            "csv_form": FiguresAsked(initial=FiguresAsked.DEFAULTS),
            "may_refresh": may_refresh,
        },
    )


@require_safe
def month_csv(request: HttpRequest, month: date) -> HttpResponse:
    """Answer with the published figures of a month, for example `?level=icb&boundaries=now&function=all`."""
    asked = FiguresAsked(FiguresAsked.DEFAULTS | request.GET.dict())
    if not asked.is_valid():
        return HttpResponseBadRequest(asked.errors.as_text(), content_type="text/plain; charset=utf-8")
    live = FigureSet.objects.filter(published__month=month).select_related("release").first()
    if live is None:
        raise Http404(f"{month:%B %Y} is not published.")
    level, boundaries = asked.cleaned_data["level"], asked.cleaned_data["boundaries"]
    invented = "-demonstration" if live.release.is_demonstration else ""
    return HttpResponse(
        csv_text(month_table(month, level, boundaries=boundaries, functions=asked.functions)),
        content_type="text/csv; charset=utf-8",
        headers={
            "Content-Disposition": f'attachment; filename="exemplar-{month:%Y-%m}-{level}{invented}.csv"'
        },
    )
