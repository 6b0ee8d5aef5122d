"""What protects people, to look at: nothing here is repaired."""

from safety.administration import ViewAdmin
from safety.models import AuditEntry, Upload


class AuditEntryAdmin(ViewAdmin):
    list_display = ("number", "at", "by", "role", "act", "about", "area")
    list_filter = ("act",)
    search_fields = ("=about", "=by")
    search_help_text = "Like post:31, or a person’s number"


class UploadAdmin(ViewAdmin):
    list_display = ("name", "kind", "purpose", "size", "state", "owner", "created_at")
    list_filter = ("state", "purpose")
    list_select_related = ("owner",)
    exclude = ("place",)


ADMINS = {AuditEntry: AuditEntryAdmin, Upload: UploadAdmin}
