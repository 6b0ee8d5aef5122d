"""Moderation: what waits to be looked at, who reported it and why, who decided what, and appeals."""

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Prefetch, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from casestudies.models import Adoption, AdoptionVersion, Authorship, CaseStudy, Collection
from forum.models.conditions import exactly_one
from forum.models.discussions import Post, Thread
from forum.models.reasons import Reason
from forum.records import REVIEW_EVENTS
from safety.models import OnlyAddedTo, WrittenOnce

# What may be reviewed, each a column of `ReviewItem`.
TARGETS = ("post", "thread", "person", "case_study", "adoption", "collection")
LONGEST_WORDS = 1000
BY_A_MODERATOR = "opened by a moderator"  # why something waits that nobody reported


class ReviewItemQuerySet(models.QuerySet):
    def waiting(self) -> "ReviewItemQuerySet":
        return self.filter(status=ReviewItem.Status.PENDING)

    def of_kind(self, kind: str) -> "ReviewItemQuerySet":
        """Return the items about one of TARGETS."""
        return self.filter(**{f"{kind}__isnull": False})

    def claimed(self, now: datetime) -> "ReviewItemQuerySet":
        return self.filter(claimed_until__gt=now)

    def unclaimed(self, now: datetime) -> "ReviewItemQuerySet":
        return self.exclude(claimed_until__gt=now)

    def claimed_by_person(self, person: User, now: datetime) -> "ReviewItemQuerySet":
        return self.claimed(now).filter(claimed_by=person)

    def for_administrators(self) -> "ReviewItemQuerySet":
        return self.filter(is_for_administrators=True)

    def most_pressing_first(self) -> "ReviewItemQuerySet":
        return self.order_by("-score", "opened_at", "pk")

    def longest_waiting_first(self) -> "ReviewItemQuerySet":
        return self.order_by("opened_at", "pk")

    def held(self, pk: int) -> "ReviewItem":
        """Return an item with its targets as it is now, kept from changing until the transaction ends.

        It is read once more when it is held: what a row is joined with would be of before the wait for it.
        """
        self.select_for_update().get(pk=pk)
        return self.with_targets().get(pk=pk)

    def with_targets(self) -> "ReviewItemQuerySet":
        """Return items with what they are about and who wrote it, at a constant number of queries."""
        return self.select_related(
            *(
                "post__thread__area",
                "post__author",
                "thread__area",
                "thread__category",
                "thread__author",
                "person",
                "claimed_by",
            ),
            *("case_study__home", "adoption__area", "adoption__technology", "collection__owner"),
        ).prefetch_related(
            Prefetch("case_study__authorships", Authorship.objects.select_related("person")),
            Prefetch("adoption__versions", AdoptionVersion.objects.select_related("by").defer("content")),
        )


class ReviewItem(models.Model):
    """Something that waits for a moderator, or did: one row a target, opened again when something new is said of it."""

    class Status(models.TextChoices):
        PENDING = "pending", "Waiting"
        APPROVED = "approved", "Kept"
        REJECTED = "rejected", "Taken away"
        RETURNED = "returned", "Returned for changes"
        IGNORED = "ignored", "Report ignored"

    post = models.OneToOneField(Post, null=True, blank=True, on_delete=models.CASCADE, related_name="review")
    thread = models.OneToOneField(
        Thread, null=True, blank=True, on_delete=models.CASCADE, related_name="review"
    )
    person = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="review",
        help_text="Whose name is looked at.",
    )
    case_study = models.OneToOneField(
        CaseStudy, null=True, blank=True, on_delete=models.CASCADE, related_name="review"
    )
    adoption = models.OneToOneField(
        Adoption, null=True, blank=True, on_delete=models.CASCADE, related_name="review"
    )
    # What was decided stays when its owner deletes it: an empty row does then.
    collection = models.OneToOneField(
        Collection, null=True, blank=True, on_delete=models.PROTECT, related_name="review"
    )
    because = models.CharField(
        max_length=60, help_text="Why it waits: why it was held, or that it was reported."
    )
    status = models.CharField(max_length=8, choices=Status, default=Status.PENDING)
    score = models.PositiveIntegerField(default=1, help_text="How pressing: the higher, the sooner.")
    claimed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    claimed_until = models.DateTimeField(null=True, blank=True)
    is_for_administrators = models.BooleanField(
        default=False, help_text="Passed on: until it is decided, administrators alone decide."
    )
    passed_on_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    # Counts whatever changes what a moderator decides about; a decision about an earlier version is refused.
    version = models.PositiveIntegerField(default=1)
    opened_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReviewItemQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "-score", "opened_at"], name="review_by_how_pressing"),
            models.Index(fields=["status", "opened_at"], name="review_by_how_long"),
        ]
        constraints = [
            models.CheckConstraint(condition=exactly_one(*TARGETS), name="review_is_about_one_thing"),
            models.CheckConstraint(
                condition=Q(status="pending", decided_at__isnull=True)
                | (~Q(status="pending") & Q(decided_at__isnull=False)),
                name="review_is_decided_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["pending", "approved", "rejected", "returned", "ignored"]),
                name="review_status_is_known",
            ),
            models.CheckConstraint(condition=~Q(because=""), name="review_says_why"),
        ]

    def __str__(self) -> str:
        return f"Review {self.pk}"

    @property
    def kind(self) -> str:
        """Which of TARGETS it is about."""
        return next(target for target in TARGETS if getattr(self, f"{target}_id") is not None)

    @property
    def content(self) -> Post | None:
        """What was written: the post, or the one that opens the thread. None where it is about a name."""
        if self.post_id:
            return self.post
        if self.thread_id and hasattr(self.thread, "first_posts"):
            return next(iter(self.thread.first_posts), None)
        return self.thread.posts.filter(number=1).first() if self.thread_id else None

    @property
    def practice(self) -> CaseStudy | Adoption | Collection | None:
        """The case study, the adoption record or the collection that it is about. None where it is about a discussion
        or a name."""
        return self.case_study or self.adoption or self.collection

    @property
    def author(self) -> User | None:
        """Who wrote it, or whose name it is. None where the person was erased.

        Of a case study that is who began it, of an adoption record who changed it last.
        """
        if self.practice is None:
            return self.person or (self.post or self.thread).author
        return next((person for person in self._writers() if person), None)

    @property
    def written_by(self) -> set[int]:
        """The numbers of all who wrote it, or whose name it is: none of them decides about it."""
        people = self._writers() if self.practice else [self.author]
        return {person.pk for person in people if person}

    def _writers(self) -> list[User | None]:
        if self.case_study:
            return [one.person for one in self.case_study.authorships.all()]
        if self.collection:
            return [self.collection.owner]
        return [one.by for one in list(self.adoption.versions.all())[::-1]]

    @property
    def area_code(self) -> str:
        """The code of the area that it is about; empty where it is about none, or about a name."""
        about = self.post.thread if self.post_id else self.thread or self.adoption
        area = self.case_study.home if self.case_study else about and about.area
        return area.code if area else ""

    @property
    def is_waiting(self) -> bool:
        return self.status == self.Status.PENDING

    def is_claimed(self, now: datetime) -> bool:
        return self.claimed_until is not None and self.claimed_until > now

    def let_go(self) -> None:
        """Free it of whoever claimed it. It is not saved."""
        self.claimed_by = self.claimed_until = None

    def get_absolute_url(self) -> str:
        return reverse("moderation-item", args=[self.pk])


