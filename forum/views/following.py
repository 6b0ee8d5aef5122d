"""What a person follows, and how closely."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.views.doors import for_signed_in
from casestudies.models import Technology
from forum.actions.following import FollowingRefused, follow, stop_following
from forum.forms.reading import Follow
from forum.models import Category, Tag, Thread
from forum.permissions.discussions import may_read_threads
from forum.presenters.figure_watches import watched
from forum.presenters.following import address_of, listed, title_of, word_of
from forum.queries.figure_watches import figure_watches_of
from forum.queries.following import followed_by
from forum.views.discussions import above, for_members
from metrics.compute.measures import MEASURES
from metrics.models import Area

LONGEST_NUMBER = 18  # digits: longer ones fit no table


@require_safe
@for_members
def following(request: HttpRequest) -> HttpResponse:
    page = {
        "links": above(),
        "followed": listed(followed_by(request.user)),
        "figures": watched(figure_watches_of(request.user)),
    }
    return render(request, "forum/following.html", page)


@require_POST
@for_signed_in
def change(request: HttpRequest) -> HttpResponse:
    """Follow a thing more or less closely, or no more, and lead back to where that was chosen."""
    if not may_read_threads(request.user):
        raise PermissionDenied
    form = Follow(request.POST)
    if not form.is_valid():
        raise Http404
    kind, level = form.cleaned_data["kind"], form.cleaned_data["level"]
    thing = _thing(request, kind, form.cleaned_data["thing"])
    if form.cleaned_data["stop"]:
        stop_following(person=request.user, **{kind: thing})
        messages.success(request, f"You no longer follow {title_of(kind, thing)} in particular.")
    else:
        _follow(request, kind, thing, level)
    return redirect("following" if form.cleaned_data["is_listed"] else address_of(kind, thing))


def _follow(request: HttpRequest, kind: str, thing: Model | str, level: str) -> None:
    try:
        follow(person=request.user, level=level, **{kind: thing})
    except FollowingRefused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, f"{title_of(kind, thing)}: {word_of(level).lower()} from now on.")


def _thing(request: HttpRequest, kind: str, named: str) -> Model | str:
    """Return what a form names, if its sender may see it."""
    if kind == "measure":
        if named not in MEASURES:
            raise Http404
        return named
    seen = {
        "thread": Thread.objects.visible_to(request.user),
        "category": Category.objects.read_by(request.user),
        "tag": Tag.objects.filter(threads__in=Thread.objects.visible_to(request.user)).distinct(),
        "area": Area.objects.all(),
        "technology": Technology.objects.visible_to(request.user),
    }
    if not named.isdecimal() or len(named) > LONGEST_NUMBER:
        raise Http404
    return get_object_or_404(seen[kind], pk=named)
