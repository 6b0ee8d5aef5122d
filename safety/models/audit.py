"""The audit log: who did what to whom or what, when and why. Rows are added and never changed."""

import hashlib
import json
from datetime import UTC

from django.db import models
from django.db.models import Q

FIRST_PREVIOUS = "0" * 64


class AppendOnly(Exception):
    """The audit log takes new entries; nobody changes or deletes one."""


class AuditEntryQuerySet(models.QuerySet):
    def update(self, **_):
        raise AppendOnly

    def delete(self):
        raise AppendOnly

    def bulk_create(self, *_, **__):
        raise AppendOnly

    def bulk_update(self, *_, **__):
        raise AppendOnly


class AuditEntry(models.Model):
    """One act. Each entry holds the hash of the one before it, so that a changed or missing one shows."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.DateTimeField(db_index=True)
    # A plain number: the entry stays when the person's row is gone.
    by = models.PositiveBigIntegerField("the person's number", null=True, db_index=True)
    role = models.CharField(max_length=120, help_text="What the person was on the site when they did it.")
    act = models.CharField(max_length=40, db_index=True)
    about = models.CharField(max_length=120, db_index=True, help_text="A row, as post:31.")
    area = models.CharField("area's code", max_length=12, blank=True, db_index=True)
    reason = models.TextField(blank=True)
    details = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64)
    hash = models.CharField(max_length=64, unique=True)

    objects = AuditEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "audit entries"
        ordering = ["-number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gt=0), name="audit_entries_count_from_one"),
        ]

    def __str__(self) -> str:
        return f"Audit entry {self.number}"

    def is_whole(self) -> bool:
        """Say whether the entry says, under its number, what it said when it was written."""
        return self.at is not None and self.hash_of_content() == self.hash

    def hash_of_content(self, number: int | None = None) -> str:
        """Return the SHA-256 of all that the entry says and of the hash before it, as canonical JSON.

        `number`: as if it were this entry of the log.
        """
        content = {
            "number": number or self.number,
            "at": self.at.astimezone(UTC).isoformat(timespec="microseconds"),
            "by": self.by,
            "role": self.role,
            "act": self.act,
            "about": self.about,
            "area": self.area,
            "reason": self.reason,
            "details": self.details,
            "previous_hash": self.previous_hash,
        }
        written = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
        return hashlib.sha256(written.encode("ascii")).hexdigest()

    def save(self, **kwargs) -> None:
        if not self._state.adding:
            raise AppendOnly
        super().save(**kwargs | {"force_insert": True})

    def delete(self, **_) -> None:
        raise AppendOnly


class AuditHead(models.Model):
    """The last entry of the log: one row, locked while an entry is added. It tells when the last entries are gone."""

    id = models.PositiveSmallIntegerField(primary_key=True, default=1)
    number = models.PositiveBigIntegerField(default=0)
    hash = models.CharField(max_length=64, default=FIRST_PREVIOUS)

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(id=1), name="audit_log_has_one_head")]
