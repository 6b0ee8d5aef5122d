"""What people wrote, as pages show it: always what the reader may read."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import zip_longest

from django.core.paginator import Page, Paginator
from django.db.models import (
    BigIntegerField,
    CharField,
    Exists,
    F,
    OuterRef,
    Prefetch,
    QuerySet,
    Subquery,
    prefetch_related_objects,
)
from django.utils.timezone import localdate

from accounts.models import User
from accounts.models.people import UNSHOWN
from accounts.models.standing import LateReader, asked_by
from accounts.permissions import Someone
from accounts.queries import with_profile
from casestudies.models import Adoption, CaseStudy, Technology
from forum.models import Draft, Link, Post, Thread
from forum.models.discussions import UNLISTED, ThreadQuerySet
from forum.queries.categories import ANYTHING, Narrowed, narrowed, with_tags, with_threads
from forum.queries.following import new_posts_unless_muted, with_own_level
from forum.queries.links import with_what_is_known
from forum.queries.reading import with_read_number
from metrics.compute.extract import ALL_FUNCTIONS, SINGLE_FUNCTIONS
from metrics.models import Area
from metrics.presenters.peers.asked import MOST_CHOSEN
from metrics.queries import place_of
from safety.prepared import Found, Late, Prepared

THREADS_A_PAGE = 25
POSTS_A_PAGE = 20
SHOWN_BESIDE_FIGURES = 5
MOST_BESIDE_PEERS = 100
# As many areas as can be chosen to be compared with; who asks about fewer repeats one.
BESIDE = [Late(f"area_{number}", CharField()) for number in range(MOST_CHOSEN)]
ON_ITS_PAGE = ("area", "author", "category", "event", "poll", "merged", "chart", "accepted__author")


def threads_for(
    user: Someone,
    *,
    area: Area | None = None,
    measure: str = "",
    function: str = "",
    narrowed_to: Narrowed = ANYTHING,
    pinned_first: bool = False,
) -> ThreadQuerySet:
    """Return the threads that a person may read, the liveliest first: about an area or its parts, a measure, a
    treatment function, all of them or anything; narrowed to a category, a kind, a tag."""
    areas = [area, *place_of(area, localdate()).parts] if area else None
    about = narrowed(Thread.objects.about(areas=areas, measure=measure, function=function), narrowed_to)
    found = with_tags(_for_list(about, user))
    return (
        found.order_by(F("pinned_at").desc(nulls_last=True), *found.query.order_by) if pinned_first else found
    )


@dataclass(frozen=True)
class FrontRead:
    """The front page of the forum, as the database told of it."""

    user: User
    categories: Found
    threads: Found

    @property
    def rows(self) -> Hashable:
        """All that was told but the practice that threads are about: of the same rows the same page is made."""
        return tuple(map(repr, self.categories.rows)), tuple(self.threads.rows)

    def is_about_practice(self) -> bool:
        columns = ("case_study_id", "technology_id", "adoption_id")
        return any(number for name in columns for number in self.threads.column(name))

    @cached_property
    def whole(self) -> list[Thread]:
        """The liveliest threads, with what each is about. No query where none is about practice."""
        add_practice(self.threads.all, self.user)
        return self.threads.all


def front_read(user: User) -> FrontRead:
    """Return the front page of the forum for somebody who was found to be a member: the categories as `with_threads`
    hands them over, and the liveliest threads as `threads_for` does. Two queries."""
    return FrontRead(user, asked_by(user, _front_categories), asked_by(user, _front_threads))


@Prepared
def _front_categories(*shape: bool | None) -> QuerySet:
    return with_threads(LateReader(*shape))


@Prepared
def _front_threads(*shape: bool | None) -> ThreadQuerySet:
    return with_tags(_listed(Thread.objects.all(), LateReader(*shape)))[:THREADS_A_PAGE]


def page_of_threads(threads: ThreadQuerySet, page: str | int | None) -> Page:
    return Paginator(threads, THREADS_A_PAGE).get_page(page)


def beside_figures(user: Someone, areas: Collection[Area], measure: str = "") -> list[Thread]:
    """Return the liveliest threads about any of some areas, on one measure where it is given."""
    about = Thread.objects.about(areas=areas, measure=measure)
    return list(_for_list(about, user)[:SHOWN_BESIDE_FIGURES])


def _for_list(threads: ThreadQuerySet, user: Someone) -> ThreadQuerySet:
    """Return threads as a person's lists show them, with what each is about."""
    return with_practice(_listed(threads, user), user)


