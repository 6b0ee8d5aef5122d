"""What people write here, and what became of it."""

from forum.models.attachments import Attachment
from forum.models.discussions import Post, Revision, Thread
from forum.models.erasing import Erasure
from forum.models.moderation import Appeal, Merge, Reason, Report, ReviewEvent, ReviewItem

__all__ = [
    "Appeal",
    "Attachment",
    "Erasure",
    "Merge",
    "Post",
    "Reason",
    "Report",
    "ReviewEvent",
    "ReviewItem",
    "Revision",
    "Thread",
]
