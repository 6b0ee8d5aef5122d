"""What the full-text search reads: the words of everything that everybody may read, a row each, and nothing else."""

from django.db import models


class Document(models.Model):
    """The words of one thing, as its kind and number name it. Its row goes when the thing is not to be read any more.

    The index itself stands beside it (`safety.search.index`): an FTS5 table on SQLite, a column on PostgreSQL.
    """

    kind = models.CharField(max_length=20)
    number = models.PositiveBigIntegerField()
    title = models.TextField()
    body = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "number"], name="document_once")]
