"""The read-only API: areas, measures and figures, as JSON and as CSV."""

import json
from functools import lru_cache

import pandas as pd
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from django_filters.utils import translate_validation
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.exceptions import ValidationError
from rest_framework.pagination import PageNumberPagination
from rest_framework.renderers import BaseRenderer, JSONRenderer
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.compute.measures import MEASURES, Measure
from metrics.exports import csv_text
from metrics.filters import AreaFilters, FigureFilters, StrictForm
from metrics.models import Area, Figure, Membership, Population, Succession
from metrics.presenters.api_docs import documented
from metrics.presenters.figure_rows import figure_rows
from metrics.serializers import AreaDetailSerializer, AreaSerializer, FigureSerializer, MeasureSerializer


class CsvRenderer(BaseRenderer):
    """Rows as CSV. What an object holds becomes columns of its own; a list becomes its items or JSON."""

    media_type = "text/csv"
    format = "csv"

    def render(self, data, accepted_media_type=None, renderer_context=None) -> str:
        if renderer_context["response"].exception:
            rows = [{"field": field, "problem": problem} for field, problem in data.items()]
        else:
            rows = data.get("results", [data])
        table = pd.DataFrame([_flat(row) for row in rows])
        return csv_text(table) if len(table.columns) else ""


def _flat(row: dict) -> dict:
    cells = {}
    for name, value in row.items():
        cells |= value if isinstance(value, dict) else {name: _cell(value)}
    return cells


def _cell(value: object) -> object:
    if isinstance(value, list):
        return "; ".join(value) if all(isinstance(item, str) for item in value) else json.dumps(value)
    return value


class Pages(PageNumberPagination):
    """Pages of 100, or of up to 1,000 when asked. Headers say what CSV cannot: the total, and the next page."""

    page_size = 100
    page_size_query_param = "page_size"
    max_page_size = 1000

    def get_page_size(self, request: Request) -> int:
        asked = request.query_params.get(self.page_size_query_param, str(self.page_size))
        if not (asked.isascii() and asked.isdigit() and 1 <= int(asked) <= self.max_page_size):
            raise ValidationError({self.page_size_query_param: [f"Must be from 1 to {self.max_page_size}."]})
        return int(asked)

    def get_paginated_response(self, data: list) -> Response:
        response = super().get_paginated_response(data)
        response["X-Total-Count"] = self.page.paginator.count
        if following := self.get_next_link():
            response["Link"] = f'<{following}>; rel="next"'
        return response


class ReadOnly(generics.GenericAPIView):
    """What every address of the API has in common."""

    # Everything here is public, so nobody is asked who they are.
    authentication_classes = ()
    renderer_classes = (JSONRenderer, CsvRenderer)
    pagination_class = Pages

    def initial(self, request: Request, *args, **kwargs) -> None:
        super().initial(request, *args, **kwargs)
        if not hasattr(self, "filterset_class"):
            _checked(StrictForm(request.query_params))


def _checked(asked):
    """Return a form or a set of filters that holds nothing wrong; else answer 400 with what is, by name."""
    if not asked.is_valid():
        raise translate_validation(asked.errors)
    return asked


@extend_schema(tags=["areas"])
class AreaList(ReadOnly, generics.ListAPIView):
    """England, its regions, integrated care boards and sub-ICB locations, and the providers; of now and of before."""

    serializer_class = AreaSerializer
    filterset_class = AreaFilters
    queryset = Area.objects.order_by("code")


@extend_schema(tags=["areas"])
class AreaDetail(ReadOnly, generics.RetrieveAPIView):
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


@extend_schema(tags=["measures"])
class MeasureList(ReadOnly, generics.ListAPIView):
    """Every measure: what it is, how it is computed, which way is better, and what to know when reading it."""

    serializer_class = MeasureSerializer
    filter_backends = ()

    def get_queryset(self) -> list[Measure]:
        return list(MEASURES.values())


@extend_schema(tags=["measures"])
class MeasureDetail(ReadOnly, generics.RetrieveAPIView):
    """One measure."""

    serializer_class = MeasureSerializer

    def get_object(self) -> Measure:
        try:
            return MEASURES[self.kwargs["slug"]]
        except KeyError:
            raise Http404("There is no such measure.") from None


@extend_schema(tags=["figures"])
class FigureList(ReadOnly, generics.ListAPIView):
    """Published figures of areas, treatment functions and months, with every measure.

    Ask for at least one area or a month. Figures count pathways, not people. Null is not known or too few to
    compare; it is never zero.
    """

    serializer_class = FigureSerializer
    filterset_class = FigureFilters
    queryset = (
        Figure.objects.filter(figure_set__published__isnull=False)
        .select_related("area", "figure_set__release")
        .order_by("figure_set__month", "area__code", "treatment_function")
    )

    def list(self, request: Request) -> Response:
        asked = _checked(FigureFilters(request.query_params, self.get_queryset()))
        page: list[Figure] = self.paginate_queryset(asked.qs)
        rows = figure_rows(page, asked.form.cleaned_data["measure"])
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)


@require_safe
def docs(request: HttpRequest) -> HttpResponse:
    """Show the schema as a page to read."""
    return render(
        request,
        "metrics/api_docs.html",
        {
            "links": [("Home", reverse("home"))],
            "addresses": documented(_schema()),
            "root": reverse("api-areas"),
        },
    )


@lru_cache(maxsize=1)
def _schema() -> dict:
    """Return the OpenAPI schema, which only a new version of the code can change."""
    return SchemaGenerator().get_schema(request=None, public=True)
