"""Case studies: what an area did, for whom, and what changed; attempts that did not work too."""

import json
from datetime import date, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import User
from accounts.models.readers import Someone, is_member, is_on_staff, is_one_of
from casestudies.models.technologies import Technology
from casestudies.models.vocabulary import Barrier, CareSetting, Design, Strength
from casestudies.questions import QUESTIONS
from casestudies.records import CASE_EVENTS, CASE_VERSIONS
from metrics.models import Area
from safety.guard import HOLD, scan
from safety.markdown import rendered
from safety.models import OnlyAddedTo, Upload, WrittenOnce

LONGEST_TITLE = 150
LONGEST_SUMMARY = 300
LONGEST_ANSWER = 20_000
LONGEST_SLUG = 60
MOST_FILES = 10
# How long what a case study says is taken to hold before its authors are asked again.
HOLDS_FOR = timedelta(days=548)


class CaseStudyQuerySet(models.QuerySet):
    def visible_to(self, user: Someone) -> "CaseStudyQuerySet":
        """Return the case studies that a person may read.

        THE question of what is seen: pages, lists, counts, search, feeds, mail and API all ask it. Everybody reads
        what is published; its authors read what they write until it is removed; leads of its board what is written for
        it and holds no patient's data; moderators what was sent in, held, reported, hidden or removed, and what they
        asked to be changed until it is; administrators everything that was not erased for good.
        """
        public = Q(state__in=CaseStudy.PUBLIC)
        if not user.is_authenticated:
            return self.filter(public)
        if is_on_staff(user):
            present = Q(is_one_of(user, User.objects.on_staff()))
            theirs = ~Q(state=CaseStudy.State.ERASED) if user.is_superuser else self._for_moderators(user)
            return self.filter(public | (present & theirs))
        mine = Q(state__in=CaseStudy.OWN) & Q(Exists(_authorship_of(user)))
        led = Q(state__in=CaseStudy.LED, held_because="", home__in=user.areas_led())
        return self.filter(public | (is_member(user) & (mine | led)))

    def _for_moderators(self, user: Someone) -> Q:
        before_them = Q(state__in=CaseStudy.MODERATED) | ~Q(held_because="") | Q(is_reported=True)
        asked = CaseEvent.objects.filter(case=OuterRef("pk"), act=CaseEvent.Act.RETURNED, by=user.pk)
        returned = Q(state=CaseStudy.State.RETURNED) & Q(Exists(asked))
        mine = Q(state__in=CaseStudy.OWN) & Q(Exists(_authorship_of(user)))
        return (before_them & ~Q(state=CaseStudy.State.ERASED)) | returned | mine

    def published(self) -> "CaseStudyQuerySet":
        return self.filter(state=CaseStudy.State.PUBLISHED)

    def by(self, user: User) -> "CaseStudyQuerySet":
        return self.filter(Exists(_authorship_of(user)))

    def for_list(self) -> "CaseStudyQuerySet":
        """Return case studies with all that a list shows of each, at a constant number of queries."""
        return self.select_related("home").prefetch_related("areas", "functions", "technologies", "outcomes")


def _authorship_of(user: Someone) -> models.QuerySet:
    return Authorship.objects.filter(case=OuterRef("pk"), person=user.pk)


