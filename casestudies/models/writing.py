"""Writing a case study together: what is typed and not saved yet, and changes asked for at a question."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from casestudies.models.cases import CaseStudy


class Draft(models.Model):
    """What one author typed on a page of a case study and has not saved: kept as they type, gone once it is saved."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="drafts")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    group = models.SlugField(max_length=40, help_text="The group of questions that they typed on.")
    version = models.PositiveIntegerField(help_text="The version of the case study that they began from.")
    fields = models.JSONField(default=dict, help_text="What was typed, by the name of the form's field.")
    saved_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["case", "person", "group"], name="draft_once_a_person_and_group")
        ]


class FieldComment(models.Model):
    """A change that a reviewer asks for at one question, until it is dealt with."""

    case = models.ForeignKey(CaseStudy, on_delete=models.CASCADE, related_name="comments")
    question = models.SlugField(
        max_length=40, help_text="The slug of the question, or the name of the field."
    )
    text = models.TextField(max_length=2000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering = ["at", "pk"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="comment_says_something")]
