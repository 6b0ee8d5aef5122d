"""Whether a figure's movement is more than chance: control charts."""

import django_filters
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema

from metrics.api.addresses import checked
from metrics.api.answers import (
    Answer,
    AreaFilter,
    Question,
    asked_by,
    one_area,
    one_measure,
    one_treatment_function,
)
from metrics.compute.measures import MEASURES
from metrics.filters import SeriesAsked
from metrics.presenters.answers import control_chart
from metrics.presenters.dots import asked_for
from metrics.presenters.series import lines
from metrics.serializers.answers import ControlChartSerializer


class ControlChartQuestion(Question):
    area: AreaFilter = one_area()
    measure = one_measure()
    treatment_function = one_treatment_function()
    month = django_filters.CharFilter(
        required=False, help_text="The last month to show, as 2025-05: the newest, if none is named."
    )
    baseline = django_filters.CharFilter(
        required=False, help_text="Each phase's limits from its first so many months, 12 or more."
    )
    screen = django_filters.CharFilter(
        required=False, help_text="no: single large jumps count in the limits. yes, if it is not named."
    )


@extend_schema(tags=["control charts"], parameters=asked_by(ControlChartQuestion))
class ControlChart(Answer):
    """One measure of one area, month by month, with its mean, limits and the rules that mark a special cause.

    Limits start anew at breaks of series and where somebody had them worked out afresh: each such phase says why.
    """

    filterset_class = ControlChartQuestion
    serializer_class = ControlChartSerializer

    def answer(self, asked: dict) -> dict:
        area, measure = asked["area"], MEASURES[asked["measure"]]
        series = checked(SeriesAsked(asked | {"function": asked["treatment_function"]}))
        function, month = series.cleaned_data["function"], series.cleaned_data["month"]
        drawn = lines(area, measure, function, month=month, options=series.options)
        if drawn.own.empty:
            raise Http404(f"No month has figures of {area} here.")
        address = reverse("area-measure", args=[area.code, measure.slug])
        shown = asked_for(drawn.months[-1], function) + series.options.query
        return control_chart(drawn) | {"url": self.page(address + shown)}
