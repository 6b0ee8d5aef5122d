"""Questions to the register of technologies, and to who does what with each."""

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Count, Exists, IntegerField, Max, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from accounts.models.readers import Someone
from casestudies.models import Adoption, Alias, CaseStudy, NiceGuidance, Technology, TechnologyFunction
from casestudies.models.vocabulary import ENDED, IN_USE, Stage
from metrics.models import Area, Membership

BEFORE_USE = (Stage.CONSIDERING, Stage.PLANNED)
ON_THE_SIDE = (Stage.PAUSED, *ENDED)
BELONGING = ("aliases", "functions", "guidance", "funding_years")


def public_adoption() -> QuerySet[Adoption]:
    """Return the records that everybody reads: what is counted, drawn and compared."""
    return Adoption.objects.filter(state=Adoption.State.PUBLISHED, technology__state=Technology.State.LISTED)


def records_of(technology: Technology) -> QuerySet[Adoption]:
    """Return the public records of a technology with their areas and stages, at three queries."""
    own = public_adoption().filter(technology=technology)
    return own.select_related("area").prefetch_related("events", "functions")


def records_version(technology: Technology) -> str:
    """Return a mark of a technology's public records: another one once any of them is otherwise."""
    found = (
        public_adoption()
        .filter(technology=technology)
        .aggregate(number=Count("pk", distinct=True), changed=Max("changed_at"), newest=Max("events"))
    )
    return f"{found['number']}:{found['changed'] and found['changed'].timestamp()}:{found['newest']}"


def register_version() -> str:
    """Return a mark of what is listed and of how many case studies each has: another one once it says otherwise."""
    listed = Technology.objects.listed().aggregate(number=Count("pk"), changed=Max("changed_at"))
    public = CaseStudy.technologies.through.objects.filter(casestudy__state__in=CaseStudy.PUBLIC)
    studies = public.order_by("technology").values_list("technology").annotate(Count("pk"))
    return f"{listed['number']}:{listed['changed'] and listed['changed'].timestamp()}:{list(studies)}"


def studies_of(technology: Technology) -> QuerySet[CaseStudy]:
    """Return the case studies of a technology that everybody reads."""
    return CaseStudy.objects.filter(technologies=technology, state__in=CaseStudy.PUBLIC)


def near(areas: Iterable[Area], day: date) -> QuerySet[Adoption]:
    """Return the public records of areas, of what they are part of, and of their parts, on a day."""
    ids = [area.pk for area in areas]
    today = Membership.objects.filter(Q(start=None) | Q(start__lte=day), Q(end=None) | Q(end__gte=day))
    above = today.filter(child__in=ids, parent__kind=Area.Kind.ICB).values("parent")
    below = today.filter(parent__in=ids).values("child")
    found = public_adoption().filter(Q(area__in=ids) | Q(area__in=above) | Q(area__in=below))
    return found.select_related("area")


def whole(technologies: QuerySet[Technology]) -> QuerySet[Technology]:
    """Return technologies with all that the register says of each, at four queries more."""
    return technologies.prefetch_related(*BELONGING)


def counted(technologies: QuerySet[Technology]) -> QuerySet[Technology]:
    """Return technologies with `areas_using`, `areas_before`, `areas_ended` and `studies`, all of what is public."""
    return technologies.annotate(
        areas_using=_areas_at(IN_USE),
        areas_before=_areas_at(BEFORE_USE),
        areas_ended=_areas_at(ENDED),
        studies=_number(CaseStudy.technologies.through.objects.filter(casestudy__state__in=CaseStudy.PUBLIC)),
    )


def _areas_at(stages: Collection[str]) -> Coalesce:
    records = Adoption.objects.filter(state=Adoption.State.PUBLISHED, stage__in=stages)
    return _number(records, of="area")


def _number(rows: QuerySet, of: str = "pk") -> Coalesce:
    found = rows.filter(technology=OuterRef("pk")).order_by().values("technology")
    return Coalesce(
        Subquery(
            found.annotate(number=Count(of, distinct=True)).values("number"), output_field=IntegerField()
        ),
        0,
    )


def called(words: str) -> Q:
    """Return the condition that a technology’s names, summary and supplier have every one of `words`."""
    condition = Q()
    for word in words.split():
        alias = Exists(Alias.objects.filter(technology=OuterRef("pk"), name__icontains=word))
        own = Q(name__icontains=word) | Q(summary__icontains=word) | Q(supplier__icontains=word)
        condition &= own | Q(alias)
    return condition


def recommended(recommendation: str) -> Q:
    """Return the condition that NICE says this of a technology; that it says nothing for `unreviewed`."""
    guidance = NiceGuidance.objects.filter(technology=OuterRef("pk"))
    if recommendation == "unreviewed":
        return ~Q(Exists(guidance))
    return Q(Exists(guidance.filter(recommendation=recommendation)))


def used_in(function: str) -> Q:
    """Return the condition that a technology is used in a treatment function."""
    return Q(
        Exists(TechnologyFunction.objects.filter(technology=OuterRef("pk"), treatment_function=function))
    )


def somewhere_at(stage: str) -> Q:
    """Return the condition that some area is at a stage with a technology."""
    return Q(Exists(public_adoption().filter(technology=OuterRef("pk"), stage=stage)))


def proposals_waiting(user: Someone) -> int:
    """Return how many proposals for the register wait for a person to decide: none that they made."""
    waiting = Technology.objects.visible_to(user).filter(state=Technology.State.PROPOSED)
    return waiting.exclude(proposed_by=user.pk).count()


def facets_of(technologies: QuerySet[Technology]) -> list[tuple[int, str, str]]:
    """Return what can be asked of technologies, as number, facet and value: one query."""
    ids = technologies.order_by().values("pk")
    adoption = public_adoption().filter(technology__in=ids).order_by()
    rows = [
        technologies.order_by().values_list("pk", Value("kind"), "kind"),
        technologies.order_by().values_list("pk", Value("state"), "state"),
        _facet(NiceGuidance.objects.filter(technology__in=ids), "nice", "recommendation"),
        _facet(TechnologyFunction.objects.filter(technology__in=ids), "function", "treatment_function"),
        _facet(adoption, "stage", "stage"),
    ]
    return list(rows[0].union(*rows[1:]))


def _facet(rows: QuerySet, name: str, column: str) -> QuerySet:
    return rows.order_by().values_list("technology", Value(name), column)
