"""One review, ready to show: what was written, who reported it and what was done."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.permissions import Someone
from forum.actions.moderation.naming import KINDS_CALLED, quoted, thread_of
from forum.forms.moderation.queue import WHY_IT_WAITS
from forum.models import Post, Report, ReviewEvent, ReviewItem, Thread
from forum.presenters.attachments import FileShown, files_shown
from forum.presenters.living import filled_in, text_of
from forum.presenters.moderation.times import day_of
from forum.presenters.posts import name_of
from forum.queries.moderation import titles_for
from metrics.presenters.words import capital
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
    """Return posts of a thread as moderators read them, whatever became of them."""
    posts = list(posts)
    said = filled_in([text_of(one, rendered(one.text)) for one in posts])
    return [
        PostRow(
            post=one,
            author=name_of(one.author),
            state="" if one.state == Post.State.PUBLISHED else one.get_state_display(),
            html=html,
            files=files_shown(one.attachments.all()),
        )
        for one, html in zip(posts, said, strict=True)
    ]


@dataclass(frozen=True)
class ReportRow:
    """`what`: was reported, as who reported it may know it; `href`: where it stands, where they may read it."""

    reason: str
    words: str
    by: str
    day: str
    outcome: str
    what: str = ""
    href: str = ""


def report_rows(reports: Iterable[Report]) -> list[ReportRow]:
    return [_report(one) for one in reports]


def own_report_rows(reports: Iterable[Report], reader: Someone) -> list[ReportRow]:
    """Return what somebody reported as they read it themselves: with titles of what they may read still."""
    reports = list(reports)
    titles = titles_for(reader, filter(None, (thread_of(one.item) for one in reports)))
    return [_report(one, *_what(one.item, titles)) for one in reports]


def _what(item: ReviewItem, titles: Mapping[Thread, str]) -> tuple[str, str]:
    title = titles.get(thread_of(item), "")
    if not title:
        return capital(KINDS_CALLED[item.kind]), ""
    if item.thread_id:
        return f"Thread {quoted(title)}", item.thread.get_absolute_url()
    is_seen = item.post.state == Post.State.PUBLISHED
    return f"Post {item.post.number} of {quoted(title)}", item.post.get_absolute_url() if is_seen else ""


def _report(one: Report, what: str = "", href: str = "") -> ReportRow:
    return ReportRow(
        reason=one.get_reason_display(),
        words=one.words,
        by=name_of(one.by),
        day=day_of(one.made_at),
        outcome=one.get_outcome_display() or "Waiting",
        what=what,
        href=href,
    )


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
