"""Who belongs to an area, as claimed and decided, and who leads a board. Rows are kept when they have ended."""

from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from metrics.models import Area, Membership
from safety.prepared import today


def parts_today() -> models.QuerySet[Membership]:
    """Return which area is part of which today."""
    return Membership.objects.filter(
        Q(start__isnull=True) | Q(start__lte=today()), Q(end__isnull=True) | Q(end__gte=today())
    )


def parts_below(areas: Iterable[Area] | Iterable[int]) -> models.QuerySet[Membership]:
    """Return the numbers of what is part of any of some areas today, for `__in`. `areas`: rows, numbers or a query."""
    return parts_today().filter(parent__in=areas).values("child")


def wholes_above(areas: Iterable[Area] | Iterable[int]) -> models.QuerySet[Membership]:
    """Return the numbers of what any of some areas is part of today, for `__in`. `areas`: rows, numbers or a query."""
    return parts_today().filter(child__in=areas).values("parent")


class LeadQuerySet(models.QuerySet):
    def holding(self) -> "LeadQuerySet":
        return self.filter(ended_at__isnull=True)

    def over(self, area: Area) -> "LeadQuerySet":
        """Return who leads an area today: the board itself, or the board that it is part of."""
        return self.holding().filter(Q(area=area) | Q(area__in=wholes_above([area])))


class Lead(models.Model):
    """Someone who speaks for an integrated care board and its sub-ICB locations. Kept when it has ended."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="led")
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    appointed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    appointed_at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = LeadQuerySet.as_manager()

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

    def within(self, board: Area) -> "ClaimQuerySet":
        """Return claims to a board and to what is part of it today."""
        return self.filter(Q(area=board) | Q(area__in=parts_below([board])))

    def led_by(self, user: models.Model) -> "ClaimQuerySet":
        """Return claims to the boards that a person leads, and to their parts."""
        boards = Lead.objects.holding().filter(user=user).values("area")
        return self.filter(Q(area__in=boards) | Q(area__in=parts_below(boards)))

    def for_list(self) -> "ClaimQuerySet":
        """Return claims with their people and areas, in one query."""
        return self.select_related("user", "area", "decided_by", "ended_by")


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
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("user")),
                name="nobody_decides_their_own_claim",
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
