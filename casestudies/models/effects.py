"""What the figures said of things that began: an answer a publication of figures, kept as it was given."""

from django.db import models
from django.db.models import Max, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models.readers import Someone
from casestudies.models.adoption import Adoption
from casestudies.models.cases import CaseStudy
from casestudies.models.technologies import Technology
from metrics.compute.effects import METHOD_VERSION, Effect, as_told
from metrics.compute.effects.together import Together
from metrics.compute.measures import MEASURES
from metrics.models import Area, Publication


class EffectQuestion(models.Model):
    """What is asked of the figures, as it stood when it was last looked at. `name`: as answers to it have it."""

    name = models.CharField(max_length=160, unique=True)

    def __str__(self) -> str:
        return self.name


class MeasuredEffectQuerySet(models.QuerySet):
    def still_asked(self) -> "MeasuredEffectQuerySet":
        """Return the answers to questions that are asked to this day: records may have said something else."""
        return self.filter(name__in=EffectQuestion.objects.values("name"))

    def of(self, publication: int) -> "MeasuredEffectQuerySet":
        """Return what the figures of a publication answered by the present method."""
        return self.filter(publication=publication, method_version=METHOD_VERSION)

    def visible_to(self, user: Someone) -> "MeasuredEffectQuerySet":
        """Return the answers about what a person may read."""
        return self.filter(
            Q(adoption__in=Adoption.objects.visible_to(user)) | Q(case__in=CaseStudy.objects.visible_to(user))
        )

    def newest(self) -> "MeasuredEffectQuerySet":
        """Return the last answer to each of these questions."""
        last = self.order_by().values("name").annotate(last=Max("pk"))
        return self.filter(pk__in=last.values("last"))


class MeasuredEffect(models.Model):
    """What the figures of a publication said of a start: of an adoption, or of what a case study claims. Never changed.

    `name` tells the question from every other one; an answer a question, publication and version of the method.
    """

    name = models.CharField(max_length=160)
    adoption = models.ForeignKey(
        Adoption, null=True, blank=True, on_delete=models.CASCADE, related_name="effects"
    )
    case = models.ForeignKey(
        CaseStudy, null=True, blank=True, on_delete=models.CASCADE, related_name="effects"
    )
    area = models.ForeignKey(Area, on_delete=models.PROTECT, related_name="+")
    measure = models.SlugField(max_length=60)
    treatment_function = models.CharField(max_length=8)
    starts = models.DateField(help_text="The first day of the month from which it should have moved.")
    ends = models.DateField(
        null=True, blank=True, help_text="The last month that counts, if not to this day."
    )
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="+")
    method_version = models.CharField(max_length=8)
    verdict = models.CharField(max_length=20)
    answer = models.JSONField(help_text="All numbers of the answer, as metrics.compute.effects keeps them.")
    at = models.DateTimeField(default=timezone.now)

    objects = MeasuredEffectQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["name", "-id"], name="effect_by_name")]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "method_version", "name"], name="effect_once_a_publication"
            ),
            models.CheckConstraint(
                condition=Q(adoption__isnull=True) ^ Q(case__isnull=True), name="effect_of_one_thing"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("effect", args=[self.pk])

    @property
    def thing(self) -> Adoption | CaseStudy:
        return self.adoption or self.case

    @property
    def told(self) -> Effect:
        return as_told(self.answer)

    @property
    def measured(self):
        """The measure; None where it is computed here no longer."""
        return MEASURES.get(self.measure)


class EffectTogether(models.Model):
    """What a measure did in all areas of a kind in which a technology came into use, taken together. Never changed: of
    several the last one holds. `answer` None: too few areas to take together."""

    technology = models.ForeignKey(Technology, on_delete=models.CASCADE, related_name="effects")
    kind = models.CharField(max_length=8, choices=Area.Kind)
    measure = models.SlugField(max_length=60)
    treatment_function = models.CharField(max_length=8)
    effects = models.JSONField(help_text="The numbers of the answers that it is made of, in order.")
    answer = models.JSONField(null=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["-pk"]
        indexes = [models.Index(fields=["technology", "-id"], name="together_by_technology")]

    def __str__(self) -> str:
        return f"{self.technology}: {self.measure}"

    @property
    def told(self) -> Together | None:
        return Together(**self.answer) if self.answer else None
