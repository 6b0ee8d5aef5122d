"""Files that hang on posts."""

from django.db import models
from django.db.models import Q

from forum.models.discussions import Post
from safety.models import Upload
from safety.models.uploads import LONGEST_CAPTION

MOST_FILES = 5
# Why a post is held whose file the guard could not read whole.
UNREAD_FILE = "file not looked through"


class Attachment(models.Model):
    """A file of a post, seen by whoever sees the post. Its number is one of the few places a post has for files."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="attachments")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="attachment")
    number = models.PositiveSmallIntegerField()
    caption = models.CharField(
        max_length=LONGEST_CAPTION, blank=True, help_text="What a picture shows, for who cannot see it."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="attachment_number_once_a_post"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_FILES), name="a_post_has_five_files_at_most"
            ),
        ]

    def __str__(self) -> str:
        return self.upload.name
