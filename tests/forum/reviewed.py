"""Posts, threads and names before moderators, as tests need them."""

from collections.abc import Callable

import pytest
from django.db import transaction
from django.db.models import Model

from accounts.models import User
from forum.actions.moderation import content, merging, threads
from forum.actions.moderation.deciding import DecisionRefused, Why
from forum.actions.reporting import report
from forum.actions.review import open_item
from forum.models import Post, Reason, ReviewEvent, ReviewItem, Thread
from tests.factories import member, moderator, post, thread

WHY = Why(reason=Reason.OFF_TOPIC, words="Please keep to theatres.", private_note="Third time")
SECRET = "Zebra crossings"  # stands in texts that must not be seen
EXTRA = {
    "edit": {"text": "Theatres start late.", "note": "Took a word out"},
    "split": {"title": "Start times"},
}
# What each decision makes of what is seen at once, a record or a collection, by its state; None where it is refused.
OF_WHAT_IS_SEEN = {
    "published": {
        "keep": "published",
        "hide": "hidden",
        "return": None,
        "remove": "removed",
        "ignore": "published",
    },
    "hidden": {"keep": "published", "hide": None, "return": None, "remove": "removed", "ignore": None},
    "removed": {"keep": "published", "hide": None, "return": None, "remove": None, "ignore": None},
    "erased": {"keep": None, "hide": None, "return": None, "remove": None, "ignore": None},
}


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


def carry_out(act: str, item: ReviewItem, by=None, **more) -> ReviewEvent:
    """Take a decision about an item as it is now, as another moderator unless told."""
    done_by = {"merge": merging} | dict.fromkeys(["split", "lock", "move"], threads)
    asked = latest(item) | {"by": by or moderator(), "why": WHY} | EXTRA.get(act, {}) | more
    return getattr(done_by.get(act, content), act)(**asked)


def fresh(row: Model) -> Model:
    """Return a row as it is now."""
    return type(row).objects.get(pk=row.pk)


# What is decided about case studies, records and collections alike.
DECIDE: dict[str, Callable[..., ReviewEvent]] = {
    "keep": content.keep,
    "hide": content.hide,
    "return": content.return_for_changes,
    "remove": content.remove,
    "ignore": content.ignore,
}


def check_decided(item: ReviewItem, found: Model, act: str, to: str | None) -> None:
    """Decide about something that was reported: it is to be in a state then; None: it is refused and stays."""
    before, was = ReviewEvent.objects.count(), fresh(found).state
    if to is None:
        with pytest.raises(DecisionRefused):
            DECIDE[act](**latest(item), by=moderator(), why=WHY)
        assert (fresh(found).state, ReviewEvent.objects.count()) == (was, before)
    else:
        DECIDE[act](**latest(item), by=moderator(), why=WHY)
        assert fresh(found).state == to
        assert not item.reports.open().exists()


def thread_reported(**fields) -> ReviewItem:
    made: Thread = thread(**fields)
    return reported(thread=made)
