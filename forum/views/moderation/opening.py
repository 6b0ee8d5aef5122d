"""Moderating what somebody reads, whether or not anybody reported it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST

from forum.actions.moderation.opening import open_review
from forum.models import Post, Thread
from forum.permissions.discussions import may_open_review
from forum.views.discussions import above, post_seen_by
from forum.views.moderation.doors import for_moderators
from forum.views.moderation.reviews import own_page


@require_POST
@for_moderators
def moderate_post(request: HttpRequest, pk: int) -> HttpResponse:
    found = post_seen_by(request, pk=pk)
    return _opened(request, found, post=found)


@require_POST
@for_moderators
def moderate_thread(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    return _opened(request, found, thread=found)


def _opened(request: HttpRequest, found: Post | Thread, **target: Post | Thread) -> HttpResponse:
    """Lead to the review of something, opened where there is none."""
    if not may_open_review(request.user, found):
        thread = found.thread if isinstance(found, Post) else found
        return own_page(request, thread.title, above(thread))
    return redirect(open_review(by=request.user, **target))
