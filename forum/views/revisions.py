"""The versions of a post: what changed between two of them, and putting one back."""

from collections.abc import Sequence

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.views.doors import for_signed_in, form_page
from forum.actions.discussions import restore
from forum.actions.refusals import PostRefused
from forum.forms.discussions import RestoreVersion
from forum.models import Post
from forum.permissions.discussions import may_restore, may_see_revisions
from forum.presenters.posts import name_of
from forum.presenters.revisions import Comparison, Version, versions
from forum.views.discussions import above, post_seen_by

NOW_HELD = "Others do not see it now: it waits until a moderator has read it."


@form_page
@for_signed_in
def revisions(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what changed between two versions (?from=1&to=2; else the last change); let an earlier one be put back."""
    post = post_seen_by(request, pk=pk)
    if not may_see_revisions(request.user, post):
        raise Http404("Versions are for the author, for leads of the area, and for moderators.")
    kept, may_put_back = versions(post, request.user), may_restore(request.user, post)
    if request.method == "POST" and not may_put_back:
        raise PermissionDenied
    earlier = [one.number for one in kept if not one.is_newest]
    form = RestoreVersion(request.POST or None, numbers=earlier, is_own=post.author_id == request.user.pk)
    if request.method == "POST" and form.is_valid() and _is_restored(request, post, form):
        return redirect("post-revisions", post.pk)
    page = {
        "links": above(post.thread),
        "post": post,
        "author": name_of(post.author),
        "versions": list(reversed(kept)),
        "form": form if may_put_back and earlier else None,
        "compared": _compared(request, kept),
    }
    return render(request, "forum/threads_revisions.html", page)


def _is_restored(request: HttpRequest, post: Post, form: RestoreVersion) -> bool:
    number, note = form.cleaned_data["version"], form.cleaned_data.get("note", "")
    try:
        restored = restore(revision=post.revisions.get(number=number), by=request.user, note=note)
    except PostRefused as refused:
        form.add_error(None, str(refused))
        return False
    if restored.state == Post.State.HELD:
        messages.warning(request, f"Version {number} is put back. {NOW_HELD}")
    else:
        messages.success(request, f"Version {number} is put back: it is the newest version now.")
    return True


def _compared(request: HttpRequest, kept: Sequence[Version]) -> Comparison | None:
    """Return the comparison that an address asks for, else that of the last change; nothing of one version alone."""
    if len(kept) < 2:
        return None
    by_number = {str(one.number): one for one in kept}
    before = by_number.get(request.GET.get("from"), kept[-2])
    return Comparison(before, by_number.get(request.GET.get("to"), kept[-1]))
