"""Whose email addresses are let in: domains, as data."""

from django.conf import settings
from django.db import models


class EmailDomain(models.Model):
    """A domain of email addresses that may sign up."""

    domain = models.CharField(max_length=253, unique=True, help_text="In lower case, as nhs.net.")
    organisation = models.CharField(max_length=160)
    includes_subdomains = models.BooleanField(
        default=False, help_text="Addresses at any.domain.below.it may sign up too."
    )
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["domain"]

    def __str__(self) -> str:
        return self.domain
