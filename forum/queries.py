"""What people wrote, as pages show it: always what the reader may read."""

from collections.abc import Collection

from django.core.paginator import Page, Paginator
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.utils.timezone import localdate

from accounts.models import Claim
from accounts.permissions import Someone
from accounts.queries import with_profile
from casestudies.models import Adoption, CaseStudy, Mark, Technology
from forum.models import Attachment, Post, Revision, Thread
from forum.models.discussions import ThreadQuerySet
from metrics.models import Area
from metrics.queries import place_of

THREADS_A_PAGE = 25
POSTS_A_PAGE = 20
SHOWN_BESIDE_FIGURES = 5


def threads_for(user: Someone, *, area: Area | None = None, measure: str = "") -> ThreadQuerySet:
    """Return the threads that a person may read, the liveliest first: about an area or its parts, a measure, both or
    anything."""
    about = (
        Thread.objects.about_areas([area, *place_of(area, localdate()).parts])
        if area
        else Thread.objects.all()
    )
    about = about.on(measure) if measure else about
    return _for_list(about, user)


def beside_figures(user: Someone, areas: Collection[Area], measure: str = "") -> list[Thread]:
    """Return the liveliest threads about any of some areas, on one measure where it is given."""
    about = Thread.objects.about_areas(areas)
    about = about.on(measure) if measure else about
    return list(_for_list(about, user)[:SHOWN_BESIDE_FIGURES])


def _for_list(threads: ThreadQuerySet, user: Someone) -> ThreadQuerySet:
    """Return threads as a person's lists show them, with what each is about."""
    return with_practice(_listed(threads, user), user)


def _listed(threads: ThreadQuerySet, user: Someone) -> ThreadQuerySet:
    """Return the threads that a person may read, and the state of their own that others do not see."""
    unseen = Post.objects.exclude(state=Post.State.PUBLISHED).filter(author=user.pk, number=1)
    state = unseen.filter(thread=OuterRef("pk")).values("state")
    return _with_profiles(threads.visible_to(user).for_list().annotate(own_state=Subquery(state)))


def with_practice(threads: ThreadQuerySet, user: Someone) -> ThreadQuerySet:
    """Return threads with the case study, technology or record that each is about, where the reader sees it."""
    records = Adoption.objects.visible_to(user).select_related("area", "technology")
    return threads.prefetch_related(
        Prefetch("case_study", CaseStudy.objects.visible_to(user), to_attr="case_study_seen"),
        Prefetch("technology", Technology.objects.visible_to(user), to_attr="technology_seen"),
        Prefetch("adoption", records, to_attr="adoption_seen"),
    )


def about_case(user: Someone, case: CaseStudy) -> list[Thread]:
    """Return the liveliest threads about a case study that a person may read. One query."""
    found = _listed(Thread.objects.filter(case_study=case), user)[:SHOWN_BESIDE_FIGURES]
    return [_without_practice(thread) for thread in found]


def about_technology(user: Someone, technology: Technology) -> list[Thread]:
    """Return the liveliest threads about a technology: about itself, its records, and case studies of it."""
    cases = CaseStudy.objects.visible_to(user).filter(technologies=technology)
    records = Adoption.objects.visible_to(user).filter(technology=technology)
    about = Q(technology=technology) | Q(adoption__in=records) | Q(case_study__in=cases)
    return list(_for_list(Thread.objects.filter(about), user)[:SHOWN_BESIDE_FIGURES])


def about_record(user: Someone, adoption: Adoption) -> list[Thread]:
    """Return the liveliest threads about a record that a person may read. One query."""
    found = _listed(Thread.objects.filter(adoption=adoption), user)[:SHOWN_BESIDE_FIGURES]
    return [_without_practice(thread) for thread in found]


def _without_practice(thread: Thread) -> Thread:
    """Return a thread as it is listed on the page of what it is about: that goes without saying."""
    thread.case_study_seen = thread.technology_seen = thread.adoption_seen = None
    return thread


def _with_profiles(rows: QuerySet) -> QuerySet:
    """Return threads or posts with whether who wrote each has a profile that members may read, at no query more."""
    return rows.annotate(author_has_profile=Exists(with_profile().filter(pk=OuterRef("author"))))


def page_of_numbers(user: Someone, thread: Thread, page: str | int | None) -> Page:
    """Return a page of a thread as the numbers that posts on it have: the last number seen by the reader ends it."""
    # Asked for by the index from its end: the greatest of thousands of numbers would look at each.
    last = thread.posts.visible_to(user).order_by("-number").values_list("number", flat=True).first()
    return Paginator(range(1, (last or 1) + 1), POSTS_A_PAGE).get_page(page)


def page_of(number: int) -> int:
    """Return the page that a post of that number is on."""
    return (number - 1) // POSTS_A_PAGE + 1


def posts_on(user: Someone, thread: Thread, numbers: range) -> list[Post]:
    """Return a page's posts with whether they were edited, their authors, where these work, whether these run what
    the thread is about, and their files.

    Three queries.
    """
    working = Claim.objects.holding().select_related("area")
    edits = Revision.objects.filter(post=OuterRef("pk"))
    posts = thread.posts.visible_to(user).numbered(numbers[0], numbers[-1]).annotate(was_edited=Exists(edits))
    runs = Mark.objects.filter(kind=Mark.Kind.RUNS, case=thread.case_study_id, person=OuterRef("author"))
    posts = _with_profiles(posts).annotate(runs_it=Exists(runs))
    return list(
        posts.select_related("author", "edited_by").prefetch_related(
            Prefetch("author__claims", queryset=working, to_attr="memberships_held"),
            Prefetch("attachments", queryset=Attachment.objects.select_related("upload")),
        )
    )
