"""What people write here, and what became of it."""

from forum.models.answering import Draft, Mention, Reaction
from forum.models.attachments import Attachment
from forum.models.categories import Category, Tag
from forum.models.discussions import Post, Revision, Thread
from forum.models.erasing import Erasure
from forum.models.figure_watches import FigureTold, FigureWatch
from forum.models.kinds import Event, Poll, PollOption, Vote
from forum.models.links import ChartKept, Link
from forum.models.moderation import Appeal, Merge, Report, ReviewEvent, ReviewItem
from forum.models.notifying import Ask, FeedToken, Notification, QuietHours
from forum.models.own_peers import OwnPeers
from forum.models.reading import AllRead, Bookmark, ReadUpTo, Watch
from forum.models.reasons import Reason
from forum.models.undoing import Before, FormerPlace
from forum.models.watching import WatchedWord

__all__ = [
    "AllRead",
    "Appeal",
    "Ask",
    "Attachment",
    "Before",
    "Bookmark",
    "Category",
    "ChartKept",
    "Draft",
    "Erasure",
    "Event",
    "FeedToken",
    "FigureTold",
    "FigureWatch",
    "FormerPlace",
    "Link",
    "Mention",
    "Merge",
    "Notification",
    "OwnPeers",
    "Poll",
    "PollOption",
    "Post",
    "QuietHours",
    "Reaction",
    "ReadUpTo",
    "Reason",
    "Report",
    "ReviewEvent",
    "ReviewItem",
    "Revision",
    "Tag",
    "Thread",
    "Vote",
    "Watch",
    "WatchedWord",
]
