"""The register of technologies, and what figures did where each came into use."""

from django.db.models import QuerySet
from django.urls import reverse
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.readers import OfReaders
from casestudies.filters.technologies import TechnologyFilters
from casestudies.models import Technology
from casestudies.presenters.effects.rows import together_rows
from casestudies.queries.technologies import counted, whole
from casestudies.serializers.effects import DidItWorkSerializer
from casestudies.serializers.technologies import TechnologySerializer
from metrics.api.addresses import checked
from metrics.filters import StrictForm


class StrictTechnologyFilters(TechnologyFilters):
    """The filters of the register's page; a name that is none of them is refused."""

    class Meta(TechnologyFilters.Meta):
        form = StrictForm


FILTERS = [
    OpenApiParameter(
        name,
        str,
        enum=[value for value, _ in one.extra["choices"]] if "choices" in one.extra else None,
        description=f"{one.label}.",
    )
    for name, one in StrictTechnologyFilters.base_filters.items()
]


@extend_schema(tags=["technologies"], parameters=FILTERS)
class TechnologyList(OfReaders, generics.ListAPIView):
    """Technologies of the register: what each is, what NICE says of it, and how many areas do what with it."""

    serializer_class = TechnologySerializer
    filterset_class = StrictTechnologyFilters
    filter_backends = ()
    queryset = Technology.objects.listed()

    def filter_queryset(self, technologies: QuerySet[Technology]) -> QuerySet[Technology]:
        user = self.request.user
        seen = Technology.objects.visible_to(user)
        asked = checked(
            StrictTechnologyFilters(self.request.query_params, seen, sees_proposals=user.is_authenticated)
        )
        found = asked.qs if asked.form.cleaned_data.get("state") else asked.qs.listed()
        return whole(counted(found)).order_by("slug")


class OneTechnology(OfReaders):
    lookup_field = "slug"
    queryset = Technology.objects.listed()

    def get_queryset(self) -> QuerySet[Technology]:
        return whole(counted(Technology.objects.visible_to(self.request.user)))


@extend_schema(tags=["technologies"])
class TechnologyDetail(OneTechnology, generics.RetrieveAPIView):
    """One technology."""

    serializer_class = TechnologySerializer


@extend_schema(tags=["effects"])
class DidItWork(OneTechnology, generics.GenericAPIView):
    """What the figures did where a technology came into use, a row an area, and all areas of a kind together.

    It is associated with the starts; it does not show that they caused it.
    """

    serializer_class = DidItWorkSerializer

    def get(self, request: Request, slug: str) -> Response:
        found = self.get_object()
        url = request.build_absolute_uri(reverse("technology-effects", args=[found.slug]))
        answer = {"technology": found.slug, "name": found.name, "url": url}
        return Response(self.get_serializer(answer | together_rows(found)).data)
