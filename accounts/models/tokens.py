"""What lets a program read and write for a person: personal tokens of the API."""

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone


class TokenQuerySet(models.QuerySet):
    def in_force(self) -> "TokenQuerySet":
        """Return the tokens that open something today."""
        return self.filter(withdrawn_at__isnull=True, last_day__gte=timezone.localdate())


class Token(models.Model):
    """What a program shows instead of a person. Its digest alone is kept, and by which letters its owner knows it."""

    class Scope(models.TextChoices):
        READ = "read", "Read what I may read"
        WRITE = "write", "Write discussions and answers as me"
        NOTIFICATIONS = "notifications", "Read my notifications, and mark them as read"

    MOST = 10
    LONGEST = timedelta(days=365)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=80)
    digest = models.CharField(max_length=64, unique=True)
    begins = models.CharField(max_length=12)
    scopes = models.JSONField(help_text="What it may do: a list of scopes.")
    made_at = models.DateTimeField(auto_now_add=True)
    last_day = models.DateField(help_text="The last day on which it opens anything.")
    last_used = models.DateField(null=True, blank=True)
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(scopes=[]), name="token_has_a_scope"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_in_force(self) -> bool:
        return self.withdrawn_at is None and self.last_day >= timezone.localdate()

    @property
    def may(self) -> list[str]:
        """What it may do, in words."""
        return [self.Scope(scope).label for scope in self.scopes]
