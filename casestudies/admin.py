"""The register of technologies and shared collections, to repair; case studies and adoption, to look at."""

from django.db.models import Q, QuerySet
from django.http import HttpRequest

from casestudies.models import (
    Adoption,
    Alias,
    CaseEvent,
    CaseStudy,
    Collection,
    CollectionEntry,
    FundingYear,
    NiceGuidance,
    Proposal,
    StageEvent,
    Technology,
    TechnologyFunction,
)
from safety.administration import RepairAdmin, ViewAdmin

SEEN_BY_STAFF = Q(is_shared=True) | Q(state__in=Collection.MODERATED)


class TechnologyAdmin(RepairAdmin):
    """What it is called in addresses stays, and whether it is listed has a page that asks why."""

    list_display = ("name", "kind", "state", "supplier", "is_demonstration")
    list_filter = ("state", "kind", "is_demonstration")
    search_fields = ("name", "slug")
    repairable = ("name", "summary", "kind", "supplier", "procurement", "standards", "evidence_level")


class AliasAdmin(RepairAdmin):
    list_display = ("name", "technology")
    list_select_related = ("technology",)
    search_fields = ("name", "technology__name")
    repairable = ("name",)
    addable = ("technology", "name")


class TechnologyFunctionAdmin(RepairAdmin):
    list_display = ("technology", "treatment_function")
    list_select_related = ("technology",)
    search_fields = ("technology__name",)
    repairable = ("treatment_function",)
    addable = ("technology", "treatment_function")


class NiceGuidanceAdmin(RepairAdmin):
    list_display = ("technology", "type", "number", "recommendation", "published")
    list_filter = ("type", "recommendation")
    list_select_related = ("technology",)
    search_fields = ("technology__name",)
    repairable = ("type", "number", "recommendation", "published")
    addable = ("technology", *repairable)


class FundingYearAdmin(RepairAdmin):
    list_display = ("technology", "year", "criteria")
    list_filter = ("year",)
    list_select_related = ("technology",)
    search_fields = ("technology__name",)
    repairable = ("year", "criteria")
    addable = ("technology", *repairable)


class CaseStudyAdmin(ViewAdmin):
    list_display = ("title", "home", "kind", "state", "held_because", "changed_at")
    list_filter = ("state", "kind")
    list_select_related = ("home",)
    search_fields = ("title", "home__code")


class CaseEventAdmin(ViewAdmin):
    list_display = ("case", "act", "by", "at")
    list_filter = ("act",)
    list_select_related = ("case", "by")


class AdoptionAdmin(ViewAdmin):
    list_display = ("area", "technology", "setting", "stage", "since", "state")
    list_filter = ("stage", "state")
    list_select_related = ("area", "technology")
    search_fields = ("area__code", "technology__name")


class StageEventAdmin(ViewAdmin):
    list_display = ("adoption", "number", "stage", "day", "by", "at")
    list_filter = ("stage",)
    list_select_related = ("adoption__area", "adoption__technology", "by")


class ProposalAdmin(ViewAdmin):
    list_display = ("area", "technology", "by", "state", "made_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("area", "technology", "by", "decided_by")


class CollectionAdmin(RepairAdmin):
    """Shared ones, and what moderators took away: what somebody keeps for themselves is nobody else's."""

    list_display = ("title", "owner", "state", "is_shared", "changed_at")
    list_filter = ("state", "is_demonstration")
    list_select_related = ("owner",)
    search_fields = ("title",)
    repairable = ("title", "about")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Collection]:
        return super().get_queryset(request).filter(SEEN_BY_STAFF)


class CollectionEntryAdmin(RepairAdmin):
    list_display = ("collection", "case", "technology", "position")
    list_select_related = ("collection", "case", "technology")
    search_fields = ("collection__title",)
    repairable = ("note",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CollectionEntry]:
        seen = Collection.objects.filter(SEEN_BY_STAFF).values("pk")
        return super().get_queryset(request).filter(collection__in=seen)


ADMINS = {
    Technology: TechnologyAdmin,
    Alias: AliasAdmin,
    TechnologyFunction: TechnologyFunctionAdmin,
    NiceGuidance: NiceGuidanceAdmin,
    FundingYear: FundingYearAdmin,
    CaseStudy: CaseStudyAdmin,
    CaseEvent: CaseEventAdmin,
    Adoption: AdoptionAdmin,
    StageEvent: StageEventAdmin,
    Proposal: ProposalAdmin,
    Collection: CollectionAdmin,
    CollectionEntry: CollectionEntryAdmin,
}
