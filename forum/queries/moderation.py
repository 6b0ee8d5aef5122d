"""What waits for moderators, and what they need to know to decide."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from accounts.models import Restriction, User
from accounts.permissions import Someone, is_member
from forum.models import Appeal, Erasure, Post, Report, ReviewEvent, ReviewItem, Thread
from forum.models.discussions import ThreadQuerySet
from forum.models.moderation import ReviewItemQuerySet

ITEMS_A_PAGE = 25
LATELY = timedelta(days=30)
AROUND = 2
LAST_DECISIONS = 10
MOST_LISTED = 50
MOST_FOUND = 10


def queue(
    *,
    kind: str = "",
    because: str = "",
    claimed: str = "",
    for_administrators: bool = False,
    is_decided: bool = False,
    by_age: bool = False,
    user: User,
) -> ReviewItemQuerySet:
    """Return what waits, or what was decided, with how many reports are open: the most pressing or the oldest first.

    `claimed`: "free" for what nobody claimed, "mine" for what this person claimed, "others" for the rest.
    """
    now = timezone.now()
    items = (
        ReviewItem.objects.exclude(status=ReviewItem.Status.PENDING)
        if is_decided
        else ReviewItem.objects.waiting()
    )
    if kind:
        items = items.of_kind(kind)
    if because:
        items = items.filter(because=because)
    if for_administrators:
        items = items.for_administrators()
    if claimed:
        items = _claimed(items, claimed, user, now)
    items = items.with_targets().annotate(open_reports=Count("reports", filter=Q(reports__outcome="")))
    if is_decided:
        return items.order_by("-decided_at", "-pk")
    return items.longest_waiting_first() if by_age else items.most_pressing_first()


def _claimed(items: ReviewItemQuerySet, claimed: str, user: User, now: datetime) -> ReviewItemQuerySet:
    if claimed == "free":
        return items.unclaimed(now)
    return (
        items.claimed(now).filter(claimed_by=user)
        if claimed == "mine"
        else items.claimed(now).exclude(claimed_by=user)
    )


@dataclass(frozen=True)
class QueueFigures:
    """How many items wait, since when the oldest does, and how long decisions took lately; None where there is none."""

    waiting: int
    oldest: datetime | None
    median: timedelta | None


def queue_figures() -> QueueFigures:
    waiting = ReviewItem.objects.waiting().aggregate(number=Count("pk"), oldest=Min("opened_at"))
    return QueueFigures(waiting["number"], waiting["oldest"], median_wait(timezone.now() - LATELY))


def median_wait(since: datetime) -> timedelta | None:
    """Return the median time that decided items had waited, of decisions since a time; None where there are none."""
    waits = ReviewEvent.objects.settled_since(since).order_by("waited").values_list("waited", flat=True)
    count = waits.count()
    middle = list(waits[(count - 1) // 2 : count // 2 + 1]) if count else []
    return sum(middle, timedelta()) / len(middle) if middle else None


@dataclass(frozen=True)
class History:
    """What became of somebody's work so far, and what was kept from them."""

    published: int
    returned: int
    hidden: int
    removed: int
    warned: int
    decisions: list[ReviewEvent]
    restrictions: list[Restriction]


def history_of(author: User) -> History:
    """Return what became of somebody's work. What an appeal has overturned does not count."""
    decided = ReviewEvent.objects.filter(about=author).exclude(appeal__state=Appeal.State.UPHELD)
    acts = dict(decided.order_by().values_list("act").annotate(count=Count("pk")))
    latest = decided.filter(act__in=ReviewEvent.DECISIONS).select_related("by").order_by("-at", "-pk")
    return History(
        published=approved_posts(author),
        returned=acts.get(ReviewEvent.Act.RETURNED, 0),
        hidden=acts.get(ReviewEvent.Act.HIDDEN, 0),
        removed=acts.get(ReviewEvent.Act.REMOVED, 0),
        warned=acts.get(ReviewEvent.Act.WARNED, 0),
        decisions=list(latest[:LAST_DECISIONS]),
        restrictions=list(author.restrictions.select_related("by")[:LAST_DECISIONS]),
    )


def approved_posts(author: User) -> int:
    """Return how many of somebody's posts others can read: what their trust grows with."""
    return Post.objects.published().filter(author=author).count()


def around(post: Post | None) -> list[Post]:
    """Return the posts before and after one in its thread, itself between them, for those who see everything."""
    if post is None:
        return []
    posts = post.thread.posts.select_related("author")
    before = posts.filter(number__lt=post.number).order_by("-number")[:AROUND]
    after = posts.filter(number__gt=post.number).order_by("number")[:AROUND]
    found = [*reversed(before), post, *after]
    prefetch_related_objects(found, "attachments__upload")
    return found


def reports_on(item: ReviewItem) -> list[Report]:
    return list(item.reports.select_related("by")[:MOST_LISTED])


def events_of(item: ReviewItem) -> list[ReviewEvent]:
    """Return what was done to an item, newest first."""
    return list(item.events.select_related("by").order_by("-at", "-pk")[:MOST_LISTED])


def decisions_about(person: User) -> list[ReviewEvent]:
    """Return what was decided about somebody, newest first, with their appeals and what it was about."""
    found = ReviewEvent.objects.about(person).select_related(
        "appeal",
        "before",
        "item__post__thread",
        "item__thread__merged",
        "item__person",
        "item__case_study",
        "item__adoption__area",
        "item__adoption__technology",
        "item__collection",
    )
    return list(found[:MOST_LISTED])


