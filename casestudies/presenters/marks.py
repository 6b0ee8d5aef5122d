"""The marks at a case study in words, and the buttons of whoever may set one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Cast
from django.urls import reverse

from accounts.models import Claim
from accounts.models.readers import Someone
from casestudies.models import CaseStudy, Collection, Mark
from casestudies.queries.collections import holding
from metrics.models import Area

Kind = Mark.Kind
# How many did what, of one and of many.
SAID = {
    Kind.PROBLEM: ("1 member has this problem too", "{} members have this problem too"),
    Kind.RUNS: ("1 member runs this", "{} members run this"),
    Kind.THANKS: ("1 member said thanks", "{} members said thanks"),
}


@dataclass(frozen=True)
class Button:
    kind: str
    words: str
    is_set: bool


@dataclass(frozen=True)
class Marks:
    """`said`: how many did what; `areas`: where it is run, names with codes; `buttons`: in the order of their kinds;
    `collections`: those that everybody reads in which it stands, their names with their addresses."""

    said: str
    areas: list[tuple[str, str]]
    buttons: list[Button]
    collections: list[tuple[str, str]]


def marks_of(case: CaseStudy, user: Someone) -> Marks:
    """Return the marks that people with an account set at a case study. One query."""
    present = Mark.objects.filter(case=case, person__closed_at__isnull=True).order_by()
    counted = present.values("kind").annotate(count=Count("pk"), own=Count("pk", filter=Q(person=user.pk)))
    counted = counted.annotate(code=Value(""), name=Value("")).values_list(
        "kind", "code", "name", "count", "own"
    )
    counts, named = {}, {"area": [], "collection": []}
    for kind, code, name, count, own in counted.union(
        _areas_that_run(present), _collections_with(case), all=True
    ):
        if code:
            named[kind].append((name, code))
        else:
            counts[kind] = (count, own)
    buttons = [Button(kind.value, kind.label, bool(counts.get(kind, (0, 0))[1])) for kind in Kind]
    said = _said({kind: count for kind, (count, _) in counts.items()})
    collections = [(title, reverse("collection", args=[pk])) for title, pk in sorted(named["collection"])]
    return Marks(said, sorted(named["area"]), buttons, collections)


def _areas_that_run(marks: QuerySet[Mark]) -> QuerySet:
    """Return the areas of the members who say that they run what a case study tells of, as rows beside counts."""
    claims = Claim.objects.holding().filter(user__in=marks.filter(kind=Kind.RUNS).values("person"))
    areas = Area.objects.filter(pk__in=claims.values("area")).order_by()
    columns = {"what": Value("area"), "count": Value(0), "own": Value(0)}
    return areas.annotate(**columns).values_list("what", "code", "short_name", "count", "own")


def _collections_with(case: CaseStudy) -> QuerySet:
    """Return the shared collections in which a case study stands, as rows beside counts."""
    found = Collection.objects.filter(pk__in=holding(case).values("pk")).order_by()
    columns = {
        "what": Value("collection"),
        "number": Cast("pk", CharField()),
        "count": Value(0),
        "own": Value(0),
    }
    return found.annotate(**columns).values_list("what", "number", "title", "count", "own")


def _said(counts: Mapping[str, int]) -> str:
    parts = [_counted(kind, counts[kind]) for kind in Kind if counts.get(kind)]
    return f"{'; '.join(parts)}." if parts else ""


def _counted(kind: str, count: int) -> str:
    one, many = SAID[kind]
    return one if count == 1 else many.format(count)
