"""What people are told of discussions on the site, when they are left in peace, and their private feeds."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q

from accounts.models import User
from forum.models.answering import Reaction
from forum.models.discussions import Post, Thread
from metrics.models import Area


class NotificationQuerySet(models.QuerySet):
    def shown_to(self, person: User) -> "NotificationQuerySet":
        """Return what a person is told now: nothing of a post that not everybody reads who may read its thread, or that
        they may read no longer; no thanks that were taken back, and no answer that is accepted no more."""
        readable = Post.objects.read_by_all().visible_to(person).filter(pk=OuterRef("post"))
        thanked = Reaction.objects.filter(post=OuterRef("post")).exclude(person=person.pk)
        accepted = Thread.objects.filter(accepted=OuterRef("post"))
        holds = (
            ~Q(kind__in=[Notification.Kind.REACTION, Notification.Kind.ACCEPTED])
            | Q(Exists(thanked), kind=Notification.Kind.REACTION)
            | Q(Exists(accepted), kind=Notification.Kind.ACCEPTED)
        )
        return self.filter(holds, Exists(readable), person=person.pk)

    def new(self) -> "NotificationQuerySet":
        return self.filter(read_at__isnull=True)


class Notification(models.Model):
    """That something happened which concerns a person. Its words are made when it is shown, from what they may read
    then."""

    class Kind(models.TextChoices):
        MENTION = "mention", "Mentions you"
        AREA = "area", "Mentions your area"
        REPLY = "reply", "Replies to you"
        WATCHED = "watched", "New in what you watch"
        REACTION = "reaction", "Thanks and reactions"
        ACCEPTED = "accepted", "Your answer was accepted"
        ASKED = "asked", "A question for your area"
        REMINDER = "reminder", "A bookmark"

    # Why a person is told of a new post: the most direct reason alone, first the most direct.
    OF_A_POST = (Kind.MENTION, Kind.ASKED, Kind.REPLY, Kind.AREA, Kind.WATCHED)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=8, choices=Kind)
    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="notifications")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [
            models.Index(fields=["person", "read_at"], name="notification_by_person"),
            models.Index(fields=["at"], name="notification_by_age"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["person", "kind", "post"], name="told_once_of_a_kind_and_post"),
            models.UniqueConstraint(
                fields=["person", "post"],
                condition=Q(kind__in=["mention", "asked", "reply", "area", "watched"]),
                name="told_once_of_a_new_post",
            ),
        ]


class QuietHours(models.Model):
    """When no email is sent to a person at once, by the clock in England: it waits until they end."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="quiet_hours"
    )
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        verbose_name_plural = "quiet hours"
        constraints = [
            models.CheckConstraint(condition=~Q(starts=models.F("ends")), name="quiet_hours_have_an_end")
        ]


class FeedToken(models.Model):
    """What lets a feed reader read as a person. Its digest alone is kept; a new one ends the old."""

    person = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="feed_token"
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now=True)


class Ask(models.Model):
    """A thread that asks the members of an area, and when its leads were reminded that nobody has answered."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="ask")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="asks")
    reminded_at = models.DateTimeField(null=True, blank=True)
