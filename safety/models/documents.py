"""What the full-text search reads: the words of everything that others than its author may read, a row each."""

from django.db import models
from django.db.models import Q

LONGEST_ADDRESS = 300


class Document(models.Model):
    """The words of one thing, as its kind and number name it. Its row goes when the thing is not to be read any more.

    The index itself stands beside it (`safety.search.index`): an FTS5 table on SQLite, a column on PostgreSQL.
    """

    kind = models.CharField(max_length=20)
    number = models.PositiveBigIntegerField()
    title = models.TextField()
    body = models.TextField(blank=True)
    name = models.TextField(
        blank=True, help_text="The title in plain small letters, with which what is typed is compared."
    )
    address = models.CharField(
        max_length=LONGEST_ADDRESS, blank=True, help_text="Its page, where that is known."
    )

    class Meta:
        indexes = [models.Index(fields=["kind"], condition=~Q(name=""), name="document_by_name")]
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="document_once")]
