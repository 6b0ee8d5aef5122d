"""The posts of a page of a thread, with all that is shown of them: asked in queries that are prepared."""

from collections import defaultdict
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from operator import attrgetter

from django.db.models import BigIntegerField, Exists, IntegerField, OuterRef, QuerySet

from accounts.models import Claim, User
from accounts.models.people import UNSHOWN
from accounts.models.standing import LateReader, asked_by
from casestudies.models import Mark
from forum.models import Attachment, Post, Reaction, Revision, Thread
from forum.queries.answering import by_post, counted
from forum.queries.bookmarks import with_bookmark
from forum.queries.discussions import with_profiles
from safety.prepared import Found, Late, Prepared

THREAD, CASE = Late("thread", BigIntegerField()), Late("case", BigIntegerField())
HERE = Late("first", IntegerField()), Late("last", IntegerField())
# What no page of posts shows: of the posts, and of those that they answer.
NOT_SHOWN = (
    *("published_at", "told_at", "key"),
    *(
        f"reply_to__{column}"
        for column in ("text", "html", "created_at", "published_at", "told_at", "edited_at", "key")
    ),
)
WHO = ("author", "edited_by", "reply_to__author")


@dataclass(frozen=True)
class PageRead:
    """A page of posts, as the database told of it."""

    thread: Thread
    posts: Found
    workplaces: Found
    files: Found
    said: Found

    @property
    def rows(self) -> Hashable:
        """All that was told: of the same rows the same page is made."""
        return tuple(tuple(found.rows) for found in (self.posts, self.workplaces, self.files, self.said))

    def is_seen_by_all(self) -> bool:
        """Say whether it has no post that its author and staff alone see."""
        return all(state == Post.State.PUBLISHED for state in self.posts.column("state"))

    def whole(self) -> list[Post]:
        """Return the posts with their authors, where these work (`author.memberships_held`), whether these run what the
        thread is about (`runs_it`), whether they were edited (`was_edited`) and bookmarked (`is_bookmarked`), their
        files (`files`), and what people said of them with a click (`said`). No query."""
        held = _grouped(self.workplaces.all, "user_id")
        files, said = _grouped(self.files.all, "post_id"), by_post(self.said.all)
        posts = self.posts.all
        for post in posts:
            post.thread, post.files, post.said = self.thread, files[post.pk], said[post.pk]
            if post.author:
                post.author.memberships_held = held[post.author_id]
        return posts


def page_read(user: User, thread: Thread, numbers: range) -> PageRead:
    """Return a page's posts, of a thread that the reader was found to read. Four queries."""
    place = {"thread": thread.pk, "first": numbers[0], "last": numbers[-1]}
    return PageRead(
        thread=thread,
        posts=asked_by(user, _posts, **place, case=thread.case_study_id),
        workplaces=_workplaces(**place),
        files=_files(**place),
        said=_said(user=user.pk, **place),
    )


@Prepared
def _posts(*shape: bool | None) -> QuerySet:
    reader = LateReader(*shape)
    seen = Post.objects.filter(thread=THREAD).within_what_is_read_by(reader).numbered(*HERE)
    posts = seen.annotate(
        was_edited=Exists(Revision.objects.filter(post=OuterRef("pk"))),
        runs_it=Exists(Mark.objects.filter(kind=Mark.Kind.RUNS, case=CASE, person=OuterRef("author"))),
    )
    posts = with_bookmark(with_profiles(posts), reader)
    beside = posts.select_related("author", "edited_by", "reply_to__author")
    return beside.defer(*NOT_SHOWN, *(f"{who}__{column}" for who in WHO for column in UNSHOWN))


@Prepared
def _workplaces() -> QuerySet:
    authors = Post.objects.filter(thread=THREAD).numbered(*HERE).order_by().values("author")
    held = Claim.objects.holding().filter(user__in=authors).select_related("area")
    return held.only("user_id", "area__code", "area__name", "area__short_name")


@Prepared
def _files() -> QuerySet:
    files = Attachment.objects.filter(post__thread=THREAD, post__number__range=HERE)
    return files.select_related("upload").order_by("post", "number")


@Prepared
def _said() -> QuerySet:
    said = Reaction.objects.filter(post__thread=THREAD, post__number__range=HERE)
    return counted(said, Late("user", BigIntegerField()))


def _grouped(rows: Iterable, by: str) -> dict[int, list]:
    found = defaultdict(list)
    for row in rows:
        found[attrgetter(by)(row)].append(row)
    return found
