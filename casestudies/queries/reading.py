"""What the page of a case study reads from the database, at a constant number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BooleanField,
    CharField,
    Exists,
    ExpressionWrapper,
    F,
    Manager,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
)
from django.urls import reverse

from accounts.models import User
from accounts.models.membership import parts_below, wholes_above
from accounts.models.readers import Someone, is_one_of, members
from casestudies.models import Adoption, Authorship, CaseFile, CaseStudy, MeasuredEffect, Outcome, StageEvent
from casestudies.models.vocabulary import IN_USE, Stage
from metrics.models import Area


def case_for(user: Someone) -> QuerySet[CaseStudy]:
    """Return the case studies that a person may read, each with all that its page shows.

    Asked with it: whether it `has_files`; `is_read_by_member`, whether they are a member or on the staff;
    `is_read_by_author`, whether they wrote it; `is_read_by_its_own`, whether they wrote it, lead its board or are on
    the staff, and so may have more to do with it than read it; `last_effect`, the number of the last answer of the
    figures about what it claims.
    """
    staff = Q(is_one_of(user, User.objects.on_staff()))
    wrote = Q(Exists(Authorship.objects.filter(case=OuterRef("pk"), person=user.pk)))
    led = Q(home__in=user.areas_led()) if user.is_authenticated else Q(pk__in=[])
    answers = MeasuredEffect.objects.filter(case=OuterRef("pk")).order_by("-pk")
    found = CaseStudy.objects.visible_to(user).select_related("home")
    return found.annotate(
        is_read_by_member=_said(staff | Q(is_one_of(user, members()))),
        is_read_by_author=_said(wrote),
        is_read_by_its_own=_said(staff | wrote | led),
        last_effect=Subquery(answers.values("pk")[:1]),
        has_files=Exists(CaseFile.objects.filter(case=OuterRef("pk"))),
    ).prefetch_related(
        Prefetch("outcomes", Outcome.objects.select_related("area")),
    )


def _said(condition: Q) -> ExpressionWrapper:
    return ExpressionWrapper(condition, output_field=BooleanField())


@dataclass(frozen=True)
class About:
    """What a case study is about. `areas` and `technologies`: pairs of a name and what its address is made of; codes of
    treatment functions and of what stood in the way. Each in order."""

    areas: Sequence[tuple[str, str]]
    technologies: Sequence[tuple[str, str]]
    functions: Sequence[str]
    barriers: Sequence[str]


def about_of(case: CaseStudy) -> About:
    """Return what a case study is about. One query."""
    rows = _named("area", case.areas, "short_name", "code").union(
        _named("technology", case.technologies, "name", "slug"),
        _named("function", case.functions, "treatment_function", "treatment_function"),
        _named("barrier", case.barriers, "barrier", "barrier"),
        all=True,
    )
    found: dict[str, list[tuple[str, str]]] = {}
    for kind, name, code in sorted(rows, key=lambda row: (row[1].lower(), row[2])):
        found.setdefault(kind, []).append((name, code))
    return About(
        areas=found.get("area", []),
        technologies=found.get("technology", []),
        functions=[code for _, code in found.get("function", [])],
        barriers=[code for _, code in found.get("barrier", [])],
    )


def _named(kind: str, related: Manager, name: str, code: str) -> QuerySet:
    columns = {"_kind": Value(kind, output_field=CharField()), "_name": F(name), "_code": F(code)}
    return related.order_by().annotate(**columns).values_list(*columns)


@dataclass(frozen=True)
class Began:
    """Something else that began: where, when, what, its address, and the codes of the functions that it names."""

    area: str
    day: date
    what: str
    address: str
    functions: frozenset[str] = frozenset()


def began_between(
    first: date, last: date, *, area_ids: set[int], besides: CaseStudy | None = None
) -> list[Began]:
    """Return which other published case studies and adoptions began in areas, their boards or parts; oldest first.

    They are those that everybody may read. One query.
    """
    areas = _related(area_ids)
    cases = CaseStudy.objects.visible_to(AnonymousUser()).filter(
        started__range=(first, last),
        pk__in=CaseStudy.areas.through.objects.filter(area__in=areas).values("casestudy"),
    )
    events = StageEvent.objects.filter(
        adoption__in=Adoption.objects.visible_to(AnonymousUser()),
        adoption__area__in=areas,
        day__range=(first, last),
        stage__in=IN_USE,
    )
    other_cases = cases.exclude(pk=besides.pk) if besides else cases
    rows = _as_rows(other_cases, "home", "functions", day="started", what="title").union(
        _as_rows(
            events,
            "adoption__area",
            "adoption__functions",
            day="day",
            what="adoption__technology__name",
            stage="stage",
            slug="adoption__technology__slug",
        ),
        all=True,
    )
    found: dict[tuple, set[str]] = {}
    for function, *row in rows:
        found.setdefault(tuple(row), set()).add(function)
    began = (_began(*row, functions - {None}) for row, functions in found.items())
    return sorted(began, key=lambda one: (one.day, one.what))


def _as_rows(
    found: QuerySet, area: str, functions: str, *, day: str, what: str, stage: str = "", slug: str = ""
) -> QuerySet:
    """Return rows of one shape, one a function that each names: it, the number, where, when, what, stage and slug."""
    columns = {
        "_area": F(f"{area}__short_name"),
        "_day": F(day),
        "_what": F(what),
        "_stage": F(stage) if stage else Value("", output_field=CharField()),
        "_slug": F(slug) if slug else Value("", output_field=CharField()),
    }
    named = F(f"{functions}__treatment_function")
    return found.order_by().annotate(_function=named, **columns).values_list("_function", "pk", *columns)


def _began(pk: int, area: str, day: date, what: str, stage: str, slug: str, functions: set[str]) -> Began:
    if slug:
        what, address = f"{what}: {Stage(stage).label.lower()}", reverse("technology", args=[slug])
    else:
        what, address = f"“{what}”", reverse("case-study-number", args=[pk])
    return Began(area, day, what, address, frozenset(functions))


def _related(area_ids: set[int]) -> QuerySet[Area]:
    """Return areas, what they are part of, and their parts."""
    above = wholes_above(area_ids).filter(parent__kind=Area.Kind.ICB)
    return Area.objects.filter(Q(pk__in=area_ids) | Q(pk__in=above) | Q(pk__in=parts_below(area_ids)))