class ReportQuerySet(models.QuerySet):
    def open(self) -> "ReportQuerySet":
        return self.filter(outcome="")

    def decided(self) -> "ReportQuerySet":
        return self.exclude(outcome="")


class Report(models.Model):
    """What somebody told moderators of something, and what came of it."""

    class Outcome(models.TextChoices):
        UPHELD = "upheld", "Acted on"
        NOT_UPHELD = "not upheld", "Kept as it is"
        IGNORED = "ignored", "No action needed"

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="reports")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="reports_made",
    )
    reason = models.CharField(max_length=13, choices=Reason)
    words = models.TextField(blank=True, max_length=LONGEST_WORDS)
    score = models.PositiveIntegerField(default=1)
    outcome = models.CharField(max_length=10, choices=Outcome, blank=True)
    made_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ReportQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "by"], condition=Q(outcome=""), name="one_open_report_a_person_and_target"
            ),
            models.CheckConstraint(
                condition=Q(outcome="", decided_at__isnull=True)
                | (~Q(outcome="") & Q(decided_at__isnull=False)),
                name="report_is_decided_when_it_says_so",
            ),
        ]


class ReviewEventQuerySet(OnlyAddedTo):
    WORDS = REVIEW_EVENTS.words

    def about(self, person: User) -> "ReviewEventQuerySet":
        """Return what was decided about somebody, newest first."""
        return self.filter(about=person, act__in=ReviewEvent.DECISIONS).order_by("-at", "-pk")

    def settled_since(self, since: datetime) -> "ReviewEventQuerySet":
        """Return the decisions that ended a wait since a time: not what its author settled."""
        return self.decided().filter(at__gte=since)

    def decided(self) -> "ReviewEventQuerySet":
        """Return the decisions that ended a wait: not what its author settled."""
        return self.filter(waited__isnull=False).exclude(act=ReviewEvent.Act.SETTLED)


