"""Who does what with which technology: the list, one record, and what it said before."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.queries import boards_decided_by
from casestudies.forms.adoption.asked import AdoptionAsked
from casestudies.models import Adoption, CaseStudy
from casestudies.permissions.adoption import Rights, may_ask_to_change, may_change_adoption, may_see_versions
from casestudies.presenters.adoption.words import Shown, changes, events, hardness
from casestudies.presenters.effects import shown_about
from casestudies.queries.adoption import records
from metrics.models import Succession

A_PAGE = 25


def above(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [("Home", reverse("home")), ("Adoption", reverse("adoption-list")), *more]


def above_record(adoption: Adoption) -> list[tuple[str, str]]:
    return above((f"{adoption}", adoption.get_absolute_url()))


def successions() -> Prefetch:
    """Return what lists read beside areas, so that those that have ended are named with what took over."""
    return Prefetch("area__successions", Succession.objects.select_related("successor"))


@require_safe
@never_cache
def adoption_list(request: HttpRequest) -> HttpResponse:
    asked = AdoptionAsked(request.GET)
    found = records(request.user, asked.wanted)
    # Which they are first: a database that is to skip thousands of records reads all of each otherwise.
    page = Paginator(found.values_list("pk", flat=True), A_PAGE).get_page(request.GET.get("page"))
    query = urlencode(asked.chosen)
    kept = list(Adoption.objects.filter(pk__in=page.object_list).for_list())
    prefetch_related_objects([one for one in kept if one.area.closed], successions())
    page.object_list = [Shown(one) for one in kept]
    rights = Rights.of(request.user)
    return render(
        request,
        "casestudies/adoption/list.html",
        {
            "links": above()[:1],
            "form": asked,
            "page": page,
            "query": query,
            "base": f"?{query}&page=" if query else "?page=",
            "rights": rights,
            "boards": boards_decided_by(request.user) if rights.may_record and not query else [],
        },
        status=200 if asked.is_valid() else 400,
    )


def record_seen(request: HttpRequest, pk: int) -> Adoption:
    """Return a record that the person may read. Raises Http404."""
    seen = Adoption.objects.visible_to(request.user).select_related("area", "technology", "source")
    return get_object_or_404(seen.prefetch_related(successions()), pk=pk)


@require_safe
@never_cache
def adoption(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one record to whoever may read it; visitors who may not are led to sign in, whether or not it is there."""
    if (
        not request.user.is_authenticated
        and not Adoption.objects.visible_to(request.user).filter(pk=pk).exists()
    ):
        return redirect_to_login(request.get_full_path())
    found = record_seen(request, pk)
    source = CaseStudy.objects.visible_to(request.user).filter(pk=found.source_id).first()
    may_ask = may_ask_to_change(request.user, found)
    return render(
        request,
        "casestudies/adoption/record.html",
        {
            "links": above(),
            "adoption": found,
            "shown": Shown(found),
            "source": source,
            "events": events(found),
            "hardness": hardness(found),
            "effects": shown_about(found),
            "addresses": found.links.splitlines(),
            "is_member": may_see_versions(request.user),
            "may_change": may_change_adoption(request.user, found),
            "may_ask": may_ask,
            "asked": found.asked.open().first() if may_ask else None,
        },
    )


@require_safe
@login_required
@never_cache
def adoption_history(request: HttpRequest, pk: int) -> HttpResponse:
    """Show members what a record said before, and who changed it."""
    found = record_seen(request, pk)
    if not may_see_versions(request.user):
        raise PermissionDenied
    kept = changes(found.versions.select_related("by"))
    asked = found.asked.select_related("by", "answered_by")
    page = {"links": above_record(found), "adoption": found, "changes": kept, "asked": asked}
    return render(request, "casestudies/adoption/history.html", page)
