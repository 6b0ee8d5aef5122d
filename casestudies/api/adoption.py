"""Who does what with which technology."""

import django_filters
from django.db.models import OuterRef, QuerySet, Subquery
from drf_spectacular.utils import extend_schema
from rest_framework import generics

from accounts.api.readers import OfReaders
from accounts.models.readers import Someone
from casestudies.forms.adoption.asked import HELP
from casestudies.models import Adoption, CaseStudy, Technology
from casestudies.models.vocabulary import Barrier, Stage
from casestudies.permissions.adoption import may_see_versions
from casestudies.queries.adoption import records
from casestudies.serializers.adoption import RecordSerializer
from metrics.api.addresses import checked
from metrics.api.answers import AreaFilter, Question, asked_by
from metrics.models import Area


def technologies_listed() -> list[tuple[str, str]]:
    return list(Technology.objects.listed().values_list("slug", "name"))


def one_technology() -> django_filters.ChoiceFilter:
    return django_filters.ChoiceFilter(
        choices=technologies_listed, required=False, help_text="A technology, as its address has it."
    )


class RecordsAsked(Question):
    area = AreaFilter(
        required=False, help_text="The code of an area: with its parts and with what it took over from."
    )
    technology = one_technology()
    stage = django_filters.ChoiceFilter(choices=Stage.choices, required=False, help_text="A stage.")
    reason = django_filters.ChoiceFilter(
        choices=Barrier.choices, required=False, help_text="Why it was ever stopped or declined."
    )
    help = django_filters.ChoiceFilter(
        choices=HELP, required=False, help_text="Whether they want help with it, or offer it."
    )


def shown_to(found: QuerySet[Adoption], user: Someone) -> QuerySet[Adoption]:
    """Return records with all that the API writes of each, at a constant number of queries."""
    source = CaseStudy.objects.visible_to(user).filter(pk=OuterRef("source")).order_by()
    seen = found.select_related("area", "technology").annotate(source_seen=Subquery(source.values("pk")[:1]))
    return seen.prefetch_related("functions", "events", "ratings")


class OfRecords(OfReaders):
    serializer_class = RecordSerializer
    queryset = Adoption.objects.all()

    def get_serializer_context(self) -> dict:
        return super().get_serializer_context() | {"is_member": may_see_versions(self.request.user)}


@extend_schema(tags=["adoption"], parameters=asked_by(RecordsAsked))
class RecordList(OfRecords, generics.ListAPIView):
    """What areas do with technologies, the newest stages first, with every stage that each went through."""

    filterset_class = RecordsAsked
    filter_backends = ()

    def filter_queryset(self, found: QuerySet[Adoption]) -> QuerySet[Adoption]:
        asked = checked(RecordsAsked(self.request.query_params, Area.objects.none()))
        user = self.request.user
        return shown_to(records(user, asked.form.cleaned_data), user)


@extend_schema(tags=["adoption"])
class RecordDetail(OfRecords, generics.RetrieveAPIView):
    """One record of adoption."""

    def get_queryset(self) -> QuerySet[Adoption]:
        return shown_to(Adoption.objects.visible_to(self.request.user), self.request.user)
