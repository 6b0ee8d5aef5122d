"""Areas, which may be repaired, and what was published and done with figures, to look at."""

from metrics.models import (
    Area,
    FigureSet,
    Membership,
    Population,
    Publication,
    PublishedMonth,
    Rebase,
    Refresh,
    Release,
    Succession,
)
from safety.administration import RepairAdmin, ViewAdmin


class AreaAdmin(RepairAdmin):
    """Loading the reference tables again puts back what they say."""

    list_display = ("code", "short_name", "kind", "opened", "closed")
    list_filter = ("kind",)
    search_fields = ("code", "name")
    repairable = ("name", "short_name", "ons_code", "opened", "closed", "note")


class MembershipAdmin(RepairAdmin):
    list_display = ("child", "parent", "start", "end")
    list_select_related = ("child", "parent")
    search_fields = ("child__code", "parent__code")
    repairable = ("start", "end")
    addable = ("child", "parent", "start", "end")


class SuccessionAdmin(RepairAdmin):
    list_display = ("predecessor", "successor", "date", "kind")
    list_select_related = ("predecessor", "successor")
    search_fields = ("predecessor__code", "successor__code")
    repairable = ("date", "kind")
    addable = ("predecessor", "successor", "date", "kind")


class PopulationAdmin(RepairAdmin):
    list_display = ("area", "source", "date", "people")
    list_filter = ("source",)
    list_select_related = ("area",)
    search_fields = ("area__code",)
    repairable = ("people",)
    addable = ("area", "source", "date", "people")


class ReleaseAdmin(ViewAdmin):
    list_display = ("month", "file_name", "rows", "revised", "received_at", "received_by")
    list_select_related = ("received_by",)


class FigureSetAdmin(ViewAdmin):
    list_display = ("id", "month", "state", "created_at", "release")
    list_filter = ("state",)
    list_select_related = ("release",)


class PublishedMonthAdmin(ViewAdmin):
    list_display = ("month", "figure_set")
    list_select_related = ("figure_set",)


class PublicationAdmin(ViewAdmin):
    list_display = ("id", "month", "kind", "by", "at", "reason")
    list_filter = ("kind",)
    list_select_related = ("by",)


class RefreshAdmin(ViewAdmin):
    list_display = ("id", "kind", "month", "state", "attempts", "requested_by", "created_at", "finished_at")
    list_filter = ("kind", "state")
    list_select_related = ("requested_by",)


class RebaseAdmin(ViewAdmin):
    list_display = ("area", "measure", "treatment_function", "month", "set_by", "set_at", "withdrawn_at")
    list_select_related = ("area", "set_by")
    search_fields = ("area__code", "measure")


ADMINS = {
    Area: AreaAdmin,
    Membership: MembershipAdmin,
    Succession: SuccessionAdmin,
    Population: PopulationAdmin,
    Release: ReleaseAdmin,
    FigureSet: FigureSetAdmin,
    PublishedMonth: PublishedMonthAdmin,
    Publication: PublicationAdmin,
    Refresh: RefreshAdmin,
    Rebase: RebaseAdmin,
}
