"""Files that people upload: a row each, and what is stored under a random name in Django's default storage."""

import uuid
from datetime import datetime

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

FOLDER = "uploads"
LONGEST_NAME = 120
LONGEST_CAPTION = 200


def new_place() -> str:
    """Return a name in the storage that tells nothing of the file and that nobody can guess."""
    return f"{FOLDER}/{uuid.uuid4().hex}"


class UploadQuerySet(models.QuerySet):
    def served(self) -> "UploadQuerySet":
        """Return the files that may be handed out: found clean, or not scanned because no scanner is set up."""
        return self.filter(state__in=Upload.SERVED)

    def belonging_to_nothing(self) -> "UploadQuerySet":
        """Return the files that no other row points at, whichever app that row is of."""
        points_at = {f"{relation.name}__isnull": True for relation in Upload._meta.related_objects}
        return self.filter(**points_at)

    def by_since(self, owner: AbstractBaseUser, since: datetime) -> "UploadQuerySet":
        return self.filter(owner=owner, created_at__gte=since)


class Upload(models.Model):
    """A file as it was checked and stored. What it belongs to points at it."""

    class Purpose(models.TextChoices):
        AVATAR = "avatar", "Picture of a person"
        CASE_STUDY = "case study", "File of a case study"
        POST = "post", "File of a post"

    class State(models.TextChoices):
        PENDING = "pending", "Being stored"
        CLEAN = "clean", "Scanned and clean"
        REFUSED = "refused", "Refused by the virus scanner"
        UNSCANNED = "unscanned", "Not scanned: no scanner is set up"

    SERVED = (State.CLEAN, State.UNSCANNED)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="uploads"
    )
    purpose = models.CharField(max_length=10, choices=Purpose)
    name = models.CharField(max_length=LONGEST_NAME, help_text="As the person called it, made harmless.")
    kind = models.CharField(
        max_length=4, help_text="What its content is: the name of a kind in safety/files."
    )
    size = models.PositiveIntegerField(help_text="Of what is stored, in bytes.")
    sha256 = models.CharField("SHA-256", max_length=64, help_text="Of what is stored.")
    place = models.CharField("name in the storage", max_length=60, unique=True, default=new_place)
    state = models.CharField(max_length=9, choices=State, default=State.PENDING)
    refused_because = models.CharField(max_length=120, blank=True)
    unread = models.CharField(
        "not looked through because",
        max_length=60,
        blank=True,
        help_text="Why the guard did not see all of its text.",
    )
    created_at = models.DateTimeField(default=timezone.now, db_index=True)

    objects = UploadQuerySet.as_manager()

    class Meta:
        ordering = ["created_at"]
        indexes = [models.Index(fields=["owner", "created_at"], name="upload_by_owner")]
        constraints = [
            models.CheckConstraint(condition=Q(size__gt=0), name="upload_is_not_empty"),
            models.CheckConstraint(condition=~Q(name=""), name="upload_has_a_name"),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "clean", "refused", "unscanned"]),
                name="upload_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(purpose__in=["avatar", "case study", "post"]), name="upload_purpose_is_known"
            ),
            models.CheckConstraint(
                condition=Q(state="refused", refused_because__gt="")
                | (~Q(state="refused") & Q(refused_because="")),
                name="refused_upload_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("file", args=[self.pk, self.name])

    def open(self):
        """Return the stored bytes as a file open for reading. Raises FileNotFoundError."""
        return default_storage.open(self.place)
