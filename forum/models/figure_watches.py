"""What people watch for in the figures of an area, and what they were told of it."""

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from accounts.models import Notice
from casestudies.models import Adoption, CaseStudy
from forum.models.conditions import exactly_one, once_for_each
from metrics.compute.extract import ALL_FUNCTIONS
from metrics.compute.measures import MEASURES, Measure
from metrics.models import Area

# What is told, each a column of `FigureTold`.
TOLD_OF = ("month", "case_study", "adoption")


class FigureWatchQuerySet(models.QuerySet):
    def due(self, month: date) -> "FigureWatchQuerySet":
        """Return those of figures that were not checked with those of `month` yet."""
        of_figures = self.exclude(what=FigureWatch.What.PRACTICE)
        return of_figures.filter(is_paused=False, checked_month__lt=month, measure__in=MEASURES)

    def of_practice(self) -> "FigureWatchQuerySet":
        """Return those of what areas that do better tell."""
        return self.filter(what=FigureWatch.What.PRACTICE, is_paused=False, measure__in=MEASURES)


class FigureWatch(models.Model):
    """That a person wants to be told when something shows in the figures of an area.

    `checked_month`: up to which month it was checked. What was known when it was set is no news.
    """

    class What(models.TextChoices):
        HERE = "here", "This area reaches a value"
        SIMILAR = "similar", "Any of the areas most like it reaches a value"
        CONCERN = "concern", "This area’s control chart shows special-cause concern"
        PRACTICE = "practice", "An area that does better tells what it does"

    OF_A_VALUE = (What.HERE, What.SIMILAR)

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="figure_watches"
    )
    what = models.CharField(max_length=8, choices=What)
    area = models.ForeignKey(Area, on_delete=models.CASCADE, related_name="+")
    measure = models.SlugField(max_length=60)
    treatment_function = models.CharField(max_length=5, default=ALL_FUNCTIONS)
    value = models.FloatField(null=True, blank=True, help_text="To be reached, in the unit of the measure.")
    checked_month = models.DateField()
    is_paused = models.BooleanField(default=False)
    since = models.DateTimeField(auto_now_add=True)

    objects = FigureWatchQuerySet.as_manager()

    class Meta:
        ordering = ["-since", "-pk"]
        indexes = [
            models.Index(fields=["checked_month"], condition=Q(is_paused=False), name="figure_watch_to_check")
        ]
        constraints = [
            models.UniqueConstraint(
                F("person"),
                F("what"),
                F("area"),
                F("measure"),
                F("treatment_function"),
                models.functions.Coalesce("value", models.Value(-1.0)),
                name="figure_watch_once_a_person",
            ),
            models.CheckConstraint(
                condition=Q(what__in=["here", "similar"], value__gte=0)
                | (~Q(what__in=["here", "similar"]) & Q(value__isnull=True)),
                name="figure_watch_of_a_value_has_one",
            ),
        ]

    @property
    def of(self) -> Measure:
        return MEASURES[self.measure]


class FigureTold(models.Model):
    """That a person was told what a watch found: once of a month, a case study or a record of what is used."""

    watch = models.ForeignKey(FigureWatch, on_delete=models.CASCADE, related_name="told")
    month = models.DateField(null=True, blank=True)
    case_study = models.ForeignKey(
        CaseStudy, null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    adoption = models.ForeignKey(Adoption, null=True, blank=True, on_delete=models.CASCADE, related_name="+")
    notice = models.OneToOneField(Notice, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            *once_for_each("watch", *TOLD_OF, name="told_once_of_a_watch_and"),
            models.CheckConstraint(condition=exactly_one(*TOLD_OF), name="figure_told_is_of_one_thing"),
        ]
