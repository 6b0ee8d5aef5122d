"""Measures, as the registry holds them."""

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics

from metrics.api.addresses import Address
from metrics.compute.measures import MEASURES, Measure
from metrics.serializers.measures import MeasureSerializer


@extend_schema(tags=["measures"])
class MeasureList(Address, generics.ListAPIView):
    """Every measure: what it is, how it is computed, which way is better, and what to know when reading it."""

    serializer_class = MeasureSerializer
    filter_backends = ()

    def get_queryset(self) -> list[Measure]:
        return list(MEASURES.values())


@extend_schema(tags=["measures"])
class MeasureDetail(Address, generics.RetrieveAPIView):
    """One measure."""

    serializer_class = MeasureSerializer

    def get_object(self) -> Measure:
        try:
            return MEASURES[self.kwargs["slug"]]
        except KeyError:
            raise Http404("There is no such measure.") from None
