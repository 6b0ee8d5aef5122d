"""Threads and case studies like a thread: about the same things, with the same tags, or with words of its title."""

from collections.abc import Mapping, Sequence

from django.db.models import Case, Exists, IntegerField, OuterRef, Q, QuerySet, Value, When
from django.db.models.expressions import Combinable

from accounts.models.readers import Someone
from casestudies.models import CaseStudy
from casestudies.searched import CASE_STUDY
from forum.models import Post, Thread
from forum.models.discussions import about_one
from forum.queries.reading import with_new_posts
from forum.queries.watching import own_things_of
from forum.searched import DISCUSSION
from safety.search.likeness import alike

SHOWN = 5
# How much it counts that two have something in common. An area alone is too little: areas discuss many things.
TAG, PRACTICE, MEASURE, FUNCTION, AREA = 3, 4, 3, 2, 1
# Of what has words of the title the first are most alike, and those that follow them somewhat.
FIRST, FIRST_COUNT = 5, 3
NEXT, NEXT_COUNT = 20, 1
ENOUGH = 2


Things = Mapping[str, set]


def like(thread: Thread, user: Someone) -> tuple[list[Thread], list[CaseStudy]]:
    """Return the threads and the case studies most like a thread that a person may read. Seven queries."""
    about = own_things_of(thread)
    posts, cases = alike(thread.title, DISCUSSION, CASE_STUDY)
    return threads_like(thread, about, posts, user), cases_like(thread, about, cases)


def threads_like(thread: Thread, about: Things, posts: list[int], user: Someone) -> list[Thread]:
    """Return the threads most like one that is `about` things, with `likeness` and `new_posts`: the most alike first,
    of those alike the liveliest. `posts`: what opens threads with such a title, the most alike first. One query."""
    tagged = Thread.tags.through.objects.filter(thread=OuterRef("pk"))
    likeness = _counted(
        [
            *((Exists(tagged.filter(tag=tag)), TAG) for tag in sorted(about["tag"])),
            (Q(case_study=thread.case_study_id, case_study__isnull=False), PRACTICE),
            (about_one(technology__in=about["technology"]), PRACTICE),
            (about_one(measure__in=about["measure"]), MEASURE),
            (about_one(area__in=about["area"]), AREA),
            (_same_function(thread, "treatment_function"), FUNCTION),
            (Exists(_opening(posts[:FIRST])), FIRST_COUNT),
            (Exists(_opening(posts[FIRST:NEXT])), NEXT_COUNT),
        ]
    )
    found = Thread.objects.visible_to(user).exclude(pk=thread.pk).filter(duplicate_of__isnull=True)
    found = with_new_posts(found.annotate(likeness=likeness).filter(likeness__gte=ENOUGH), user)
    return list(found.order_by("-likeness", "-last_post_at", "-pk")[:SHOWN])


def cases_like(thread: Thread, about: Things, numbers: list[int]) -> list[CaseStudy]:
    """Return the published case studies most like a thread, but for the one that it is about, with `likeness`.
    `numbers`: those with such a title, the most alike first. One query."""
    likeness = _counted(
        [
            (_has("technologies", about["technology"]), PRACTICE),
            (_has("outcomes__measure", about["measure"]), MEASURE),
            (_has("areas", about["area"]), AREA),
            (_same_function(thread, "functions__treatment_function"), FUNCTION),
            (Q(pk__in=numbers[:FIRST]), FIRST_COUNT),
            (Q(pk__in=numbers[FIRST:NEXT]), NEXT_COUNT),
        ]
    )
    found = CaseStudy.objects.published().exclude(pk=thread.case_study_id).select_related("home")
    found = found.annotate(likeness=likeness).filter(likeness__gte=ENOUGH).defer("answers", "html")
    return list(found.order_by("-likeness", "-published_at", "-pk")[:SHOWN])


def _counted(reasons: Sequence[tuple[Q | Exists, int]]) -> Combinable:
    """Return the sum of what counts of some reasons."""
    total: Combinable = Value(0)
    for held, counts in reasons:
        total = total + Case(When(held, then=Value(counts)), default=Value(0), output_field=IntegerField())
    return total


def _has(column: str, things: set) -> Exists:
    """Return the condition that a case study has any of some things; it counts once, however many it has."""
    return Exists(CaseStudy.objects.filter(pk=OuterRef("pk"), **{f"{column}__in": things}))


def _same_function(thread: Thread, column: str) -> Q | Exists:
    functions = {thread.treatment_function} - {""}
    return _has(column, functions) if "__" in column else Q(**{f"{column}__in": functions})


def _opening(posts: list[int]) -> QuerySet:
    return Post.objects.filter(thread=OuterRef("pk"), number=1, pk__in=posts)
