"""The register of technologies: its list, a page each, and what staff and members write in it."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.views.doors import form_page
from casestudies.actions.registering import ChangedMeanwhile, RegisterRefused, change, decide, enter, seen
from casestudies.filters.technologies import TechnologyFilters
from casestudies.forms.technologies.register import (
    ChangeTechnology,
    DecideTechnology,
    WriteTechnology,
    values_of,
)
from casestudies.models import Technology
from casestudies.permissions.adoption import Rights
from casestudies.permissions.technologies import (
    may_change_technology,
    may_decide_technology,
    may_keep_register,
    may_propose_technology,
)
from casestudies.presenters.technologies.meanwhile import WAS, as_read, put_together
from casestudies.presenters.technologies.words import Shown
from casestudies.presenters.uptake.page import uptake_shown
from casestudies.queries.technologies import counted, proposals_waiting, studies_of, whole

A_PAGE = 25


def above() -> list[tuple[str, str]]:
    return [("Home", reverse("home")), ("Technologies", reverse("technologies"))]


@require_safe
def technologies(request: HttpRequest) -> HttpResponse:
    """List the register as narrowed down; proposals too, to those who made them or decide them."""
    asked = TechnologyFilters(
        request.GET,
        queryset=Technology.objects.visible_to(request.user),
        sees_proposals=request.user.is_authenticated,
    )
    form = asked.form
    page = Paginator(_listed(asked), A_PAGE).get_page(request.GET.get("page"))
    # Only those of the page are counted: SQLite counts before it cuts.
    on_it = Technology.objects.filter(pk__in=[one.pk for one in page.object_list])
    page.object_list = [Shown(one) for one in counted(whole(on_it))]
    query = urlencode(asked.asked) if form.is_valid() else ""
    if form.is_valid():
        asked.say_counts()
    return render(
        request,
        "casestudies/technologies/list.html",
        {
            "links": [("Home", reverse("home"))],
            "form": form,
            "page": page,
            "query": query,
            "base": f"?{query}&page=" if query else "?page=",
            "waiting": proposals_waiting(request.user) if may_keep_register(request.user) else 0,
            "may_keep": may_keep_register(request.user),
            "may_propose": may_propose_technology(request.user),
        },
        status=200 if form.is_valid() else 400,
    )


def _listed(asked: TechnologyFilters) -> QuerySet[Technology]:
    """Return what was asked for: what is listed, unless another state is; nothing where it cannot be asked."""
    if not asked.form.is_valid():
        return asked.queryset.none()
    found = asked.qs
    return found if asked.form.cleaned_data.get("state") else found.listed()


def technology_seen(request: HttpRequest, slug: str) -> Technology:
    """Return a technology that the person may see. Raises Http404."""
    return get_object_or_404(whole(counted(Technology.objects.visible_to(request.user))), slug=slug)


@require_safe
def technology(request: HttpRequest, slug: str) -> HttpResponse:
    found = technology_seen(request, slug)
    return render(
        request,
        "casestudies/technologies/technology.html",
        {
            "links": above(),
            "technology": found,
            "shown": Shown(found),
            "uptake": uptake_shown(found, request.GET, timezone.localdate()),
            "studies": studies_of(found),
            "may_change": may_change_technology(request.user, found),
            "may_decide": may_decide_technology(request.user, found),
            "rights": Rights.of(request.user),
        },
    )


@form_page
@login_required
@never_cache
def technology_new(request: HttpRequest) -> HttpResponse:
    """Enter a technology: staff into the register, members as a proposal."""
    if not may_propose_technology(request.user):
        raise PermissionDenied
    is_proposal = not may_keep_register(request.user)
    form = WriteTechnology(request.POST or None)
    if form.is_valid():
        try:
            made = enter(entry=form.entry, by=request.user, is_proposal=is_proposal)
        except RegisterRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            said = "is proposed: a moderator looks at it." if is_proposal else "is in the register."
            messages.success(request, f"{made} {said}")
            return redirect(made)
    page = {"links": above(), "form": form, "is_proposal": is_proposal}
    return render(request, "casestudies/technologies/new.html", page)


@form_page
@login_required
@never_cache
def technology_edit(request: HttpRequest, slug: str) -> HttpResponse:
    """Change what the register says; who changes what somebody else changed meanwhile is shown both."""
    found = technology_seen(request, slug)
    if not may_change_technology(request.user, found):
        raise PermissionDenied
    form = ChangeTechnology(request.POST or None, initial=values_of(found) | {"seen_as": seen(found)})
    was = request.POST.get(WAS) or as_read(values_of(found))
    page = {"links": [*above(), (found.name, found.get_absolute_url())], "technology": found, "form": form}
    if form.is_valid():
        try:
            change(technology=found, entry=form.entry, by=request.user, seen_as=form.cleaned_data["seen_as"])
            messages.success(request, f"{form.entry.columns['name']} is changed.")
            return redirect(found)
        except ChangedMeanwhile as refused:
            page |= _both(form, found, was, refused)
            was = as_read(values_of(found))
        except RegisterRefused as refused:
            form.add_error(refused.field, str(refused))
    page["was"] = (WAS, was)
    return render(request, "casestudies/technologies/edit.html", page)


def _both(form: ChangeTechnology, found: Technology, was: str, refused: ChangedMeanwhile) -> dict:
    """Return the form with what both changed and the mark of now, and both beside one another."""
    again, table = put_together(form, values_of(found), was)
    again.data["seen_as"] = seen(found)
    again.add_error(None, str(refused))
    return {"form": again, "meanwhile": table}


@form_page
@login_required
@never_cache
def technology_decide(request: HttpRequest, slug: str) -> HttpResponse:
    """Decide whether a technology stands in the register."""
    if not may_keep_register(request.user):
        raise PermissionDenied
    found = technology_seen(request, slug)
    if not may_decide_technology(request.user, found):
        raise PermissionDenied
    form = DecideTechnology(request.POST or None, technology=found)
    if form.is_valid():
        try:
            decided = decide(technology=found, by=request.user, **form.cleaned_data)
            messages.success(request, f"{decided}: {decided.get_state_display().lower()}.")
            return redirect(decided)
        except RegisterRefused as refused:
            form.add_error(None, str(refused))
    links = [*above(), (found.name, found.get_absolute_url())]
    return render(
        request, "casestudies/technologies/decide.html", {"links": links, "technology": found, "form": form}
    )
