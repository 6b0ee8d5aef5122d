"""What one person chose to follow, and what that makes of many threads at once."""

from collections.abc import Collection

from django.db.models import (
    BooleanField,
    Case,
    CharField,
    Exists,
    F,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)

from accounts.models import User
from accounts.models.membership import parts_below, parts_today
from accounts.models.readers import Someone
from forum.models import Category, Link, Thread, Watch
from forum.models.discussions import ThreadQuerySet, about_one
from forum.queries.reading import with_new_posts
from forum.queries.watching import CLOSEST_FIRST, PARTICULAR_FIRST, Level, who_reads

# What may be followed, in the order of the page that lists it.
KINDS = ("thread", "category", "tag", "area", "measure", "technology")


def chosen_level(user: Someone, **thing: object) -> Level | None:
    """Return the level that a person chose for one thing, normal where they chose none; None when they may follow
    nothing: visitors, and people who are no members. One query, none for visitors."""
    if not user.is_authenticated:
        return None
    level = Watch.objects.filter(person=user.pk, **thing).values("level")
    reader = who_reads().filter(pk=user.pk).annotate(level=Subquery(level))
    return next((Level(one or Level.NORMAL) for one in reader.values_list("level", flat=True)), None)


def with_own_level(things: QuerySet, user: Someone, kind: str = "thread") -> QuerySet:
    """Return threads, or things of another kind, with the level that a person chose for each by itself (`own_level`,
    None of none): no query more."""
    chosen = Watch.objects.filter(person=user.pk, **{kind: OuterRef("pk")}).values("level")
    return things.annotate(own_level=Subquery(chosen))


def with_level(threads: ThreadQuerySet, user: User) -> ThreadQuerySet:
    """Return threads with how closely a person follows each (`level`), for many what `watchers_of` says of one, and
    through which kind of thing (`followed_through`, "" of none). One query, for what the person chose.
    """
    chosen = list(Watch.objects.filter(person=user.pk))
    cases = [
        (_belongs(kind, things), level, kind)
        for kind in PARTICULAR_FIRST
        for level in CLOSEST_FIRST
        if (things := _chosen(chosen, kind, level))
    ]
    return threads.annotate(
        level=_first_of([(held, level) for held, level, _ in cases], Level.NORMAL),
        followed_through=_first_of([(held, kind) for held, _, kind in cases], ""),
    )


def new_posts_unless_muted(threads: ThreadQuerySet, user: Someone) -> ThreadQuerySet:
    """Return threads with how many posts are new to a person in each (`new_posts`): none in what they muted. No query
    more."""
    found = with_new_posts(threads, user)
    if not user.is_authenticated:
        return found
    return found.annotate(new_posts=Case(When(_muted_by(user), then=Value(0)), default=F("new_posts")))


def _muted_by(user: Someone) -> Case:
    """Return the condition that a person muted a thread, as `with_level` says it, without asking what they chose."""
    own = Watch.objects.filter(person=user.pk)
    muted = Q(level=Level.MUTED)
    cases = [When(~Exists(own.filter(muted)), then=Value(False))]  # of most people: nothing more is looked at
    for kind in PARTICULAR_FIRST:
        chosen = own.filter(_chosen_of_its(kind))
        cases.append(When(Exists(chosen.exclude(muted)), then=Value(False)))
        cases.append(When(Exists(chosen), then=Value(True)))
    return Case(*cases, default=Value(False), output_field=BooleanField())


def _chosen_of_its(kind: str) -> Q:
    """Return the condition that a choice was made for a thing of a kind that a thread outside belongs to."""
    links = Link.objects.filter(thread=OuterRef(OuterRef("pk")))
    match kind:
        case "thread":
            return Q(thread=OuterRef("pk"))
        case "category":
            return Q(category=OuterRef("category"))
        case "tag":
            return Q(
                tag__in=Thread.tags.through.objects.filter(thread=OuterRef(OuterRef("pk"))).values("tag")
            )
        case "board":
            within = Link.objects.filter(thread=OuterRef(OuterRef(OuterRef("pk"))))
            parts = Q(child=OuterRef(OuterRef("area"))) | Q(child__in=within.values("area"))
            return Q(area__in=parts_today().filter(parts).values("parent"))
        case "measure":
            of_it = Q(measure=OuterRef("measure")) | Q(measure__in=links.values("measure"))
            return of_it & ~Q(measure="")
    return Q(**{kind: OuterRef(kind)}) | Q(**{f"{kind}__in": links.values(kind)})


def _first_of(cases: Collection[tuple[Q, str]], default: str) -> Case:
    whens = [When(held, then=Value(value)) for held, value in cases]
    return Case(*whens, default=Value(default), output_field=CharField())


def followed_by(user: User) -> list[Watch]:
    """Return what a person chose, by kind: of threads and private spaces only what they may read. Two queries."""
    threads = Thread.objects.visible_to(user)
    spaces = Category.objects.read_by(user)
    seen = Watch.objects.filter(
        Q(thread__isnull=True) | Q(thread__in=threads.values("pk")),
        Q(category__isnull=True) | Q(category__in=spaces.values("pk")),
        person=user.pk,
    )
    return list(
        seen.select_related("thread", "category", "tag", "area", "technology").order_by("-since", "-pk")
    )


def kind_of(watch: Watch) -> str:
    """Return what kind of thing was chosen."""
    return next(
        kind for kind in KINDS if (watch.measure if kind == "measure" else getattr(watch, f"{kind}_id"))
    )


def _chosen(chosen: Collection[Watch], kind: str, level: Level) -> set:
    column = {"measure": "measure", "board": "area_id"}.get(kind, f"{kind}_id")
    return {getattr(one, column) for one in chosen if one.level == level} - {None, ""}


def _belongs(kind: str, things: set) -> Q:
    """Return the condition that a thread belongs to any of some things of a kind."""
    if kind == "thread":
        return Q(pk__in=things)
    if kind == "category":
        return Q(category__in=things)
    if kind == "tag":
        return Q(Exists(Thread.tags.through.objects.filter(thread=OuterRef("pk"), tag__in=things)))
    if kind == "board":
        return about_one(area__in=parts_below(things))
    return about_one(**{f"{kind}__in": things})
