"""Practice beside figures: what is published of case studies and adoption, the same for every reader."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, F, Q, QuerySet, Window, prefetch_related_objects
from django.db.models.functions import RowNumber
from django.utils import timezone

from casestudies.models import Adoption, CaseFunction, CaseStudy, Technology
from casestudies.models.vocabulary import IN_USE
from casestudies.presenters.naming import named
from casestudies.queries.technologies import near, public_adoption
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.models import Area

SHOWN = 5
MOST_RECORDS = 200
MOST_EACH = 30  # of an area


def newest_cases(*, areas: Collection[Area] | None = None, measure: str = "") -> list[CaseStudy]:
    """Return the newest published case studies: of any of some areas, with a claim on a measure; one query."""
    found = CaseStudy.objects.published().select_related("home").defer("answers", "html")
    if measure:
        found = found.filter(outcomes__measure=measure)
    if areas is not None:
        found = found.filter(Q(home__in=areas) | Q(areas__in=areas))
    return list(found.order_by("-published_at", "-pk").distinct()[:SHOWN])


def technologies_on(measure: str) -> list[Technology]:
    """Return the technologies of published case studies that claim a measure, with how many of these name each
    (`named_in`), the most named first; one query."""
    claiming = Q(case_studies__state=CaseStudy.State.PUBLISHED, case_studies__outcomes__measure=measure)
    named = Technology.objects.listed().annotate(
        named_in=Count("case_studies", filter=claiming, distinct=True)
    )
    return list(named.filter(named_in__gt=0).order_by("-named_in", "name")[:SHOWN])


def cases_by_area(codes: Collection[str], function: str) -> list[tuple[str, CaseStudy]]:
    """Return the newest published case studies of each area, with its code: about a treatment function, or about no
    one in particular; of any function where that of all is asked for. The newest first; one query."""
    found = CaseStudy.objects.published().filter(areas__code__in=codes)
    if function != ALL_FUNCTIONS:
        told = CaseFunction.objects.values("case")
        about = told.filter(treatment_function__in=(function, ALL_FUNCTIONS))
        found = found.filter(Q(pk__in=about) | ~Q(pk__in=told))
    rows = _newest_each(found, "areas__code", "-published_at")
    return [
        (code, CaseStudy(pk=pk, title=title, is_demonstration=made_up))
        for code, pk, title, made_up in rows.values_list("areas__code", "pk", "title", "is_demonstration")
    ]


@dataclass(frozen=True)
class CaseOn:
    """A published case study of an area, and what it is about. `outcomes`: measures with treatment functions."""

    area: str
    title: str
    address: str
    functions: frozenset[str]
    outcomes: frozenset[tuple[str, str]]


def cases_on(codes: Collection[str]) -> list[CaseOn]:
    """Return the newest published case studies of each area, the newest first. Three queries."""
    found = CaseStudy.objects.published().filter(areas__code__in=codes).defer("answers", "html")
    rows = _newest_each(found.annotate(code=F("areas__code")), "areas__code", "-published_at")
    return [
        CaseOn(
            area=case.code,
            title=named(case),
            address=case.get_absolute_url(),
            functions=frozenset(one.treatment_function for one in case.functions.all()),
            outcomes=frozenset((one.measure, one.treatment_function) for one in case.outcomes.all()),
        )
        for case in rows.prefetch_related("functions", "outcomes")
    ]


def used_ahead_with_functions(codes: Collection[str], own: Area) -> list[Adoption]:
    """Return the same as `used_ahead`, with the treatment functions of each. Three queries."""
    found = used_ahead(codes, own)
    prefetch_related_objects(found, "functions", "technology__functions")
    return found


def used_ahead(codes: Collection[str], own: Area) -> list[Adoption]:
    """Return the newest public records of each area of what it uses and an own area, its parts and its board have not
    told that they use; one query."""
    ours = near([own], timezone.localdate()).in_use().values("technology")
    theirs = public_adoption().in_use().filter(area__code__in=codes).exclude(technology__in=ours)
    return list(_newest_each(theirs, "area", "-since").select_related("area", "technology"))


def _newest_each(rows: QuerySet, area: str, newest: str) -> QuerySet:
    """Return the newest rows of each area, so that none is left out because others tell more."""
    place = Window(RowNumber(), partition_by=[F(area)], order_by=[newest, "-pk"])
    return rows.annotate(place=place).filter(place__lte=MOST_EACH).order_by(newest, "-pk")


def records_of(codes: Collection[str]) -> list[Adoption]:
    """Return what everybody may read of adoption in areas, by their codes, the newest first; one query."""
    seen = Adoption.objects.visible_to(AnonymousUser()).filter(area__code__in=codes)
    return list(seen.select_related("area", "technology")[:MOST_RECORDS])


def in_use(records: Collection[Adoption]) -> list[Adoption]:
    """Return the records of what is in use."""
    return [one for one in records if one.stage in IN_USE]
