"""What is new to a person: the first new post of a thread, and calling all read."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.views.doors import for_signed_in
from forum.actions.reading import call_all_read
from forum.actions.reading_all import call_everything_else_read
from forum.forms.reading import MarkRead
from forum.models import Category, Post, Thread
from forum.permissions.discussions import may_read_threads
from forum.presenters.categories import ELSE_WORDS, EVERYTHING_ELSE
from forum.presenters.related import related_to
from forum.queries.reading import first_new_post
from forum.views.discussions import above, place_of


@require_safe
@for_signed_in
def first_new(request: HttpRequest, pk: int) -> HttpResponse:
    """Lead to the first post of a thread that is new to the reader, to its last when they have read them all."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    found = first_new_post(request.user, thread)
    posts = Post.objects.visible_to(request.user).filter(thread=thread)
    found = found or posts.order_by("-number").first()
    found.thread = thread
    return redirect(place_of(found))


@require_POST
@for_signed_in
def mark_read(request: HttpRequest) -> HttpResponse:
    """Call all read that was listed: of a category, of what is in none, or of the forum."""
    if not may_read_threads(request.user):
        raise PermissionDenied
    form, now = MarkRead(request.POST), timezone.now()
    if not form.is_valid():
        raise Http404
    category, until = form.cleaned_data["category"], min(form.cleaned_data["until"] or now, now)
    if form.cleaned_data["everything_else"]:
        call_everything_else_read(person=request.user, until=until)
        messages.success(request, f"All in {ELSE_WORDS} is marked as read.")
        return redirect("category", EVERYTHING_ELSE)
    if category and not Category.objects.read_by(request.user).filter(pk=category.pk).exists():
        raise Http404
    call_all_read(person=request.user, category=category, until=until)
    messages.success(
        request, f"All in {category} is marked as read." if category else "All is marked as read."
    )
    return redirect(category or "forum")


@require_safe
@for_signed_in
def related(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with the threads and case studies like a thread: a page, or the part of the thread's own page."""
    thread = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    page = {"related": related_to(thread, request.user), "links": above(thread), "level": 2}
    if request.htmx:
        return HttpResponse(render_to_string("forum/related_list.html", page))
    return render(request, "forum/related.html", page)
