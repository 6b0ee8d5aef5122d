"""Erasing for good: proposed by one person, approved or refused by another."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from casestudies.models import Adoption, CaseStudy, Collection
from forum.models.conditions import exactly_one
from forum.models.discussions import Post
from forum.models.moderation import LONGEST_WORDS, ReviewItem


class ErasureQuerySet(models.QuerySet):
    def waiting(self) -> "ErasureQuerySet":
        return self.filter(state=Erasure.State.PROPOSED)

    def approved(self) -> "ErasureQuerySet":
        return self.filter(state=Erasure.State.APPROVED)


class Erasure(models.Model):
    """That something is to be erased for good, and what came of it: a case study, an adoption record, a collection, or
    a post, the title of its thread too where it opens it."""

    class Why(models.TextChoices):
        PATIENT = "patient", "it could identify a patient"
        PERSON = "person", "it told something personal of somebody else"
        LAW = "law", "the law asks for it"

    class State(models.TextChoices):
        PROPOSED = "proposed", "Proposed"
        APPROVED = "approved", "Erased"
        REFUSED = "refused", "Not erased"

    post = models.ForeignKey(Post, null=True, blank=True, on_delete=models.CASCADE, related_name="erasures")
    case_study = models.ForeignKey(
        CaseStudy, null=True, blank=True, on_delete=models.CASCADE, related_name="erasures"
    )
    adoption = models.ForeignKey(
        Adoption, null=True, blank=True, on_delete=models.CASCADE, related_name="erasures"
    )
    collection = models.ForeignKey(
        Collection, null=True, blank=True, on_delete=models.PROTECT, related_name="erasures"
    )
    item = models.ForeignKey(ReviewItem, on_delete=models.CASCADE, related_name="erasures")
    why = models.CharField(max_length=7, choices=Why)
    words = models.TextField(blank=True, max_length=LONGEST_WORDS, help_text="For who decides. Erased too.")
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    proposed_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)

    objects = ErasureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["post"], condition=~Q(state="refused"), name="a_post_is_erased_once"
            ),
            models.UniqueConstraint(
                fields=["case_study"], condition=~Q(state="refused"), name="a_case_study_is_erased_once"
            ),
            models.UniqueConstraint(
                fields=["adoption"], condition=~Q(state="refused"), name="an_adoption_is_erased_once"
            ),
            models.UniqueConstraint(
                fields=["collection"], condition=~Q(state="refused"), name="a_collection_is_erased_once"
            ),
            models.CheckConstraint(
                condition=exactly_one("post", "case_study", "adoption", "collection"),
                name="erasure_is_of_one_thing",
            ),
            models.CheckConstraint(
                condition=Q(decided_by__isnull=True)
                | Q(proposed_by__isnull=True)
                | ~Q(decided_by=F("proposed_by")),
                name="nobody_erases_alone",
            ),
            models.CheckConstraint(
                condition=Q(state="proposed", decided_at__isnull=True)
                | Q(state__in=["approved", "refused"], decided_at__isnull=False),
                name="erasure_is_decided_when_it_says_so",
            ),
            models.CheckConstraint(
                condition=~Q(state="approved") | Q(words=""), name="an_approved_erasure_keeps_no_words"
            ),
        ]

    def get_absolute_url(self) -> str:
        return reverse("moderation-erasure", args=[self.pk])
