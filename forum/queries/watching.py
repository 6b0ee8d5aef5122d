"""How closely people follow discussions: what they chose of things, and what that makes of a thread."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from accounts.models import Claim, Lead, User
from accounts.models.membership import parts_below, wholes_above
from accounts.models.people import UserQuerySet
from accounts.models.readers import members
from forum.models import Category, Link, Post, Thread, Watch
from metrics.models import Area

Level = Watch.Level
# Of what a thread belongs to, the most particular first. A board is watched with what is part of it, less particularly.
PARTICULAR_FIRST = ("thread", "tag", "technology", "measure", "area", "board", "category")
CLOSEST_FIRST = (Level.WATCHING, Level.TRACKING, Level.NORMAL, Level.MUTED)


def level_from(chosen: Mapping[str, Iterable[str]]) -> Level:
    """Return how closely a thread is followed, from the levels chosen for what it belongs to, by kind.

    The most particular kind decides alone: a muted thread of a watched category is muted. Of several things of that
    kind, as two tags, the one followed most closely does. Nothing chosen is normal.
    """
    for kind in PARTICULAR_FIRST:
        levels = set(chosen.get(kind, ()))
        if levels:
            return next(level for level in CLOSEST_FIRST if level in levels)
    return Level.NORMAL


def watchers_of(thread: Thread) -> dict[int, Level]:
    """Return how closely a thread is followed by each person who chose anything for it or for what it belongs to, by
    the person's number: only people who may read it now. Whoever is missing follows it normally. Five queries at most.
    """
    about = things_of(thread)
    rows = Watch.objects.filter(_condition(about), person__in=readers_of(thread).values("pk"))
    chosen: dict[int, dict[str, set[str]]] = {}
    for row in rows:
        chosen.setdefault(row.person_id, {}).setdefault(_kind_of(row, about), set()).add(row.level)
    return {person: level_from(levels) for person, levels in chosen.items()}


def things_of(thread: Thread) -> dict[str, set]:
    """Return what a thread belongs to, by kind: rows by their numbers, measures by their names. Three queries."""
    own = own_things_of(thread)
    boards = wholes_above(own["area"]).values_list("parent", flat=True)
    return own | {"board": set(boards) - own["area"]}


def own_things_of(thread: Thread) -> dict[str, set]:
    """Return the same without the boards that its areas are part of. Two queries."""
    links = list(Link.objects.filter(thread=thread).values_list("area", "measure", "technology"))
    return {
        "thread": {thread.pk},
        "tag": set(thread.tags.values_list("pk", flat=True)),
        "technology": {thread.technology_id, *(technology for _, _, technology in links)} - {None},
        "measure": {thread.measure, *(measure for _, measure, _ in links)} - {""},
        "area": {thread.area_id, *(area for area, _, _ in links)} - {None},
        "category": {thread.category_id} - {None},
    }


def who_reads(category: Category | None = None, only: Q | None = None) -> UserQuerySet:
    """Return everybody present today who may read what is published in a category: members, those of its areas where
    it is a private space, and staff. `only`: a condition on the members."""
    of_space = people_of(category) if category and category.is_private else Q()
    let_in = members().filter(of_space, only or Q())
    staff = User.objects.on_staff()
    return User.objects.present().filter(Q(pk__in=let_in.values("pk")) | Q(pk__in=staff.values("pk")))


def readers_of(thread: Thread) -> UserQuerySet:
    """Return everybody who may read a thread now: those for whom `Thread.objects.visible_to` has it."""
    opening = Post.objects.filter(thread=thread, number=1)
    if opening.published().exists():
        return who_reads(thread.category)
    own = opening.filter(state__in=Post.OWN).values("author")
    return who_reads(thread.category, only=Q(pk__in=own))


def people_of(space: Category) -> Q:
    """Return the condition that a person belongs to, or leads, an area of a private space or a part of one."""
    own = space.areas.values("pk")
    areas = Area.objects.filter(Q(pk__in=own) | Q(pk__in=parts_below(own))).values("pk")
    return Q(pk__in=Claim.objects.holding().filter(area__in=areas).values("user")) | Q(
        pk__in=Lead.objects.holding().filter(area__in=areas).values("user")
    )


def _condition(about: Mapping[str, set]) -> Q:
    """Return the condition that a choice was made for any of some things."""
    found = Q(thread__in=about["thread"]) | Q(area__in=about["area"] | about["board"])
    for kind in ("tag", "technology", "measure", "category"):
        found |= Q(**{f"{kind}__in": about[kind]})
    return found


def _kind_of(row: Watch, about: Mapping[str, set]) -> str:
    if row.area_id:
        return "area" if row.area_id in about["area"] else "board"
    if row.measure:
        return "measure"
    return next(kind for kind in ("thread", "tag", "technology", "category") if getattr(row, f"{kind}_id"))
