"""Discussions: threads of posts, each about an area, a measure or neither, and every version of what was written."""

import uuid
from collections.abc import Iterable

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, Max, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from accounts.models.people import UNSHOWN
from accounts.models.readers import Someone, is_member, is_on_staff, is_one_of
from casestudies.models import Adoption, CaseStudy, Technology
from forum.models.categories import Category, Tag, spaces_of
from forum.records import REVISIONS
from metrics.models import Area
from safety.guard import HOLD, scan
from safety.markdown import rendered
from safety.models import OnlyAddedTo, WrittenOnce

LONGEST_TITLE = 150
LONGEST_TEXT = 20_000
LONGEST_NOTE = 300
LONGEST_SLUG = 60
# How long each person may have to wait between two replies, in minutes.
# What lists of threads and their pages do not show of what a thread is about, of its category and its author.
UNLISTED = (
    *("area__longitude", "area__latitude", "area__note", "category__made_by", "category__made_at"),
    *(f"author__{column}" for column in UNSHOWN),
)
PACES = {5: "5 minutes", 15: "15 minutes", 30: "30 minutes", 60: "1 hour", 360: "6 hours", 1440: "1 day"}


def minutes_in_words(minutes: int) -> str:
    return PACES.get(minutes, f"{minutes} minutes")


def is_open(thread: str = "") -> Q:
    """Return the condition that a thread is in no private space. `thread`: the column that leads to it."""
    return Q(**{f"{thread}category__isnull": True}) | ~Q(**{f"{thread}category__group": Category.Group.SPACE})


def in_an_open_space(user: Someone, thread: str = "") -> Q:
    """Return the condition that a thread is in no private space, or in one of the person's own areas.

    `thread`: the column that leads to the thread, as `thread__`.
    """
    return is_open(thread) | Q(**{f"{thread}category__in": spaces_of(user)})


def about_one(**which: object) -> Q:
    """Return the condition that the main subject of a thread, or one of its links, is what is named."""
    links = Thread.objects.filter(
        pk=OuterRef("pk"), **{f"about_too__{name}": of for name, of in which.items()}
    )
    return Q(**which) | Q(Exists(links))


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, user: Someone) -> "ThreadQuerySet":
        """Return the threads that a person may read: those whose first post they may read."""
        if is_on_staff(user):
            return self.filter(is_one_of(user, User.objects.on_staff()))
        first = Post.objects.filter(thread=OuterRef("pk"), number=1)
        return self.filter(is_member(user), Exists(first.shown_to(user)), in_an_open_space(user))

    def about_areas(self, areas: Iterable[Area]) -> "ThreadQuerySet":
        return self.about(areas=areas)

    def on(self, measure: str) -> "ThreadQuerySet":
        return self.about(measure=measure)

    def about(
        self, *, areas: Iterable[Area] | None = None, measure: str = "", function: str = ""
    ) -> "ThreadQuerySet":
        """Return the threads about all that is named, be it their main subject or what they link to: a measure of one
        of some areas, or of no one area in a thread about one of them."""
        of_area = {} if areas is None else {"area__in": [area.pk for area in areas]}
        of_figures = {"measure": measure} if measure else {}
        of_figures |= {"treatment_function": function} if function else {}
        found = about_one(**of_area, **of_figures)
        if of_area and of_figures:
            found |= about_one(**of_area) & about_one(area__isnull=True, **of_figures)
        return self.filter(found)

    def about_practice(self, **which: object) -> "ThreadQuerySet":
        """Return the threads about a `case_study` or a `technology`, or several: `case_study__in`."""
        return self.filter(about_one(**which))

    def unanswered(self) -> "ThreadQuerySet":
        """Return the questions to which members see no reply that was accepted as the answer."""
        return self.filter(kind=Thread.Kind.QUESTION, is_answered=False)

    def waiting(self) -> "ThreadQuerySet":
        """Return the questions that go on and that nobody has replied to yet."""
        return self.unanswered().filter(replies=0, is_locked=False, duplicate_of__isnull=True)

    def read_like(self, thread: "Thread", *, or_more: bool = False) -> "ThreadQuerySet":
        """Return the threads that the same people read; `or_more`: all whom that thread shows itself to, and others."""
        if thread.space is None:
            return self.filter(is_open())
        same = Q(category=thread.category_id)
        return self.filter(same | is_open() if or_more else same)

    def newest_first(self) -> "ThreadQuerySet":
        """Return threads by what was last published in them."""
        return self.order_by("-last_post_at", "-pk")

    def for_list(self) -> "ThreadQuerySet":
        return self.select_related("area", "author", "category").defer(*UNLISTED).newest_first()


