"""What members write and what was decided about it, to look at. Moderators decide on pages of their own."""

from forum.models import Appeal, Erasure, Merge, Post, Report, ReviewEvent, ReviewItem, Revision, Thread
from safety.administration import RepairAdmin, ViewAdmin


class ThreadAdmin(RepairAdmin):
    """What a thread is about may be repaired; its counts, when they went astray."""

    list_display = ("id", "title", "author", "area", "replies", "is_locked", "last_post_at")
    list_filter = ("is_locked",)
    list_select_related = ("author", "area")
    search_fields = ("title",)
    repairable = ("measure", "treatment_function", "replies", "last_post_at")


class PostAdmin(ViewAdmin):
    list_display = ("id", "thread", "number", "author", "state", "created_at")
    list_filter = ("state",)
    list_select_related = ("thread", "author")
    exclude = ("html",)


class RevisionAdmin(ViewAdmin):
    list_display = ("post", "number", "by", "at")
    list_select_related = ("post", "by")


class ReviewItemAdmin(ViewAdmin):
    list_display = ("id", "post", "thread", "person", "because", "status", "claimed_by", "opened_at")
    list_filter = ("status",)
    list_select_related = ("post", "thread", "person", "claimed_by")


class ReportAdmin(ViewAdmin):
    list_display = ("item", "by", "reason", "outcome", "made_at")
    list_filter = ("reason", "outcome")
    list_select_related = ("item", "by")


class ReviewEventAdmin(ViewAdmin):
    list_display = ("item", "act", "by", "reason", "at")
    list_filter = ("act",)
    list_select_related = ("item", "by")


class AppealAdmin(ViewAdmin):
    list_display = ("decision", "by", "state", "made_at", "answered_by")
    list_filter = ("state",)
    list_select_related = ("decision", "by", "answered_by")


class ErasureAdmin(ViewAdmin):
    list_display = ("post", "why", "state", "proposed_by", "decided_by", "proposed_at")
    list_filter = ("state",)
    list_select_related = ("post__thread", "proposed_by", "decided_by")


class MergeAdmin(ViewAdmin):
    list_display = ("thread", "into", "at")
    list_select_related = ("thread", "into")


ADMINS = {
    Thread: ThreadAdmin,
    Post: PostAdmin,
    Revision: RevisionAdmin,
    ReviewItem: ReviewItemAdmin,
    Report: ReportAdmin,
    ReviewEvent: ReviewEventAdmin,
    Appeal: AppealAdmin,
    Merge: MergeAdmin,
    Erasure: ErasureAdmin,
}
