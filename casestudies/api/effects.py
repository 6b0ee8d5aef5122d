"""What the figures say of what began: did it work?"""

import django_filters
from django.db.models import QuerySet
from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.api.readers import OfReaders
from casestudies.api.adoption import one_technology
from casestudies.models import MeasuredEffect
from casestudies.presenters.effects.rows import effect_row, effect_whole
from casestudies.queries.effects import standing
from casestudies.serializers.effects import EffectDetailSerializer, EffectSerializer
from metrics.api.addresses import checked
from metrics.api.answers import AreaFilter, Question, asked_by
from metrics.compute.effects.choosing import VERDICTS
from metrics.compute.measures import MEASURES
from metrics.models import Area

MOST = 2**31 - 1  # what a column of numbers holds
WHOLE = {"required": False, "min_value": 1, "max_value": MOST, "decimal_places": 0}


class EffectsAsked(Question):
    verdict = django_filters.ChoiceFilter(
        choices=[(one, one) for one in VERDICTS], required=False, help_text="What the figures say."
    )
    measure = django_filters.ChoiceFilter(
        choices=[(slug, one.title) for slug, one in MEASURES.items()],
        required=False,
        help_text="The name of a measure.",
    )
    technology = one_technology()
    area = AreaFilter(required=False, help_text="The code of an area: with its parts.")
    adoption_record = django_filters.NumberFilter(**WHOLE, help_text="The number of a record of adoption.")
    case_study = django_filters.NumberFilter(**WHOLE, help_text="The number of a case study.")


@extend_schema(tags=["effects"], parameters=asked_by(EffectsAsked))
class EffectList(OfReaders, generics.ListAPIView):
    """The last answer of the figures to each question about what began, the latest starts first.

    What is associated with a start, and how surely. No answer shows that the start caused it.
    """

    serializer_class = EffectSerializer
    filterset_class = EffectsAsked
    filter_backends = ()
    queryset = MeasuredEffect.objects.all()

    def filter_queryset(self, found: QuerySet[MeasuredEffect]) -> QuerySet[MeasuredEffect]:
        asked = checked(EffectsAsked(self.request.query_params, Area.objects.none())).form.cleaned_data
        of = {"adoption": asked["adoption_record"], "case": asked["case_study"]}
        return standing(self.request.user, asked).filter(**{name: pk for name, pk in of.items() if pk})

    def list(self, request: Request) -> Response:
        page = self.paginate_queryset(self.filter_queryset(self.get_queryset()))
        rows = [effect_row(one) for one in page]
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


@extend_schema(tags=["effects"])
class EffectDetail(OfReaders, generics.RetrieveAPIView):
    """One answer of the figures: the estimate, its interval, the method, what to know, and the figures by month."""

    serializer_class = EffectDetailSerializer
    queryset = MeasuredEffect.objects.all()

    def get_queryset(self) -> QuerySet[MeasuredEffect]:
        seen = MeasuredEffect.objects.visible_to(self.request.user)
        return seen.select_related("area", "adoption__area", "adoption__technology", "case")

    def get_object(self) -> dict:
        found = super().get_object()
        if found.measured is None:
            raise Http404(f"{found.measure} is computed here no longer.")
        return effect_whole(found)
