"""Posts, threads and names before moderators, as tests need them."""

from django.db import transaction

from accounts.models import User
from forum.actions.moderation import content
from forum.actions.moderation.deciding import Why
from forum.actions.reporting import report
from forum.actions.review import open_item
from forum.models import Post, Reason, ReviewEvent, ReviewItem, Thread
from tests.factories import member, moderator, post, thread

WHY = Why(reason=Reason.OFF_TOPIC, words="Please keep to theatres.", private_note="Third time")
SECRET = "Zebra crossings"  # stands in texts that must not be seen


def waiting(
    state: str = "held", *, because: str = "first posts", is_opening: bool = False, **fields
) -> ReviewItem:
    """Return the review of a post in a state, with the secret in its text."""
    held_because = because if state == "held" else ""
    of_post = {"text": f"{SECRET} slow us down.", "state": state, "held_because": held_because} | fields
    if is_opening:
        made = thread(of_post.pop("author", None), title=f"{SECRET}?", **of_post).posts.get()
    else:
        made = post(thread(), of_post.pop("author", None), **of_post)
    return opened(made, because)


def opened(made: Post, because: str = "first posts") -> ReviewItem:
    with transaction.atomic():
        return open_item(post=made, because=because)


def reported(*, reason: str = Reason.SPAM, by: User | None = None, **target) -> ReviewItem:
    """Return the review of what somebody reported: a new post unless told."""
    target = target or {"post": post(thread())}
    return report(by=by or member(), reason=reason, words="See the last line.", **target).item


def hidden(by: User | None = None, **fields) -> ReviewEvent:
    """Return the decision that hid a post."""
    item = waiting("published", **fields)
    return content.hide(item=item, by=by or moderator(), version=item.version, why=WHY)


def latest(item: ReviewItem) -> dict:
    """Return an item as it is now with its version, as decisions take both."""
    item = ReviewItem.objects.get(pk=item.pk)
    return {"item": item, "version": item.version}


def thread_reported(**fields) -> ReviewItem:
    made: Thread = thread(**fields)
    return reported(thread=made)
