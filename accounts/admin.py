"""People and what belongs to them. Roles, membership and restrictions have pages of their own: here they are shown."""

from allauth.account.models import EmailAddress
from django.http import HttpRequest

from accounts.models import Claim, EmailDomain, Lead, Letter, Notice, Restriction, User
from safety.administration import RepairAdmin, ViewAdmin


class UserAdmin(RepairAdmin):
    list_display = ("email", "name", "is_active", "is_moderator", "is_superuser", "closed_at")
    list_filter = ("is_active", "is_moderator", "is_superuser")
    search_fields = ("email", "name")
    ordering = ("email",)
    repairable = ("name", "job_role", "is_active")

    def has_change_permission(self, request: HttpRequest, obj: User | None = None) -> bool:
        """Say whether a person's row may be repaired: what is left of a closed account stays as it is."""
        return super().has_change_permission(request, obj) and not (obj and obj.closed_at)


class EmailAddressAdmin(RepairAdmin):
    list_display = ("email", "user", "verified", "primary")
    list_filter = ("verified",)
    list_select_related = ("user",)
    search_fields = ("email",)
    repairable = ("verified",)


class EmailDomainAdmin(RepairAdmin):
    list_display = ("domain", "organisation", "includes_subdomains")
    search_fields = ("domain", "organisation")
    repairable = ("organisation", "includes_subdomains")


class ClaimAdmin(ViewAdmin):
    list_display = ("user", "area", "state", "claimed_at", "decided_at", "decided_by")
    list_filter = ("state",)
    list_select_related = ("user", "area", "decided_by")
    search_fields = ("user__email", "area__code")


class LeadAdmin(ViewAdmin):
    list_display = ("user", "area", "appointed_at", "appointed_by", "ended_at")
    list_select_related = ("user", "area", "appointed_by")
    search_fields = ("user__email", "area__code")


class RestrictionAdmin(ViewAdmin):
    list_display = ("user", "kind", "starts", "until", "by", "lifted_at")
    list_filter = ("kind",)
    list_select_related = ("user", "by")
    search_fields = ("user__email",)


class NoticeAdmin(ViewAdmin):
    list_display = ("subject", "user", "at", "read_at")
    list_select_related = ("user",)
    search_fields = ("user__email", "subject")


class LetterAdmin(ViewAdmin):
    """Emails and what became of them. Their text holds secret links: it is shown to nobody."""

    list_display = ("id", "kind", "user", "state", "attempts", "error", "queued_at", "ended_at")
    list_filter = ("state", "kind")
    list_select_related = ("user",)
    search_fields = ("user__email", "to")
    exclude = ("text",)


ADMINS = {
    User: UserAdmin,
    EmailAddress: EmailAddressAdmin,
    EmailDomain: EmailDomainAdmin,
    Claim: ClaimAdmin,
    Lead: LeadAdmin,
    Restriction: RestrictionAdmin,
    Notice: NoticeAdmin,
    Letter: LetterAdmin,
}
