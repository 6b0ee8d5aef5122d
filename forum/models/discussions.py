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
from accounts.models.readers import Someone, is_on_staff, is_one_of, members
from casestudies.models import Adoption, CaseStudy, Technology
from forum.records import REVISIONS
from metrics.models import Area
from safety.guard import HOLD, scan
from safety.markdown import rendered
from safety.models import OnlyAddedTo, WrittenOnce

LONGEST_TITLE = 150
LONGEST_TEXT = 20_000
LONGEST_NOTE = 300
LONGEST_SLUG = 60


class ThreadQuerySet(models.QuerySet):
    def visible_to(self, user: Someone) -> "ThreadQuerySet":
        """Return the threads that a person may read: those whose first post they may read."""
        if is_on_staff(user):
            return self.filter(is_one_of(user, User.objects.on_staff()))
        first = Post.objects.filter(thread=OuterRef("pk"), number=1)
        return self.filter(is_one_of(user, members()), Exists(first.shown_to(user)))

    def about_areas(self, areas: Iterable[Area]) -> "ThreadQuerySet":
        return self.filter(area__in=[area.pk for area in areas])

    def on(self, measure: str) -> "ThreadQuerySet":
        return self.filter(measure=measure)

    def newest_first(self) -> "ThreadQuerySet":
        """Return threads by what was last published in them."""
        return self.order_by("-last_post_at", "-pk")

    def for_list(self) -> "ThreadQuerySet":
        return self.select_related("area", "author").newest_first()


class Thread(models.Model):
    """A discussion. Its title is its first post's: seen by whoever sees that, and kept with its revisions."""

    title = models.CharField(max_length=LONGEST_TITLE)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="threads"
    )
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
    is_locked = models.BooleanField(default=False)

    objects = ThreadQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-last_post_at"], name="thread_by_activity"),
            models.Index(fields=["area", "-last_post_at"], name="thread_by_area"),
            models.Index(fields=["measure", "-last_post_at"], name="thread_by_measure"),
        ]
        constraints = [models.CheckConstraint(condition=~Q(title=""), name="thread_has_a_title")]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """The words of its address, none that is held: servers log addresses. They may change, its number does not."""
        words = "" if scan(self.title).verdict == HOLD else slugify(self.title)
        return words[:LONGEST_SLUG].strip("-") or "thread"

    def get_absolute_url(self) -> str:
        return reverse("thread", args=[self.pk, self.slug])

    def count_posts(self) -> None:
        """Keep how many replies members see, and since when the newest: after any post came, went or moved."""
        published = self.posts.filter(state=Post.State.PUBLISHED)
        seen = published.aggregate(replies=Count("pk", filter=Q(number__gt=1)), last=Max("published_at"))
        self.replies, self.last_post_at = seen["replies"], seen["last"] or self.created_at
        self.save(update_fields=["replies", "last_post_at"])


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
        return self.shown_to(user).filter(is_one_of(user, members()), Exists(first.shown_to(user)))

    def shown_to(self, member: Someone) -> "PostQuerySet":
        """Return what a member sees of posts by their own state, whatever became of their threads."""
        return self.filter(Q(state=Post.State.PUBLISHED) | Q(state__in=Post.OWN, author=member.pk))

    def published(self) -> "PostQuerySet":
        return self.filter(state=Post.State.PUBLISHED)

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
        indexes = [models.Index(fields=["author", "state"], name="post_by_author_and_state")]
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
