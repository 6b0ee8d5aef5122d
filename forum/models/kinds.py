"""What threads of some kinds have besides posts: when an event is, what a poll asks and who chose what."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from forum.models.discussions import Thread

LONGEST_PLACE = 200
LONGEST_OPTION = 120
MOST_OPTIONS = 10


class Event(models.Model):
    """When and where an event is."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="event")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    place = models.CharField(max_length=LONGEST_PLACE, blank=True)
    address = models.URLField(blank=True, help_text="Where one takes part or signs up.")

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gte=F("starts_at")), name="event_ends_after_it_starts"
            )
        ]


class Poll(models.Model):
    """What a poll lets people choose: one option or several, until it closes. Who chose what is not shown."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="poll")
    takes_several = models.BooleanField(default=False)
    closes_at = models.DateTimeField(null=True, blank=True)

    def is_closed(self) -> bool:
        return self.closes_at is not None and self.closes_at <= timezone.now()


class PollOption(models.Model):
    poll = models.ForeignKey(Poll, on_delete=models.CASCADE, related_name="options")
    number = models.PositiveSmallIntegerField()
    words = models.CharField(max_length=LONGEST_OPTION)

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["poll", "number"], name="option_number_once_a_poll"),
            models.CheckConstraint(condition=~Q(words=""), name="option_has_words"),
        ]


class Vote(models.Model):
    option = models.ForeignKey(PollOption, on_delete=models.CASCADE, related_name="votes")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="votes")
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["option", "person"], name="option_chosen_once_a_person")
        ]
