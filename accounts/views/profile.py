"""A person's own profile, with what they are told; and the profile that other members see."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.forms import BaseForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.actions.profile import set_interests, set_notifications
from accounts.forms.profile import AboutMe, Interests, Notifications
from accounts.models import User
from accounts.permissions import (
    has_yet_to_claim,
    may_appoint_lead,
    may_restrict,
    may_see_profile,
    may_set_roles,
    may_write,
)
from accounts.queries import boards_of, chosen_notifications, interests_of
from accounts.views.doors import form_page
from accounts.views.places import above_account, above_profile
from metrics.presenters.words import uncapital

WHEN = (
    "We send these by email. At once means within minutes. Once a day is at 7am, and once a week is on Mondays at 7am."
    " Each email has titles and links, and a link to stop it."
)


@require_safe
@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    user = request.user
    return render(
        request,
        "accounts/profile.html",
        {
            "links": above_account(),
            "claims": user.claims.open().for_list(),
            "interests": interests_of(user),
            "notifications": [
                (about.label, often.label) for about, often in chosen_notifications(user).items()
            ],
            "may_write": may_write(user),
            "yet_to_claim": has_yet_to_claim(user),
        },
    )


@form_page
@login_required
@never_cache
def change_about(request: HttpRequest) -> HttpResponse:
    if not may_write(request.user):
        raise PermissionDenied
    # A copy: a form puts what was typed into its row, and the page must not show that as the person's name.
    form = AboutMe(request.POST or None, instance=User.objects.get(pk=request.user.pk))
    return _change(request, form, "Your name and role", form.save)


@form_page
@login_required
@never_cache
def change_interests(request: HttpRequest) -> HttpResponse:
    chosen = {
        "functions": [each.treatment_function for each in request.user.interests.all()],
        "technologies": [each.kind for each in request.user.technology_interests.all()],
    }
    form = Interests(request.POST if request.method == "POST" else None, initial=chosen)
    return _change(
        request, form, "Your interests", lambda: set_interests(user=request.user, **form.cleaned_data)
    )


@form_page
@login_required
@never_cache
def change_notifications(request: HttpRequest) -> HttpResponse:
    form = Notifications(request.POST or None, chosen=chosen_notifications(request.user))
    done = lambda: set_notifications(user=request.user, choices=form.cleaned_data)  # noqa: E731
    return _change(request, form, "What you are told, and how often", done, WHEN)


def _change(
    request: HttpRequest, form: BaseForm, title: str, save: Callable[[], object], words: str = ""
) -> HttpResponse:
    """Save a form of the profile, or show it with what is wrong."""
    if form.is_valid():
        save()
        messages.success(request, f"Saved: {uncapital(title)}.")
        return redirect("profile")
    return render(
        request,
        "accounts/change_profile.html",
        {"links": above_profile(), "form": form, "title": title, "words": words},
    )


@require_safe
@login_required
@never_cache
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a member to members: name, role, areas. Whoever is unverified or gone is as if never there."""
    one = get_object_or_404(User, pk=pk)
    if not may_see_profile(request.user, one):
        raise Http404
    return render(
        request,
        "accounts/person.html",
        {
            "links": above_account()[:1],
            "person": one,
            "claims": one.claims.holding().for_list(),
            "leads": one.led.holding().select_related("area"),
            "interests": interests_of(one),
            "may_set_roles": may_set_roles(request.user, one),
            "may_restrict": may_restrict(request.user, one),
            "boards": boards_of(one) if may_appoint_lead(request.user) else [],
        },
    )