def titles_for(user: Someone, threads: Iterable[Thread]) -> dict[Thread, str]:
    """Return the titles of those threads that a person may read, and of those they started themselves."""
    wanted = Thread.objects.filter(pk__in={thread.pk for thread in threads})
    found = wanted.visible_to(user) | wanted.filter(author=user.pk) if user.is_authenticated else []
    return {thread: thread.title for thread in found}


def asked_to_change(post: Post) -> ReviewEvent | None:
    """Return the decision by which a post waits for its author to change it; None where it waits for nothing."""
    return asked_of([post]).get(post.pk)


def asked_of(posts: Iterable[Post]) -> dict[int, ReviewEvent]:
    """Return the same of several posts, by post: one query for all that wait, and none where none does."""
    waiting = [post for post in posts if post.state == Post.State.RETURNED]
    if not waiting:
        return {}
    openings = {post.thread_id: post.pk for post in waiting if post.is_opening}
    about = Q(item__post__in=[post.pk for post in waiting]) | Q(item__thread__in=openings)
    asked = ReviewEvent.objects.filter(about, act=ReviewEvent.Act.RETURNED).select_related("item")
    return {
        event.item.post_id or openings[event.item.thread_id]: event for event in asked.order_by("at", "pk")
    }


def reports_by(person: User) -> QuerySet[Report]:
    """Return what somebody told moderators, newest first."""
    return person.reports_made.select_related("item__post__thread", "item__thread")[:MOST_LISTED]


def took_over(user: Someone, thread_pk: int) -> ThreadQuerySet:
    """Return the thread that took the posts of another, where that was merged and the reader may read this one."""
    return Thread.objects.visible_to(user).filter(merged_from__thread=thread_pk)


def mergeable(user: Someone, leaving: Thread) -> ThreadQuerySet:
    """Return the threads that may take the posts of another, since the same people read them; the liveliest first."""
    return _others(user, leaving).read_like(leaving)


def may_go_on_in(user: Someone, leaving: Thread) -> ThreadQuerySet:
    """Return the threads in which another may go on: everybody who reads that reads them, and none leads on."""
    others = _others(user, leaving).filter(duplicate_of__isnull=True)
    opened = Post.objects.published().filter(thread=OuterRef("pk"), number=1)
    return others.filter(Exists(opened)).read_like(leaving, or_more=True)


def _others(user: Someone, leaving: Thread) -> ThreadQuerySet:
    return Thread.objects.visible_to(user).filter(merged__isnull=True).exclude(pk=leaving.pk).for_list()


def with_title(threads: ThreadQuerySet, words: str) -> ThreadQuerySet:
    """Return the first of threads with all these words in their titles, parts of words too."""
    for word in words.split():
        threads = threads.filter(title__icontains=word)
    return threads[:MOST_FOUND]


def appeal_waiting(item: ReviewItem) -> Appeal | None:
    """Return the appeal that waits for an answer before anything else is decided, if there is one."""
    appeals = Appeal.objects.filter(decision__item=item, state=Appeal.State.WAITING)
    return appeals.select_related("decision").order_by("made_at").first()


def appeal_answered(item: ReviewItem) -> Appeal | None:
    """Return the appeal that was answered last, if there is one."""
    appeals = Appeal.objects.filter(decision__item=item).exclude(state=Appeal.State.WAITING)
    return appeals.select_related("decision").order_by("answered_at", "pk").last()


def has_appeal_against(user: Someone, item: ReviewItem) -> bool:
    """Say whether an appeal against a decision of this person waits there, or at the review of the same text by its
    post or by its thread."""
    about = Q(decision__item=item)
    if item.thread_id:
        about |= Q(decision__item__post__thread=item.thread_id, decision__item__post__number=1)
    elif item.post_id and item.post.is_opening:
        about |= Q(decision__item__thread=item.post.thread_id)
    waiting = Appeal.objects.filter(about, state=Appeal.State.WAITING)
    return user.pk is not None and waiting.filter(decided_by=user.pk).exists()


def erasure_waiting(item: ReviewItem) -> Erasure | None:
    """Return the proposal to erase what an item is about that waits for an administrator, if there is one."""
    proposed = Erasure.objects.waiting().select_related("post", "item", "proposed_by")
    if item.practice:
        return proposed.filter(item=item).first()
    content = item.content
    return proposed.filter(post=content).first() if content else None


def erasure_of(user: Someone, *, thread: int, number: int | None = None) -> QuerySet[Erasure]:
    """Return what was erased at an address that a person could read if it had not been: a post's, or a thread's."""
    erased = Erasure.objects.approved().filter(post__thread=thread, post__number=number or 1)
    seen = Q(post__number=1) | Q(post__thread__in=Thread.objects.visible_to(user))
    return erased.filter(seen) if is_member(user) else erased.none()


def openings(items: Iterable[ReviewItem]) -> dict[int, Post]:
    """Return the first posts of the threads among some items, by thread: one query for all."""
    wanted = [item.thread_id for item in items if item.thread_id]
    return (
        {post.thread_id: post for post in Post.objects.filter(thread__in=wanted, number=1)} if wanted else {}
    )
