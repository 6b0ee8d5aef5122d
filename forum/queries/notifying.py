"""Whom a post concerns, and what is new to a person: on the site, and for the number beside its name."""

from collections.abc import Iterable

from django.db.models import Count, Exists, F, OuterRef, QuerySet, Value

from accounts.models import Lead, Notice, User
from accounts.models.standing import LateReader, asked_by
from accounts.queries import people_of
from forum.models import Notification, Post, Watch
from forum.queries.watching import readers_of, watchers_of
from metrics.models import Area
from safety.prepared import Prepared

Kind = Notification.Kind
# Of an area that is named: its leads and whoever came last. A board may have hundreds, and no post concerns them all.
MOST_OF_AN_AREA = 100


def concerned_by(post: Post) -> dict[int, Kind]:
    """Return why each person is to be told of a post, by the person's number: for the most direct reason alone.

    Never its author, who muted what it is about, or who may not read it now.
    """
    levels = watchers_of(post.thread)
    found: dict[int, Kind] = {}
    for kind, people in _by_directness(post, levels):
        for person in people:
            found.setdefault(person, kind)
    left_alone = {person for person, level in levels.items() if level == Watch.Level.MUTED} | {post.author_id}
    readers = readers_of(post.thread).filter(pk__in=found.keys() - left_alone)
    return {person: found[person] for person in readers.values_list("pk", flat=True)}


def _by_directness(post: Post, levels: dict[int, str]) -> list[tuple[Kind, Iterable[int]]]:
    named = post.mentions.exclude(person=None).values_list("person", flat=True)
    areas = Area.objects.filter(pk__in=post.mentions.exclude(area=None).values("area"))
    asked = Area.objects.filter(asks__thread=post.thread_id) if post.is_opening else Area.objects.none()
    return [
        (Kind.MENTION, named),
        (Kind.ASKED, _people_of_areas(asked)),
        (Kind.REPLY, _answered_by(post)),
        (Kind.AREA, _people_of_areas(areas)),
        (Kind.WATCHED, [who for who, level in levels.items() if level == Watch.Level.WATCHING]),
    ]


def _answered_by(post: Post) -> set[int]:
    """Return who wrote what a post answers: what it replies to, and what opened its thread."""
    if post.is_opening:
        return set()
    replied_to = post.reply_to.author_id if post.reply_to else None
    return {replied_to, post.thread.author_id} - {None}


def _people_of_areas(areas: QuerySet[Area]) -> list[int]:
    return [person for area in areas for person in _people_of(area)]


def _people_of(area: Area) -> list[int]:
    leads = Lead.objects.holding().filter(area=area, user=OuterRef("pk"))
    people = people_of(area).order_by(Exists(leads).desc(), F("last_login").desc(nulls_last=True), "pk")
    return list(people.values_list("pk", flat=True)[:MOST_OF_AN_AREA])


def to_be_told_of() -> QuerySet[Post]:
    """Return the posts that others read and nobody was told of yet, the oldest first."""
    return Post.objects.read_by_all().filter(told_at__isnull=True).order_by("published_at")


def how_many_new(user: User) -> int:
    """Return how many things a person is told of and has not seen: of discussions, and of their account. One query."""
    return sum(number for (number,) in asked_by(user, _new).rows)


@Prepared
def _new(*shape: bool | None) -> QuerySet:
    """Return two rows at most: how many things are new of discussions, and of the account."""
    reader = LateReader(*shape)
    told = Notification.objects.shown_to(reader).new()
    notices = Notice.objects.filter(user=reader.pk, read_at__isnull=True)
    counted = [
        rows.order_by()
        .annotate(one=Value(1))
        .values("one")
        .annotate(number=Count("pk"))
        .values_list("number")
        for rows in (notices, told)
    ]
    return counted[0].union(counted[1], all=True)
