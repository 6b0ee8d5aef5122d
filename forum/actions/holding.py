"""Whether what somebody wrote is held for a moderator before others see it, and why."""

from accounts.models import User
from accounts.permissions import is_on_staff
from forum.models import Post
from safety.guard import HOLD, scan, worst

FIRST_POSTS = "first posts"
PATIENT_DATA = "patient data"
CHANGED_AS_ASKED = "changed as asked"
ENOUGH_APPROVED = 3


def reason_to_hold(author: User | None, *texts: str) -> str:
    """Return why a post of these texts is held: "" when it is not."""
    if has_patient_data(*texts):
        return PATIENT_DATA
    return FIRST_POSTS if is_new(author) else ""


def has_patient_data(*texts: str) -> bool:
    return worst(map(scan, texts)) == HOLD


def is_new(author: User | None) -> bool:
    """Say whether somebody's posts wait for approval still: fewer than three of theirs are published."""
    if author is None or is_on_staff(author):
        return False
    return Post.objects.published().filter(author=author).count() < ENOUGH_APPROVED


def texts_of(post: Post) -> tuple[str, ...]:
    """Return all that a person wrote for a post: the title too where it opens its thread."""
    return (post.thread.title, post.text) if post.is_opening else (post.text,)


def patient_data_in(post: Post) -> list[str]:
    """Return what holds a post back, in words for its author alone: they quote it."""
    return [
        f"{found.words}: “{text[found.start : found.end]}”"
        for text in texts_of(post)
        for found in scan(text).of(HOLD)
    ]