def _listed(threads: ThreadQuerySet, user: Someone) -> ThreadQuerySet:
    """Return the threads that a person may read, how much is new to them, and the state of their own that others do
    not see."""
    unseen = Post.objects.exclude(state=Post.State.PUBLISHED).filter(author=user.pk, number=1)
    state = unseen.filter(thread=OuterRef("pk")).values("state")
    seen = threads.visible_to(user).for_list().annotate(own_state=Subquery(state))
    return new_posts_unless_muted(with_profiles(seen), user)


def with_practice(threads: ThreadQuerySet, user: Someone) -> ThreadQuerySet:
    """Return threads with the case study, technology or record that each is about, where the reader sees it."""
    return threads.prefetch_related(*_practice(user))


def add_practice(threads: Sequence[Thread], user: Someone) -> None:
    """Add to threads that were read what `with_practice` brings along. No query where none is about practice."""
    about = [one for one in threads if one.case_study_id or one.technology_id or one.adoption_id]
    for thread in threads:
        if thread not in about:
            _without_practice(thread)
    if about:
        prefetch_related_objects(about, *_practice(user))


def _practice(user: Someone) -> list[Prefetch]:
    records = Adoption.objects.visible_to(user).select_related("area", "technology")
    cases = with_what_is_known(CaseStudy.objects.visible_to(user), case="pk")
    technologies = with_what_is_known(Technology.objects.visible_to(user), technology="pk")
    records = with_what_is_known(records, technology="technology")
    return [
        Prefetch("case_study", cases, to_attr="case_study_seen"),
        Prefetch("technology", technologies, to_attr="technology_seen"),
        Prefetch("adoption", records, to_attr="adoption_seen"),
    ]


def threads_by_area(user: User, codes: Collection[str], function: str) -> list[tuple[str, str, str]]:
    """Return the threads about areas (30 at most) that a person may read, each with its area's code, as its title and
    address: about a treatment function or none in particular, any where that of all is asked for. The liveliest first;
    one query."""
    every = [code for code, _ in zip_longest(codes, BESIDE, fillvalue=next(iter(codes)))]
    given = {late.name: code for late, code in zip(BESIDE, every, strict=True)}
    if function == ALL_FUNCTIONS:
        found = asked_by(user, _by_area, **given)
    else:
        found = asked_by(user, _by_area_on_function, **given, function=function)
    return [(code, title, Thread(pk=pk, title=title).get_absolute_url()) for code, pk, title, _ in found.rows]


@Prepared
def _by_area(*shape: bool | None) -> QuerySet:
    return _about_those_beside(Thread.objects.visible_to(LateReader(*shape)))


@Prepared
def _by_area_on_function(*shape: bool | None) -> QuerySet:
    functions = ["", ALL_FUNCTIONS, Late("function", CharField())]
    seen = Thread.objects.visible_to(LateReader(*shape)).filter(treatment_function__in=functions)
    return _about_those_beside(seen)


def _about_those_beside(seen: ThreadQuerySet) -> QuerySet:
    main, linked = (
        seen.order_by()
        .filter(**{f"{area}__code__in": BESIDE})
        .values_list(f"{area}__code", "pk", "title", "last_post_at")
        for area in ("area", "about_too__area")
    )
    return main.union(linked).order_by("-last_post_at", "-pk")[:MOST_BESIDE_PEERS]


def threads_on_functions(user: Someone, codes: Collection[str]) -> list[tuple[str, str, str, str]]:
    """Return the threads about areas and a treatment function that a person may read: the area's code, the function's,
    title and address, the liveliest first. One query."""
    seen = Thread.objects.visible_to(user).filter(
        area__code__in=codes, treatment_function__in=SINGLE_FUNCTIONS
    )
    rows = seen.order_by("-last_post_at", "-pk").values_list(
        "area__code", "treatment_function", "pk", "title"
    )
    return [
        (code, function, title, Thread(pk=pk, title=title).get_absolute_url())
        for code, function, pk, title in rows[:MOST_BESIDE_PEERS]
    ]


