"""What people said of posts with a click, and what they have begun to write."""

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from accounts.models import User
from accounts.permissions import Someone
from accounts.queries import with_profile
from forum.models import Draft, Post, Reaction, Thread

Said = dict[str, tuple[int, bool]]  # how many people, and whether the reader is one, by kind


def reactions_to(post: Post, reader: Someone) -> Said:
    """Return what people said of a post with a click. One query."""
    return by_post(counted(Reaction.objects.filter(post=post), reader.pk))[post.pk]


def counted(reactions: QuerySet[Reaction], reader: object) -> QuerySet:
    """Return how many people said each kind of thing of each post, and whether a reader, by their number, did."""
    rows = reactions.order_by("post", "kind").values("post", "kind")
    return rows.annotate(people=Count("pk"), own=Count("pk", filter=Q(person=reader)))


def by_post(rows: Iterable[dict]) -> dict[int, Said]:
    """Return what was counted by the posts' numbers in the database."""
    found: dict[int, Said] = defaultdict(dict)
    for row in rows:
        found[row["post"]][row["kind"]] = (row["people"], bool(row["own"]))
    return found


def answerable(reader: Someone, thread: Thread, number: int | None) -> Post | None:
    """Return the post of a thread with a number, if others see it. One query."""
    seen = thread.posts.visible_to(reader).published().select_related("author")
    return seen.filter(number=number).first()


def who_reacted(post: Post) -> QuerySet[Reaction]:
    """Return who said what of a post, each with whether members may read the person's page. One query."""
    rows = Reaction.objects.filter(post=post).select_related("person").order_by("at", "pk")
    return rows.annotate(has_page=Exists(with_profile().filter(pk=OuterRef("person"))))


def draft_of(user: User, thread: Thread | None) -> Draft | None:
    """Return what a person has begun in a thread, or of a new one. One query."""
    return Draft.objects.filter(person=user, thread=thread).first()


def drafts_of(user: User) -> QuerySet[Draft]:
    """Return what a person has begun, the newest first, with its thread where they may read that still."""
    seen = Thread.objects.visible_to(user).filter(pk=OuterRef("thread"))
    return Draft.objects.filter(person=user).select_related("thread").annotate(is_seen=Exists(seen))
