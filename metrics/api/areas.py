"""Areas: what they are, what they belong to, and what came before and after them."""

from django.db.models import Prefetch
from drf_spectacular.utils import extend_schema
from rest_framework import generics

from metrics.api.addresses import Address
from metrics.filters import AreaFilters
from metrics.models import Area, Membership, Population, Succession
from metrics.serializers.areas import AreaDetailSerializer, AreaSerializer


@extend_schema(tags=["areas"])
class AreaList(Address, generics.ListAPIView):
    """England, its regions, integrated care boards and sub-ICB locations, and the providers; of now and of before."""

    serializer_class = AreaSerializer
    filterset_class = AreaFilters
    queryset = Area.objects.order_by("code")


@extend_schema(tags=["areas"])
class AreaDetail(Address, generics.RetrieveAPIView):
    """One area with what it is a part of, its parts, what came before and after it, and its populations."""

    serializer_class = AreaDetailSerializer
    lookup_field = "code"
    queryset = Area.objects.prefetch_related(
        Prefetch("memberships", Membership.objects.select_related("parent").order_by("start", "pk")),
        Prefetch("parts", Membership.objects.select_related("child").order_by("child__code", "start")),
        Prefetch("successions", Succession.objects.select_related("successor").order_by("successor__code")),
        Prefetch(
            "precursors", Succession.objects.select_related("predecessor").order_by("predecessor__code")
        ),
        Prefetch("populations", Population.objects.order_by("source", "date")),
    )
