"""What people write here, and what became of it."""

from forum.models.attachments import Attachment
from forum.models.discussions import Post, Revision, Thread
from forum.models.erasing import Erasure
from forum.models.moderation import Appeal, Merge, Report, ReviewEvent, ReviewItem
from forum.models.reasons import Reason
from forum.models.undoing import Before, FormerPlace
from forum.models.watching import WatchedWord

__all__ = [
    "Appeal",
    "Attachment",
    "Before",
    "Erasure",
    "FormerPlace",
    "Merge",
    "Post",
    "Reason",
    "Report",
    "ReviewEvent",
    "ReviewItem",
    "Revision",
    "Thread",
    "WatchedWord",
]
