"""Posts that a person wants to come back to."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.views.doors import for_signed_in, form_page
from forum.actions.bookmarking import BookmarkRefused, bookmark, forget_place, keep_place
from forum.forms.bookmarks import KeepPlace
from forum.models import Bookmark, Post
from forum.presenters.living import filled_in, text_of
from forum.presenters.posts import name_of
from forum.queries.bookmarks import bookmarks_of
from forum.views.discussions import above, for_members, place_of, post_seen_by

BOOKMARKS_A_PAGE = 20
KEPT = "Bookmarked. It is among your bookmarks, where you can add a note and a reminder."


@require_safe
@for_members
def bookmarks(request: HttpRequest) -> HttpResponse:
    page = Paginator(bookmarks_of(request.user), BOOKMARKS_A_PAGE).get_page(request.GET.get("page"))
    said = filled_in([text_of(one.post) for one in page])
    rows = [(one, name_of(one.post.author), words) for one, words in zip(page, said, strict=True)]
    return render(request, "forum/bookmarks.html", {"links": above(), "page": page, "rows": rows})


@form_page
@for_signed_in
def bookmark_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Bookmark a post at one click; change its note and reminder, or take it off."""
    post = post_seen_by(request, pk=pk)
    if request.method == "POST" and "remove" in request.POST:
        return _removed(request, post)
    if request.method == "POST" and "note" not in request.POST:
        keep_place(person=request.user, post=post)
        messages.success(request, KEPT)
        return redirect(place_of(post))
    kept = Bookmark.objects.filter(person=request.user, post=post).first()
    form = KeepPlace(request.POST or None, kept=kept)
    if form.is_valid() and _saved(request, post, form):
        messages.success(request, "Saved: your bookmark.")
        return redirect("bookmarks")
    page = {
        "links": above(post.thread),
        "form": form,
        "post": post,
        "kept": kept,
        "author": name_of(post.author),
    }
    return render(request, "forum/bookmark.html", page)


def _removed(request: HttpRequest, post: Post) -> HttpResponse:
    forget_place(person=request.user, post=post)
    messages.success(request, "The bookmark is taken off.")
    return redirect("bookmarks")


def _saved(request: HttpRequest, post: Post, form: KeepPlace) -> bool:
    """Say whether a bookmark was kept as its form asks; the form says why not."""
    try:
        bookmark(
            person=request.user,
            post=post,
            note=form.cleaned_data["note"],
            remind_at=form.remind_at,
            now=timezone.now(),
        )
    except BookmarkRefused as refused:
        form.add_error(None, str(refused))
    return not form.errors