class Thread(models.Model):
    """A discussion. Its title is its first post's: seen by whoever sees that, and kept with its revisions."""

    class Kind(models.TextChoices):
        QUESTION = "question", "Question"
        DISCUSSION = "discussion", "Discussion"
        ANNOUNCEMENT = "announcement", "Announcement"
        EVENT = "event", "Event"
        POLL = "poll", "Poll"

    title = models.CharField(max_length=LONGEST_TITLE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads"
    )
    kind = models.CharField(max_length=12, choices=Kind, default=Kind.DISCUSSION)
    # Without one it is listed with everything else; all members read it.
    category = models.ForeignKey(
        Category, null=True, blank=True, on_delete=models.PROTECT, related_name="threads"
    )
    tags = models.ManyToManyField(Tag, blank=True, related_name="threads")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="threads")
    measure = models.SlugField(max_length=60, blank=True, db_index=False)
    treatment_function = models.CharField(max_length=8, blank=True)
    # Whoever reads the thread may not see these: `queries.with_practice` asks.
    case_study = models.ForeignKey(
        CaseStudy, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads"
    )
    technology = models.ForeignKey(
        Technology, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads"
    )
    adoption = models.ForeignKey(
        Adoption, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads"
    )
    created_at = models.DateTimeField(default=timezone.now)
    # As members see it: what is held or hidden neither counts nor brings a thread to the top.
    last_post_at = models.DateTimeField(default=timezone.now)
    replies = models.PositiveIntegerField(default=0)
    last_number = models.PositiveIntegerField(default=0, help_text="Of the newest post that members see.")
    is_locked = models.BooleanField(default=False)
    pinned_at = models.DateTimeField(null=True, blank=True, help_text="Since when it stands above others.")
    slow_minutes = models.PositiveSmallIntegerField(
        default=0, help_text="How long each person waits between two replies; 0: not at all."
    )
    duplicate_of = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="duplicates"
    )
    accepted = models.ForeignKey(
        "Post",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="accepted_in",
        help_text="The reply that answers the question.",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    is_answered = models.BooleanField(default=False, help_text="That members see the accepted answer.")

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-last_post_at"], name="thread_by_activity"),
            models.Index(fields=["area", "-last_post_at"], name="thread_by_area"),
            models.Index(fields=["measure", "-last_post_at"], name="thread_by_measure"),
            models.Index(fields=["category", "-last_post_at"], name="thread_by_category"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title=""), name="thread_has_a_title"),
            models.CheckConstraint(
                condition=~Q(duplicate_of=models.F("pk")), name="no_thread_is_a_duplicate_of_itself"
            ),
            models.CheckConstraint(
                condition=Q(accepted__isnull=True) | Q(kind="question"), name="only_questions_have_an_answer"
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def space(self) -> Category | None:
        """The private space that it is in. None where all members read it."""
        return self.category if self.category_id and self.category.is_private else None

    @property
    def slug(self) -> str:
        """The words of its address, none that is held: servers log addresses. They may change, its number does not."""
        words = "" if scan(self.title).verdict == HOLD else slugify(self.title)
        return words[:LONGEST_SLUG].strip("-") or "thread"

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.pk, self.slug])

    def count_posts(self) -> None:
        """Keep how many replies members see, since when the newest, and whether they see the answer: after any post
        came, went or moved."""
        published = self.posts.filter(state=Post.State.PUBLISHED)
        seen = published.aggregate(
            replies=Count("pk", filter=Q(number__gt=1)),
            last=Max("published_at"),
            number=Max("number"),
            answers=Count("pk", filter=Q(accepted_in=self.pk)),
        )
        self.replies, self.last_number = seen["replies"], seen["number"] or 0
        self.last_post_at, self.is_answered = seen["last"] or self.created_at, bool(seen["answers"])
        self.save(update_fields=["replies", "last_number", "last_post_at", "is_answered"])


