"""What reviewers ask to be changed in records and proposals of adoption, and what was answered."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from casestudies.models.adoption import Adoption, Proposal

LONGEST_WORDS = 1000


class AskedChangeQuerySet(models.QuerySet):
    def open(self) -> "AskedChangeQuerySet":
        """Return what was not answered yet: one at most of a record, and one of a proposal."""
        return self.filter(answered_at__isnull=True)


class AskedChange(models.Model):
    """What a reviewer asks to be changed in a record or in a proposal. Who looks after it answers once."""

    adoption = models.ForeignKey(
        Adoption, null=True, blank=True, on_delete=models.CASCADE, related_name="asked"
    )
    proposal = models.ForeignKey(
        Proposal, null=True, blank=True, on_delete=models.CASCADE, related_name="asked"
    )
    words = models.TextField(max_length=LONGEST_WORDS)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    answer = models.TextField(max_length=LONGEST_WORDS, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)

    objects = AskedChangeQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(adoption__isnull=True) ^ Q(proposal__isnull=True), name="asked_about_one_thing"
            ),
            models.UniqueConstraint(
                fields=["adoption"],
                condition=Q(answered_at__isnull=True),
                name="asked_of_a_record_once_at_a_time",
            ),
            models.UniqueConstraint(
                fields=["proposal"],
                condition=Q(answered_at__isnull=True),
                name="asked_of_a_proposal_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Asked of {self.adoption or self.proposal}"
