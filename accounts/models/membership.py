"""Who belongs to an area, as claimed and decided, and who leads a board. Rows are kept when they have ended."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from metrics.models import Area


class Lead(models.Model):
    """Someone who speaks for an integrated care board and its sub-ICB locations. Kept when it has ended."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="led")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    appointed_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "area"], condition=Q(ended_at__isnull=True), name="lead_once_while_it_lasts"
            )
        ]


class ClaimQuerySet(models.QuerySet):
    def open(self) -> "ClaimQuerySet":
        """Return claims that wait or hold."""
        return self.filter(state__in=Claim.OPEN)

    def waiting(self) -> "ClaimQuerySet":
        return self.filter(state=Claim.State.PENDING)

    def holding(self) -> "ClaimQuerySet":
        return self.filter(state=Claim.State.APPROVED)


class Claim(models.Model):
    """A person's claim to work for an integrated care board or a sub-ICB location, and what was decided of it."""

    class State(models.TextChoices):
        PENDING = "pending", "Waiting"
        APPROVED = "approved", "Approved"
        REFUSED = "refused", "Refused"
        ENDED = "ended", "Ended"

    OPEN = (State.PENDING, State.APPROVED)

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="claims")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="claims")
    state = models.CharField(max_length=8, choices=State, default=State.PENDING)
    note = models.TextField(blank=True, help_text="What the person says about their work there.")
    claimed_at = models.DateTimeField(auto_now_add=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.TextField(blank=True, help_text="Why it was refused, or why it ended.")
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = ClaimQuerySet.as_manager()

    class Meta:
        ordering = ["-claimed_at", "-pk"]
        indexes = [models.Index(fields=["area", "state"], name="claim_by_area_and_state")]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "area"],
                condition=Q(state__in=["pending", "approved"]),
                name="one_open_claim_to_an_area",
            ),
            models.CheckConstraint(
                condition=Q(state="pending", decided_at__isnull=True)
                | Q(state__in=["approved", "refused"], decided_at__isnull=False)
                | Q(state="ended"),
                name="claim_is_decided_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=Q(state="ended", ended_at__isnull=False)
                | (~Q(state="ended") & Q(ended_at__isnull=True)),
                name="claim_ends_when_it_says_so",
            ),
        ]
