"""Who does what with which technology: one record an area, technology and setting, and every stage it went through."""

import json

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from accounts.models.readers import Someone, is_member, is_on_staff, is_one_of
from casestudies.models.cases import CaseStudy
from casestudies.models.technologies import Technology
from casestudies.models.vocabulary import ENDED, IN_USE, Complexity, Domain, Stage
from casestudies.records import ADOPTION_VERSIONS, STAGE_EVENTS
from metrics.models import Area
from safety.models import OnlyAddedTo, WrittenOnce


class AdoptionQuerySet(models.QuerySet):
    def visible_to(self, user: Someone) -> "AdoptionQuerySet":
        """Return the records that a person may read: THE question of what is seen of adoption.

        Everybody reads what is published; its board's leads what is hidden too; staff all that was not erased.
        """
        # Asked by the few that are not listed: a database then goes through the records in the order of their days.
        unlisted = Technology.objects.exclude(state=Technology.State.LISTED).values("pk")
        public = Q(state=Adoption.State.PUBLISHED) & ~Q(technology__in=unlisted)
        if not user.is_authenticated:
            return self.filter(public)
        if is_on_staff(user):
            theirs = ~Q(state=Adoption.State.ERASED) & Q(is_one_of(user, User.objects.on_staff()))
            return self.filter(public | theirs)
        led = Q(state=Adoption.State.HIDDEN, area__in=user.areas_led()) & is_member(user)
        return self.filter(public | led)

    def in_use(self) -> "AdoptionQuerySet":
        return self.filter(stage__in=IN_USE)

    def for_list(self) -> "AdoptionQuerySet":
        return self.select_related("area", "technology").prefetch_related("functions")


class Adoption(models.Model):
    """An area or provider and a technology, in one setting. Its stage is that of its newest event."""

    class State(models.TextChoices):
        PUBLISHED = "published", "Published"
        HIDDEN = "hidden", "Hidden"
        REMOVED = "removed", "Removed"
        ERASED = "erased", "Erased for good"

    # What people wrote in it, for the guard, for versions and for erasing.
    WORDS = (
        "setting",
        "scope",
        "cost_note",
        "adaptations",
        "help_wanted",
        "help_offered",
        "contact_role",
        "links",
    )

    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="adoptions")
    technology = models.ForeignKey(Technology, on_delete=models.PROTECT, related_name="adoptions")
    setting = models.CharField(
        max_length=80, blank=True, help_text="Where, if an area has it in several places."
    )
    stage = models.CharField(max_length=11, choices=Stage)
    since = models.DateField(help_text="From when on it is at this stage.")
    state = models.CharField(max_length=9, choices=State, default=State.PUBLISHED)
    scope = models.TextField(max_length=2000, blank=True, help_text="For whom, and how far it reaches.")
    sites = models.PositiveIntegerField(null=True, blank=True)
    eligible = models.PositiveIntegerField("people eligible", null=True, blank=True)
    reached = models.PositiveIntegerField("people reached", null=True, blank=True)
    planned_for = models.DateField(null=True, blank=True, help_text="When it is to be in use.")
    planned_cost = models.DecimalField(
        "planned cost in pounds", max_digits=12, decimal_places=2, null=True, blank=True
    )
    cost = models.DecimalField(
        "cost so far in pounds", max_digits=12, decimal_places=2, null=True, blank=True
    )
    cost_note = models.CharField(max_length=300, blank=True)
    adaptations = models.TextField(max_length=4000, blank=True, help_text="What was changed to make it fit.")
    help_wanted = models.CharField(max_length=300, blank=True)
    help_offered = models.CharField(max_length=300, blank=True)
    contact_role = models.CharField(max_length=120, blank=True)
    contact_email = models.EmailField(
        blank=True, help_text="A shared mailbox. Members see it, visitors do not."
    )
    links = models.TextField(max_length=2000, blank=True, help_text="One address a line.")
    source = models.ForeignKey(
        CaseStudy,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="adoptions",
        help_text="The case study that it follows.",
    )
    next_review = models.DateField(null=True, blank=True)
    is_demonstration = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = AdoptionQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [
            # Lists page through the first and count by the second without a look at the records.
            models.Index(fields=["-since", "-id", "state", "technology"], name="adoption_by_day"),
            models.Index(fields=["technology", "state", "stage", "area"], name="adoption_by_technology"),
            models.Index(fields=["area", "stage"], name="adoption_by_area"),
            models.Index(fields=["state", "changed_at"], name="adoption_by_change"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["area", "technology", "setting"], name="adoption_once_a_setting"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="adoption_stage_is_known"),
            models.CheckConstraint(
                condition=Q(eligible__isnull=True) | Q(reached__isnull=True) | Q(reached__lte=F("eligible")),
                name="adoption_reaches_no_more_than_there_are",
            ),
            models.CheckConstraint(
                condition=(Q(cost__isnull=True) | Q(cost__gte=0))
                & (Q(planned_cost__isnull=True) | Q(planned_cost__gte=0)),
                name="adoption_costs_are_not_negative",
            ),
        ]

    def __str__(self) -> str:
        where = f" ({self.setting})" if self.setting else ""
        return f"{self.technology} in {self.area}{where}"

    def get_absolute_url(self) -> str:
        return reverse("adoption", args=[self.pk])


