"""Published figures."""

from drf_spectacular.utils import extend_schema
from rest_framework import generics
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.api.addresses import checked
from metrics.api.kept import OfFigures
from metrics.compute.waits import FIGURE_COLUMNS
from metrics.filters import FigureFilters
from metrics.models import Figure
from metrics.presenters.figure_rows import figure_rows
from metrics.serializers.figures import FigureSerializer


@extend_schema(tags=["figures"])
class FigureList(OfFigures, generics.ListAPIView):
    """Published figures of areas, treatment functions and months, with every measure.

    Ask for at least one area or a month. Figures count pathways, not people. Null is not known or too few to
    compare; it is never zero.
    """

    serializer_class = FigureSerializer
    filterset_class = FigureFilters
    queryset = (
        Figure.objects.filter(figure_set__published__isnull=False)
        .select_related("area", "figure_set__release")
        .only(
            *("treatment_function", *FIGURE_COLUMNS, "area__code", "area__short_name", "figure_set__month"),
            *("figure_set__release__sha256", "figure_set__release__is_demonstration"),
        )
        .order_by("figure_set__month", "area__code", "treatment_function")
    )

    def list(self, request: Request) -> Response:
        asked = checked(FigureFilters(request.query_params, self.get_queryset()))
        page: list[Figure] = self.paginate_queryset(asked.qs)
        rows = figure_rows(page, asked.form.cleaned_data["measure"])
        return self.get_paginated_response(self.get_serializer(rows, many=True).data)
