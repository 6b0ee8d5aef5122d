"""The register of technologies: what they are, what NICE says of them, and when they were funded."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from accounts.models import TechnologyInterest, User
from accounts.models.readers import Someone, is_on_staff, is_one_of
from casestudies.models.vocabulary import CareSetting, EvidenceLevel


class TechnologyQuerySet(models.QuerySet):
    def listed(self) -> "TechnologyQuerySet":
        return self.filter(state=Technology.State.LISTED)

    def visible_to(self, user: Someone) -> "TechnologyQuerySet":
        """Return the technologies that a person may see: listed ones, those they proposed, staff all."""
        listed = Q(state=Technology.State.LISTED)
        if not user.is_authenticated:
            return self.filter(listed)
        if is_on_staff(user):
            return self.filter(listed | Q(is_one_of(user, User.objects.on_staff())))
        return self.filter(listed | Q(proposed_by=user.pk, state=Technology.State.PROPOSED))


class Technology(models.Model):
    """Something that areas adopt: a device, a digital tool, a test, a pathway, a way to staff a service."""

    Kind = TechnologyInterest.Kind

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        LISTED = "listed", "Listed"
        WITHDRAWN = "withdrawn", "Withdrawn"

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=120)
    summary = models.CharField(max_length=500)
    kind = models.CharField(max_length=10, choices=Kind)
    purpose = models.TextField(max_length=4000, blank=True, help_text="Markdown.")
    supplier = models.CharField(max_length=200, blank=True)
    procurement = models.CharField("how to buy it", max_length=300, blank=True)
    standards = models.CharField(
        max_length=300, blank=True, help_text="As UKCA class, DTAC: yes, in progress, not yet."
    )
    care_setting = models.CharField(max_length=12, choices=CareSetting, blank=True)
    evidence_level = models.CharField(max_length=10, choices=EvidenceLevel, default=EvidenceLevel.NONE)
    state = models.CharField(max_length=9, choices=State, default=State.LISTED)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    is_demonstration = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)

    objects = TechnologyQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "technologies"
        ordering = [Lower("name")]
        indexes = [models.Index(fields=["state", "kind"], name="technology_by_kind")]
        constraints = [
            models.UniqueConstraint(Lower("name"), name="technology_name_once"),
            models.CheckConstraint(condition=~Q(name="") & ~Q(slug=""), name="technology_has_a_name"),
            models.CheckConstraint(
                condition=Q(state__in=["proposed", "listed", "withdrawn"]), name="technology_state_is_known"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("technology", args=[self.slug])


class Alias(models.Model):
    """Another name by which a technology is found."""

    technology = models.ForeignKey(Technology, on_delete=models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=120)

    class Meta:
        ordering = [Lower("name")]
        constraints = [models.UniqueConstraint(Lower("name"), name="alias_of_one_technology")]


class TechnologyFunction(models.Model):
    """A treatment function in which a technology is used."""

    technology = models.ForeignKey(Technology, on_delete=models.CASCADE, related_name="functions")
    treatment_function = models.CharField(max_length=8, help_text="Its code in the RTT files, as C_110.")

    class Meta:
        ordering = ["treatment_function"]
        constraints = [
            models.UniqueConstraint(
                fields=["technology", "treatment_function"], name="function_once_a_technology"
            )
        ]


class NiceGuidance(models.Model):
    """What NICE published of a technology."""

    class Type(models.TextChoices):
        MTG = "MTG", "Medical technologies guidance"
        DG = "DG", "Diagnostics guidance"
        IPG = "IPG", "Interventional procedures guidance"
        HTE = "HTE", "Early value assessment"
        HTG = "HTG", "HealthTech guidance"
        TA = "TA", "Technology appraisal"
        NG = "NG", "NICE guideline"
        MIB = "MIB", "Medtech innovation briefing"

    class Recommendation(models.TextChoices):
        RECOMMENDED = "recommended", "Recommended"
        OPTIMISED = "optimised", "Recommended for some"
        RESEARCH = "research", "Only in research"
        NOT = "not", "Not recommended"
        NONE = "none", "No recommendation made"

    technology = models.ForeignKey(Technology, on_delete=models.CASCADE, related_name="guidance")
    type = models.CharField(max_length=3, choices=Type)
    number = models.PositiveIntegerField()
    published = models.DateField(null=True, blank=True)
    recommendation = models.CharField(max_length=11, choices=Recommendation, default=Recommendation.NONE)

    class Meta:
        # Undated guidance last: databases differ in where they put what is not known.
        ordering = [models.F("published").desc(nulls_last=True), "type", "number"]
        constraints = [
            models.UniqueConstraint(
                fields=["technology", "type", "number"], name="guidance_once_a_technology"
            )
        ]

    def __str__(self) -> str:
        return f"{self.type}{self.number}"

    @property
    def address(self) -> str:
        return f"https://www.nice.org.uk/guidance/{self.type.lower()}{self.number}"


class FundingYear(models.Model):
    """A year in which the MedTech Funding Mandate named a technology, with that year's criteria."""

    technology = models.ForeignKey(Technology, on_delete=models.CASCADE, related_name="funding_years")
    year = models.PositiveSmallIntegerField(help_text="In which the financial year began: 2021 is 2021/22.")
    criteria = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["year"]
        constraints = [
            models.UniqueConstraint(fields=["technology", "year"], name="funding_year_once"),
            models.CheckConstraint(condition=Q(year__gte=2021, year__lte=2100), name="mandate_began_in_2021"),
        ]

    def __str__(self) -> str:
        return f"{self.year}/{(self.year + 1) % 100:02}"
