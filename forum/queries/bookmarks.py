"""The posts that a person bookmarked, as far as they may read them still."""

from django.db.models import Exists, OuterRef, QuerySet

from accounts.models.readers import Someone
from forum.models import Bookmark, Post


def bookmarks_of(user: Someone) -> QuerySet[Bookmark]:
    """Return a person's bookmarks of what they may read, the newest first, with their posts. One query."""
    seen = Bookmark.objects.filter(person=user.pk, post__in=Post.objects.visible_to(user))
    return seen.select_related("post__thread__area", "post__author")


def with_bookmark(posts: QuerySet, user: Someone) -> QuerySet:
    """Return posts with whether a person bookmarked each (`is_bookmarked`): no query more."""
    return posts.annotate(is_bookmarked=Exists(Bookmark.objects.filter(person=user.pk, post=OuterRef("pk"))))
