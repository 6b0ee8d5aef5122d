"""What a thread is about besides its own area, measure or practice, and the chart from which it was started."""

from typing import NamedTuple

from django.db import models
from django.db.models import Q
from django.utils import timezone

from casestudies.models import CaseStudy, Technology
from forum.models.conditions import once_for_each
from forum.models.discussions import Thread
from metrics.models import Area

MOST_LINKS = 10
LONGEST_FINDING = 300
LONGEST_ADDRESS = 500


class About(NamedTuple):
    """Something that a thread is about: figures of an area, a measure or a treatment function, or one practice."""

    area: Area | None = None
    measure: str = ""
    function: str = ""
    case_study: CaseStudy | None = None
    technology: Technology | None = None

    @property
    def columns(self) -> dict:
        """What a link to it holds."""
        figures = {"area": self.area, "measure": self.measure, "treatment_function": self.function}
        return figures | {"case_study": self.case_study, "technology": self.technology}


class Link(models.Model):
    """One more thing that a thread is about: an area, a measure (of that area, where it has one; of a treatment
    function, where it has one), a case study or a technology."""

    thread = models.ForeignKey(Thread, on_delete=models.CASCADE, related_name="about_too")
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    measure = models.SlugField(max_length=60, blank=True)
    treatment_function = models.CharField(max_length=8, blank=True)
    case_study = models.ForeignKey(
        CaseStudy, null=True, blank=True, on_delete=models.CASCADE, related_name="linked_from"
    )
    technology = models.ForeignKey(
        Technology, null=True, blank=True, on_delete=models.CASCADE, related_name="linked_from"
    )

    class Meta:
        ordering = ["pk"]
        constraints = [
            *once_for_each("thread", "case_study", "technology", name="link_once_a_thread_and"),
            models.UniqueConstraint(
                fields=["thread", "area", "measure", "treatment_function"],
                condition=Q(area__isnull=False),
                name="link_once_a_thread_and_area",
            ),
            models.UniqueConstraint(
                fields=["thread", "measure", "treatment_function"],
                condition=Q(area__isnull=True, case_study__isnull=True, technology__isnull=True),
                name="link_once_a_thread_and_measure",
            ),
            models.CheckConstraint(
                condition=Q(case_study__isnull=True, technology__isnull=True)
                | Q(case_study__isnull=False, technology__isnull=True, area__isnull=True, measure="")
                | Q(case_study__isnull=True, technology__isnull=False, area__isnull=True, measure=""),
                name="link_leads_to_figures_or_to_one_practice",
            ),
            models.CheckConstraint(
                condition=Q(area__isnull=False)
                | ~Q(measure="", treatment_function="")
                | Q(case_study__isnull=False)
                | Q(technology__isnull=False),
                name="link_leads_somewhere",
            ),
        ]

    @property
    def about(self) -> About:
        return About(self.area, self.measure, self.treatment_function, self.case_study, self.technology)


class ChartKept(models.Model):
    """A chart as it was when a thread was started from it: its picture never changes, its address leads to today's."""

    thread = models.OneToOneField(Thread, on_delete=models.CASCADE, related_name="chart")
    finding = models.CharField(max_length=LONGEST_FINDING, help_text="What the chart showed, in words.")
    address = models.CharField(max_length=LONGEST_ADDRESS, help_text="The page that it is on, on this site.")
    svg = models.TextField()
    figures = models.CharField(
        max_length=200, blank=True, help_text="Of which published figures it was drawn."
    )
    kept_at = models.DateTimeField(default=timezone.now)
