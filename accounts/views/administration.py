"""What staff decide about people: roles, restrictions, and which email domains may sign up."""

from urllib.parse import urlencode

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actions.domains import DomainRefused, allow_domain, remove_domain
from accounts.actions.restricting import RestrictionRefused, lift, restrict
from accounts.actions.roles import RoleRefused, set_moderator
from accounts.forms.administration import AllowDomain, Because, BecauseTold, Restrict
from accounts.models import EmailDomain, Restriction, User
from accounts.permissions import (
    is_administrator,
    is_on_staff,
    may_change_domains,
    may_restrict,
    may_set_roles,
)
from accounts.queries import people_found, with_standing
from accounts.views.doors import form_page
from accounts.views.places import above_people

ROWS_A_PAGE = 25


@require_safe
@login_required
@never_cache
def people(request: HttpRequest) -> HttpResponse:
    """Find people by name or address: for moderators and administrators."""
    if not is_on_staff(request.user):
        raise PermissionDenied
    sees_addresses = is_administrator(request.user)
    words = " ".join(request.GET.get("q", "").split())[:100]
    found = with_standing(people_found(words, by_address=sees_addresses))
    page = Paginator(found, ROWS_A_PAGE).get_page(request.GET.get("page"))
    return render(
        request,
        "accounts/people.html",
        {
            "links": above_people()[:1],
            "words": words,
            "page": page,
            "base": f"?{urlencode({'q': words})}&page=",
            "sees_addresses": sees_addresses,
        },
    )


@form_page
@login_required
@reauthentication_required(allow_get=True)
@never_cache
def roles(request: HttpRequest, pk: int) -> HttpResponse:
    """Make somebody a moderator, or no longer. Who asks has just shown again that it is them."""
    if not is_administrator(request.user):
        raise PermissionDenied
    person = get_object_or_404(User, pk=pk, closed_at__isnull=True)
    if not may_set_roles(request.user, person):
        raise PermissionDenied
    form = BecauseTold(request.POST or None)
    if form.is_valid():
        try:
            set_moderator(
                user=person, is_moderator=not person.is_moderator, by=request.user, **form.cleaned_data
            )
            messages.success(
                request,
                f"{person.public_name} is {'no longer' if person.is_moderator else 'now'} a moderator.",
            )
        except RoleRefused as refused:
            messages.error(request, str(refused))
        return redirect("people")
    return render(request, "accounts/roles.html", {"links": above_people(), "person": person, "form": form})


@form_page
@login_required
@never_cache
def restrictions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what somebody was kept from; silence, suspend, or lift what holds."""
    if not is_on_staff(request.user):
        raise PermissionDenied
    person = get_object_or_404(User, pk=pk, closed_at__isnull=True)
    if not may_restrict(request.user, person):
        raise PermissionDenied
    held = list(person.restrictions.in_force().select_related("by", "lifted_by"))
    for row in held:
        row.lifting = BecauseTold(
            request.POST if request.POST.get("lift") == f"{row.pk}" else None, prefix=f"lift-{row.pk}"
        )
    form = Restrict(None if "lift" in request.POST else request.POST or None)
    lifted = next((row for row in held if row.lifting.is_bound), None)
    if "lift" in request.POST and not lifted:
        messages.error(request, "That has ended already.")
    if _is_lifted(request, lifted) if lifted else _is_set(request, person, form):
        return redirect("person-restrictions", person.pk)
    over = person.restrictions.exclude(pk__in=[row.pk for row in held]).select_related("by", "lifted_by")
    return render(
        request,
        "accounts/restrictions.html",
        {
            "links": above_people(),
            "person": person,
            "form": lifted.lifting if lifted else form,
            "restrict": form,
            "held": held,
            "over": over,
        },
    )


def _is_set(request: HttpRequest, person: User, form: Restrict) -> bool:
    if not form.is_valid():
        return False
    try:
        made = restrict(user=person, by=request.user, **form.cleaned_data)
    except RestrictionRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(
        request, f"{person.public_name}: {made.get_kind_display().lower()} set. They were told why."
    )
    return True


def _is_lifted(request: HttpRequest, held: Restriction) -> bool:
    if not held.lifting.is_valid():
        return False
    try:
        lift(restriction=held, by=request.user, **held.lifting.cleaned_data)
    except RestrictionRefused as refused:
        held.lifting.add_error(None, str(refused))
        return False
    messages.success(request, f"{held.user.public_name}: {held.get_kind_display().lower()} lifted.")
    return True


@form_page
@login_required
@never_cache
def email_domains(request: HttpRequest) -> HttpResponse:
    """Show which domains may sign up; add one."""
    if not may_change_domains(request.user):
        raise PermissionDenied
    form = AllowDomain(request.POST or None)
    if form.is_valid():
        try:
            allowed = allow_domain(by=request.user, **form.cleaned_data)
            messages.success(request, f"Addresses at {allowed} may sign up now.")
            return redirect("email-domains")
        except DomainRefused as refused:
            form.add_error("domain", str(refused))
    domains = EmailDomain.objects.select_related("added_by")
    return render(
        request, "accounts/email_domains.html", {"links": above_people(), "domains": domains, "form": form}
    )


@form_page
@login_required
@never_cache
def remove_email_domain(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask why a domain may sign up no longer, and take it off the list."""
    if not may_change_domains(request.user):
        raise PermissionDenied
    domain = get_object_or_404(EmailDomain, pk=pk)
    form = Because(request.POST or None)
    if form.is_valid():
        remove_domain(domain=domain, by=request.user, **form.cleaned_data)
        messages.success(request, f"Addresses at {domain} may sign up no longer.")
        return redirect("email-domains")
    links = [*above_people(), ("Email domains", reverse("email-domains"))]
    return render(request, "accounts/remove_domain.html", {"links": links, "domain": domain, "form": form})