class ReviewEvent(WrittenOnce):
    """Who did what to a reviewed thing, why, and what its author was told. Added to, never changed."""

    class Act(models.TextChoices):
        OPENED = "opened", "Waited for a moderator"
        REPORTED = "reported", "Reported"
        KEPT = "kept", "Kept as it is"
        APPROVED = "approved", "Approved"
        OVERRIDDEN = "overridden", "Published: no patient can be identified"
        LIFTED = "lifted", "Hold lifted: no patient can be identified"
        HIDDEN = "hidden", "Hidden"
        UNHIDDEN = "unhidden", "Shown again"
        RETURNED = "returned", "Returned for changes"
        EDITED = "edited", "Edited"
        REMOVED = "removed", "Removed"
        RESTORED = "restored", "Put back"
        IGNORED = "ignored", "Report ignored"
        LOCKED = "locked", "Locked"
        UNLOCKED = "unlocked", "Unlocked"
        MOVED = "moved", "Moved"
        MERGED = "merged", "Merged into another thread"
        SPLIT = "split", "Made a thread of its own"
        PINNED = "pinned", "Pinned above others"
        UNPINNED = "unpinned", "Pinned no longer"
        SLOWED = "slowed", "Slowed down"
        UNSLOWED = "unslowed", "Slowed down no longer"
        DUPLICATE = "duplicate", "Closed as a duplicate"
        WARNED = "warned", "Warned"
        SILENCED = "silenced", "Silenced"
        SUSPENDED = "suspended", "Suspended"
        APPEALED = "appealed", "Appealed"
        STANDS = "stands", "Appeal refused"
        OVERTURNED = "overturned", "Appeal upheld"
        SETTLED = "settled", "Settled by its author"
        REVIEWED = "reviewed", "Reviewed"
        ESCALATED = "escalated", "Passed on to administrators"
        TAKEN_BACK = "taken back", "Taken back from administrators"
        PROPOSED = "proposed", "Proposed to be erased for good"
        ERASED = "erased", "Erased for good"
        SPARED = "spared", "Not erased"

    # What an override let through: what it was until then, which the public counts tell apart.
    WAS_HELD, WAS_HIDDEN = "It was held until now", "It was hidden until now"

    # What a report hides has nothing written down for an appeal: nobody decided it.
    BY_ITSELF = Q(by__isnull=True, before__isnull=True)

    # What an author may appeal against, and all that they are told: not that a report came to nothing.
    APPEALABLE = (
        *(Act.HIDDEN, Act.RETURNED, Act.EDITED, Act.REMOVED, Act.LOCKED, Act.MOVED, Act.MERGED, Act.SPLIT),
        *(Act.SLOWED, Act.DUPLICATE, Act.WARNED, Act.SILENCED, Act.SUSPENDED),
    )
    DECISIONS = (
        *APPEALABLE,
        *(Act.APPROVED, Act.OVERRIDDEN, Act.LIFTED, Act.UNHIDDEN, Act.RESTORED, Act.UNLOCKED),
        *(Act.PINNED, Act.UNPINNED, Act.UNSLOWED),
        *(Act.STANDS, Act.OVERTURNED),
        *(Act.PROPOSED, Act.ERASED, Act.SPARED),
    )

    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=10, choices=Act)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    about = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="decisions",
        help_text="Whose work or name it was.",
    )
    reason = models.CharField(max_length=13, choices=Reason, blank=True)
    words = models.TextField(blank=True, help_text="As its author is told.")
    private_note = models.TextField(blank=True, help_text="For moderators and administrators alone.")
    facts = models.CharField(max_length=300, blank=True, help_text="From where to where, until when.")
    at = models.DateTimeField(default=timezone.now)
    waited = models.DurationField(
        null=True, blank=True, help_text="How long it had waited, if this ended it."
    )

    objects = ReviewEventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
        indexes = [
            models.Index(fields=["about", "-at"], name="review_event_by_person"),
            models.Index(fields=["at", "waited"], name="review_event_by_wait"),
        ]

    @property
    def hid_by_itself(self) -> bool:
        """Whether something was hidden since a reader saw a patient in it, before anybody decided: `BY_ITSELF`."""
        return self.act == self.Act.HIDDEN and self.by_id is None and not hasattr(self, "before")

    @property
    def may_be_appealed(self) -> bool:
        """Whether it may still be appealed against: taken by a person, and not appealed against yet."""
        return self.act in self.APPEALABLE and self.by_id is not None and not hasattr(self, "appeal")


class Appeal(models.Model):
    """What somebody says against a decision about them: once, and answered by another moderator."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        UPHELD = "upheld", "Upheld: the decision is overturned"
        REFUSED = "refused", "Refused: the decision stands"

    decision = models.OneToOneField(ReviewEvent, on_delete=models.CASCADE, related_name="appeal")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="appeals"
    )
    words = models.TextField(max_length=LONGEST_WORDS)
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=7, choices=State, default=State.WAITING)
    # Who decided, again: so that the database itself refuses an answer from the same person.
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True)
                | Q(decided_by__isnull=True)
                | ~Q(answered_by=F("decided_by")),
                name="nobody_answers_an_appeal_against_themselves",
            ),
            models.CheckConstraint(
                condition=Q(answered_by__isnull=True) | Q(by__isnull=True) | ~Q(answered_by=F("by")),
                name="nobody_answers_their_own_appeal",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", answered_at__isnull=True)
                | (Q(state__in=["upheld", "refused"], answered_at__isnull=False) & ~Q(answer="")),
                name="appeal_is_answered_when_it_says_so",
            ),
        ]


class Merge(models.Model):
    """Where the posts of a thread went: its old address leads there."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="merged")
    into = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="merged_from")
    # What opened it: the thread's title is this post's, and goes with it when it is erased.
    opening = models.ForeignKey(
        Post, null=True, blank=True, on_delete=models.SET_NULL, related_name="merges_opened"
    )
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(thread=F("into")), name="no_thread_is_merged_into_itself")
        ]
