"""What a person is told: the list, the number in the header, and marking what was seen."""

from collections.abc import Collection

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_POST, require_safe

from accounts.actions.telling import mark_read as mark_notices_read
from accounts.views.doors import for_signed_in, form_page
from accounts.views.places import above_account
from forum.actions.notifying import mark_one_read, mark_read
from forum.actions.quiet import set_quiet_hours
from forum.context import new_to
from forum.forms.quiet import QuietHoursForm
from forum.models import Notification, QuietHours
from forum.presenters.notifying import told
from forum.queries.told import all_of, entries

A_PAGE = 20
QUIET = (
    "Emails that you chose to get at once wait until your quiet hours end, by the clock in England. What is decided"
    " about your account, and links that you asked for, are sent at any time."
)


@require_safe
@for_signed_in
def notifications(request: HttpRequest) -> HttpResponse:
    """Show what a person was told, what is new first. What is about their account is read by looking at it."""
    page = Paginator(all_of(request.user), A_PAGE).get_page(request.GET.get("page"))
    shown = told(entries(page.object_list))
    links = above_account()
    answer = render(request, "forum/notifications.html", {"links": links, "page": page, "told": shown})
    mark_notices_read(person=request.user)
    return answer


def _state(request: HttpRequest) -> str | None:
    """Return what tells one state of the number from another."""
    return f'"{request.user.pk}-{new_to(request)}"' if request.user.is_authenticated else None


@require_safe
@cache_control(private=True, no_cache=True)
@login_required
@condition(etag_func=_state)
def notifications_new(request: HttpRequest) -> HttpResponse:
    """Answer with the words of the link in the header: open pages ask again and again, mostly for nothing new."""
    number = new_to(request)
    return HttpResponse(f"Notifications ({number} new)" if number else "Notifications", "text/plain")


@require_POST
@for_signed_in
def read_all(request: HttpRequest) -> HttpResponse:
    mark_read(person=request.user)
    return redirect("notifications")


@require_POST
@for_signed_in
def read_one(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that one entry was seen: all that is new of its kind in its thread."""
    mark_one_read(told=get_object_or_404(Notification, pk=pk, person=request.user))
    return redirect(reverse("notifications"))


@form_page
@for_signed_in
def quiet_hours(request: HttpRequest) -> HttpResponse:
    """Choose when emails that are sent at once wait."""
    now = QuietHours.objects.filter(person=request.user).first()
    chosen = {name: f"{getattr(now, name):%H:%M}" for name in ("starts", "ends")} if now else None
    form = QuietHoursForm(request.POST if request.method == "POST" else None, initial=chosen)
    if form.is_valid():
        set_quiet_hours(person=request.user, hours=form.hours)
        messages.success(request, "Saved: your quiet hours.")
        return redirect("notifications")
    page = {"links": above_account(), "form": form, "title": "Quiet hours", "words": QUIET}
    return render(request, "accounts/change_profile.html", page)


def note_seen(request: HttpRequest, posts: Collection[int]) -> None:
    """Note that a person sees posts, by their numbers in the database: one query more where anything is new to them."""
    if new := new_to(request):
        seen = mark_read(person=request.user, posts=list(posts))
        request.new_notifications = max(0, new - seen)