def about_case(user: Someone, case: CaseStudy) -> list[Thread]:
    """Return the liveliest threads about a case study that a person may read. One query."""
    found = _listed(Thread.objects.about_practice(case_study=case), user)[:SHOWN_BESIDE_FIGURES]
    return [_without_practice(thread) for thread in found]


def about_technology(user: Someone, technology: Technology) -> list[Thread]:
    """Return the liveliest threads about a technology: about itself, its records, and case studies of it."""
    cases = CaseStudy.objects.visible_to(user).filter(technologies=technology)
    records = Adoption.objects.visible_to(user).filter(technology=technology)
    about = Thread.objects.about_practice(technology=technology)
    about |= Thread.objects.about_practice(case_study__in=cases) | Thread.objects.filter(adoption__in=records)
    return list(_for_list(about, user)[:SHOWN_BESIDE_FIGURES])


def on_measure(user: Someone, measure: str) -> list[Thread]:
    """Return the liveliest threads about a measure, of any area or of none."""
    return list(_for_list(Thread.objects.on(measure), user)[:SHOWN_BESIDE_FIGURES])


def about_record(user: Someone, adoption: Adoption) -> list[Thread]:
    """Return the liveliest threads about a record that a person may read. One query."""
    found = _listed(Thread.objects.filter(adoption=adoption), user)[:SHOWN_BESIDE_FIGURES]
    return [_without_practice(thread) for thread in found]


def _without_practice(thread: Thread) -> Thread:
    """Return a thread as it is listed on the page of what it is about: that goes without saying."""
    thread.case_study_seen = thread.technology_seen = thread.adoption_seen = None
    return thread


def with_profiles(rows: QuerySet) -> QuerySet:
    """Return threads or posts with whether who wrote each has a profile that members may read, at no query more."""
    return rows.annotate(author_has_profile=Exists(with_profile().filter(pk=OuterRef("author"))))


def thread_read(user: User, pk: int) -> Thread | None:
    """Return a thread with what its page asks first, as far as somebody signed in may read it; None where they may not.

    With the number of the last post that they see (`last_seen`), of the last that they have read (`read_number`),
    whether it has links (`has_links`), whether they have begun a reply (`has_draft`), the level that they chose for it
    (`own_level`), its tags (`tag_names`) and the practice that it is about. One query; more where it is about practice.
    """
    found = asked_by(user, _read, pk=pk).all
    add_practice(found, user)
    return found[0] if found else None


@Prepared
def _read(*shape: bool | None) -> ThreadQuerySet:
    reader = LateReader(*shape)
    threads = Thread.objects.visible_to(reader).filter(pk=Late("pk", BigIntegerField()))
    # Asked for by the index from its end: the greatest of thousands of numbers would look at each.
    seen = Post.objects.filter(thread=OuterRef("pk")).within_what_is_read_by(reader).order_by("-number")
    threads = threads.annotate(
        last_seen=Subquery(seen.values("number")[:1]),
        has_links=Exists(Link.objects.filter(thread=OuterRef("pk"))),
        has_draft=Exists(Draft.objects.filter(thread=OuterRef("pk"), person=reader.pk)),
    )
    threads = with_own_level(with_read_number(threads, reader), reader)
    return (
        with_tags(threads)
        .select_related(*ON_ITS_PAGE)
        .defer("chart__svg", *UNLISTED, *(f"accepted__author__{column}" for column in UNSHOWN))
    )


def page_of_numbers(thread: Thread, page: str | int | None) -> Page:
    """Return a page of a thread that came by `thread_read`, as the numbers that posts on it have: the last that its
    reader sees ends it."""
    return Paginator(range(1, (thread.last_seen or 1) + 1), POSTS_A_PAGE).get_page(page)


def page_of(number: int) -> int:
    """Return the page that a post of that number is on."""
    return (number - 1) // POSTS_A_PAGE + 1
