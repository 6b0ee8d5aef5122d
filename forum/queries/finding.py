"""What a person may find with which filters: a query of numbers for each kind of thing."""

from collections.abc import Collection
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from django.db.models import Q, QuerySet
from django.utils.timezone import make_aware

from accounts.models import User
from accounts.models.readers import Someone, is_on_staff, is_one_of, members
from accounts.queries import with_profile
from accounts.searched import PERSON
from casestudies.models import CaseStudy, Technology
from casestudies.models import Collection as Curated
from casestudies.searched import CASE_STUDY, COLLECTION, TECHNOLOGY
from forum.models import Link, Post
from forum.searched import DISCUSSION, REPLY
from metrics.models import Area, Membership
from metrics.searched import AREA, MEASURE
from safety.search import Among


@dataclass(frozen=True)
class Narrowing:
    """What things must be like besides having the words; all of it empty asks for nothing."""

    category: str = ""
    area: Area | None = None
    measure: str = ""
    function: str = ""
    tag: str = ""
    author: str = ""
    first: date | None = None
    last: date | None = None

    @property
    def asked(self) -> frozenset[str]:
        return frozenset(one.name for one in fields(self) if getattr(self, one.name))

    @property
    def days(self) -> tuple[datetime | None, datetime | None]:
        """The first moment asked for, and the first that is too late."""
        is_open = self.last in (None, date.max)  # after the last day that there is comes none
        after = None if is_open else self.last + timedelta(days=1)
        return tuple(day and make_aware(datetime.combine(day, time())) for day in (self.first, after))


# What each kind can be narrowed down by: with another filter none of it is found.
NARROWED_BY = {
    DISCUSSION: {"category", "area", "measure", "function", "tag", "author", "first", "last"},
    REPLY: {"category", "area", "measure", "function", "tag", "author", "first", "last"},
    CASE_STUDY: {"area", "measure", "function", "first", "last"},
    COLLECTION: {"first", "last"},
    TECHNOLOGY: {"function"},
    AREA: set(),
    MEASURE: set(),
    PERSON: set(),
}
# The kinds whose things have a title of their own.
WITH_TITLES = frozenset(NARROWED_BY) - {REPLY}


ANYTHING = Narrowing()


def among_for(user: Someone, narrowing: Narrowing = ANYTHING) -> list[Among]:
    """Return what a person may find, of each kind that the filters are about; it asks whether they are a member."""
    found = [
        Among(AREA),
        Among(MEASURE),
        Among(TECHNOLOGY, _technologies(narrowing)),
        Among(CASE_STUDY, _cases(narrowing)),
        Among(COLLECTION, _published_in(Curated.objects.shared(), narrowing, "changed_at").values("pk")),
    ]
    if user.is_authenticated:
        posts = _posts(user, narrowing)
        found += [
            Among(DISCUSSION, posts.filter(number=1).values("pk")),
            Among(REPLY, posts.filter(number__gt=1).values("pk")),
            Among(PERSON, _people(user).values("pk")),
        ]
    return [one for one in found if narrowing.asked <= NARROWED_BY[one.kind]]


def posts_found(numbers: Collection[int]) -> dict[int, Post]:
    """Return posts that were just found for a person, by their numbers, with what their rows show. One query."""
    columns = ("number", "published_at", "thread__title", "author__name", "author__closed_at")
    of_category = ("thread__category__name", "thread__category__slug")
    published = Post.objects.published().select_related("thread__category", "author")
    return published.only(*columns, *of_category).in_bulk(numbers)


def _people(user: Someone) -> QuerySet[User]:
    """Return the people whose profile a person may read: those of all, where that person is a member."""
    readers = User.objects.on_staff() if is_on_staff(user) else members()
    return with_profile().filter(is_one_of(user, readers))


def _technologies(narrowing: Narrowing) -> QuerySet:
    found = Technology.objects.listed().order_by()
    if narrowing.function:
        found = found.filter(functions__treatment_function=narrowing.function)
    return found.values("pk")


def _cases(narrowing: Narrowing) -> QuerySet:
    found = _published_in(CaseStudy.objects.published(), narrowing, "published_at").order_by()
    if narrowing.area:
        found = found.filter(areas__in=_within(narrowing.area))
    if narrowing.measure:
        found = found.filter(outcomes__measure=narrowing.measure)
    if narrowing.function:
        found = found.filter(functions__treatment_function=narrowing.function)
    return found.values("pk")


def _posts(user: Someone, narrowing: Narrowing) -> QuerySet[Post]:
    found = _published_in(Post.objects.visible_to(user).published(), narrowing, "published_at").order_by()
    if narrowing.category:
        found = found.filter(thread__category__slug=narrowing.category)
    if narrowing.tag:
        found = found.filter(thread__tags__slug=narrowing.tag)
    if narrowing.author:
        found = found.filter(author__name__icontains=narrowing.author, author__closed_at__isnull=True)
    return found.filter(_about(narrowing))


def _about(narrowing: Narrowing) -> Q:
    """Return the condition that a post's thread is about an area, a measure and a function, by itself or by a link."""
    condition = Q()
    if narrowing.area:
        condition &= _by_thread_or_link("area__in", _within(narrowing.area))
    if narrowing.measure:
        condition &= _by_thread_or_link("measure", narrowing.measure)
    if narrowing.function:
        condition &= _by_thread_or_link("treatment_function", narrowing.function)
    return condition


def _by_thread_or_link(column: str, value: object) -> Q:
    linked = Link.objects.order_by().filter(**{column: value}).values("thread")
    return Q(**{f"thread__{column}": value}) | Q(thread__in=linked)


def _within(area: Area) -> QuerySet:
    """Return the numbers of an area and of all that were ever parts of it, or parts of these."""
    parts = Membership.objects.filter(parent=area).values("child")
    further = Membership.objects.filter(parent__in=parts).values("child")
    return Area.objects.order_by().filter(Q(pk=area.pk) | Q(pk__in=parts) | Q(pk__in=further)).values("pk")


def _published_in(rows: QuerySet, narrowing: Narrowing, column: str) -> QuerySet:
    first, after = narrowing.days
    if first:
        rows = rows.filter(**{f"{column}__gte": first})
    return rows.filter(**{f"{column}__lt": after}) if after else rows
