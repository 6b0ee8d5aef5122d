"""What is new to a person: replies, discussions and figures since they were last told, only what everybody may read."""

from dataclasses import dataclass, fields
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet

from accounts.models import Notice, NotificationChoice, User
from accounts.models.membership import parts_below
from casestudies.models import CaseStudy
from casestudies.queries.technologies import public_adoption
from forum.digest import Digest, digest_for
from forum.models import FigureTold, Notification, Post, Thread
from forum.models.discussions import PostQuerySet, ThreadQuerySet
from forum.queries.following import with_level
from forum.queries.watching import Level
from metrics.models import Publication, PublishedMonth

About, Kind = NotificationChoice.About, Notification.Kind
# Of what is told on the site, what is about the person themselves. Replies are counted by discussion instead.
TO_ONESELF = (Kind.MENTION, Kind.ASKED, Kind.AREA, Kind.ACCEPTED, Kind.REMINDER)
# Where areas stand is worked out after figures are published: by then it is.
WORKED_OUT_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Replies:
    """How many new posts a discussion has that a person wrote in, and the number of the first."""

    thread: Thread
    count: int
    first: int


@dataclass(frozen=True)
class News:
    told: list[Notification]
    replies: list[Replies]
    watched: list[Replies]
    figures: list[Notice]
    questions: list[Thread]
    areas: list[Thread]
    interests: list[Thread]
    month: date | None
    digest: Digest | None = None

    def __bool__(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self))

    @property
    def discussions(self) -> int:
        return len(self.questions) + len(self.areas) + len(self.interests)


def news_for(user: User, about: list[str], since: datetime, until: datetime) -> News:
    """Return what is new to a person in a time, of the things that they want to hear about."""
    posts = _published(user, since, until)
    opened = _opened(user, posts)
    told = _told(user, since, until)
    to_oneself = list(told.filter(kind__in=TO_ONESELF)) if About.REPLIES in about else []
    replies = _replies(user, posts.exclude(pk__in=[each.post_id for each in to_oneself]))
    replies = replies if About.REPLIES in about else []
    asked = opened.filter(case_study__authorships__person=user).newest_first()
    questions = list(asked) if About.REPLIES in about else []
    areas, interests = _of_areas_and_interests(user, opened, questions, about)
    return News(
        told=to_oneself,
        replies=replies,
        watched=_watched(told, replies) if About.WATCHED in about else [],
        figures=_figures(user, since, until) if About.WATCHED in about else [],
        questions=questions,
        areas=areas,
        interests=interests,
        month=new_month(since, until) if About.FIGURES in about else None,
        digest=_digest(user, opened, since, until) if About.DIGEST in about else None,
    )


def _opened(user: User, posts: PostQuerySet) -> ThreadQuerySet:
    """Return the threads that others opened in a time, without what the person muted."""
    threads = Thread.objects.filter(pk__in=posts.filter(number=1).exclude(author=user).values("thread"))
    return with_level(threads, user).exclude(level=Level.MUTED)


def _told(user: User, since: datetime, until: datetime) -> QuerySet[Notification]:
    """Return what the person was told of on the site in a time and has not seen there, as far as they may read it
    still."""
    told = Notification.objects.shown_to(user).new().filter(at__gt=since, at__lte=until)
    return told.select_related("by", "post__author", "post__thread").order_by("at", "pk")


def _watched(told: QuerySet[Notification], replies: list[Replies]) -> list[Replies]:
    """Return the discussions that have something new and are watched, but for those told of anyway."""
    elsewhere = [each.thread.pk for each in replies]
    watched = told.filter(kind=Kind.WATCHED).exclude(post__thread__in=elsewhere)
    counted = (
        watched.order_by()
        .values(thread=F("post__thread"))
        .annotate(count=Count("pk"), first=Min("post__number"))
        .order_by("thread")
    )
    return _with_threads(counted)


def figures_told_between(since: datetime, until: datetime) -> QuerySet[FigureTold]:
    """Return what was told in a time of figures that people watch, is still published and was not seen on the site."""
    published = (
        Q(month__in=PublishedMonth.objects.values("month"))
        | Q(case_study__in=CaseStudy.objects.published().values("pk"))
        | Q(adoption__in=public_adoption().values("pk"))
    )
    told = FigureTold.objects.filter(notice__at__gt=since, notice__at__lte=until, notice__read_at=None)
    return told.filter(published, watch__is_paused=False)


def _figures(user: User, since: datetime, until: datetime) -> list[Notice]:
    told = figures_told_between(since, until).filter(watch__person=user.pk)
    return [each.notice for each in told.select_related("notice").order_by("notice")]


def _of_areas_and_interests(
    user: User, opened: ThreadQuerySet, questions: list[Thread], about: list[str]
) -> tuple[list[Thread], list[Thread]]:
    """Return the new threads about a person's areas and about their interests, each once."""
    opened = opened.exclude(pk__in=[thread.pk for thread in questions])
    areas = list(opened.filter(_areas_of(user)).newest_first()) if About.AREAS in about else []
    if About.INTERESTS not in about:
        return areas, []
    of_interest = user.interests.values("treatment_function")
    interests = opened.filter(treatment_function__in=of_interest).newest_first()
    return areas, [thread for thread in interests if thread not in areas]


def _digest(user: User, opened: ThreadQuerySet, since: datetime, until: datetime) -> Digest:
    month = new_month(since - WORKED_OUT_AFTER, until - WORKED_OUT_AFTER)
    return digest_for(user, opened, month, since, until)


def published_between(since: datetime, until: datetime) -> PostQuerySet:
    """Return the posts that others first saw in a time, and see still: staff are told no more than members."""
    return Post.objects.read_by_all().filter(
        published_at__gt=since, published_at__lte=until, thread__last_post_at__gt=since
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
    return Q(area__in=own) | Q(area__in=parts_below(own))


def _replies(user: User, posts: PostQuerySet) -> list[Replies]:
    """Return the discussions in which others wrote after the person did."""
    before = Post.objects.published().filter(
        thread=OuterRef("thread"), author=user, number__lt=OuterRef("number")
    )
    followed = with_level(Thread.objects.all(), user).exclude(level=Level.MUTED)
    counted = (
        posts.filter(Exists(before), thread__in=followed.values("pk"))
        .exclude(author=user)
        .values("thread")
        .annotate(count=Count("pk"), first=Min("number"))
        .order_by("thread")
    )
    return _with_threads(counted)


def _with_threads(counted: QuerySet) -> list[Replies]:
    threads = Thread.objects.in_bulk([row["thread"] for row in counted])
    return [Replies(threads[row["thread"]], row["count"], row["first"]) for row in counted]
