"""What the forum keeps about a person: their part of what they may download."""

from uuid import UUID

from django.utils import timezone

from accounts.actions.closing import when_closing
from accounts.models import User
from accounts.personal_data import part_of_export, says_what_files_belong_to
from forum.models import Attachment, ReviewEvent, Revision


@when_closing
def names_taken_away(user: User) -> int:
    """Erase what the record keeps of a person's name; returns how many rows held something."""
    return ReviewEvent.objects.filter(item__person=user).erase(timezone.now())


@part_of_export("discussions")
def discussions(user: User) -> list[dict]:
    """Return all that a person posted, held and removed too."""
    fields = ("thread__title", "number", "text", "state", "created_at", "published_at")
    return list(user.posts.order_by("pk").values(*fields))


@says_what_files_belong_to
def files_of_posts(user: User) -> dict[UUID, str]:
    """Return the post that each of a person's files hangs on."""
    hung = Attachment.objects.filter(upload__owner=user)
    rows = hung.values_list("upload_id", "post__number", "post__thread__title", "caption")
    return {
        key: f"post {number} of the discussion “{title}”"
        + (f", where you said “{caption}”" if caption else "")
        for key, number, title, caption in rows
    }


@part_of_export("versions")
def versions(user: User) -> list[dict]:
    """Return the versions of their own posts that they wrote themselves, not what others made of them."""
    written = Revision.objects.filter(post__author=user, by=user).order_by("pk")
    return list(written.values("post_id", "number", "title", "text", "at", "note"))


@part_of_export("reports")
def reports(user: User) -> list[dict]:
    """Return what a person reported to moderators, and what came of it."""
    return list(
        user.reports_made.order_by("pk").values("reason", "words", "outcome", "made_at", "decided_at")
    )


@part_of_export("appeals")
def appeals(user: User) -> list[dict]:
    """Return a person's appeals against decisions, and how they were answered."""
    fields = ("words", "state", "answer", "made_at", "answered_at")
    return list(user.appeals.order_by("pk").values(*fields))
