"""Who comes in where collections are put together: whose they are."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse

from casestudies.models import CaseStudy, Collection, Technology
from casestudies.permissions.collections import may_change_collection
from casestudies.queries.collections import collectable
from casestudies.views.doors import among_all

KINDS = {"case-study": CaseStudy, "technology": Technology}


def above(collection: Collection | None = None) -> list[tuple[str, str]]:
    """Return what leads to a page about collections, or about one of them."""
    links = among_all(("Collections", reverse("collections")))
    return [*links, (collection.title, collection.get_absolute_url())] if collection else links


def collection_to_change(request: HttpRequest, pk: int) -> Collection:
    """Return a collection that a person may change. Raises Http404 where they see none, else PermissionDenied."""
    found = get_object_or_404(Collection.objects.visible_to(request.user), pk=pk)
    if not may_change_collection(request.user, found):
        raise PermissionDenied
    return found


def thing_to_add(kind: str, pk: int) -> CaseStudy | Technology:
    """Return what an address names, if everybody reads it. Raises Http404."""
    return get_object_or_404(collectable(KINDS[kind]), pk=pk)
