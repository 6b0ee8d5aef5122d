"""What is kept from a person for a time: writing (silence), or signing in at all (suspension)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from safety.prepared import Moment


class RestrictionQuerySet(models.QuerySet):
    def in_force(self) -> "RestrictionQuerySet":
        """Return those that hold now: begun, not lifted, and not over."""
        now = Moment()
        return self.filter(Q(until__isnull=True) | Q(until__gt=now), starts__lte=now, lifted_at__isnull=True)

    def ended_untold(self) -> "RestrictionQuerySet":
        """Return those that ended by themselves and whose person has not been told so."""
        return self.filter(until__lte=timezone.now(), lifted_at__isnull=True, told_of_end_at__isnull=True)


class Restriction(models.Model):
    """A silence (reads but does not write) or a suspension (does not sign in). Ends by itself at `until`."""

    class Kind(models.TextChoices):
        SILENCE = "silence", "Silence"
        SUSPENSION = "suspension", "Suspension"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="restrictions")
    kind = models.CharField(max_length=10, choices=Kind)
    starts = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField(null=True, blank=True, help_text="Empty: until it is lifted.")
    reason = models.TextField(help_text="Why, as the person is told.")
    private_note = models.TextField(blank=True, help_text="For moderators and administrators alone.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    told_of_end_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When the person was told that it had ended by itself.",
    )

    objects = RestrictionQuerySet.as_manager()

    class Meta:
        ordering = ["-starts"]
        indexes = [models.Index(fields=["user", "kind"], name="restriction_by_person")]
        constraints = [
            models.CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gt=F("starts")),
                name="restriction_ends_after_it_starts",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="restriction_has_a_reason"),
        ]
