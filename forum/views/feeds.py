"""Feeds that a private address opens, the page that makes it, and events for calendars.

The secret in the address is the permission: feed readers sign in nowhere. What it opens is what its owner may read.
"""

from collections.abc import Callable
from functools import wraps
from hashlib import sha256
from typing import Any

from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.views.decorators.http import require_safe

from accounts.letters import on_this_site
from accounts.models import User
from accounts.views.doors import for_signed_in, form_page
from accounts.views.places import above_account
from forum.actions.feeds import end_token, new_token, reader_by
from forum.calendar import calendar_of
from forum.models import Category, FeedToken, Notification, Post
from forum.permissions.discussions import may_read_threads
from forum.presenters.notifying import words_of
from forum.presenters.posts import name_of
from forum.queries.feeds import events_for, newest_notifications, newest_posts

CALENDAR = "text/calendar; charset=utf-8"


def by_token(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Answer who knows a private address, as its owner; in full only when it changed, and for that reader alone."""

    @require_safe
    @wraps(view)
    def answer(request: HttpRequest, token: str, **kwargs) -> HttpResponse:
        reader = reader_by(token)
        if reader is None:
            raise Http404
        response = view(request, reader, **kwargs)
        response["ETag"] = f'"{sha256(response.content).hexdigest()[:32]}"'
        patch_cache_control(response, private=True, no_cache=True)
        return get_conditional_response(request, response["ETag"], None, response)

    return answer


class Told(Atom1Feed):
    """Atom that says the same while nothing changes: one without entries was not changed just now."""

    def latest_post_date(self):
        return super().latest_post_date() if self.items else self.feed["made_at"]


class PostsFeed(Feed):
    """The newest posts that a reader may read, of a category where one is given."""

    feed_type = Told

    def get_object(self, request: HttpRequest, reader: User, slug: str = "") -> dict[str, Any]:
        seen = Category.objects.read_by(reader)
        return {"reader": reader, "category": get_object_or_404(seen, slug=slug) if slug else None}

    def feed_extra_kwargs(self, about: dict) -> dict[str, Any]:
        return {"made_at": about["reader"].feed_token.made_at}

    def title(self, about: dict) -> str:
        return f"Exemplar: {about['category'].name if about['category'] else 'the forum'}"

    def link(self, about: dict) -> str:
        return on_this_site(reverse("forum"))

    def feed_url(self, about: dict) -> str:
        return self.link(about)

    def items(self, about: dict) -> list[Any]:
        return list(newest_posts(about["reader"], about["category"]))

    def item_title(self, post: Post) -> str:
        return post.thread.title if post.is_opening else f"{post.thread.title}: reply {post.number}"

    def item_description(self, post: Post) -> str:
        return post.html

    def item_link(self, post: Post) -> str:
        return on_this_site(post.get_absolute_url())

    def item_author_name(self, post: Post) -> str:
        return name_of(post.author)

    def item_pubdate(self, post: Post):
        return post.published_at

    def item_updateddate(self, post: Post):
        return post.edited_at or post.published_at


class NotificationsFeed(PostsFeed):
    """What a reader was told of."""

    def title(self, about: dict) -> str:
        return "Exemplar: your notifications"

    def link(self, about: dict) -> str:
        return on_this_site(reverse("notifications"))

    def items(self, about: dict) -> list[Any]:
        return list(newest_notifications(about["reader"]))

    def item_title(self, told: Notification) -> str:
        return words_of(told)

    def item_description(self, told: Notification) -> str:
        return ""

    def item_guid(self, told: Notification) -> str:
        return f"{self.item_link(told)}#{told.kind}"

    def item_link(self, told: Notification) -> str:
        return on_this_site(told.post.get_absolute_url())

    def item_author_name(self, told: Notification) -> str:
        return name_of(told.by)

    def item_pubdate(self, told: Notification):
        return told.at

    item_updateddate = item_pubdate


forum_feed = by_token(PostsFeed())
notifications_feed = by_token(NotificationsFeed())


@by_token
def events_feed(request: HttpRequest, reader: User) -> HttpResponse:
    return HttpResponse(calendar_of(events_for(reader)), CALENDAR)


@require_safe
@for_signed_in
def event_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Answer with one event, for a calendar."""
    event = get_object_or_404(events_for(request.user), thread=pk)
    name = f'attachment; filename="event-{event.thread_id}.ics"'
    return HttpResponse(calendar_of([event]), CALENDAR, headers={"Content-Disposition": name})


@form_page
@for_signed_in
def feeds(request: HttpRequest) -> HttpResponse:
    """Make a private address, shown this once, or end it."""
    page: dict[str, Any] = {"links": above_account()}
    if "end" in request.POST:
        end_token(person=request.user)
        return redirect("feeds")
    if request.method == "POST":
        token = new_token(person=request.user)
        page |= {"addresses": addresses(token), "by_category": addresses_by_category(request.user, token)}
    page["made_at"] = FeedToken.objects.filter(person=request.user).values_list("made_at", flat=True).first()
    return render(request, "forum/feeds.html", page)


def addresses_by_category(reader: User, token: str) -> list[tuple[str, str]]:
    """Return the address of the feed of each category that a person may read, by its name."""
    if not may_read_threads(reader):
        return []
    return [
        (one.name, on_this_site(reverse("category-feed", args=[token, one.slug])))
        for one in Category.objects.read_by(reader).for_list()
    ]


def addresses(token: str) -> list[tuple[str, str]]:
    """Return what a secret opens: what it is, and its address."""
    return [
        ("Everything new in the forum (Atom)", on_this_site(reverse("forum-feed", args=[token]))),
        ("What you are told (Atom)", on_this_site(reverse("notifications-feed", args=[token]))),
        ("Events, for your calendar", on_this_site(reverse("events-feed", args=[token]))),
    ]
