"""What kind of thread something is, where it belongs, and what its kind needs: checked, kept, changed and chosen.

Who may change it is asked before (`forum.permissions.categories`); what may be written is asked here.
"""

from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_on_staff
from forum.actions.details import OF_DETAILS, merged, tell_of_changes
from forum.actions.holding import FIRST_POSTS, WATCHED_WORD, has_patient_data, is_new, watched_words_in
from forum.actions.kind_refusals import (
    FEWEST_OPTIONS,
    MOST_TAGS,
    AnnouncementRefused,
    CategoryClosed,
    CategoryRefused,
    ClosesInThePast,
    EventEndsFirst,
    EventMissing,
    HasAnAnswer,
    LooksLikePatientData,
    NothingChosen,
    OptionsStay,
    OptionTooLong,
    OptionTwice,
    OptionUnknown,
    PlaceTooLong,
    PollClosed,
    ReasonMissing,
    StaysWhereItIs,
    TagTooLong,
    TagWithoutLetters,
    TooFewOptions,
    TooManyOptions,
    TooManyTags,
    TooMuchChosen,
)
from forum.actions.refusals import StaysAsItIs
from forum.actions.review import open_item
from forum.models import Category, Event, Poll, PollOption, Post, Tag, Thread, Vote
from forum.models.categories import LONGEST_TAG, slug_of
from forum.models.kinds import LONGEST_OPTION, LONGEST_PLACE, MOST_OPTIONS
from forum.permissions.categories import may_announce
from safety.audit import record

Kind = Thread.Kind


@dataclass(frozen=True)
class EventAsked:
    """When and where an event is to be. Without an end it ends when it starts."""

    starts_at: datetime
    ends_at: datetime | None = None
    place: str = ""
    address: str = ""


@dataclass(frozen=True)
class PollAsked:
    """What a poll is to ask. Without `closes_at` it never closes."""

    options: tuple[str, ...]
    takes_several: bool = False
    closes_at: datetime | None = None


@dataclass(frozen=True)
class Details:
    """What kind of thread it is, where it belongs, and what its kind needs."""

    kind: str = Kind.DISCUSSION
    category: Category | None = None
    tags: Collection[str] = ()
    event: EventAsked | None = None
    poll: PollAsked | None = None

    @property
    def words(self) -> tuple[str, ...]:
        """All that a person wrote among them."""
        of_event = (self.event.place, self.event.address) if self.event else ()
        return (*self.tags, *of_event, *(self.poll.options if self.poll else ()))


PLAIN = Details()


def checked(details: Details, by: User) -> Details:
    """Return what a thread that somebody starts is to be, in the form in which it is kept. Raises PostRefused."""
    if details.category is not None:
        _check_category(details.category, by)
    return _checked_words(details, by)


def fill_in(thread: Thread, details: Details) -> None:
    """Keep the tags of a new thread, its event and its poll: what `checked` returned."""
    _put_tags(thread, details.tags)
    if details.event:
        Event.objects.create(thread=thread, **asdict(details.event))
    if details.poll:
        _make_poll(thread, details.poll)


@transaction.atomic
def change_details(
    *, thread: Thread, by: User, details: Details, reason: str = "", began: str = ""
) -> Thread:
    """Change the kind of a thread, its category, its tags, and what its kind needs. Nothing changed is nothing done.

    `reason`: needed from whoever did not start it, who is told; `began`: `marks_of` what the change was begun from.
    Raises PostRefused.
    """
    opening = Post.objects.select_for_update(of=["self"]).get(thread=thread, number=1)  # before its thread
    thread = (
        Thread.objects.select_for_update(of=["self"]).select_related("category", "area").get(pk=thread.pk)
    )
    if thread.is_locked and not is_on_staff(by):
        raise StaysAsItIs(thread)
    if by.pk != thread.author_id and not reason.strip():
        raise ReasonMissing
    was = details_of(thread)
    details = _checked_change(was, details, by, began)
    if details == was:
        return thread
    _change(thread, was, details)
    _hold_as_it_now_reads(opening, by, was, details)
    changed = [name for name in OF_DETAILS if getattr(was, name) != getattr(details, name)]
    record(
        act="change details",
        by=by,
        about=thread,
        reason=reason.strip(),
        area=thread.area.code if thread.area else "",
        changed=changed,
        kinds=[was.kind, details.kind],
        categories=[one.slug if one else None for one in (was.category, details.category)],
    )
    tell_of_changes(thread=thread, by=by, changed=changed, reason=reason.strip())
    return thread


