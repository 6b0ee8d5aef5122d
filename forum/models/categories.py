"""Where discussions belong: challenges, treatment functions, and private spaces of a group of areas; and their tags."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.text import slugify

from accounts.models import Claim, Lead
from accounts.models.membership import wholes_above
from accounts.models.readers import Someone, is_on_staff
from metrics.models import Area

LONGEST_NAME = 60
LONGEST_ABOUT = 300
LONGEST_TAG = 40
# "challenge", "function", "space": groups stand in the order of their letters.
IN_ORDER = ("group", "position", "name")


class CategoryQuerySet(models.QuerySet):
    def read_by(self, user: Someone) -> "CategoryQuerySet":
        """Return the categories whose discussions a member may read: not the spaces of others. Staff read all."""
        if is_on_staff(user):
            return self
        return self.filter(~Q(group=Category.Group.SPACE) | Q(pk__in=spaces_of(user)))

    def started_in_by(self, user: Someone) -> "CategoryQuerySet":
        """Return the categories in which a member may start threads: open ones, that are not for staff alone."""
        open_ones = self.read_by(user).filter(closed_at__isnull=True)
        return open_ones if is_on_staff(user) else open_ones.exclude(writers=Category.Writers.STAFF)

    def for_list(self) -> "CategoryQuerySet":
        """Return categories in the order in which they are read: group by group, as administrators put them."""
        return self.order_by(*IN_ORDER)


class Category(models.Model):
    """Where discussions belong. All members read it, or those of the areas whose private space it is."""

    class Group(models.TextChoices):
        CHALLENGE = "challenge", "By challenge"
        FUNCTION = "function", "By treatment function"
        SPACE = "space", "Private spaces"

    class Writers(models.TextChoices):
        READERS = "readers", "Everybody who reads it"
        STAFF = "staff", "Moderators and administrators"

    name = models.CharField(max_length=LONGEST_NAME, unique=True)
    slug = models.SlugField(max_length=LONGEST_NAME, unique=True)
    about = models.CharField(
        max_length=LONGEST_ABOUT, blank=True, help_text="What belongs here, in one line."
    )
    group = models.CharField(max_length=9, choices=Group, default=Group.CHALLENGE)
    treatment_function = models.CharField(max_length=8, blank=True)
    areas = models.ManyToManyField(
        Area,
        blank=True,
        related_name="spaces",
        help_text="Of a private space: whose members read and write it.",
    )
    # Who starts threads; whoever reads a thread may reply to it.
    writers = models.CharField(max_length=7, choices=Writers, default=Writers.READERS)
    position = models.PositiveSmallIntegerField(default=100)
    closed_at = models.DateTimeField(null=True, blank=True, help_text="Since when it takes no new threads.")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)

    objects = CategoryQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        verbose_name_plural = "categories"
        constraints = [
            models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="category_has_a_name"),
            models.CheckConstraint(
                condition=Q(treatment_function="") | Q(group="function"),
                name="category_of_a_function_is_in_its_group",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def is_private(self) -> bool:
        return self.group == self.Group.SPACE

    def get_absolute_url(self) -> str:
        return reverse("category", args=[self.slug])


def areas_of(user: Someone) -> models.Q:
    """Return the condition that an area is one that a person belongs to or leads, or the board of such a one."""
    own = Q(pk__in=Claim.objects.holding().filter(user=user.pk).values("area"))
    own |= Q(pk__in=Lead.objects.holding().filter(user=user.pk).values("area"))
    mine = Area.objects.filter(own)
    return own | Q(pk__in=wholes_above(mine.values("pk")))


def spaces_of(user: Someone) -> models.QuerySet:
    """Return the numbers of the private spaces of a person's areas: those that were looked up, where a page did so."""
    standing = getattr(user, "standing", None)
    known = standing.areas if standing else None
    areas = Area.objects.filter(areas_of(user)).values("pk") if known is None else known
    return Category.areas.through.objects.filter(area__in=areas).values("category")


def slug_of(tag: str) -> str:
    """Return the address of a tag: tags that differ by it alone are one. "" of what has no letter or digit in it."""
    return slugify(tag)[:LONGEST_TAG].strip("-")


class Tag(models.Model):
    """A word under which discussions are found, in lower case."""

    name = models.CharField(max_length=LONGEST_TAG, unique=True)
    slug = models.SlugField(max_length=LONGEST_TAG, unique=True)

    class Meta:
        ordering = ["name"]
        constraints = [models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="tag_has_a_name")]

    def __str__(self) -> str:
        return self.name
