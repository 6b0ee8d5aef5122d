"""What feeds hold: always what their reader may read now."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import User
from forum.models import Category, Event, Notification, Post, Thread
from forum.models.discussions import PostQuerySet

MOST = 50
GONE_BY = timedelta(days=90)


def newest_posts(user: User, category: Category | None = None) -> PostQuerySet:
    """Return the newest posts that members read, of a category or of all, as far as a person may."""
    posts = Post.objects.read_by_all().visible_to(user)
    posts = posts.filter(thread__category=category) if category else posts
    return posts.select_related("author", "thread").order_by("-pk")[:MOST]


def newest_notifications(user: User) -> QuerySet[Notification]:
    """Return what a person was told of last, as far as they may read it."""
    told = Notification.objects.shown_to(user).select_related("by", "post__author", "post__thread")
    return told.prefetch_related("post__reactions__person")[:MOST]


def events_for(user: User) -> QuerySet[Event]:
    """Return the events to come and those of the last months that everybody reads who may read their threads, as far as
    a person may."""
    opening = Post.objects.published().filter(number=1).values("thread")
    threads = Thread.objects.visible_to(user).filter(pk__in=opening).values("pk")
    since = timezone.now() - GONE_BY
    return Event.objects.filter(thread__in=threads, ends_at__gte=since).select_related("thread")
