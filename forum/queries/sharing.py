"""What passes between boards, as frames for `metrics.compute.crossing`: of what everybody may know that it happened.

Nothing counts that is held, hidden, removed or in a private space, nor what is about it.
"""

from collections.abc import Collection

import pandas as pd
from django.contrib.auth.models import AnonymousUser
from django.db.models import (
    BigIntegerField,
    CharField,
    Count,
    DateField,
    Exists,
    F,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    Window,
)
from django.db.models.functions import Cast, TruncDate
from django.utils import timezone

from accounts.models import Claim, Lead
from accounts.permissions import Someone
from casestudies.models import Adoption, CaseStudy, Mark, StageEvent
from casestudies.models.vocabulary import IN_USE
from forum.models import Post, Reaction, Thread
from forum.models.discussions import is_open
from metrics.compute.crossing import ACTS, PARTS, STAYS, SUCCESSIONS, Belonging, taken_over
from metrics.models import Area, Membership, Succession

QUESTIONS_SHOWN = 10
NOBODY = Cast(Value(None), BigIntegerField())


def acts() -> pd.DataFrame:
    """Return every act that may cross, with its kind, its day, its giver and its taker. One query."""
    posts = _told(Post.objects.all(), "")
    thanked = _told(Reaction.objects.filter(kind=Reaction.Kind.THANKS), "post__")
    public = Mark.objects.filter(case__state__in=CaseStudy.PUBLIC)
    followed = Adoption.objects.visible_to(AnonymousUser()).filter(source__state__in=CaseStudy.PUBLIC)
    began = StageEvent.objects.filter(adoption=OuterRef("pk"), stage__in=IN_USE).order_by("day")
    in_use = followed.annotate(began=Subquery(began.values("day")[:1])).filter(began__isnull=False)
    counted = [
        _rows(posts.filter(number__gt=1), "reply", "published_at", giver="author", taker="thread__author"),
        _rows(
            posts.filter(number=1, thread__area__isnull=False),
            *("thread", "published_at"),
            giver="author",
            taker_area="thread__area",
        ),
        _rows(thanked, "thanks", "at", giver="post__author", taker="person"),
        _rows(public.filter(kind=Mark.Kind.THANKS), "thanks", "at", giver_area="case__home", taker="person"),
        _rows(public.filter(kind=Mark.Kind.RUNS), "use", "at", giver_area="case__home", taker="person"),
        _rows(in_use, "adoption", "began", giver_area="source__home", taker_area="area"),
    ]
    first, *others = counted
    return _frame(first.union(*others, all=True), ACTS, days=["day"])


def _told(rows: QuerySet, post: str) -> QuerySet:
    """Return rows of posts that all members read, in threads that all members read. `post`: what leads to the post."""
    first = Post.objects.filter(thread=OuterRef(f"{post}thread"), number=1, state=Post.State.PUBLISHED)
    return rows.filter(Exists(first), is_open(f"{post}thread__"), **{f"{post}state": Post.State.PUBLISHED})


def _rows(rows: QuerySet, kind: str, when: str, **sides: str) -> QuerySet:
    day = F(when) if when == "began" else TruncDate(when)
    ends = {f"its_{name}": F(sides[name]) if name in sides else NOBODY for name in ACTS[2:]}
    named = rows.order_by().annotate(
        its_kind=Value(kind, CharField()), its_day=Cast(day, DateField()), **ends
    )
    return named.values_list(*(f"its_{name}" for name in ACTS))


def belonging(boards: Collection[Area]) -> Belonging:
    """Return who belonged to which area, which area was part of which, and what became of boards. Three queries."""
    held = Claim.objects.filter(state__in=[Claim.State.APPROVED, Claim.State.ENDED], decided_at__isnull=False)
    stays = _stays(held, "decided_at").union(_stays(Lead.objects.all(), "appointed_at"), all=True)
    parts = Membership.objects.values_list(*PARTS)
    followed = Succession.objects.filter(date__lte=timezone.localdate()).values_list(*SUCCESSIONS)
    return Belonging(
        stays=_frame(stays, STAYS, days=["start", "end"]),
        parts=_frame(parts, PARTS, days=["start", "end"]),
        boards=frozenset(board.pk for board in boards),
        today=taken_over(_frame(followed, SUCCESSIONS)),
    )


def _stays(rows: QuerySet, since: str) -> QuerySet:
    days = {
        "its_start": Cast(TruncDate(since), DateField()),
        "its_end": Cast(TruncDate("ended_at"), DateField()),
    }
    return rows.order_by().annotate(**days).values_list("user", "area", *days)


def _frame(rows: QuerySet, columns: list[str], days: list[str] = ()) -> pd.DataFrame:
    found = pd.DataFrame.from_records(list(rows), columns=columns)
    for column in columns:
        if column in days:
            found[column] = pd.to_datetime(found[column])
        elif column != "kind":
            found[column] = found[column].astype("Int64")
    return found


def boards() -> list[Area]:
    """Return the integrated care boards that there are or were, in the order of their names."""
    return list(Area.objects.of_kind(Area.Kind.ICB).order_by("short_name", "pk"))


def waiting_for(user: Someone) -> tuple[int, list[Thread]]:
    """Return how many questions that all members read nobody has answered yet, and those that have waited longest, as
    far as a person may read them. One query."""
    opening = Post.objects.filter(thread=OuterRef("pk"), number=1, state=Post.State.PUBLISHED)
    asked = Thread.objects.waiting().filter(Exists(opening), is_open())
    read = Thread.objects.visible_to(user).filter(pk=OuterRef("pk"))
    asked = asked.annotate(is_read=Exists(read), of_all=Window(Count("pk")))
    found = list(asked.order_by("-is_read", "created_at", "pk")[:QUESTIONS_SHOWN])
    return found[0].of_all if found else 0, [question for question in found if question.is_read]
