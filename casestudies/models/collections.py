"""Collections: case studies and technologies that somebody put together, in an order, with a word on each."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.models.readers import Someone, is_on_staff, is_one_of
from casestudies.models.cases import CaseStudy
from casestudies.models.technologies import Technology

LONGEST_NOTE = 300


def as_held(thing: CaseStudy | Technology) -> dict[str, CaseStudy | Technology]:
    """Return the column of entries that something is held in, with it."""
    return {"case" if isinstance(thing, CaseStudy) else "technology": thing}


class CollectionQuerySet(models.QuerySet):
    def shared(self) -> "CollectionQuerySet":
        """Return the collections that everybody reads."""
        return self.filter(Collection.SHARED)

    def visible_to(self, user: Someone) -> "CollectionQuerySet":
        """Return the collections that a person may see: THE question of what is seen of collections.

        Everybody reads what is shared; whoever put it together reads it before that too, and while it is hidden;
        staff what moderators hid or removed. What is in it is asked of that (`CollectionEntry.objects.visible_to`).
        """
        if not user.is_authenticated:
            return self.shared()
        seen = Collection.SHARED | Q(owner=user.pk, state__in=Collection.OWN)
        if is_on_staff(user):
            seen |= Q(state__in=Collection.MODERATED) & Q(is_one_of(user, User.objects.on_staff()))
        return self.filter(seen)


class Collection(models.Model):
    class State(models.TextChoices):
        PUBLISHED = "published", "Published"
        HIDDEN = "hidden", "Hidden"
        REMOVED = "removed", "Removed"
        ERASED = "erased", "Erased for good"

    OWN = (State.PUBLISHED, State.HIDDEN)
    MODERATED = (State.HIDDEN, State.REMOVED)
    SHARED = Q(is_shared=True, state=State.PUBLISHED)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="collections")
    title = models.CharField(max_length=120)
    about = models.TextField(max_length=2000, blank=True)
    is_shared = models.BooleanField(default=False, help_text="Everybody may read it.")
    state = models.CharField(
        max_length=9,
        choices=State,
        default=State.PUBLISHED,
        help_text="What moderators made of it. Published is private still unless it is shared.",
    )
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = CollectionQuerySet.as_manager()

    class Meta:
        ordering = ["-changed_at", "-pk"]
        indexes = [models.Index(fields=["is_shared", "state", "-changed_at"], name="collection_by_change")]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") | Q(state="erased"), name="collection_has_a_title"),
            models.CheckConstraint(
                condition=Q(state__in=["published", "hidden", "removed", "erased"]),
                name="collection_state_is_known",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("collection", args=[self.pk])

    @property
    def is_public(self) -> bool:
        """Whether everybody reads it."""
        return self.is_shared and self.state == self.State.PUBLISHED


class CollectionEntryQuerySet(models.QuerySet):
    def visible_to(self, user: Someone) -> "CollectionEntryQuerySet":
        """Return the entries that a person may see of collections that they may see: what they may read by itself."""
        cases = CaseStudy.objects.visible_to(user).order_by().values("pk")
        technologies = Technology.objects.visible_to(user).order_by().values("pk")
        return self.filter(Q(case__in=cases) | Q(technology__in=technologies))

    def of(self, thing: CaseStudy | Technology) -> "CollectionEntryQuerySet":
        """Return the entries of a case study or a technology, in whichever collections."""
        return self.filter(**as_held(thing))


class CollectionEntry(models.Model):
    """A case study or a technology in a collection, and why it is there."""

    collection = models.ForeignKey(Collection, on_delete=models.CASCADE, related_name="entries")
    case = models.ForeignKey(
        CaseStudy, null=True, blank=True, on_delete=models.CASCADE, related_name="collected"
    )
    technology = models.ForeignKey(
        Technology, null=True, blank=True, on_delete=models.CASCADE, related_name="collected"
    )
    note = models.CharField(max_length=LONGEST_NOTE, blank=True)
    position = models.PositiveIntegerField()

    objects = CollectionEntryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["collection", "case"], name="case_once_a_collection"),
            models.UniqueConstraint(fields=["collection", "technology"], name="technology_once_a_collection"),
            models.CheckConstraint(
                condition=Q(case__isnull=False, technology__isnull=True)
                | Q(case__isnull=True, technology__isnull=False),
                name="an_entry_is_one_thing",
            ),
        ]

    @property
    def thing(self) -> CaseStudy | Technology:
        return self.case or self.technology