class AdoptionFunction(models.Model):
    """A treatment function in which an area uses a technology."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="functions")
    treatment_function = models.CharField(max_length=8, help_text="Its code in the RTT files, as C_110.")

    class Meta:
        ordering = ["treatment_function"]
        constraints = [
            models.UniqueConstraint(
                fields=["adoption", "treatment_function"], name="function_once_an_adoption"
            )
        ]


class Rating(models.Model):
    """How hard adopting is in one of the seven domains. Ratings are never summed into a score."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="ratings")
    domain = models.CharField(max_length=12, choices=Domain)
    complexity = models.CharField(max_length=11, choices=Complexity)
    note = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["adoption", "domain"], name="domain_rated_once")]


class StageEventQuerySet(OnlyAddedTo):
    WORDS = STAGE_EVENTS.words


class StageEvent(WrittenOnce):
    """That an area came to a stage on a day: who says so, and why. A stage may go back. Never changed."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="events")
    number = models.PositiveIntegerField()
    stage = models.CharField(max_length=11, choices=Stage)
    day = models.DateField()
    reasons = models.JSONField(
        default=list, blank=True, help_text="Why it was stopped or declined: barriers' codes."
    )
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = StageEventQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "number"], name="stage_number_once_an_adoption"),
            models.CheckConstraint(condition=Q(stage__in=Stage.values), name="event_stage_is_known"),
            models.CheckConstraint(
                condition=~Q(stage__in=[stage.value for stage in ENDED]) | ~Q(reasons=[]),
                name="stopping_says_why",
            ),
        ]


class AdoptionVersionQuerySet(OnlyAddedTo):
    WORDS = ADOPTION_VERSIONS.words


class AdoptionVersion(WrittenOnce):
    """An adoption record as it was after a change. Never changed."""

    adoption = models.ForeignKey(Adoption, on_delete=models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    content = models.TextField(help_text="All that was written and chosen, as JSON.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)

    objects = AdoptionVersionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(fields=["adoption", "number"], name="version_number_once_an_adoption")
        ]

    @property
    def written(self) -> dict:
        """What it holds, as `casestudies.actions.adoption.recording` makes it; nothing once it was erased."""
        return json.loads(self.content) if self.content else {}


class Proposal(models.Model):
    """What a member says of adoption in their own area, for its board's lead to take over or to refuse."""

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        ACCEPTED = "accepted", "Taken over"
        REFUSED = "refused", "Refused"
        WITHDRAWN = "withdrawn", "Taken back"
        RETURNED = "returned", "Changes asked for"

    # What its member may still take back.
    OPEN = (State.WAITING, State.RETURNED)

    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    technology = models.ForeignKey(Technology, on_delete=models.CASCADE, related_name="+")
    setting = models.CharField(max_length=80, blank=True)
    fields = models.JSONField(help_text="What the form was sent, by the names of its fields.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=9, choices=State, default=State.WAITING)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["made_at", "pk"]
        indexes = [models.Index(fields=["area", "state"], name="proposal_by_area")]
        constraints = [
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True) | ~Q(decided_by=F("by")),
                name="nobody_decides_their_own_proposal",
            ),
        ]
