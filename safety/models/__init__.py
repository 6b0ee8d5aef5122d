"""What is kept to protect people: the audit log, and files that people upload."""

from safety.models.audit import FIRST_PREVIOUS, AppendOnly, AuditEntry, AuditEntryQuerySet, AuditHead
from safety.models.documents import Document
from safety.models.uploads import Upload, UploadQuerySet
from safety.models.written_once import NeverChanged, OnlyAddedTo, WrittenOnce

__all__ = [
    "FIRST_PREVIOUS",
    "AppendOnly",
    "AuditEntry",
    "AuditEntryQuerySet",
    "AuditHead",
    "Document",
    "NeverChanged",
    "OnlyAddedTo",
    "Upload",
    "UploadQuerySet",
    "WrittenOnce",
]