class PostQuerySet(models.QuerySet):
    def visible_to(self, user: Someone) -> "PostQuerySet":
        """Return the posts that a person may read.

        THE question of what is seen: pages, lists, counts, search, feeds, mail and API all ask it. Visitors and
        people who are no members see none, members what is published and what they wrote themselves unless it was
        removed, staff everything that was not erased for good; and nothing is seen of a thread whose first post is not.
        """
        if is_on_staff(user):
            staff = is_one_of(user, User.objects.on_staff())
            return self.filter(staff).exclude(state=Post.State.ERASED)
        first = Post.objects.filter(thread=OuterRef("thread"), number=1)
        seen = self.shown_to(user).filter(is_member(user), Exists(first.shown_to(user)))
        return seen.filter(in_an_open_space(user, "thread__"))

    def within_what_is_read_by(self, user: Someone) -> "PostQuerySet":
        """Return what `visible_to` does of posts whose thread the person was found to read: without asking again who
        they are and what the thread is, which costs a page more than the posts themselves."""
        return self.exclude(state=Post.State.ERASED) if is_on_staff(user) else self.shown_to(user)

    def shown_to(self, member: Someone) -> "PostQuerySet":
        """Return what a member sees of posts by their own state, whatever became of their threads."""
        return self.filter(Q(state=Post.State.PUBLISHED) | Q(state__in=Post.OWN, author=member.pk))

    def published(self) -> "PostQuerySet":
        return self.filter(state=Post.State.PUBLISHED)

    def read_by_all(self) -> "PostQuerySet":
        """Return what everybody reads who may read its thread: nothing under an opening that others do not see."""
        opening = Post.objects.published().filter(thread=OuterRef("thread"), number=1)
        return self.published().filter(Exists(opening))

    def numbered(self, first: int, last: int) -> "PostQuerySet":
        """Return posts by their numbers in their thread, both ends included."""
        return self.filter(number__range=(first, last)).order_by("number")


class Post(models.Model):
    """What somebody wrote in a thread. Number 1 opens it. Numbers are never given twice."""

    class State(models.TextChoices):
        PUBLISHED = "published", "Published"
        HELD = "held", "Held"
        HIDDEN = "hidden", "Hidden"
        RETURNED = "returned", "Returned for changes"
        REMOVED = "removed", "Removed"
        ERASED = "erased", "Erased for good"

    # What its author goes on seeing when others do not.
    OWN = (State.HELD, State.HIDDEN, State.RETURNED)

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="posts")
    number = models.PositiveIntegerField()
    reply_to = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.SET_NULL, related_name="answered_by"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="posts",
        help_text="Empty when the person was erased.",
    )
    text = models.TextField(help_text="Markdown.")
    html = models.TextField(blank=True, editable=False)
    state = models.CharField(max_length=9, choices=State, default=State.PUBLISHED)
    held_because = models.CharField(max_length=60, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    published_at = models.DateTimeField(null=True, blank=True, help_text="When others first saw it.")
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When the people whom it concerns were told of it on the site."
    )
    edited_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was last changed in a way that readers are told of."
    )
    edited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    edit_note = models.CharField(
        max_length=LONGEST_NOTE, blank=True, help_text="Why, when readers are to know."
    )
    # Made with the form: the same form sent twice makes one post.
    key = models.UUIDField(default=uuid.uuid4, editable=False)

    objects = PostQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["author", "state"], name="post_by_author_and_state"),
            models.Index(
                fields=["published_at"],
                condition=Q(told_at__isnull=True, state="published"),
                name="post_to_tell_of",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_number_once_a_thread"),
            models.UniqueConstraint(fields=["author", "key"], name="post_once_a_form"),
            models.CheckConstraint(condition=Q(number__gte=1), name="post_numbers_start_at_one"),
            models.CheckConstraint(
                condition=~Q(state="held") | ~Q(held_because=""), name="held_post_says_why"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["published", "held", "hidden", "returned", "removed", "erased"]),
                name="post_state_is_known",
            ),
            models.CheckConstraint(
                condition=~Q(state="erased") | Q(text="", html="", edit_note=""),
                name="erased_post_holds_no_words",
            ),
        ]

    def __str__(self) -> str:
        return f"Post {self.number} of “{self.thread}”"

    @property
    def is_opening(self) -> bool:
        return self.number == 1

    def get_absolute_url(self) -> str:
        return reverse("post", args=[self.thread_id, self.number])

    def save(self, **options) -> None:
        """Save a post with its text made HTML, and when others first saw it."""
        self.html = rendered(self.text)
        if self.state == Post.State.PUBLISHED and self.published_at is None:
            self.published_at = timezone.now()
        super().save(**options)

    def put(self, state: str, *, because: str = "") -> None:
        """Put a post into a state, saved, and count its thread anew. `because`: why it is held."""
        self.state, self.held_because = state, because
        self.save(update_fields=["state", "held_because", "published_at"])
        self.thread.count_posts()


class RevisionQuerySet(OnlyAddedTo):
    WORDS = REVISIONS.words


class Revision(WrittenOnce):
    """A version of a post, the first too, written down when it is first edited. Never changed."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    title = models.CharField(max_length=LONGEST_TITLE, blank=True, help_text="Of the thread that it opens.")
    text = models.TextField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField()
    note = models.CharField(
        max_length=LONGEST_NOTE, blank=True, help_text="Why, in the words of who changed it."
    )
    held_because = models.CharField(
        max_length=60, blank=True, help_text="Why this version was held, if it was."
    )

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["post", "number"], name="revision_number_once_a_post"),
        ]
