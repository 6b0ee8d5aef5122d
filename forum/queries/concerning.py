"""What concerns a person: their areas and interests, and the discussions and case studies that touch on them."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Case, CharField, Exists, OuterRef, Q, Value, When

from accounts.models import User
from accounts.models.membership import parts_below
from accounts.models.people import Interest, TechnologyInterest
from casestudies.models import Adoption, CaseStudy
from casestudies.models.vocabulary import IN_USE
from forum.models import Ask, Thread, Watch
from forum.models.categories import areas_of
from forum.models.discussions import ThreadQuerySet, about_one
from forum.queries.following import with_level
from forum.queries.reading import with_new_posts, with_something_new
from forum.queries.watching import who_reads
from metrics.models import Area, AreaQuerySet

SHOWN = 5
FOLLOWED = (Watch.Level.WATCHING, Watch.Level.TRACKING)


@dataclass(frozen=True)
class Concerns:
    """What a person belongs to and takes an interest in, and whether they may read what members discuss. `areas`: names
    by code, boards of their locations too."""

    is_reader: bool
    areas: dict[str, str]
    functions: frozenset[str]
    technologies: frozenset[str]  # kinds of them


def own_areas(user: User) -> AreaQuerySet:
    """Return the areas that a person belongs to or leads themselves, by code."""
    claimed, led = user.claims.holding().values("area"), user.led.holding().values("area")
    return Area.objects.filter(Q(pk__in=claimed) | Q(pk__in=led)).order_by("code")


def concerns_of(user: User) -> Concerns:
    """Return a person's areas and interests, and whether they may read threads. One query."""
    reader = who_reads().filter(pk=user.pk).order_by().annotate(what=Value("reader"), code=Value(""))
    boards = Area.objects.filter(
        areas_of(user), kind__in=[Area.Kind.ICB, Area.Kind.SICBL]
    )  # not their regions
    areas = boards.order_by().annotate(what=Value("area"))
    functions = (
        Interest.objects.filter(user=user.pk).order_by().annotate(what=Value("function"), name=Value(""))
    )
    kinds = TechnologyInterest.objects.filter(user=user.pk).order_by()
    kinds = kinds.annotate(what=Value("technology"), name=Value(""))
    rows = list(
        areas.values_list("what", "code", "short_name").union(
            functions.values_list("what", "treatment_function", "name"),
            kinds.values_list("what", "kind", "name"),
            reader.values_list("what", "code", "name"),
        )
    )
    return Concerns(
        is_reader=any(what == "reader" for what, _, _ in rows),
        areas=dict(sorted((code, name) for what, code, name in rows if what == "area")),
        functions=frozenset(code for what, code, _ in rows if what == "function"),
        technologies=frozenset(kind for what, kind, _ in rows if what == "technology"),
    )


def followed_with_news(user: User) -> list[Thread]:
    """Return the threads that a person watches or tracks and that have new posts, the liveliest first, with what
    `with_level` says of each and how many (`new_posts`). Two queries."""
    followed = with_level(Thread.objects.visible_to(user), user).filter(level__in=FOLLOWED)
    return list(with_something_new(followed, user).newest_first()[:SHOWN])


def about_concerns(user: User, concerns: Concerns, without: Collection[int]) -> list[Thread]:
    """Return the liveliest threads about a person's areas and interests, with why (`reason`); what they muted and what
    is named in `without` left out."""
    threads = Thread.objects.visible_to(user).exclude(pk__in=without).exclude(author=user.pk)
    return _with_reason(with_new_posts(_not_muted(threads, user), user), _reasons(concerns))


def to_be_answered(
    user: User, concerns: Concerns, measures: Collection[str], followed: Collection[int]
) -> list[Thread]:
    """Return the newest questions that nobody has answered and that a person's area may answer, with why (`reason`):
    those asked of it first.

    `measures`: those on which the area does well. `followed`: threads that are left out unless they were asked of it.
    """
    waiting = Thread.objects.visible_to(user).waiting().exclude(author=user.pk)
    used = Adoption.objects.filter(area__code__in=concerns.areas, stage__in=IN_USE, state="published")
    reasons = {
        "asked": Q(Exists(Ask.objects.filter(thread=OuterRef("pk"), area__code__in=concerns.areas))),
        "does-well": Q(measure__in=measures),
        "uses": Q(technology__in=used.values("technology")),
    }
    reasons |= {"function": _reasons(concerns)["function"]}
    waiting = waiting.filter(reasons["asked"] | ~Q(pk__in=followed))
    return _with_reason(with_new_posts(_not_muted(waiting, user), user), reasons, first="asked")


def cases_from(codes: Collection[str]) -> list[CaseStudy]:
    """Return the newest published case studies from areas. One query."""
    found = CaseStudy.objects.published().filter(Q(home__code__in=codes) | Q(areas__code__in=codes))
    found = found.select_related("home").defer("answers", "html")
    return list(found.order_by("-published_at", "-pk").distinct()[:SHOWN])


def _reasons(concerns: Concerns) -> dict[str, Q]:
    """Return the conditions under which a thread concerns a person, by why."""
    own = Area.objects.filter(code__in=concerns.areas).values("pk")
    return {
        "area": about_one(area__in=own),
        "part": Q(area__in=parts_below(own)),
        "function": Q(treatment_function__in=concerns.functions),
        "technology": Q(technology__kind__in=concerns.technologies),
    }


def _not_muted(threads: ThreadQuerySet, user: User) -> ThreadQuerySet:
    """Return threads without those that a person muted, themselves or with what they belong to: as nobody is told of
    them. One query, for what the person chose."""
    return with_level(threads, user).exclude(level=Watch.Level.MUTED)


def _with_reason(threads: ThreadQuerySet, reasons: dict[str, Q], first: str = "") -> list[Thread]:
    """Return the newest threads for which there is any of some reasons, with the first that holds (`reason`).

    `first`: the reason for which threads come before all others.
    """
    why = Case(*[When(one, then=Value(name)) for name, one in reasons.items()], output_field=CharField())
    found = threads.annotate(reason=why).filter(reason__isnull=False)
    found = found.select_related("area", "technology").newest_first()
    if first:
        is_first = Case(When(reason=first, then=Value(0)), default=Value(1))
        found = found.order_by(is_first, *found.query.order_by)
    return list(found[:SHOWN])
