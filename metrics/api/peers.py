"""Areas like an area, and which of them do better."""

from datetime import date

import django_filters
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils import timezone
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError

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
from metrics.filters import MonthFilter
from metrics.models import Area
from metrics.presenters import answers
from metrics.presenters.peers.asked import PeersAsked, PeriodAsked
from metrics.presenters.peers.better import Question as WhoDoesBetter
from metrics.presenters.peers.better import better_view
from metrics.presenters.peers.group import IN_WORDS, KINDS, PeerGroup, address, areas_like, peer_group
from metrics.queries import months_of, place_of
from metrics.serializers.answers import BetterPeersSerializer, PeersSerializer

SOURCE = "What areas are like: NHS England, “Similar 10” inputs of 2021, MIT licence."


class PeersQuestion(Question):
    area: AreaFilter = one_area()
    peers = django_filters.CharFilter(
        required=False,
        help_text="Codes of areas chosen by hand, separated by commas; the ten most similar, if none is named.",
    )


# How much each variable counts, as the page of peers asks for it.
PeersQuestion.declared_filters |= {
    f"w_{name}": django_filters.CharFilter(
        required=False, help_text=f"How much this counts, from 0 to 100: {variable.words}."
    )
    for name, variable in IN_WORDS.items()
}


class SimilarQuestion(PeersQuestion):
    month = MonthFilter(
        required=False,
        help_text="A month, as 2025-05: among the areas of then. The newest, if none is named.",
    )


class BetterQuestion(PeersQuestion):
    measure = one_measure()
    treatment_function = one_treatment_function()


# `from` is a word of Python's, so it cannot be written among the others.
BetterQuestion.base_filters |= {
    "from": django_filters.CharFilter(
        required=False, help_text="The first month, as 2024-06: twelve in all, if none is named."
    ),
    "to": django_filters.CharFilter(
        required=False, help_text="The last month: the newest, if none is named."
    ),
}


@extend_schema(tags=["peers"], parameters=asked_by(SimilarQuestion))
class Peers(Answer):
    """The areas most like an area, with how far each is from it and what that comes from.

    Nothing about waits goes into the choice. Areas are sub-ICB locations or integrated care boards.
    """

    filterset_class = SimilarQuestion
    serializer_class = PeersSerializer

    def answer(self, asked: dict) -> dict:
        area = with_peers(asked["area"])
        months = months_of(area)
        day = asked["month"] or (months[-1] if months else None) or area.closed or timezone.localdate()
        group = group_on(area, day, self.request.query_params)
        month = [("month", f"{asked['month']:%Y-%m}")] if asked["month"] else []
        page = address(reverse("peers", args=[area.code]), *month, *group.choice.asked)
        return answers.peers(group) | {"url": self.page(page), "source": SOURCE}


@extend_schema(tags=["peers"], parameters=asked_by(BetterQuestion))
class BetterPeers(Answer):
    """Which other areas do better than an area on a measure over a period, by how much, how steadily, and whether
    they are like it."""

    filterset_class = BetterQuestion
    serializer_class = BetterPeersSerializer

    def answer(self, asked: dict) -> dict:
        area = with_peers(asked["area"])
        months = months_of(area)
        if not months:
            raise Http404("No figures are published yet.")
        period = checked(PeriodAsked(asked | {"function": asked["treatment_function"]}, months))
        first, last = period.period
        question = WhoDoesBetter(MEASURES[asked["measure"]], period.chosen("function"), first, last)
        group = group_on(area, last, self.request.query_params)
        page = address(reverse("better-peers", args=[area.code]), *question.asked, *group.choice.asked)
        return answers.better_peers(better_view(group, question)) | {"url": self.page(page)}


def with_peers(area: Area) -> Area:
    """Return an area itself. Raises ValidationError where nobody says which areas are like it."""
    if area.kind not in KINDS:
        raise ValidationError({"area": ["Peers are known of integrated care boards and sub-ICB locations."]})
    return area


def group_on(area: Area, day: date, asked: QueryDict) -> PeerGroup:
    """Return whom an area is compared with on a day. Raises ValidationError with what is wrong, by name."""
    areas = areas_like(area, place_of(area, day).day)
    return peer_group(area, areas, checked(PeersAsked(asked, area, areas)).choice)
