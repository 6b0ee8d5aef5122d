"""Rows that are written once: models of records that are only ever added to. The database refuses the rest too."""

from datetime import datetime

from django.db import models


class NeverChanged(Exception):
    """A row of a record that is only ever added to was about to be changed or deleted."""


class OnlyAddedTo(models.QuerySet):
    """Rows that are written once: a set of them is neither changed nor deleted."""

    # What is emptied when what it tells of is erased for good.
    WORDS: tuple[str, ...] = ()

    def update(self, **fields) -> int:
        raise NeverChanged

    def delete(self) -> tuple[int, dict[str, int]]:
        raise NeverChanged

    def erase(self, at: datetime) -> int:
        """Take their words out of rows for good; returns how many had not lost them before."""
        return super(OnlyAddedTo, self.filter(erased_at__isnull=True)).update(
            erased_at=at, **dict.fromkeys(self.WORDS, "")
        )


class WrittenOnce(models.Model):
    """A row of a record that is only ever added to."""

    erased_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        abstract = True

    def save(self, **options) -> None:
        if self.pk is not None:
            raise NeverChanged
        super().save(**options)

    def delete(self, **_) -> tuple[int, dict[str, int]]:
        raise NeverChanged
