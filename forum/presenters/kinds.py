"""What kind of thread something is, in words; events and polls, ready to show."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from accounts.permissions import Someone
from forum.models import Event, PollOption, Thread
from forum.models.categories import slug_of
from forum.permissions.categories import may_change_details, may_choose
from forum.queries.kinds import options_of, people_in
from metrics.charts.numbers import day_name

Kind = Thread.Kind


def kind_words(thread: Thread) -> str:
    """Return what kind of thread it is: "" of a plain discussion."""
    if thread.kind == Kind.DISCUSSION:
        return ""
    if thread.kind == Kind.QUESTION and thread.is_answered:
        return "Answered question"
    return thread.get_kind_display()


def tags_of(thread: Thread) -> list[str]:
    """Return the tags of a thread, as far as it came `with_tags`: on pages that list other things beside it, none."""
    names = getattr(thread, "tag_names", None)
    return sorted(names.split(",")) if names else []


@dataclass(frozen=True)
class DetailsShown:
    """What stands above the posts of a thread: what it is, where it belongs, and what its kind has."""

    kind: str
    category: str
    category_address: str
    tags: list[tuple[str, str]]  # words, and where what has the tag is listed
    event: "EventShown | None"
    poll: "PollShown | None"
    may_choose: bool
    may_change: bool


def details_shown(reader: Someone, thread: Thread) -> DetailsShown:
    """Return details of a thread that came with its category, tags, event and poll. One query for options of a poll,
    one more where several may be chosen."""
    category = thread.category
    return DetailsShown(
        kind=kind_words(thread),
        category=category.name if category else "",
        category_address=category.get_absolute_url() if category else "",
        tags=[(tag, reverse("tag", args=[slug_of(tag)])) for tag in tags_of(thread)],
        event=event_shown(thread.event, timezone.now()) if hasattr(thread, "event") else None,
        poll=poll_shown(thread, options_of(thread.poll, reader)) if hasattr(thread, "poll") else None,
        may_choose=hasattr(thread, "poll") and may_choose(reader, thread),
        may_change=may_change_details(reader, thread),
    )


@dataclass(frozen=True)
class EventShown:
    when: str
    place: str
    address: str
    is_over: bool


def event_shown(event: Event, now: datetime) -> EventShown:
    return EventShown(
        when=when_words(localtime(event.starts_at), localtime(event.ends_at)),
        place=event.place,
        address=event.address,
        is_over=event.ends_at < now,
    )


def when_words(starts: datetime, ends: datetime) -> str:
    """Return when something is: "3 June 2026, 14:00 to 15:30", its end only where it has one."""
    begins = f"{day_name(starts.date())}, {starts:%H:%M}"
    if starts == ends:
        return begins
    if starts.date() == ends.date():
        return f"{begins} to {ends:%H:%M}"
    return f"{begins} to {day_name(ends.date())}, {ends:%H:%M}"


@dataclass(frozen=True)
class OptionShown:
    number: int
    words: str
    votes: int
    share: int  # per cent of the people who chose, to the nearest whole one
    is_mine: bool


@dataclass(frozen=True)
class PollShown:
    options: list[OptionShown]
    people: str
    takes_several: bool
    closes: str
    is_closed: bool
    has_chosen: bool


def poll_shown(thread: Thread, options: list[PollOption]) -> PollShown:
    """Return a poll, its options as `queries.kinds.options_of` hands them over."""
    poll = thread.poll
    people = people_in(poll) if poll.takes_several else sum(one.chosen for one in options)
    shown = [
        OptionShown(one.number, one.words, one.chosen, _share(one.chosen, people), one.is_mine)
        for one in options
    ]
    return PollShown(
        options=shown,
        people=f"{people:,} {'person has' if people == 1 else 'people have'} chosen",
        takes_several=poll.takes_several,
        closes=_closes(poll.closes_at, is_closed=poll.is_closed()),
        is_closed=poll.is_closed(),
        has_chosen=any(one.is_mine for one in shown),
    )


def _share(votes: int, people: int) -> int:
    return round(100 * votes / people) if people else 0


def _closes(at: datetime | None, *, is_closed: bool) -> str:
    if at is None:
        return ""
    at = localtime(at)
    return f"{'Closed' if is_closed else 'Closes'} on {day_name(at.date())} at {at:%H:%M}"
