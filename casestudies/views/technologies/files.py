"""The register of technologies as a file: to take away, and to load."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.views.doors import form_page
from casestudies.actions.registering import RegisterRefused, take_in
from casestudies.forms.csv_files import BrokenFile, LoadFile
from casestudies.forms.technologies.csv import NEEDED, read_technologies
from casestudies.forms.technologies.register import COLUMNS, LINES
from casestudies.models import Technology
from casestudies.permissions.technologies import may_keep_register
from casestudies.presenters.technologies.words import register_table
from casestudies.queries.technologies import whole
from casestudies.views.technologies.register import above
from metrics.exports import csv_text


@require_safe
def technologies_csv(request: HttpRequest) -> HttpResponse:
    """Answer with all that is listed, in the columns that can be loaded again."""
    text = csv_text(register_table(list(whole(Technology.objects.listed()))))
    headers = {"Content-Disposition": 'attachment; filename="technologies.csv"'}
    return HttpResponse(text, content_type="text/csv; charset=utf-8", headers=headers)


@form_page
@login_required
@never_cache
def technologies_import(request: HttpRequest) -> HttpResponse:
    """Load a file of technologies: all of it, or nothing and every mistake named."""
    if not may_keep_register(request.user):
        raise PermissionDenied
    form = LoadFile(request.POST or None, request.FILES or None)
    findings: list[str] = []
    if form.is_valid():
        try:
            entries = read_technologies(form.cleaned_data["file"].read(), is_checked=True)
            messages.success(request, str(take_in(entries=entries, by=request.user)))
            return redirect("technologies")
        except BrokenFile as broken:
            findings = broken.shown
            form.add_error("file", f"Nothing was loaded: {_mistakes(len(broken.findings))}, listed below.")
        except RegisterRefused as refused:
            form.add_error("file", f"Nothing was loaded: {refused}")
    page = {"links": above(), "form": form, "findings": findings, "needed": NEEDED, "others": _others()}
    return render(request, "casestudies/technologies/import.html", page)


def _mistakes(number: int) -> str:
    return "there is 1 mistake" if number == 1 else f"there are {number} mistakes"


def _others() -> list[str]:
    return [name for name in (*COLUMNS, *LINES) if name not in NEEDED]