def is_like(thread: Thread, details: Details) -> bool:
    """Say whether a thread is of that kind, and its event or poll the same."""
    now = details_of(thread)
    return (now.kind, now.event, now.poll) == (details.kind, details.event, details.poll)


def details_of(thread: Thread) -> Details:
    """Return what a thread is just now."""
    event, poll = Event.objects.filter(thread=thread).first(), Poll.objects.filter(thread=thread).first()
    return Details(
        kind=thread.kind,
        category=thread.category,
        tags=tuple(sorted(thread.tags.values_list("name", flat=True))),
        event=EventAsked(event.starts_at, event.ends_at, event.place, event.address) if event else None,
        poll=PollAsked(_options(poll), poll.takes_several, poll.closes_at) if poll else None,
    )


@transaction.atomic
def choose(*, poll: Poll, by: User, options: Collection[int]) -> None:
    """Make options of a poll, by their numbers, what somebody chooses in it: instead of what they chose before.

    None at all, where several may be chosen, takes a choice back. The same again changes nothing. Raises PostRefused.
    """
    poll = Poll.objects.select_for_update().get(
        pk=poll.pk
    )  # no option comes or goes, nor does it close, meanwhile
    if poll.is_closed():
        raise PollClosed
    chosen = set(PollOption.objects.filter(poll=poll, number__in=options).values_list("pk", flat=True))
    if len(chosen) != len(set(options)):
        raise OptionUnknown
    if not poll.takes_several and len(chosen) != 1:
        raise TooMuchChosen if chosen else NothingChosen
    had = Vote.objects.filter(option__poll=poll, person=by)
    had.exclude(option__in=chosen).delete()
    kept = set(had.values_list("option", flat=True))
    Vote.objects.bulk_create(Vote(option_id=option, person=by) for option in sorted(chosen - kept))


def _check_category(category: Category, by: User) -> None:
    if not Category.objects.read_by(by).filter(pk=category.pk).exists():
        raise CategoryRefused
    if Category.objects.filter(pk=category.pk, closed_at__isnull=False).exists():
        raise CategoryClosed(category)
    if not Category.objects.started_in_by(by).filter(pk=category.pk).exists():
        raise CategoryRefused


def _checked_words(details: Details, by: User, was: Details | None = None) -> Details:
    """Return details whose words are right. `was`: what they were, as far as that may stay."""
    if details.kind == Kind.ANNOUNCEMENT and not may_announce(by) and not (was and was.kind == details.kind):
        raise AnnouncementRefused
    details = replace(
        details,
        tags=_checked_tags(details.tags),
        event=_checked_event(details.event) if details.kind == Kind.EVENT else None,
        poll=_checked_poll(details.poll, was.poll if was else None) if details.kind == Kind.POLL else None,
    )
    if has_patient_data(*details.words):
        raise LooksLikePatientData
    return details


