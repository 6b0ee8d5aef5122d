"""Suggestions of people, areas and measures while somebody types."""

from django.http import HttpRequest, JsonResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from forum.models import Category, Thread
from forum.queries.naming import measures_like, names_like
from forum.views.discussions import for_members

LONGEST = 100


@require_safe
@for_members
def names(request: HttpRequest) -> JsonResponse:
    """Answer with whom and what is meant by ?q=@ja or ?q=#with, in the thread ?thread=7."""
    typed = request.GET.get("q", "")[:LONGEST]
    if typed.startswith("#"):
        found = measures_like(typed[1:])
    else:
        found = names_like(typed.lstrip("@").replace("-", " "), _category(request))
    return JsonResponse({"names": [{"words": one.words, "token": one.token} for one in found]})


def _category(request: HttpRequest) -> Category | None:
    number = request.GET.get("thread", "")
    if not (number.isascii() and number.isdigit() and len(number) < 10):
        return None
    seen = Thread.objects.visible_to(request.user).select_related("category")
    return get_object_or_404(seen, pk=number).category
