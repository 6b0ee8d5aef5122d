"""Editing a post: what others changed since the page was opened is not undone, and nothing that was typed is lost."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.views.doors import for_signed_in, form_page
from casestudies.forms.pages import resolved
from forum.actions.clashes import FIRST, ChangedMeanwhile, version_of
from forum.actions.discussions import edit_post
from forum.actions.holding import is_new
from forum.actions.refusals import PostRefused, StaysAsItIs
from forum.forms.discussions import EditPost
from forum.models import Post
from forum.permissions.discussions import may_edit, stays_as_it_is
from forum.queries.moderation import asked_to_change
from forum.views.clashing import Written, clashing
from forum.views.discussions import above, compose, is_sent, place_of, plain, post_seen_by, posted


@form_page
@for_signed_in
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    found = post_seen_by(request, pk=pk)
    if not may_edit(request.user, found):
        raise PermissionDenied
    if request.method == "POST":
        return _sent(request, found)
    if stays_as_it_is(found, request.user):
        messages.error(request, str(StaysAsItIs(found.thread)))
        return redirect(place_of(found))
    now = Written(found).entered() | {"version": version_of(found)}
    return _shown(request, found, EditPost(initial=now, is_opening=found.is_opening))


def _sent(request: HttpRequest, found: Post) -> HttpResponse:
    written = Written(found)
    chosen, still_open = resolved(written, request.POST)
    form = EditPost(chosen, is_opening=found.is_opening)
    if still_open:
        again = {"links": above(found.thread), "is_asked_again": True}
        return clashing(request, found, form, written.clashes(form, still_open), again)
    if request.POST.get("choose-text") == "both":
        return _shown(request, found, form, keeps_both=True)
    return _saved(request, found, form) if is_sent(request, form) else _shown(request, found, form)


def _saved(request: HttpRequest, found: Post, form: EditPost) -> HttpResponse:
    began = form.cleaned_data["version"] or FIRST
    try:
        edited = edit_post(post=found, by=request.user, began=began, **plain(form, "title", "text"))
    except ChangedMeanwhile as changed:
        now = post_seen_by(request, pk=found.pk)
        return clashing(request, now, form, changed.clashes, {"links": above(now.thread)})
    except PostRefused as refused:
        form.add_error(None, str(refused))
        return _shown(request, found, form)
    return posted(request, edited, "Your change is saved.")


def _shown(request: HttpRequest, found: Post, form: EditPost, *, keeps_both: bool = False) -> HttpResponse:
    """Show the form. `keeps_both`: it holds two texts, of which one is to be made."""
    page = {
        "links": above(found.thread),
        "post": found,
        "asked": asked_to_change(found),
        "keeps_both": keeps_both,
        "waits": found.state == Post.State.PUBLISHED and is_new(request.user),
    }
    return compose(request, "forum/threads_edit.html", form, page)
