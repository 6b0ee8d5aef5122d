"""Case studies."""

from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError

from accounts.api.readers import OfReaders
from casestudies.filters.cases import BEGAN, FACETS, CaseFilters, Facet
from casestudies.filters.searches import asked_for
from casestudies.models import CaseStudy
from casestudies.presenters.case_page import cited
from casestudies.queries.effects import newest_about
from casestudies.queries.reading import about_of, case_for
from casestudies.serializers.cases import CaseDetailSerializer, CaseSerializer
from metrics.api.addresses import checked
from metrics.filters import ABOUT_THE_ANSWER

CHOSEN = ("q", *(facet.name for facet in FACETS), *BEGAN)


def _told_of(facet: Facet) -> OpenApiParameter:
    return OpenApiParameter(
        facet.name,
        str,
        many=True,
        enum=list(facet.choices) if facet.choices else None,
        description=f"{facet.label}. Named several times, any of these.",
    )


FILTERS = [
    OpenApiParameter("q", str, description="Words that they have."),
    *map(_told_of, FACETS),
    *(
        OpenApiParameter(name, str, description=f"{label}: a month, as 2025-05.")
        for name, label in BEGAN.items()
    ),
]


@extend_schema(tags=["case studies"], parameters=FILTERS)
class CaseList(OfReaders, generics.ListAPIView):
    """Published case studies, the newest first: what areas did, and what came of it; attempts that did not work too."""

    serializer_class = CaseSerializer
    filterset_class = CaseFilters
    filter_backends = ()
    queryset = (
        CaseStudy.objects.published()
        .select_related("home")
        .prefetch_related("areas", "functions", "technologies")
        .defer("answers", "html")
    )

    def filter_queryset(self, cases: QuerySet[CaseStudy]) -> QuerySet[CaseStudy]:
        asked = self.request.query_params
        unknown = [name for name in asked if name not in CHOSEN and name not in ABOUT_THE_ANSWER]
        if unknown:
            known = f"There is no such filter here. Known: {', '.join(CHOSEN)}."
            raise ValidationError({name: [known] for name in unknown})
        return checked(CaseFilters(asked_for(asked))).filter_queryset(cases)


@extend_schema(tags=["case studies"])
class CaseDetail(OfReaders, generics.RetrieveAPIView):
    """One case study: its answers, what it claims to have changed, and the answers of the figures about that.

    Whom to ask is told to members alone.
    """

    serializer_class = CaseDetailSerializer
    queryset = CaseStudy.objects.all()

    def get_object(self) -> CaseStudy:
        case = case_for(self.request.user).filter(pk=self.kwargs["pk"]).first()
        if case is None:
            raise Http404("There is no such case study that you may read.")
        about = about_of(case)
        case.barrier_codes = about.barriers
        case.effect_numbers = [one.pk for one in newest_about(case) if one.measured]
        address = self.request.build_absolute_uri(case.get_absolute_url())
        case.citation = cited(case, about, address) if case.state in CaseStudy.PUBLIC else None
        return case
