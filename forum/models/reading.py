"""What each person has read, what they watch, and what they want to come back to."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from casestudies.models import Technology
from forum.models.categories import Category, Tag
from forum.models.conditions import exactly_one, once_for_each
from forum.models.discussions import Post, Thread
from metrics.models import Area

LONGEST_NOTE = 200
# What may be watched besides a measure, each a column of `Watch`.
OF = ("category", "thread", "tag", "area", "technology")


class ReadUpTo(models.Model):
    """The number of the last post of a thread that a person has read."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="read_up_to")
    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="read_by")
    number = models.PositiveIntegerField()
    at = models.DateTimeField(auto_now=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "thread"], name="read_up_to_once_a_thread")]


class AllRead(models.Model):
    """Until when a person has read all of a category, or of the whole forum."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="all_read")
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    until = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["person", "category"],
                condition=Q(category__isnull=False),
                name="all_read_once_a_category",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(category__isnull=True), name="all_read_once_for_everything"
            ),
        ]


class Watch(models.Model):
    """How closely a person follows a category, a thread, a tag, an area, a measure or a technology."""

    class Level(models.TextChoices):
        WATCHING = "watching", "Watching: told of every post"
        TRACKING = "tracking", "Tracking: unread posts are counted"
        NORMAL = "normal", "Normal: told of replies and mentions"
        MUTED = "muted", "Muted: told of nothing"

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watches")
    level = models.CharField(max_length=8, choices=Level)
    category = models.ForeignKey(Category, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    thread = models.ForeignKey(
        Thread, null=True, blank=True, on_delete=models.CASCADE, related_name="watches"
    )
    tag = models.ForeignKey(Tag, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    measure = models.SlugField(max_length=60, blank=True)
    technology = models.ForeignKey(
        Technology, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    since = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            *once_for_each("person", *OF, name="watch_once_a_person_and"),
            models.UniqueConstraint(
                fields=["person", "measure"], condition=~Q(measure=""), name="watch_once_a_person_and_measure"
            ),
            models.CheckConstraint(
                condition=(exactly_one(*OF) & Q(measure=""))
                | (~Q(measure="") & Q(**{f"{column}__isnull": True for column in OF})),
                name="watch_is_of_one_thing",
            ),
        ]


class Bookmark(models.Model):
    """A post that a person wants to come back to, and when they want to be reminded of it."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="bookmarks")
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    remind_at = models.DateTimeField(null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-made_at", "-pk"]
        indexes = [
            models.Index(
                fields=["remind_at"],
                condition=Q(remind_at__isnull=False, reminded_at__isnull=True),
                name="bookmark_to_remind_of",
            )
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "post"], name="bookmark_once_a_person_and_post")
        ]
