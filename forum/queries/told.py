"""What a person was told, for its page: what is new of a kind in a thread together, and what they have seen alone."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Max, Min, Prefetch, QuerySet, Value

from accounts.models import Notice, User
from forum.models import Notification, Reaction

TOLD, NOTICE = "told", "notice"
COLUMNS = ("table", "place", "is_read", "latest", "first", "count")


@dataclass(frozen=True)
class Entry:
    """`row`: what was told, or the first of `count` that are of its kind and thread; `first`: the lowest number of
    their posts; `at`: when the last was told."""

    row: Notification | Notice
    at: datetime
    first: int = 0
    count: int = 1


def all_of(user: User) -> QuerySet:
    """Return where the rows are of what a person is told, what is new first, then the newest: see `entries`.

    Of discussions as far as they may read them now, and of their account.
    """
    told = Notification.objects.shown_to(user).order_by()
    notices = Notice.objects.filter(user=user.pk).order_by()
    together = (
        told.new()
        .values("kind", "post__thread")
        .annotate(
            table=Value(TOLD),
            place=Min("pk"),
            is_read=Value(0),
            latest=Max("at"),
            first=Min("post__number"),
            count=Count("pk"),
        )
        .values_list(*COLUMNS)
    )
    alone = [
        _alone(told.filter(read_at__isnull=False), TOLD, is_read=1),
        _alone(notices.filter(read_at__isnull=True), NOTICE, is_read=0),
        _alone(notices.filter(read_at__isnull=False), NOTICE, is_read=1),
    ]
    return together.union(*alone, all=True).order_by("is_read", "-latest", "-place")


def _alone(rows: QuerySet, table: str, *, is_read: int) -> QuerySet:
    return rows.annotate(
        table=Value(table),
        place=F("pk"),
        is_read=Value(is_read),
        latest=F("at"),
        first=Value(0),
        count=Value(1),
    ).values_list(*COLUMNS)


def entries(places: Iterable[tuple]) -> list[Entry]:
    """Return what is at these places, in their order, with what pages say of it. Three queries at most."""
    places = list(places)
    wanted = {table: [place[1] for place in places if place[0] == table] for table in (TOLD, NOTICE)}
    told = Notification.objects.select_related("by", "post__author", "post__thread").prefetch_related(
        Prefetch("post__reactions", Reaction.objects.select_related("person").order_by("-at"))
    )
    rows = {
        TOLD: told.in_bulk(wanted[TOLD]) if wanted[TOLD] else {},
        NOTICE: Notice.objects.in_bulk(wanted[NOTICE]) if wanted[NOTICE] else {},
    }
    return [Entry(rows[table][place], at, first, count) for table, place, _, at, first, count in places]


def together(rows: Iterable[Notification]) -> list[Entry]:
    """Return what was told, in its order, that of one kind in one thread as one entry."""
    groups: dict[tuple, list[Notification]] = {}
    for row in rows:
        groups.setdefault((row.kind, row.post.thread_id), []).append(row)
    return [
        Entry(few[0], few[-1].at, min(row.post.number for row in few), len(few)) for few in groups.values()
    ]
