"""What may not be posted, each with its reason in words for people."""

from datetime import datetime

from django.utils.timezone import localtime

from forum.models import Thread
from forum.models.discussions import LONGEST_NOTE, LONGEST_TEXT, LONGEST_TITLE, minutes_in_words
from metrics.charts.numbers import day_name


class PostRefused(Exception):
    """Something that may not be posted, with the reason in words."""


class ThreadLocked(PostRefused):
    def __init__(self, thread: Thread):
        super().__init__(f"“{thread}” is locked: it takes no more replies. You can start a new thread.")


class StaysAsItIs(PostRefused):
    def __init__(self, thread: Thread):
        super().__init__(
            f"“{thread}” is locked: what was posted in it stays as it is. "
            "If it must change, report the thread and say why."
        )


class ThreadMerged(PostRefused):
    def __init__(self):
        super().__init__("This thread was merged into another. Reply there.")


class TooSoon(PostRefused):
    """`until`: when the person may reply again."""

    def __init__(self, thread: Thread, until: datetime):
        self.until = until
        at = localtime(until)
        super().__init__(
            f"This thread is slowed down: each person waits {minutes_in_words(thread.slow_minutes)} between two "
            f"replies. You can post yours from {at:%H:%M} on {day_name(at.date())}. Nothing you wrote is lost."
        )


class PostErased(PostRefused):
    def __init__(self):
        super().__init__("This post was erased for good. Nothing can be added to it.")


class TitleMissing(PostRefused):
    def __init__(self):
        super().__init__("Enter a title.")


class TitleTooLong(PostRefused):
    def __init__(self):
        super().__init__(f"The title must be {LONGEST_TITLE} characters or fewer.")


class TextMissing(PostRefused):
    def __init__(self):
        super().__init__("Enter your text.")


class TextTooLong(PostRefused):
    def __init__(self):
        super().__init__(f"Your text must be {LONGEST_TEXT:,} characters or fewer.")


class NoteMissing(PostRefused):
    def __init__(self):
        super().__init__("Say why you change what somebody else wrote: readers see it beside the post.")


class NoteTooLong(PostRefused):
    def __init__(self):
        super().__init__(f"The reason must be {LONGEST_NOTE} characters or fewer.")


class NothingToRestore(PostRefused):
    def __init__(self):
        super().__init__("This is the version that readers see already.")
