"""Every area on one measure, ranked."""

import django_filters
from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema

from metrics.api.addresses import checked
from metrics.api.answers import Answer, Question, asked_by, one_measure, one_treatment_function
from metrics.compute.measures import MEASURES
from metrics.filters import RankingAsked
from metrics.models import Area
from metrics.presenters.answers import ranks
from metrics.presenters.ranking import ranking
from metrics.queries import published_months
from metrics.serializers.answers import RanksSerializer

RANKED = [kind for kind in Area.Kind.choices if kind[0] != Area.Kind.ENGLAND]


class RanksQuestion(Question):
    measure = one_measure()
    kind = django_filters.ChoiceFilter(
        choices=RANKED, required=False, help_text="A kind of area. ICBs, if none is named."
    )
    treatment_function = one_treatment_function()
    month = django_filters.CharFilter(
        required=False, help_text="A month, as 2025-05: the newest, if none is named."
    )
    boundaries = django_filters.ChoiceFilter(
        choices=[("then", "Of that month"), ("now", "Of today")],
        required=False,
        help_text="now: the areas of today. Those of that month, if it is not named.",
    )


@extend_schema(tags=["ranks"], parameters=asked_by(RanksQuestion))
class Ranks(Answer):
    """Every area of a kind on one measure in one month: its value, its 95% interval, its rank, and what is more than
    chance."""

    filterset_class = RanksQuestion
    serializer_class = RanksSerializer

    def answer(self, asked: dict) -> dict:
        months = published_months()
        if not months:
            raise Http404("No figures are published yet.")
        names = {"level": "kind", "function": "treatment_function"}
        given = asked | {name: asked[ours] for name, ours in names.items()}
        choice = checked(RankingAsked(given, months)).choice
        measure = MEASURES[asked["measure"]]
        address = f"{reverse('measure', args=[measure.slug])}?{choice.query}"
        return ranks(ranking(measure, choice)) | {"url": self.page(address)}
