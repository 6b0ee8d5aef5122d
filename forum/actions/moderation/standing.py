"""How a thread stands: pinned above others, slowed down, or closed since it goes on in another thread."""

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from forum.actions.moderation.deciding import Act, DecisionRefused, NotFromHere, Why, settle
from forum.actions.moderation.places import held_threads
from forum.actions.moderation.threads import NoOtherThread, held_thread
from forum.models import Post, ReviewEvent, ReviewItem, Thread
from forum.models.discussions import minutes_in_words


class AsSlowAlready(DecisionRefused):
    def __init__(self):
        super().__init__("The thread is as slow as that already. Choose another time.")


class NotReadByAll(DecisionRefused):
    def __init__(self):
        super().__init__("Not everybody who reads this thread may read that one. Choose another.")


@transaction.atomic
def pin(*, item: ReviewItem, by: User, version: int, why: Why, is_pinned: bool = True) -> ReviewEvent:
    """Let a thread stand at the top of its category, or among the others again. Raises DecisionRefused."""
    item, thread = held_thread(item, by, version)
    if (thread.pinned_at is not None) == is_pinned:
        raise NotFromHere("pinned" if is_pinned else "not pinned")
    thread.pinned_at = timezone.now() if is_pinned else None
    thread.save(update_fields=["pinned_at"])
    return settle(item, Act.PINNED if is_pinned else Act.UNPINNED, by=by, why=why)


@transaction.atomic
def slow(*, item: ReviewItem, by: User, version: int, why: Why, minutes: int) -> ReviewEvent:
    """Let each person wait some minutes between two replies to a thread; 0: none. Raises DecisionRefused."""
    item, thread = held_thread(item, by, version)
    if thread.slow_minutes == minutes:
        raise AsSlowAlready if minutes else NotFromHere("not slowed down")
    before = {"was": thread.slow_minutes, "now": minutes}
    thread.slow_minutes = minutes
    thread.save(update_fields=["slow_minutes"])
    facts = f"Each person waits {minutes_in_words(minutes)} between two replies" if minutes else ""
    act = Act.SLOWED if minutes else Act.UNSLOWED
    return settle(item, act, by=by, why=why, facts=facts, before=before)


@transaction.atomic
def close_as_duplicate(*, item: ReviewItem, by: User, version: int, why: Why, into: Thread) -> ReviewEvent:
    """Lock a thread that goes on in another, and let it show where. Raises DecisionRefused."""
    item, thread = held_thread(item, by, version)
    if thread.duplicate_of_id is not None:
        raise NotFromHere("closed as a duplicate")
    both = held_threads(thread, into)
    if len(both) < 2 or not _may_go_on_in(both[into.pk]):
        raise NoOtherThread
    if not Thread.objects.filter(pk=into.pk).read_like(thread, or_more=True).exists():
        raise NotReadByAll
    before = {"locked": thread.is_locked, "of": into.pk}
    thread.is_locked, thread.duplicate_of = True, into
    thread.save(update_fields=["is_locked", "duplicate_of"])
    return settle(item, Act.DUPLICATE, by=by, why=why, facts=f"Of thread {into.pk}", before=before)


def _may_go_on_in(thread: Thread) -> bool:
    """Say whether what others ask again goes on in a thread: one that members read, and that is no duplicate itself."""
    return (
        thread.duplicate_of_id is None and thread.posts.filter(number=1, state=Post.State.PUBLISHED).exists()
    )