class CaseStudy(models.Model):
    """A practice that an area tells others of, or an attempt that did not work.

    What its questions are answered with is one column, keyed by their slugs (`casestudies.questions`): a question more
    is no migration. What is searched by and counted has columns and tables of its own.
    """

    class Kind(models.TextChoices):
        PRACTICE = "practice", "Something that worked"
        ATTEMPT = "attempt", "Something that did not work"

    class State(models.TextChoices):
        DRAFT = "draft", "Draft"
        SUBMITTED = "submitted", "Waiting for review"
        RETURNED = "returned", "Changes asked for"
        PUBLISHED = "published", "Published"
        RETIRED = "retired", "Retired"
        HIDDEN = "hidden", "Hidden"
        REMOVED = "removed", "Removed"
        ERASED = "erased", "Erased for good"

    PUBLIC = (State.PUBLISHED, State.RETIRED)
    # What authors go on seeing, what leads see of their board's, and what is moderators' to look at.
    OWN = (State.DRAFT, State.SUBMITTED, State.RETURNED, State.HIDDEN)
    LED = (State.DRAFT, State.SUBMITTED, State.RETURNED)
    MODERATED = (State.SUBMITTED, State.HIDDEN, State.REMOVED)
    EDITABLE = (State.DRAFT, State.RETURNED, State.PUBLISHED)

    kind = models.CharField(max_length=8, choices=Kind, default=Kind.PRACTICE)
    state = models.CharField(max_length=9, choices=State, default=State.DRAFT)
    held_because = models.CharField(
        max_length=60, blank=True, help_text="Why nobody but its authors sees it."
    )
    is_reported = models.BooleanField(
        default=False, help_text="Whether a report of it waits for a moderator."
    )
    home = models.ForeignKey(
        Area,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Whose it is: its board's lead reviews it.",
    )
    title = models.CharField(max_length=LONGEST_TITLE)
    summary = models.CharField(max_length=LONGEST_SUMMARY, blank=True)
    answers = models.JSONField(default=dict, blank=True, help_text="Markdown, by the slug of the question.")
    html = models.JSONField(default=dict, blank=True, editable=False)
    areas = models.ManyToManyField(Area, related_name="case_studies", help_text="Providers too.")
    technologies = models.ManyToManyField(Technology, blank=True, related_name="case_studies")
    care_setting = models.CharField(max_length=12, choices=CareSetting, blank=True)
    started = models.DateField(null=True, blank=True, help_text="When the work began.")
    ended = models.DateField(null=True, blank=True, help_text="When it ended, if it did.")
    design = models.CharField(max_length=12, choices=Design, blank=True)
    author_rating = models.CharField(max_length=10, choices=Strength, default=Strength.NOT_RATED)
    confirmed_rating = models.CharField(max_length=10, choices=Strength, default=Strength.NOT_RATED)
    contact_role = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(
        blank=True, help_text="A shared mailbox. Members see it, visitors do not."
    )
    is_demonstration = models.BooleanField(default=False)
    # Fingerprints of texts in which nobody can be identified, as a moderator said: of exactly these words.
    cleared = models.JSONField(default=list, blank=True, editable=False)
    # Counts every change: whoever saves an older one than there is, is shown both.
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    submitted_at = models.DateTimeField(null=True, blank=True)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    confirmed_at = models.DateTimeField(
        null=True, blank=True, help_text="When its authors last said that it holds."
    )
    asked_at = models.DateTimeField(
        null=True, blank=True, help_text="When they were last asked whether it does."
    )
    times_asked = models.PositiveSmallIntegerField(
        default=0, help_text="How often they were asked since it was last confirmed."
    )
    retired_because = models.CharField(max_length=300, blank=True)

    objects = CaseStudyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "case studies"
        ordering = ["-published_at", "-pk"]
        indexes = [
            models.Index(fields=["state", "-published_at"], name="case_by_state_and_date"),
            models.Index(fields=["home", "state"], name="case_by_home"),
            models.Index(fields=["state", "changed_at"], name="case_by_state_and_change"),
        ]
        constraints = [
            models.CheckConstraint(condition=~Q(title="") | Q(state="erased"), name="case_has_a_title"),
            models.CheckConstraint(
                condition=~Q(state__in=["published", "retired"])
                | Q(published_at__isnull=False, held_because=""),
                name="published_case_says_since_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="retired") | ~Q(retired_because=""), name="retired_case_says_why"
            ),
            models.CheckConstraint(
                condition=Q(
                    state__in=[
                        "draft",
                        "submitted",
                        "returned",
                        "published",
                        "retired",
                        "hidden",
                        "removed",
                        "erased",
                    ]
                ),
                name="case_state_is_known",
            ),
            models.CheckConstraint(
                condition=Q(started__isnull=True) | Q(ended__isnull=True) | Q(ended__gte=models.F("started")),
                name="case_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def slug(self) -> str:
        """The words of its address, none that is held: servers log addresses. They may change, its number does not."""
        words = "" if scan(self.title).verdict == HOLD else slugify(self.title)
        return words[:LONGEST_SLUG].strip("-") or "case-study"

    def get_absolute_url(self) -> str:
        return reverse("case-study", args=[self.pk, self.slug])

    @property
    def confirmed_on(self) -> date | None:
        """The day when it was last said to hold: by its authors, or by its publishing."""
        last = self.confirmed_at or self.published_at
        return last and timezone.localdate(last)

    @property
    def review_due(self) -> date | None:
        """The day from which its authors are to say whether it still holds."""
        return self.confirmed_on and self.confirmed_on + HOLDS_FOR

    def texts(self) -> list[str]:
        """Return all that people wrote in it: what the guard and the search read."""
        outcomes = [text for outcome in self.outcomes.all() for text in outcome.texts()] if self.pk else []
        return [self.title, self.summary, self.contact_role, *self.answers.values(), *outcomes]

    def save(self, **options) -> None:
        """Save it with its answers made HTML."""
        self.html = {slug: str(rendered(text)) for slug, text in self.answers.items() if slug in QUESTIONS}
        super().save(**options)


class Authorship(models.Model):
    """Somebody who writes a case study. Whoever began it invites the others."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="authorships")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="authorships")
    is_owner = models.BooleanField(default=False)
    added_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-is_owner", "added_at", "pk"]
        constraints = [
            models.UniqueConstraint(fields=["case", "person"], name="author_once_a_case"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(is_owner=True), name="case_has_one_owner_at_most"
            ),
        ]


class CaseFunction(models.Model):
    """A treatment function that a case study is about."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="functions")
    treatment_function = models.CharField(max_length=8, help_text="Its code in the RTT files, as C_110.")

    class Meta:
        ordering = ["treatment_function"]
        indexes = [models.Index(fields=["treatment_function"], name="case_by_function")]
        constraints = [
            models.UniqueConstraint(fields=["case", "treatment_function"], name="function_once_a_case")
        ]


class CaseBarrier(models.Model):
    """What stood in the way of a case study's work."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="barriers")
    barrier = models.CharField(max_length=10, choices=Barrier)

    class Meta:
        ordering = ["barrier"]
        indexes = [models.Index(fields=["barrier"], name="case_by_barrier")]
        constraints = [models.UniqueConstraint(fields=["case", "barrier"], name="barrier_once_a_case")]


class Outcome(models.Model):
    """What a case study claims to have changed: a measure of an area, from a month on."""

    class Role(models.TextChoices):
        OUTCOME = "outcome", "What it was meant to change"
        PROCESS = "process", "Whether it was done"
        BALANCING = "balancing", "Whether something else got worse"

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="outcomes")
    role = models.CharField(max_length=9, choices=Role, default=Role.OUTCOME)
    measure = models.SlugField(max_length=60)
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    treatment_function = models.CharField(max_length=8)
    starts = models.DateField(help_text="The first day of the month from which it changed.")
    ends = models.DateField(
        null=True, blank=True, help_text="The last month that is claimed, if not to this day."
    )
    claim = models.CharField(max_length=300, help_text="What changed, in words.")
    before = models.CharField(max_length=60, blank=True, help_text="As the authors state it.")
    after = models.CharField(max_length=60, blank=True, help_text="As the authors state it.")

    class Meta:
        ordering = ["role", "pk"]
        indexes = [models.Index(fields=["measure", "treatment_function"], name="outcome_by_measure")]
        constraints = [
            models.CheckConstraint(condition=~Q(claim=""), name="outcome_says_what_changed"),
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=models.F("starts")),
                name="outcome_ends_after_it_starts",
            ),
        ]

    def texts(self) -> list[str]:
        return [self.claim, self.before, self.after]


class CaseFile(models.Model):
    """A file or picture of a case study, seen by whoever sees the case study."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="files")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="case_file")
    number = models.PositiveSmallIntegerField()
    caption = models.CharField(
        max_length=200, blank=True, help_text="What a picture shows, for who cannot see it."
    )

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["case", "number"], name="file_number_once_a_case"),
            models.CheckConstraint(
                condition=Q(number__gte=1, number__lte=MOST_FILES), name="a_case_has_ten_files_at_most"
            ),
        ]


