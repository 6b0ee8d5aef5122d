"""Answering posts with a click: thanks, reactions, and the accepted answer to a question."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import look_up_once
from accounts.views.doors import for_signed_in
from forum.actions.answering import NotToBeAnswered, accept, react, take_back, unaccept
from forum.models import Reaction
from forum.permissions.answering import may_accept, may_react
from forum.presenters.answering import reactions_shown, who_said
from forum.queries.answering import reactions_to
from forum.views.discussions import above, place_of, post_seen_by


@require_POST
@for_signed_in
def react_to(request: HttpRequest, pk: int) -> HttpResponse:
    """Say something of a post, or take it back, as the button that was clicked names it."""
    found = post_seen_by(request, pk=pk)
    wanted = "back" if "back" in request.POST else "kind"
    kind = request.POST.get(wanted, "")
    if kind not in Reaction.Kind.values:
        raise Http404
    if not may_react(request.user, found):
        raise PermissionDenied
    try:
        (take_back if wanted == "back" else react)(post=found, by=request.user, kind=kind)
    except NotToBeAnswered as refused:
        messages.error(request, str(refused))
    if request.htmx:
        shown = reactions_shown(found, reactions_to(found, request.user), request.user)
        return render(request, "forum/reactions.html", {"reactions": shown})
    return redirect("reactions", pk) if "from" in request.POST else redirect(place_of(found))


@require_safe
@for_signed_in
def reactions(request: HttpRequest, pk: int) -> HttpResponse:
    """Say who said what of a post, and let the reader say it."""
    found = post_seen_by(request, pk=pk)
    look_up_once(request.user)
    page = {
        "links": above(found.thread),
        "post": found,
        "place": place_of(found),
        "reactions": reactions_shown(found, reactions_to(found, request.user), request.user),
        "said": who_said(found),
    }
    return render(request, "forum/reacted.html", page)


@require_POST
@for_signed_in
def accept_answer(request: HttpRequest, pk: int) -> HttpResponse:
    """Accept a reply as the answer to its question, or take that back."""
    found = post_seen_by(request, pk=pk)
    if not may_accept(request.user, found.thread):
        raise PermissionDenied
    try:
        (unaccept if "back" in request.POST else accept)(post=found, by=request.user)
    except NotToBeAnswered as refused:
        messages.error(request, str(refused))
    return redirect(place_of(found))
