"""Claims that wait, decided by those who know the people; and who belongs to a board and leads it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from accounts.actions.leads import LeadRefused, appoint_lead, end_lead
from accounts.actions.membership import ClaimRefused, approve_claim, end_membership, refuse_claim
from accounts.forms.membership import APPROVE, DecideClaim, EndMembership
from accounts.models import Claim, Lead
from accounts.permissions import (
    is_verified,
    may_appoint_lead,
    may_decide_claim,
    may_decide_claims,
    may_end_membership,
    may_see_claim,
    may_see_claims,
)
from accounts.queries import board_of, boards_decided_by, claims_to_decide, members_of, people_of
from accounts.views.doors import form_page
from accounts.views.places import above_area, above_claim
from metrics.models import Area

ROWS_A_PAGE = 25


@require_safe
@login_required
@never_cache
def claims(request: HttpRequest) -> HttpResponse:
    """Show the claims that wait for this person: of the boards that they lead; all of them to administrators."""
    if not may_decide_claims(request.user):
        raise PermissionDenied
    page = Paginator(claims_to_decide(request.user), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/claims.html",
        {"links": above_claim()[:1], "page": page, "boards": boards_decided_by(request.user)},
    )


@form_page
@login_required
@never_cache
def claim(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one claim to those who may decide it, and take what they decide."""
    asked = get_object_or_404(Claim.objects.for_list(), pk=pk)
    if not may_see_claim(request.user, asked):
        raise Http404
    if not may_decide_claim(request.user, asked):
        raise PermissionDenied
    form = DecideClaim(request.POST or None)
    if form.is_valid() and _is_decided(request, asked, form):
        return redirect("claims")
    others = asked.user.claims.exclude(pk=asked.pk).for_list()
    return render(
        request,
        "accounts/claim.html",
        {
            "links": above_claim(),
            "claim": asked,
            "form": form,
            "others": others,
            "is_verified": is_verified(asked.user),
        },
    )


def _is_decided(request: HttpRequest, asked: Claim, form: DecideClaim) -> bool:
    try:
        if form.cleaned_data["decision"] == APPROVE:
            approve_claim(claim=asked, by=request.user)
            said = f"{asked.user.public_name} now belongs to {asked.area}."
        else:
            refuse_claim(claim=asked, by=request.user, reason=form.cleaned_data["reason"])
            said = f"The claim of {asked.user.public_name} is refused."
    except ClaimRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, said)
    return True


@require_safe
@login_required
@never_cache
def area_people(request: HttpRequest, code: str) -> HttpResponse:
    """Show who belongs to a board and its locations, who leads it, and how many claims wait."""
    board = get_object_or_404(Area, code=code.upper(), kind=Area.Kind.ICB)
    if not may_see_claims(request.user, board):
        raise PermissionDenied
    page = Paginator(members_of(board), ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/area_people.html",
        {
            "links": above_area(board),
            "board": board,
            "page": page,
            "leads": Lead.objects.holding().filter(area=board).select_related("user", "appointed_by"),
            "waiting": Claim.objects.waiting().within(board).count(),
            "may_appoint": may_appoint_lead(request.user),
        },
    )


def _number(text: str) -> int:
    """Return a row's number as a form has it; 0, which no row has, for anything else."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else 0


@require_POST
@login_required
def change_lead(request: HttpRequest, code: str) -> HttpResponse:
    """Make a member of a board its lead, or end it: an administrator's button."""
    board = get_object_or_404(Area, code=code.upper(), kind=Area.Kind.ICB)
    if not may_appoint_lead(request.user):
        raise PermissionDenied
    person = get_object_or_404(people_of(board), pk=_number(request.POST.get("person", "")))
    is_over = request.POST.get("change") == "end"
    try:
        (end_lead if is_over else appoint_lead)(user=person, area=board, by=request.user)
        messages.success(
            request, f"{person.public_name} {'no longer leads' if is_over else 'leads'} {board}."
        )
    except LeadRefused as refused:
        messages.error(request, str(refused))
    return redirect("area-people", board.code)


@form_page
@login_required
@never_cache
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """End somebody's membership, with a reason that they are told."""
    held = get_object_or_404(Claim.objects.holding().for_list(), pk=pk)
    if held.user_id == request.user.pk:
        return redirect("membership-leave", held.pk)
    if not may_end_membership(request.user, held):
        raise Http404
    form = EndMembership(request.POST or None)
    if form.is_valid():
        try:
            end_membership(claim=held, by=request.user, **form.cleaned_data)
            messages.success(request, f"{held.user.public_name} no longer belongs to {held.area}.")
        except ClaimRefused as refused:
            messages.error(request, str(refused))
        return redirect("area-people", board_of(held.area).code)
    return render(request, "accounts/end.html", {"links": above_claim(), "claim": held, "form": form})
