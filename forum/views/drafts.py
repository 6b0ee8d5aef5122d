"""Drafts kept on the server: while somebody types, with a button, and listed."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.permissions import may_write
from accounts.views.doors import for_signed_in
from forum.actions.drafts import DraftNotKept, forget_draft, keep_draft
from forum.forms.drafts import KeepDraft
from forum.models import Draft, Thread
from forum.permissions.discussions import may_start_threads
from forum.presenters.drafts import address_of, listed
from forum.queries.answering import drafts_of
from metrics.models import Area

KEPT = "Your draft is kept: you find it here, on any computer on which you sign in."


@require_POST
@for_signed_in
def thread_draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what somebody has begun to reply."""
    found = get_object_or_404(Thread.objects.visible_to(request.user), pk=pk)
    if not may_write(request.user):
        raise PermissionDenied
    return _keep(request, found)


@require_POST
@for_signed_in
def new_draft(request: HttpRequest) -> HttpResponse:
    """Keep what somebody has begun of a new thread."""
    if not may_start_threads(request.user):
        raise PermissionDenied
    return _keep(request, None)


@require_safe
@for_signed_in
def drafts(request: HttpRequest) -> HttpResponse:
    page = {"links": [("Home", reverse("home"))], "drafts": listed(drafts_of(request.user))}
    return render(request, "forum/drafts.html", page)


@require_POST
@for_signed_in
def delete_draft(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(Draft.objects.select_related("thread"), pk=pk, person=request.user)
    forget_draft(by=request.user, thread=found.thread)
    messages.success(request, "The draft is deleted.")
    return redirect("drafts")


def _keep(request: HttpRequest, thread: Thread | None) -> HttpResponse:
    """Keep a draft, and say so: in a part of a page to whom a script asked, else on the page of all drafts."""
    form = KeepDraft(request.POST)
    typed = _typed(request, form, thread)
    try:
        kept = keep_draft(by=request.user, thread=thread, **typed)
        trouble = ""
    except DraftNotKept as refused:
        kept, trouble = None, str(refused)
    if "keep" not in request.POST:
        return render(request, "forum/draft_state.html", {"kept": kept, "trouble": trouble})
    if trouble:
        again = _again(request, trouble, address_of(thread, typed["fields"]))
        return render(request, "forum/draft_not_kept.html", again, status=400)
    messages.success(request, KEPT if kept else "There is nothing to keep.")
    return redirect("drafts")


def _typed(request: HttpRequest, form: KeepDraft, thread: Thread | None) -> dict:
    """Return what is to be kept of a reply, of a question for an area (?ask=03R&measure=…), or of a new thread."""
    if thread:
        return form.of_reply()
    asked = Area.objects.filter(code=request.GET.get("ask", "")[:10]).first()
    return form.of_question(asked.code, request.GET) if asked else form.of_thread(request.GET)


def _again(request: HttpRequest, trouble: str, address: str) -> dict:
    """Return what a page shows on which somebody goes on writing what was not kept."""
    sent = [(name, value) for name, value in request.POST.items() if name in KeepDraft.SENT_ON]
    return {
        "links": [("Home", reverse("home")), ("My drafts", reverse("drafts"))],
        "trouble": trouble,
        "address": address,
        "sent": sent,
    }
