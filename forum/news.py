"""What is new to a person: replies, discussions and figures since they were last told, only what everybody may read."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Exists, Max, Min, OuterRef, Q, QuerySet

from accounts.models import NotificationChoice, User
from accounts.models.membership import parts_today
from forum.models import Post, Thread
from forum.models.discussions import PostQuerySet
from metrics.models import Publication

About = NotificationChoice.About


@dataclass(frozen=True)
class Replies:
    """How many new posts a discussion has that a person wrote in, and the number of the first."""

    thread: Thread
    count: int
    first: int


@dataclass(frozen=True)
class News:
    replies: list[Replies]
    questions: list[Thread]
    areas: list[Thread]
    interests: list[Thread]
    month: date | None

    def __bool__(self) -> bool:
        return bool(self.replies or self.questions or self.areas or self.interests or self.month)

    @property
    def discussions(self) -> int:
        return len(self.questions) + len(self.areas) + len(self.interests)


def news_for(user: User, about: list[str], since: datetime, until: datetime) -> News:
    """Return what is new to a person in a time, of the things that they want to hear about."""
    posts = _published(user, since, until)
    opened = Thread.objects.filter(pk__in=posts.filter(number=1).exclude(author=user).values("thread"))
    asked = opened.filter(case_study__authorships__person=user).newest_first()
    questions = list(asked) if About.REPLIES in about else []
    opened = opened.exclude(pk__in=[thread.pk for thread in questions])
    areas = list(opened.filter(_areas_of(user)).newest_first()) if About.AREAS in about else []
    interests: QuerySet | list = []
    if About.INTERESTS in about:
        of_interest = user.interests.values("treatment_function")
        interests = opened.filter(treatment_function__in=of_interest).newest_first()
    return News(
        replies=_replies(user, posts) if About.REPLIES in about else [],
        questions=questions,
        areas=areas,
        interests=[thread for thread in interests if thread not in areas],
        month=new_month(since, until) if About.FIGURES in about else None,
    )


def published_between(since: datetime, until: datetime) -> PostQuerySet:
    """Return the posts that others first saw in a time, and see still: staff are told no more than members."""
    opening = Post.objects.published().filter(thread=OuterRef("thread"), number=1)
    return Post.objects.published().filter(
        Exists(opening), published_at__gt=since, published_at__lte=until, thread__last_post_at__gt=since
    )


def new_month(since: datetime, until: datetime) -> date | None:
    """Return the latest month of real figures if readers first saw it in that time, and see it still."""
    real = Publication.objects.filter(figure_set__release__is_demonstration=False)
    latest = real.filter(figure_set__published__isnull=False).aggregate(month=Max("month"))["month"]
    first = real.filter(month=latest).aggregate(at=Min("at"))["at"]
    return latest if first and since < first <= until else None


def _published(user: User, since: datetime, until: datetime) -> PostQuerySet:
    return published_between(since, until).visible_to(user)


def _areas_of(user: User) -> Q:
    """Return the condition that a thread is about an area that a person belongs to, or a part of it."""
    own = user.claims.holding().values("area")
    return Q(area__in=own) | Q(area__in=parts_today().filter(parent__in=own).values("child"))


def _replies(user: User, posts: PostQuerySet) -> list[Replies]:
    """Return the discussions in which others wrote after the person did."""
    before = Post.objects.published().filter(
        thread=OuterRef("thread"), author=user, number__lt=OuterRef("number")
    )
    counted = (
        posts.filter(Exists(before))
        .exclude(author=user)
        .values("thread")
        .annotate(count=Count("pk"), first=Min("number"))
        .order_by("thread")
    )
    threads = Thread.objects.in_bulk([row["thread"] for row in counted])
    return [Replies(threads[row["thread"]], row["count"], row["first"]) for row in counted]
