"""Addresses that answer one question whole: a head that says what was found, and every row of it in `results`."""

import django_filters
from django import forms
from django.core.exceptions import ValidationError
from drf_spectacular.utils import OpenApiParameter
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.api.addresses import Address, checked
from metrics.compute.extract import TREATMENT_FUNCTIONS
from metrics.compute.measures import MEASURES
from metrics.filters import StrictForm
from metrics.models import Area

MOST_SHOWN = 20  # characters of what was asked for in vain


class AreaField(forms.CharField):
    """A code; cleaned to its area."""

    def clean(self, value: str | None) -> Area | None:
        code = super().clean(value)
        area = Area.objects.filter(code=code).first() if code else None
        if code and area is None:
            raise ValidationError("Not known here: %(code)s.", params={"code": code[:MOST_SHOWN]})
        return area


class AreaFilter(django_filters.CharFilter):
    field_class = AreaField


def one_area() -> AreaFilter:
    return AreaFilter(required=True, help_text="The code of an area, as 03R.")


def one_measure() -> django_filters.ChoiceFilter:
    choices = [(slug, measure.title) for slug, measure in MEASURES.items()]
    return django_filters.ChoiceFilter(choices=choices, required=True, help_text="The name of a measure.")


def one_treatment_function() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        choices=list(TREATMENT_FUNCTIONS.items()),
        help_text="The code of a treatment function. C_999, the total of the others, if none is named.",
    )


class Question(django_filters.FilterSet):
    """What may be asked of an answer: filters that choose what is worked out, not rows."""

    class Meta:
        form = StrictForm


class Answer(Address, generics.GenericAPIView):
    """A question's answer. `answer` gets what was asked, checked, and returns what the serializer writes."""

    filter_backends = ()
    pagination_class = None

    def get(self, request: Request) -> Response:
        asked = checked(self.filterset_class(request.query_params, Area.objects.none()))
        return Response(self.get_serializer(self.answer(asked.form.cleaned_data)).data)

    def page(self, address: str) -> str:
        """Return the full address of a page of the site."""
        return self.request.build_absolute_uri(address)


def _choices(one: django_filters.Filter) -> list[str] | None:
    """Return what can be chosen, where that is known before anybody asks."""
    choices = one.extra.get("choices")
    return None if choices is None or callable(choices) else [value for value, _ in choices]


def asked_by(question: type[Question]) -> list[OpenApiParameter]:
    """Return the filters of a question as the schema tells of them."""
    return [
        OpenApiParameter(
            name,
            str,
            required=one.extra["required"],
            description=one.extra["help_text"],
            enum=_choices(one),
        )
        for name, one in question.base_filters.items()
    ]
