"""One review, ready to show: what was written, who reported it and what was done."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.permissions import Someone
from forum.forms.moderation.queue import WHY_IT_WAITS
from forum.models import Post, Report, ReviewEvent, ReviewItem
from forum.presenters.attachments import FileShown, files_shown
from forum.presenters.moderation.times import day_of
from forum.presenters.posts import name_of
from safety.markdown import rendered

Act = ReviewEvent.Act
COLOURS = {"erasure": "red", "patient data": "red", "reported": "orange", "appeal": "purple"}


def title_of(item: ReviewItem) -> str:
    """Return what a review is about in a line, as moderators read it."""
    if item.person_id:
        return name_of(item.person)
    if item.practice:
        return str(item.practice) or "Erased"
    if item.thread_id:
        return item.thread.title
    return f"{'First post' if item.post.is_opening else f'Post {item.post.number}'} of “{item.post.thread.title}”"


def claimed_words(item: ReviewItem, user: Someone) -> str:
    if not item.is_claimed(timezone.now()):
        return ""
    until = f"until {timezone.localtime(item.claimed_until):%H:%M}"
    return f"Yours {until}" if item.claimed_by_id == user.pk else f"{name_of(item.claimed_by)}, {until}"


@dataclass(frozen=True)
class PostRow:
    post: Post
    author: str
    state: str  # that others do not see it
    html: SafeString
    files: list[FileShown]


def post_rows(posts: Iterable[Post]) -> list[PostRow]:
    """Return posts as moderators read them, whatever became of them."""
    return [
        PostRow(
            post=one,
            author=name_of(one.author),
            state="" if one.state == Post.State.PUBLISHED else one.get_state_display(),
            html=rendered(one.text),
            files=files_shown(one.attachments.all()),
        )
        for one in posts
    ]


@dataclass(frozen=True)
class ReportRow:
    reason: str
    words: str
    by: str
    day: str
    outcome: str


def report_rows(reports: Iterable[Report]) -> list[ReportRow]:
    return [
        ReportRow(
            reason=one.get_reason_display(),
            words=one.words,
            by=name_of(one.by),
            day=day_of(one.made_at),
            outcome=one.get_outcome_display() or "Waiting",
        )
        for one in reports
    ]


@dataclass(frozen=True)
class EventRow:
    act: str
    by: str
    day: str
    reason: str
    words: str
    facts: str
    private_note: str


def event_rows(events: Iterable[ReviewEvent]) -> list[EventRow]:
    return [
        EventRow(
            act=one.get_act_display(),
            by=_who_did(one),
            day=f"{day_of(one.at)}, {timezone.localtime(one.at):%H:%M}",
            reason=one.get_reason_display(),
            words=one.words,
            facts=WHY_IT_WAITS.get(one.facts, one.facts),
            private_note=one.private_note,
        )
        for one in events
    ]


def _who_did(event: ReviewEvent) -> str:
    """Return who did something, "" where nobody did: things are held and hidden by rule too."""
    if event.by_id or event.act not in (Act.OPENED, Act.HIDDEN):
        return name_of(event.by)
    return "by itself" if event.act == Act.HIDDEN else ""
