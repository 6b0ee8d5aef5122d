"""Emails as rows: each is queued, sent by a worker and kept without its text, until it is forgotten."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from accounts.models.notices import Notice

# As long as the links in mails about accounts hold: after that an email would only mislead.
GOOD_FOR = timedelta(days=3)


class LetterQuerySet(models.QuerySet):
    def waiting(self) -> "LetterQuerySet":
        return self.filter(state=Letter.State.WAITING)

    def to_be_waited_for(self) -> "LetterQuerySet":
        """Return letters in the order in which they go: first what somebody may be waiting for, then the oldest."""
        return self.order_by(models.Case(models.When(until__isnull=True, then=0), default=1), "pk")


class Letter(models.Model):
    """An email to one person. What it says is put into words when it is sent, from what then is so.

    Mails about accounts are the exception: they hold secret links and are written when they are queued. Their text is
    kept only until they are sent, have failed, or their links are too old.
    """

    class Kind(models.TextChoices):
        ACCOUNT = "account", "About an account"
        NOTICE = "notice", "A notice"
        AT_ONCE = "at once", "What is new, at once"
        DAILY = "daily", "What is new, once a day"
        WEEKLY = "weekly", "What is new, once a week"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Failed"
        DROPPED = "dropped", "Not needed any more"

    kind = models.CharField(max_length=8, choices=Kind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="letters"
    )
    to = models.EmailField(blank=True, help_text="Where it goes; empty: to the person's address.")
    subject = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    notice = models.OneToOneField(Notice, null=True, blank=True, on_delete=models.CASCADE)
    since = models.DateTimeField(null=True, blank=True, help_text="It tells what is new since then,")
    until = models.DateTimeField(null=True, blank=True, help_text="and until then.")
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    token = models.PositiveIntegerField("fencing token", default=0)
    lease_until = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=200, blank=True)
    queued_at = models.DateTimeField(db_default=Now())
    not_before = models.DateTimeField(db_default=Now())
    woken_at = models.DateTimeField(null=True, blank=True, help_text="When a worker was last told of it.")
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [
            models.Index(fields=["state", "not_before"], name="letter_waiting"),
            models.Index(fields=["ended_at"], name="letter_ended"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["user", "kind", "until"], name="letter_once_for_each_time"),
            models.CheckConstraint(
                condition=Q(kind="account") | Q(to="", subject="", text="", user__isnull=False),
                name="letter_is_put_into_words_when_it_is_sent",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["waiting", "sending"], ended_at__isnull=True)
                | Q(state__in=["sent", "failed", "dropped"], ended_at__isnull=False, text=""),
                name="letter_that_ended_keeps_no_text",
            ),
            models.CheckConstraint(
                condition=~Q(kind="notice") | Q(notice__isnull=False), name="letter_of_a_notice_has_it"
            ),
            models.CheckConstraint(
                condition=~Q(kind__in=["at once", "daily", "weekly"])
                | Q(since__isnull=False, until__isnull=False),
                name="letter_of_what_is_new_says_since_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Letter {self.pk}"

    @property
    def address(self) -> str:
        """Where it goes: a person's address as it is today, unless it is about another."""
        return self.to or (self.user.email if self.user else "")
