"""Putting before moderators what nobody reported: one of them saw it."""

from django.db import transaction

from accounts.models import User
from forum.actions.moderation.deciding import OwnContent
from forum.actions.review import note
from forum.models import Post, ReviewEvent, ReviewItem, Thread
from forum.models.moderation import BY_A_MODERATOR
from safety import audit


@transaction.atomic
def open_review(*, by: User, post: Post | None = None, thread: Thread | None = None) -> ReviewItem:
    """Return the review of a post or of a thread as it is, made where there is none. Raises OwnContent."""
    if (post or thread).author_id == by.pk:
        raise OwnContent
    item, is_new = ReviewItem.objects.get_or_create(
        post=post, thread=thread, defaults={"because": BY_A_MODERATOR}
    )
    if is_new:
        note(item, ReviewEvent.Act.OPENED, by=by, facts=BY_A_MODERATOR)
        audit.record(act="open review", by=by, about=post or thread, area=item.area_code, review=item.pk)
    return item
