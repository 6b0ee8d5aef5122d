"""Collections that everybody reads: their list, and a page each."""

from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.db.models import Case, QuerySet, When
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import is_member
from accounts.views.doors import for_signed_in
from casestudies.forms.collections import SeekCollections
from casestudies.models import Collection
from casestudies.permissions.collections import CollectionRights, may_collect
from casestudies.presenters.collections import listed, named_by, shown
from casestudies.queries.collections import entries_for, own_of, rows_of, shared_with
from casestudies.searched import COLLECTION
from casestudies.views.collections.doors import above
from casestudies.views.doors import among_all
from casestudies.views.reading import unseen
from safety.search import found

A_PAGE = 20


@require_safe
def collections(request: HttpRequest) -> HttpResponse:
    """List what is shared; with ?q= what has these words, what fits best first."""
    form = SeekCollections(request.GET)
    words = form.cleaned_data["q"] if form.is_valid() else ""
    numbers = _asked(shared_with(request.user), words).values_list("pk", flat=True)
    page = Paginator(numbers, A_PAGE).get_page(request.GET.get("page"))
    page.object_list = listed(rows_of(page.object_list, request.user), is_member(request.user))
    base = f"?{urlencode({'q': words})}&page=" if words else "?page="
    shown_with = {"links": among_all(), "form": form, "page": page, "words": words, "base": base}
    status = 200 if form.is_valid() else 400
    return render(request, "casestudies/collections/list.html", shown_with, status=status)


def _asked(collections: QuerySet[Collection], words: str) -> QuerySet[Collection]:
    if not words:
        return collections
    numbers = found(COLLECTION, words)
    best_first = Case(*(When(pk=number, then=place) for place, number in enumerate(numbers)))
    return collections.filter(pk__in=numbers).order_by(best_first) if numbers else collections.none()


@require_safe
@for_signed_in
def mine(request: HttpRequest) -> HttpResponse:
    """List what one put together."""
    page = {"links": above(), "collections": own_of(request.user), "may_collect": may_collect(request.user)}
    return render(request, "casestudies/collections/mine.html", page)


@require_safe
@never_cache
def collection(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a collection with what of it the reader may read."""
    one = Collection.objects.visible_to(request.user).select_related("owner").filter(pk=pk).first()
    if one is None:
        return unseen(request)
    rights = CollectionRights(request.user, one)
    page = {
        "links": above(),
        "collection": one,
        "by": "you" if rights.is_own else named_by(one, rights.knows_names),
        "entries": shown(list(entries_for(one, request.user))),
        "rights": rights,
        "link": request.build_absolute_uri(reverse("collection", args=[one.pk])),
    }
    return render(request, "casestudies/collections/collection.html", page)
