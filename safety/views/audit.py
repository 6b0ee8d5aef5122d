"""The audit log: for administrators all of it, for moderators and leads what is theirs."""

from collections.abc import Callable
from functools import wraps

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from safety.forms import ENTRIES_A_PAGE, AuditAsked
from safety.models import AuditEntry, AuditEntryQuerySet
from safety.permissions import (
    Someone,
    audit_entries_open_to,
    is_administrator,
    may_download_audit_log,
    may_read_audit_log,
    subjects_open_to,
)
from safety.presenters import csv_lines, rows

View = Callable[..., HttpResponse]


def for_those_who(may: Callable[[Someone], bool]) -> Callable[[View], View]:
    """Ask visitors to sign in, refuse those who may not, and keep no copy of the page."""

    def guard(view: View) -> View:
        @never_cache
        @wraps(view)
        def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return guard


@require_safe
@for_those_who(may_read_audit_log)
def audit_log(request: HttpRequest) -> HttpResponse:
    """Show the audit log newest first, narrowed down as asked; what cannot be asked is said and shows nothing."""
    form = _asked(request)
    page = {"links": [("Home", reverse("home"))], "form": form, "sent": form if form.errors else None}
    if form.is_valid():
        page |= _entries(request, form)
    return render(request, "safety/audit_log.html", page, status=400 if form.errors else 200)


@require_safe
@for_those_who(may_download_audit_log)
def audit_csv(request: HttpRequest) -> HttpResponse:
    """Answer with the entries asked for as CSV, oldest first, written while they are read."""
    form = _asked(request)
    if not form.is_valid():
        return audit_log(request)
    entries = form.narrowed(audit_entries_open_to(request.user)).order_by("number").iterator()
    headers = {"Content-Disposition": 'attachment; filename="audit-log.csv"'}
    return StreamingHttpResponse(csv_lines(entries), content_type="text/csv; charset=utf-8", headers=headers)


def _asked(request: HttpRequest) -> AuditAsked:
    user = request.user
    return AuditAsked(request.GET, subjects=subjects_open_to(user), sees_addresses=is_administrator(user))


def _entries(request: HttpRequest, form: AuditAsked) -> dict:
    wanted = form.narrowed(audit_entries_open_to(request.user))
    entries, newer, older = _page(wanted, form.cleaned_data["before"], form.cleaned_data["after"])
    return {
        "rows": rows(entries, sees_addresses=form.sees_addresses),
        "is_narrowed": form.is_narrowed,
        "query": form.query,
        "newer": newer,
        "older": older,
        "may_download": may_download_audit_log(request.user),
    }


def _page(
    wanted: AuditEntryQuerySet, before: int | None, after: int | None
) -> tuple[list[AuditEntry], int | None, int | None]:
    """Return a page of entries, newest first, and the numbers that the newer and the older page lie next to.

    Pages begin at a number, never at a count: a page far back costs no more, and new entries move nothing.
    """
    if after:
        found = list(wanted.filter(number__gt=after).order_by("number")[: ENTRIES_A_PAGE + 1])
        entries = found[:ENTRIES_A_PAGE][::-1]
        has_newer, has_older = len(found) > ENTRIES_A_PAGE, True
    else:
        upto = wanted.filter(number__lt=before) if before else wanted
        found = list(upto.order_by("-number")[: ENTRIES_A_PAGE + 1])
        entries = found[:ENTRIES_A_PAGE]
        has_newer, has_older = bool(before), len(found) > ENTRIES_A_PAGE
    newest, oldest = (entries[0].number, entries[-1].number) if entries else (None, None)
    return entries, newest if has_newer else None, oldest if has_older else None
