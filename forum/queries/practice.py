"""Practice beside figures: what is published of case studies and adoption, the same for every reader."""

from collections.abc import Collection
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser
from django.db.models import Count, Q, prefetch_related_objects

from casestudies.models import Adoption, CaseStudy, Technology
from casestudies.models.vocabulary import IN_USE
from casestudies.presenters.naming import named
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.models import Area

SHOWN = 5
MOST_RECORDS = 200


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
    """Return the published case studies of areas, each with its area's code: about a treatment function, or about no
    one in particular; of any function where that of all is asked for. The newest first; one query."""
    found = CaseStudy.objects.published().filter(areas__code__in=codes)
    if function != ALL_FUNCTIONS:
        about = (function, ALL_FUNCTIONS)
        found = found.filter(Q(functions__treatment_function__in=about) | Q(functions__isnull=True))
    rows = found.order_by("-published_at", "-pk").distinct()
    told = rows.values_list("areas__code", "pk", "title", "is_demonstration")[:MOST_RECORDS]
    return [
        (code, CaseStudy(pk=pk, title=title, is_demonstration=made_up)) for code, pk, title, made_up in told
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
    """Return the published case studies of areas, once an area, the newest first. Four queries."""
    found = CaseStudy.objects.published().filter(areas__code__in=codes).defer("answers", "html").distinct()
    rows = found.order_by("-published_at", "-pk").prefetch_related("areas", "functions", "outcomes")
    return [
        CaseOn(
            area=area.code,
            title=named(case),
            address=case.get_absolute_url(),
            functions=frozenset(one.treatment_function for one in case.functions.all()),
            outcomes=frozenset((one.measure, one.treatment_function) for one in case.outcomes.all()),
        )
        for case in rows[:MOST_RECORDS]
        for area in case.areas.all()
        if area.code in codes
    ]


def records_on(codes: Collection[str]) -> list[Adoption]:
    """Return the same as `records_of`, with the treatment functions of each. Three queries."""
    found = records_of(codes)
    prefetch_related_objects(found, "functions", "technology__functions")
    return found


def records_of(codes: Collection[str]) -> list[Adoption]:
    """Return what everybody may read of adoption in areas, by their codes, the newest first; one query."""
    seen = Adoption.objects.visible_to(AnonymousUser()).filter(area__code__in=codes)
    return list(seen.select_related("area", "technology")[:MOST_RECORDS])


def in_use(records: Collection[Adoption]) -> list[Adoption]:
    """Return the records of what is in use."""
    return [one for one in records if one.stage in IN_USE]