def _checked_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags as they are kept: in lower case, each once, in the order of their letters."""
    named = {}
    for tag in (" ".join(tag.lower().replace(",", " ").split()).lstrip("#") for tag in tags):
        if len(tag) > LONGEST_TAG:
            raise TagTooLong
        if tag and not slug_of(tag):
            raise TagWithoutLetters(tag)
        if tag:
            named.setdefault(slug_of(tag), tag)
    if len(named) > MOST_TAGS:
        raise TooManyTags
    return tuple(sorted(named.values()))


def _checked_event(event: EventAsked | None) -> EventAsked:
    if event is None:
        raise EventMissing
    ends_at = event.ends_at or event.starts_at
    place = " ".join(event.place.split())
    if ends_at < event.starts_at:
        raise EventEndsFirst
    if len(place) > LONGEST_PLACE:
        raise PlaceTooLong
    return replace(event, ends_at=ends_at, place=place)


def _checked_poll(poll: PollAsked | None, was: PollAsked | None) -> PollAsked:
    options = tuple(filter(None, (" ".join(words.split()) for words in poll.options))) if poll else ()
    if len(options) < FEWEST_OPTIONS:
        raise TooFewOptions
    if len(options) > MOST_OPTIONS:
        raise TooManyOptions
    if any(len(words) > LONGEST_OPTION for words in options):
        raise OptionTooLong
    for number, words in enumerate(options):
        if words.casefold() in (each.casefold() for each in options[:number]):
            raise OptionTwice(words)
    is_as_it_was = was is not None and poll.closes_at == was.closes_at
    if poll.closes_at and poll.closes_at <= timezone.now() and not is_as_it_was:
        raise ClosesInThePast
    return replace(poll, options=options)


def _checked_change(was: Details, details: Details, by: User, began: str) -> Details:
    details = merged(was, began, _checked_words(details, by, was))
    if details.category != was.category:
        if details.category is not None:
            _check_category(details.category, by)
        if any(category and category.is_private for category in (was.category, details.category)):
            raise StaysWhereItIs
    return details


def _change(thread: Thread, was: Details, details: Details) -> None:
    if was.kind == Kind.QUESTION != details.kind and thread.accepted_id:
        raise HasAnAnswer
    thread.kind, thread.category = details.kind, details.category
    thread.save(update_fields=["kind", "category"])
    if details.tags != was.tags:
        _put_tags(thread, details.tags)
    if details.event != was.event:
        _put_event(thread, details.event)
    if details.poll != was.poll:
        _put_poll(thread, was.poll, details.poll)


def _put_tags(thread: Thread, tags: Iterable[str]) -> None:
    """Give a thread these tags, made where there are none yet."""
    slugs = {slug_of(tag): tag for tag in tags}
    Tag.objects.bulk_create(
        (Tag(name=name, slug=slug) for slug, name in slugs.items()), ignore_conflicts=True
    )
    thread.tags.set(Tag.objects.filter(slug__in=slugs))


def _put_event(thread: Thread, event: EventAsked | None) -> None:
    if event is None:
        Event.objects.filter(thread=thread).delete()
    else:
        Event.objects.update_or_create(thread=thread, defaults=asdict(event))


def _put_poll(thread: Thread, was: PollAsked | None, poll: PollAsked | None) -> None:
    """Change what a poll asks. What somebody chose from already stays, but for when it closes."""
    found = Poll.objects.select_for_update().filter(thread=thread).first()
    if found is None:
        _make_poll(thread, poll)
        return
    asks_the_same = poll is not None and replace(poll, closes_at=None) == replace(was, closes_at=None)
    if not asks_the_same and Vote.objects.filter(option__poll=found).exists():
        raise OptionsStay
    if asks_the_same:
        found.closes_at = poll.closes_at
        found.save(update_fields=["closes_at"])
        return
    found.delete()
    if poll:
        _make_poll(thread, poll)


def _make_poll(thread: Thread, poll: PollAsked) -> None:
    made = Poll.objects.create(thread=thread, takes_several=poll.takes_several, closes_at=poll.closes_at)
    PollOption.objects.bulk_create(
        PollOption(poll=made, number=number, words=words) for number, words in enumerate(poll.options, 1)
    )


def _options(poll: Poll) -> tuple[str, ...]:
    return tuple(poll.options.values_list("words", flat=True))


def _hold_as_it_now_reads(opening: Post, by: User, was: Details, details: Details) -> None:
    """Have a moderator read a thread that others saw, where what was changed has words that they look at first."""
    if is_on_staff(by) or opening.state != Post.State.PUBLISHED or set(details.words) <= set(was.words):
        return
    is_watched = watched_words_in(*details.words) - watched_words_in(*was.words)
    if because := WATCHED_WORD if is_watched else FIRST_POSTS if is_new(by) else "":
        opening.put(Post.State.HELD, because=because)
        open_item(post=opening, because=because)
