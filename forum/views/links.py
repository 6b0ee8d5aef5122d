"""What a thread is about besides its main subject: changing it, and the names that its box offers."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from accounts.views.doors import for_signed_in, form_page
from forum.actions.links import change_links
from forum.actions.refusals import PostRefused
from forum.forms.about_too import AboutThread, names_to_offer
from forum.models import Thread
from forum.permissions.discussions import may_change_links
from forum.presenters.threads import about_words
from forum.queries.discussions import with_practice
from forum.queries.links import links_seen_by
from forum.views.discussions import above, for_members


@form_page
@for_signed_in
def thread_about(request: HttpRequest, pk: int) -> HttpResponse:
    """Change what else a thread is about."""
    seen = Thread.objects.visible_to(request.user).select_related("area", "author")
    thread = get_object_or_404(with_practice(seen, request.user), pk=pk)
    if not may_change_links(request.user, thread):
        raise PermissionDenied
    things = [link.about for link in links_seen_by(request.user, thread)]
    form = AboutThread(request.POST or None, thread=thread, things=things)
    form.read_for(request.user, request.get_host())
    if request.method == "POST" and form.is_valid():
        try:
            change_links(
                thread=thread, by=request.user, things=form.cleaned_data["about_too"], began=form.marks
            )
        except PostRefused as refused:
            form.add_error("about_too", str(refused))
        else:
            return redirect(thread)
    page = {"links": above(thread), "thread": thread, "form": form, "about": about_words(thread)}
    return render(request, "forum/thread_about.html", page)


@require_safe
@for_members
def link_names(request: HttpRequest) -> JsonResponse:
    """Answer with what the box offers that says what a thread is about."""
    return JsonResponse({"names": names_to_offer(request.user)})
