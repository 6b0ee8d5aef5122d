"""Many records at once: as CSV, from CSV, and a board's grid."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.views.doors import form_page
from casestudies.actions.adoption.sheets import Conflict, Done, LinesRefused, bring_in, fill_in
from casestudies.forms.adoption.asked import AdoptionAsked
from casestudies.forms.adoption.csv import ALL, NEEDED, column_of, read_adoption
from casestudies.forms.adoption.grid import OFF, ON, FillIn, GridAsked, Sent, cell_name, sent
from casestudies.forms.csv_files import BrokenFile, LoadFile, finding
from casestudies.models import Adoption, Technology
from casestudies.permissions.adoption import may_record, may_record_for, may_see_versions
from casestudies.presenters.adoption.files import csv_lines
from casestudies.presenters.adoption.grid import Row, rows
from casestudies.queries.adoption import locations_of, records, told
from casestudies.views.adoption.reading import above
from metrics.models import Area

ROWS_A_PAGE = 20
AT_ONCE = 500
UNKNOWN = "Choose from the list."


@require_safe
@never_cache
def adoption_csv(request: HttpRequest) -> HttpResponse:
    """Answer with the records that were asked for, in the columns that can be brought in again."""
    asked = AdoptionAsked(request.GET)
    found = (
        records(request.user, asked.wanted)
        .filter(state=Adoption.State.PUBLISHED)
        .select_related("source")
        .prefetch_related("events", "functions", "ratings")
        .order_by("area__code", "technology__slug", "setting")
    )
    lines = csv_lines(found.iterator(chunk_size=AT_ONCE), is_member=may_see_versions(request.user))
    headers = {"Content-Disposition": 'attachment; filename="adoption.csv"'}
    return StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8", headers=headers)


@form_page
@login_required
@never_cache
def adoption_import(request: HttpRequest) -> HttpResponse:
    """Bring a file of records in: all of it, or nothing and every mistake named by line and column."""
    if not may_record(request.user):
        raise PermissionDenied
    form = LoadFile(request.POST or None, request.FILES or None)
    findings: list[str] = []
    if form.is_valid():
        try:
            lines = read_adoption(form.cleaned_data["file"].read(), by=request.user, is_checked=True)
            messages.success(request, _said(bring_in(lines=lines, by=request.user), len(lines)))
            return redirect("adoption-list")
        except BrokenFile as broken:
            findings = broken.shown
        except LinesRefused as refused:
            found = [finding(number, column_of(why.field), f"{why}") for number, why in refused.refused]
            findings = [one.words for one in found]
        form.add_error("file", "Nothing was brought in: what is wrong with the file is listed below.")
    others = [name for name in ALL if name not in NEEDED]
    page = {"links": above(), "form": form, "findings": findings, "needed": NEEDED, "others": others}
    return render(request, "casestudies/adoption/import.html", page)


def _said(done: Done, of: int | None = None) -> str:
    """Return what was recorded, in a sentence."""
    parts = [f"{done.made} new" if done.made else "", f"{done.changed} changed" if done.changed else ""]
    same = of - done.made - done.changed if of else 0
    parts.append(f"{same} as before" if same else "")
    said = ", ".join(filter(None, parts))
    return f"Records: {said}." if said else "Nothing was changed."


@form_page
@login_required
@never_cache
def adoption_grid(request: HttpRequest, code: str) -> HttpResponse:
    """Show what a board's locations do with each technology; take what was changed. ?kind=device for one kind."""
    board = get_object_or_404(Area, code=code.upper(), kind=Area.Kind.ICB)
    if not may_record_for(request.user, board):
        raise PermissionDenied
    asked, areas = GridAsked(request.GET), locations_of(board)
    page = Paginator(_listed(asked), ROWS_A_PAGE).get_page(request.GET.get("page"))
    technologies = list(page.object_list)
    form = FillIn(request.POST or None)
    grid = rows(technologies, areas, told(areas, technologies))
    if form.is_bound:
        changed = [one for one in sent(request.POST, technologies, areas) if one.is_changed]
        errors = {one.name: UNKNOWN for one in changed if not one.is_known}
        if form.is_valid() and not errors:
            done, conflicts = fill_in(board=board, cells=[one.cell(form) for one in changed], by=request.user)
            if not conflicts:
                messages.success(request, _said(done))
                return redirect(request.get_full_path())
            changed, errors = _kept(changed, conflicts)
            if done.made or done.changed:
                messages.success(request, _said(done))
        for words in errors.values():
            form.add_error(None, words)
        grid = rows(technologies, areas, told(areas, technologies), kept=changed, errors=errors)
    return _grid_page(request, board, areas, page, form, asked, grid)


def _listed(asked: GridAsked) -> list[Technology]:
    kind = asked.cleaned_data["kind"] if asked.is_valid() else ""
    listed = Technology.objects.listed().only("pk", "slug", "name")
    return list(listed.filter(kind=kind) if kind else listed)


def _kept(changed: list[Sent], conflicts: list[Conflict]) -> tuple[list[Sent], dict[str, str]]:
    """Return what was sent and is not written, and why of each."""
    why = {cell_name(one.cell.technology, one.cell.area): one.words for one in conflicts}
    return [one for one in changed if one.name in why], why


def _grid_page(
    request: HttpRequest,
    board: Area,
    areas: list[Area],
    page: Page,
    form: FillIn,
    asked: GridAsked,
    grid: list[Row],
) -> HttpResponse:
    chosen = {"kind": request.GET["kind"]} if asked.is_valid() and request.GET.get("kind") else {}
    return render(
        request,
        "casestudies/adoption/grid.html",
        {
            "links": above(),
            "board": board,
            "areas": areas,
            "rows": grid,
            "form": form,
            "asked": asked,
            "page": page,
            "base": f"?{urlencode(chosen | {'page': ''})}",
            "on": ON,
            "off": OFF,
        },
    )
