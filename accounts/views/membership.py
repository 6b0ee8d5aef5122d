"""A person's claims to belong to areas: made here, and what became of them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from accounts.actions.membership import ClaimRefused, claim_membership, end_membership
from accounts.forms.membership import ClaimMembership
from accounts.permissions import is_present, may_claim_membership
from accounts.queries import latest_claims
from accounts.views.doors import form_page
from accounts.views.places import above_profile


@form_page
@login_required
@never_cache
def membership(request: HttpRequest) -> HttpResponse:
    """Show a person's claims with their state; take a new one."""
    may_claim = may_claim_membership(request.user)
    form = ClaimMembership(request.POST or None)
    if request.method == "POST":
        if not may_claim:
            raise PermissionDenied
        if form.is_valid() and _is_claimed(request, form):
            return redirect("membership")
    return render(
        request,
        "accounts/membership.html",
        {
            "links": above_profile(),
            "claims": latest_claims(request.user),
            "form": form,
            "may_claim": may_claim,
        },
    )


def _is_claimed(request: HttpRequest, form: ClaimMembership) -> bool:
    try:
        claim = claim_membership(user=request.user, **form.cleaned_data)
    except ClaimRefused as refused:
        form.add_error("area", str(refused))
        return False
    messages.success(
        request,
        f"You claimed to belong to {claim.area}. Whoever decides was told; we tell you what they decide.",
    )
    return True


@form_page
@login_required
@never_cache
def leave(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask whether a person wants to end their own membership, or take their claim back; then do it."""
    claim = get_object_or_404(request.user.claims.for_list(), pk=pk)
    if not is_present(request.user):
        raise PermissionDenied
    if request.method == "POST":
        try:
            end_membership(claim=claim, by=request.user)
            messages.success(request, f"You no longer belong to {claim.area}.")
        except ClaimRefused as refused:
            messages.error(request, str(refused))
        return redirect("membership")
    return render(request, "accounts/leave.html", {"links": above_profile(), "claim": claim})
