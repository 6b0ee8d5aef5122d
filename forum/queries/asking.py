"""Questions for the people of an area: whom they reach, and which of them still wait."""

from collections.abc import Collection
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.models import Claim, Lead, User
from accounts.models.membership import parts_today, wholes_above
from accounts.models.people import UserQuerySet
from accounts.permissions import Someone
from accounts.queries import people_of
from forum.models import Ask, Category, Post, Thread
from forum.queries.notifying import MOST_OF_AN_AREA
from metrics.models import Area

A_WEEK = timedelta(days=7)
# What waited for so long is reminded of no more, whenever it is shown again.
ASKED_LATELY = timedelta(days=60)
SHOWN_OF_AN_AREA = 5


def reached(area: Area, by: User) -> int:
    """Return how many people are told of a question for an area: its members and leads, but for who asks."""
    there = User.objects.present().filter(pk__in=people_of(area).values("pk")).exclude(pk=by.pk)
    return min(there.count(), MOST_OF_AN_AREA)


def leads_over(area: Area) -> UserQuerySet:
    """Return who leads an area: the leads of the board that it is, or that it is part of."""
    return User.objects.present().filter(pk__in=Lead.objects.over(area).values("user")).order_by("pk")


def spaces_shared(by: User, area: Area) -> QuerySet[Category]:
    """Return the private spaces that a person and the people of an area both read, in which the person may write."""
    of_area = Category.areas.through.objects.filter(Q(area=area) | Q(area__in=wholes_above([area]))).values(
        "category"
    )
    spaces = Category.objects.read_by(by).filter(group=Category.Group.SPACE, closed_at__isnull=True)
    return spaces.filter(pk__in=of_area, writers=Category.Writers.READERS).for_list()


def waiting() -> QuerySet[Ask]:
    """Return the questions that nobody of the asked area has answered yet, in threads that go on."""
    opening = Post.objects.published().filter(thread=OuterRef("thread"), number=1)
    going_on = Ask.objects.filter(
        Exists(opening), thread__is_locked=False, thread__merged__isnull=True, thread__is_answered=False
    )
    return going_on.exclude(Exists(_answers()))


def _answers() -> QuerySet[Post]:
    """Return the replies that people of the asked area have published, for each row of `Ask`."""
    asked = OuterRef(OuterRef("area"))
    parts = parts_today().filter(parent=OuterRef(asked), child=OuterRef("area"))
    boards = parts_today().filter(child=OuterRef(asked), parent=OuterRef("area"))
    here = Q(user=OuterRef("author"))
    claims = Claim.objects.holding().filter(Q(area=asked) | Exists(parts), here)
    leads = Lead.objects.holding().filter(Q(area=asked) | Exists(boards), here)
    replies = Post.objects.published().filter(thread=OuterRef("thread"), number__gt=1)
    return replies.filter(Exists(claims) | Exists(leads))


def to_remind_of(now: datetime) -> QuerySet[Ask]:
    """Return the questions that wait for a week and of which nobody was reminded yet."""
    since = Post.objects.filter(
        thread=OuterRef("thread"),
        number=1,
        published_at__lte=now - A_WEEK,
        published_at__gt=now - ASKED_LATELY,
    )
    return waiting().filter(Exists(since), reminded_at__isnull=True).order_by("pk")


def waiting_for(user: Someone, areas: Collection[Area]) -> list[Thread]:
    """Return the questions that wait for the people of some areas and that a person may read, the longest first."""
    asked = waiting().filter(area__in=[area.pk for area in areas])
    seen = Thread.objects.visible_to(user).filter(pk__in=asked.values("thread"))
    return list(seen.select_related("ask__area").order_by("created_at", "pk")[:SHOWN_OF_AN_AREA])
