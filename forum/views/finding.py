"""Searching the whole site: of each kind of thing what the reader may see."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts.permissions import Someone
from forum.forms.finding import SearchAsked
from forum.permissions.discussions import may_read_threads
from forum.presenters.finding import Results, offered, results
from forum.presenters.finding_better import better_answer


@require_safe
@never_cache
def search(request: HttpRequest) -> HttpResponse:
    """Show what has the words asked for; with ?kind= of one kind, and narrowed down as the form says."""
    form = SearchAsked(request.GET, user=request.user)
    found, first = Results(), None
    if form.is_valid() and form.words:
        kind = form.cleaned_data["kind"]
        first = better_answer(request.user, form.words, form.narrowing)
        asked = first.words if first else form.words
        found = results(request.user, asked, form.narrowing, request.GET, kind=kind, is_meant=bool(first))
    page = {
        "links": [("Home", reverse("home"))],
        "form": form,
        "first": first,
        "found": found,
        "misses_some": found.asked and _misses_some(request.user, found),
        "is_narrowed": bool(form.is_valid() and form.narrowing.asked),
    }
    return render(request, "forum/search.html", page, status=200 if form.is_valid() else 400)


def _misses_some(user: Someone, found: Results) -> bool:
    """Say whether members may have found more."""
    return not found.has_discussions_or_people and not may_read_threads(user)


@require_safe
@never_cache
def suggestions(request: HttpRequest) -> JsonResponse:
    """Answer with what the search box offers for ?q="""
    return JsonResponse({"suggestions": offered(request.user, request.GET.get("q", ""))})