class CaseVersionQuerySet(OnlyAddedTo):
    WORDS = CASE_VERSIONS.words


class CaseVersion(WrittenOnce):
    """A case study as it was after a change. Never changed."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.TextField(help_text="All that was written and chosen, as JSON.")
    note = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = CaseVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["case", "number"], name="version_number_once_a_case")]

    @property
    def written(self) -> dict:
        """What it holds, as `casestudies.actions.versions` makes it; nothing once it was erased."""
        return json.loads(self.content) if self.content else {}


class CaseEventQuerySet(OnlyAddedTo):
    WORDS = CASE_EVENTS.words


class CaseEvent(WrittenOnce):
    """What became of a case study, who did it, and the words for its authors. Never changed."""

    class Act(models.TextChoices):
        STARTED = "started", "Started"
        SUBMITTED = "submitted", "Sent for review"
        WITHDRAWN = "withdrawn", "Taken back from review"
        RETURNED = "returned", "Changes asked for"
        PUBLISHED = "published", "Published"
        CONFIRMED = "confirmed", "Confirmed that it still holds"
        RATED = "rated", "Strength of evidence confirmed"
        RETIRED = "retired", "Retired"
        HIDDEN = "hidden", "Hidden"
        UNHIDDEN = "unhidden", "Shown again"
        REMOVED = "removed", "Removed"
        RESTORED = "restored", "Put back"
        ASKED = "asked", "Moderators asked to lift the hold"
        CHANGED = "changed", "Changed since moderators were asked"
        LIFTED = "lifted", "Hold lifted: no patient can be identified"

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="events")
    act = models.CharField(max_length=9, choices=Act)
    version = models.PositiveIntegerField()
    words = models.TextField(blank=True, help_text="For its authors.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = CaseEventQuerySet.as_manager()

    class Meta:
        ordering = ["at", "pk"]
