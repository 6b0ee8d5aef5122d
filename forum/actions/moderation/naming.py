"""What something under review is called when its author is told of it."""

from django.contrib.auth.models import AnonymousUser
from django.utils import timezone
from django.utils.text import Truncator

from casestudies.models import Adoption, CaseStudy, Collection
from forum.models import Post, ReviewItem, Thread
from metrics.charts.numbers import day_name
from safety.guard import PASS, scan

LONGEST_QUOTED = 80
KINDS_CALLED = {
    "post": "post",
    "thread": "thread",
    "person": "name",
    "case_study": "case study",
    "adoption": "adoption record",
    "collection": "collection",
}


def thread_of(item: ReviewItem) -> Thread | None:
    """Return the thread that an item is about, or that its post stands in. None where it is about anything else."""
    return item.post.thread if item.post_id else item.thread


def quoted(title: str) -> str:
    """Return a title as it stands in a sentence, short enough for the subject of a mail."""
    return f"“{Truncator(title).chars(LONGEST_QUOTED)}”"


def called(item: ReviewItem, title: str) -> str:
    """Return what an item is about, in words to its author: by its thread's title, or by its day where that is ""."""
    if item.person_id:
        return "Your name"
    if item.practice:
        what = KINDS_CALLED[item.kind]
        return f"Your {what} {quoted(title)}" if title else f"Your {what} of {_day(item.practice)}"
    if item.thread_id:
        return f"Your thread {quoted(title)}" if title else f"Your thread of {_day(item.thread)}"
    if not title:
        return f"Your post of {_day(item.post)}"
    number = "first post" if item.post.is_opening else f"post {item.post.number}"
    return f"Your {number} of {quoted(title)}"


def title_to_send(item: ReviewItem) -> str:
    """Return the title that mail may name an item by: one that every member reads, and in which nothing was found."""
    if item.practice:
        return _practice_to_send(item)
    thread = thread_of(item)
    if (
        thread is None
        or thread.space
        or not thread.posts.filter(number=1, state=Post.State.PUBLISHED).exists()
    ):
        return ""
    return thread.title if scan(thread.title).verdict == PASS else ""


def _practice_to_send(item: ReviewItem) -> str:
    """Return what something is called where everybody reads it now and nothing was found in that."""
    title = str(item.practice)
    seen = type(item.practice).objects.visible_to(AnonymousUser()).filter(pk=item.practice.pk)
    return title if seen.exists() and scan(title).verdict == PASS else ""


def _day(made: Post | Thread | CaseStudy | Adoption | Collection) -> str:
    return day_name(timezone.localtime(made.created_at).date())
