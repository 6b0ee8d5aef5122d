"""What readers keep of case studies: marks and searches."""

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils import timezone

from casestudies.models.cases import CaseStudy


class Mark(models.Model):
    """One click of a member at a case study."""

    class Kind(models.TextChoices):
        PROBLEM = "problem", "We have this problem too"
        RUNS = "runs", "We run this"
        THANKS = "thanks", "Thanks"

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="marks")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="marks")
    kind = models.CharField(max_length=7, choices=Kind)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "person", "kind"], name="mark_once")]
        indexes = [models.Index(fields=["person", "kind"], name="mark_by_person")]


class SavedSearch(models.Model):
    """A search of case studies whose owner is told of what is new in it."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="saved_searches"
    )
    name = models.CharField(max_length=120)
    query = models.CharField(max_length=1000, help_text="The query string of the list's address.")
    saved_at = models.DateTimeField(default=timezone.now)
    told_at = models.DateTimeField(
        default=timezone.now, help_text="What was published before is not told of again."
    )
    is_told = models.BooleanField(default=True, help_text="Its owner wants to be told of what is new in it.")

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["owner", "query"], name="search_saved_once")]

    def __str__(self) -> str:
        return self.name

    @property
    def address(self) -> str:
        """Where its case studies are listed."""
        return f"{reverse('case-studies')}?{self.query}"
