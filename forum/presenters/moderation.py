"""Reviews, ready to show: what waits and since when, what may be decided, and what people are told of decisions."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.text import Truncator

from accounts.permissions import Someone
from casestudies.models import CaseStudy
from forum.actions.moderation.content import FROM, KEEPING
from forum.actions.moderation.naming import called, thread_of
from forum.actions.moderation.practice import Practice, keeping, may_become, waits_for_review
from forum.forms.moderation import WHY_IT_WAITS
from forum.models import Post, Report, ReviewEvent, ReviewItem, Thread
from forum.moderation_permissions import (
    may_pass_on,
    may_propose_erasure,
    may_restrict_author,
    may_take_back,
)
from forum.moderation_queries import QueueFigures, titles_for
from forum.presenters.attachments import FileShown, files_shown
from forum.presenters.posts import name_of
from forum.presenters.practice import excerpt_of
from metrics.charts.numbers import day_name
from safety.markdown import rendered

Act = ReviewEvent.Act
Words = tuple[str, str]  # what a decision is called, and what it does
EXCERPT = 160
CALLED = {
    "post": "Post",
    "thread": "Thread",
    "person": "Name",
    "case_study": "Case study",
    "adoption": "Adoption record",
}
COLOURS = {"erasure": "red", "patient data": "red", "reported": "orange", "appeal": "purple"}
# What each decision is called where it is offered, and what it does.
WORDS = {
    "hide": ("Hide it", "Only its author and moderators see it."),
    "return": ("Return it for changes", "Its author gets it back with your words, and sends it again."),
    "edit": ("Edit it", "You change it, with a note that readers see."),
    "remove": ("Remove it", "Only moderators see it. It can be put back."),
    "ignore": ("Ignore the reports", "Those who reported it are told that no action was needed."),
    "erase": ("Propose to erase it for good", "It is hidden at once. An administrator decides."),
    "lock": ("Lock the thread", "It takes no more replies."),
    "unlock": ("Unlock the thread", "It takes replies again."),
    "move": ("Move the thread", "It is then about another area or measure."),
    "merge": ("Merge it into another thread", "Its posts go behind those of the other."),
    "split": ("Make it a thread of its own", "It leaves this thread."),
    "warn": ("Warn its author", "The review stays open."),
    "silence": ("Silence its author", "They read but do not write for a time. The review stays open."),
    "suspend": ("Suspend its author", "They do not sign in for a time. The review stays open."),
    "escalate": ("Pass it on to administrators", "They alone decide about it from then on."),
    "take-back": ("Take it back", "Moderators decide about it again."),
}
KEEP = {
    Act.KEPT: ("Keep it as it is", "Those who reported it are told."),
    Act.APPROVED: ("Approve it", "Others can read it from now on."),
    Act.LIFTED: ("Lift the hold", "No patient can be identified in it as it is. Its authors can send it in."),
    Act.UNHIDDEN: ("Show it again", "Others can read it again."),
    Act.RESTORED: ("Put it back", "Others can read it again."),
}
FOR_NAMES = {
    "keep": KEEP[Act.KEPT],
    "return": ("Ask for another name", "The person is told what is wrong with it."),
    "remove": ("Take the name away", "The person is nameless until they enter another."),
}
BY_STATE = {"hide": Act.HIDDEN, "return": Act.RETURNED, "edit": Act.EDITED, "remove": Act.REMOVED}


@dataclass(frozen=True)
class Offer:
    """A decision that may be taken now."""

    slug: str
    words: str
    hint: str
    href: str


@dataclass(frozen=True)
class QueueRow:
    href: str
    kind: str
    title: str
    excerpt: str
    author: str
    because: str
    colour: str
    reports: str
    since: str
    claimed: str
    status: str
    is_for_administrators: bool


def rows(items: Iterable[ReviewItem], openings: dict[int, Post], user: Someone) -> Iterator[QueueRow]:
    """Yield the rows of the queue. `openings`: the first posts of the threads among them, by thread."""
    for item in items:
        content = item.post or openings.get(item.thread_id)
        yield QueueRow(
            href=item.get_absolute_url(),
            kind=CALLED[item.kind],
            title=title_of(item),
            excerpt=Truncator(_excerpt(item, content)).chars(EXCERPT),
            author="" if item.person_id else name_of(item.author),
            because=WHY_IT_WAITS.get(item.because, item.because),
            colour=COLOURS.get(item.because, "grey"),
            reports=counted(item.open_reports, "report") if item.open_reports else "",
            since=f"{ago(timezone.now() - item.opened_at)}",
            claimed=claimed_words(item, user),
            status=item.get_status_display(),
            is_for_administrators=item.is_for_administrators,
        )


def _excerpt(item: ReviewItem, content: Post | None) -> str:
    if item.practice:
        return excerpt_of(item.practice)
    return content.text if content else ""


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


def offers(
    item: ReviewItem, user: Someone, *, has_open_reports: bool, has_appeal: bool, has_erasure: bool
) -> list[Offer]:
    """Return the decisions that may be taken about an item as it is; about its author alone while an appeal waits, or
    that it be erased for good."""
    found = {} if has_appeal or has_erasure else _for_target(item, has_open_reports)
    found |= _for_author(item, user)
    if not has_erasure and may_propose_erasure(user, item):
        found["erase"] = WORDS["erase"]
    if item.is_waiting and may_pass_on(user, item):
        found["escalate"] = WORDS["escalate"]
    return _offered(item, found) + offers_of_taking_back(item, user)


def offers_of_taking_back(item: ReviewItem, user: Someone) -> list[Offer]:
    """Return what is left to somebody where administrators alone decide."""
    return _offered(item, {"take-back": WORDS["take-back"]} if may_take_back(user, item) else {})


def _offered(item: ReviewItem, found: dict[str, Words]) -> list[Offer]:
    return [
        Offer(slug, words, hint, reverse("moderation-decide", args=[item.pk, slug]))
        for slug, (words, hint) in found.items()
    ]


def _for_target(item: ReviewItem, has_open_reports: bool) -> dict[str, Words]:
    if item.practice:
        return _for_practice(item.practice, has_open_reports)
    content = item.content
    found = dict(FOR_NAMES) if item.person_id else _for_content(item, content) if content else {}
    if has_open_reports and (content is None or content.state in FROM[Act.IGNORED]):
        found["ignore"] = WORDS["ignore"]
    return found


def _for_practice(practice: Practice, has_open_reports: bool) -> dict[str, Words]:
    keep = keeping(practice)
    found = (
        {} if keep is None or (waits_for_review(practice) and not has_open_reports) else {"keep": KEEP[keep]}
    )
    found |= {slug: WORDS[slug] for slug, act in BY_STATE.items() if may_become(act, practice)}
    if has_open_reports and may_become(Act.IGNORED, practice):
        found["ignore"] = WORDS["ignore"]
    return found


def _for_author(item: ReviewItem, user: Someone) -> dict[str, Words]:
    if item.author is None or item.author.closed_at:
        return {}
    restricting = ("silence", "suspend") if may_restrict_author(user, item) else ()
    return {slug: WORDS[slug] for slug in ("warn", *restricting)}


def _for_content(item: ReviewItem, content: Post) -> dict[str, Words]:
    found = {"keep": KEEP[KEEPING[content.state]]} if content.state in KEEPING else {}
    found |= {slug: WORDS[slug] for slug, act in BY_STATE.items() if content.state in FROM[act]}
    if item.thread_id:
        lock = "unlock" if item.thread.is_locked else "lock"
        return found | {slug: WORDS[slug] for slug in (lock, "move", "merge")}
    if not content.is_opening and content.state != Post.State.REMOVED:
        found["split"] = WORDS["split"]
    return found


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


@dataclass(frozen=True)
class DecisionRow:
    """A decision as the person it was about reads it."""

    what: str
    act: str
    day: str
    reason: str
    words: str
    facts: str
    href: str
    link: str
    appeal: str
    answer: str
    appeal_href: str
    own: str


def decision_rows(events: Iterable[ReviewEvent], reader: Someone) -> list[DecisionRow]:
    """Return decisions as the person they are about reads them; signed in, with titles and what they had written."""
    events = list(events)
    titles = titles_for(reader, filter(None, (thread_of(one.item) for one in events)))
    return [_decision(one, _own(one, reader), _title(one, reader, titles)) for one in events]


def _title(event: ReviewEvent, reader: Someone, titles: dict[Thread, str]) -> str:
    is_theirs = reader.is_authenticated and event.about_id == reader.pk
    if event.item.practice:
        return str(event.item.practice) if is_theirs else ""
    return titles.get(thread_of(event.item), "")


def _own(event: ReviewEvent, reader: Someone) -> str:
    item = event.item
    if not reader.is_authenticated or event.about_id != reader.pk:
        return ""
    if item.post_id:
        return item.post.text if item.post.author_id == event.about_id else ""
    return item.thread.title if item.thread_id and item.thread.author_id == event.about_id else ""


def _decision(event: ReviewEvent, own: str, title: str) -> DecisionRow:
    item, appeal = event.item, getattr(event, "appeal", None)
    href, link = _where(item)
    return DecisionRow(
        what=called(item, title),
        act=event.get_act_display(),
        day=day_of(event.at),
        reason=event.get_reason_display(),
        words=event.words,
        facts=event.facts,
        href=href,
        link=link,
        appeal=appeal.get_state_display() if appeal else "",
        answer=appeal.answer if appeal else "",
        appeal_href=reverse("moderation-appeal", args=[event.pk]) if event.may_be_appealed else "",
        own=own,
    )


def _where(item: ReviewItem) -> tuple[str, str]:
    """Return where its author finds what a decision was about, and what they do there."""
    if item.person_id:
        return reverse("profile"), "Your profile"
    if item.practice:
        return _where_practice(item.practice)
    if item.thread_id:
        is_gone = item.status == ReviewItem.Status.REJECTED or hasattr(item.thread, "merged")
        return ("", "") if is_gone else (item.thread.get_absolute_url(), "The thread")
    if item.post.state == Post.State.RETURNED:
        return reverse("post-edit", args=[item.post_id]), "Edit it and send it again"
    if item.post.state in (Post.State.REMOVED, Post.State.ERASED):
        return "", ""
    return item.post.get_absolute_url(), "The post"


def _where_practice(found: Practice) -> tuple[str, str]:
    if found.state in (CaseStudy.State.REMOVED, CaseStudy.State.ERASED):
        return "", ""
    if isinstance(found, CaseStudy) and found.state == CaseStudy.State.RETURNED:
        return reverse("case-study-write", args=[found.pk]), "Change it and send it in again"
    return found.get_absolute_url(), "The case study" if isinstance(found, CaseStudy) else "The record"


def figures_of(figures: QueueFigures) -> list[dict[str, str]]:
    """Return the figures of the queue as headlines."""
    oldest = ago(timezone.now() - figures.oldest) if figures.oldest else "–"
    return [
        {"value": f"{figures.waiting:,}", "label": "Waiting"},
        {"value": oldest, "label": "Oldest"},
        {
            "value": ago(figures.median) if figures.median is not None else "–",
            "label": "Median time to decide",
            "comparison": "Last 30 days",
        },
    ]


def ago(time: timedelta) -> str:
    """Return a time in words, as precise as one needs it."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return counted(minutes, "minute")
    if minutes < 48 * 60:
        return counted(minutes // 60, "hour")
    return counted(minutes // (24 * 60), "day")


def counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def day_of(at: datetime) -> str:
    return day_name(timezone.localtime(at).date())
