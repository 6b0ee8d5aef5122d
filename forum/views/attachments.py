"""The files of a post: its author adds and removes them."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from accounts.views.doors import for_signed_in, form_page
from forum.actions.attaching import attach, detach
from forum.actions.refusals import PostRefused
from forum.models import Attachment, Post
from forum.models.attachments import MOST_FILES

# Lets files be asked for: it answers who sees those of posts.
from forum.permissions import attachments as who_sees_files  # noqa: F401
from forum.permissions.discussions import may_edit
from forum.presenters.attachments import files_shown
from forum.views.discussions import above, post_seen_by
from safety.file_forms import AddFile
from safety.files import FileRefused


@form_page
@for_signed_in
def post_files(request: HttpRequest, pk: int) -> HttpResponse:
    found = post_seen_by(request, pk=pk)
    if not may_edit(request.user, found):
        raise PermissionDenied
    if "remove" in request.POST:
        return _removed(request, found)
    form = AddFile(request.POST, request.FILES) if request.method == "POST" else AddFile()
    if form.is_valid() and _is_attached(request, found, form):
        return redirect("post-files", found.pk)
    files = files_shown(found.attachments.select_related("upload"))
    page = {"links": above(found.thread), "post": found, "form": form, "files": files, "most": MOST_FILES}
    return render(request, "forum/post_files.html", page)


def _is_attached(request: HttpRequest, post: Post, form: AddFile) -> bool:
    sent = form.cleaned_data
    try:
        made = attach(post=post, file=sent["file"], caption=sent["caption"], by=request.user)
    except (FileRefused, PostRefused) as refused:
        form.add_error("file", str(refused))
        return False
    messages.success(request, f"“{made}” is added.")
    return True


def _removed(request: HttpRequest, post: Post) -> HttpResponse:
    """Remove the file asked for. One that is gone already is no error."""
    asked = request.POST["remove"]
    if not asked.isdecimal() or len(asked) > 18:
        raise PermissionDenied
    for attachment in Attachment.objects.filter(post=post, pk=asked).select_related("upload", "post"):
        detach(attachment=attachment, by=request.user)
        messages.success(request, f"“{attachment}” is removed.")
    return redirect("post-files", post.pk)
