"""What readers keep of case studies: marks, collections, searches."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models.readers import Someone
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


class CollectionQuerySet(models.QuerySet):
    def visible_to(self, user: Someone) -> "CollectionQuerySet":
        """Return the collections that a person may see: shared ones, and their own."""
        shared = Q(is_shared=True, is_hidden=False)
        return self.filter(shared | Q(owner=user.pk)) if user.is_authenticated else self.filter(shared)


class Collection(models.Model):
    """Case studies that somebody put together, with a word on each."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="collections")
    title = models.CharField(max_length=120)
    about = models.TextField(max_length=2000, blank=True)
    is_shared = models.BooleanField(default=False)
    is_hidden = models.BooleanField(default=False, help_text="By a moderator.")
    changed_at = models.DateTimeField(default=timezone.now)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="collection_has_a_title")]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collection", args=[self.pk])


class CollectionEntry(models.Model):
    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="entries")
    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="+")
    note = models.CharField(max_length=300, blank=True)
    position = models.PositiveIntegerField()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [models.UniqueConstraint(fields=["collection", "case"], name="case_once_a_collection")]


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
