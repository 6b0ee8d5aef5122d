"""What people are told of decisions about them."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.urls import reverse

from accounts.permissions import Someone
from casestudies.models import CaseStudy
from forum.actions.moderation.deciding import HIDDEN_BY_A_REPORT
from forum.actions.moderation.naming import called, thread_of
from forum.actions.moderation.practice import Practice
from forum.models import Post, ReviewEvent, ReviewItem, Thread
from forum.presenters.moderation.times import day_of
from forum.presenters.practice import CALLED
from forum.queries.moderation import titles_for

# What was decided of a person, though it began with something that they wrote.
OF_ACCOUNTS = (ReviewEvent.Act.SILENCED, ReviewEvent.Act.SUSPENDED)
ACCOUNT = "Your account"


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
        what=ACCOUNT if event.act in OF_ACCOUNTS else called(item, title),
        act=event.get_act_display(),
        day=day_of(event.at),
        reason=event.get_reason_display(),
        words=event.words or _what_comes_next(event),
        facts=event.facts,
        href=href,
        link=link,
        appeal=appeal.get_state_display() if appeal else "",
        answer=appeal.answer if appeal else "",
        appeal_href=reverse("moderation-appeal", args=[event.pk]) if event.may_be_appealed else "",
        own=own,
    )


def _what_comes_next(event: ReviewEvent) -> str:
    return HIDDEN_BY_A_REPORT if event.hid_by_itself and event.item.is_waiting else ""


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
    return found.get_absolute_url(), CALLED[type(found)]
