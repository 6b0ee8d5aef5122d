"""How people answer what others wrote: thanks and reactions, whom they mention, and what they have not posted yet."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from forum.models.conditions import exactly_one, once_for_each
from forum.models.discussions import LONGEST_TEXT, LONGEST_TITLE, Post, Thread
from metrics.models import Area


class Reaction(models.Model):
    """What a person says of a post with one click."""

    class Kind(models.TextChoices):
        THANKS = "thanks", "Thank you"
        AGREE = "agree", "I agree"
        SAME = "same", "We have this problem too"
        CURIOUS = "curious", "Tell us more"

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="reactions")
    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=7, choices=Kind)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "person", "kind"], name="reaction_once_a_person_and_post")
        ]


class Mention(models.Model):
    """That a post names a person or an area: kept as the post reads now."""

    post = models.ForeignKey(Post, on_delete=models.CASCADE, related_name="mentions")
    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.CASCADE, related_name="mentions"
    )
    area = models.ForeignKey(Area, null=True, blank=True, on_delete=models.CASCADE, related_name="+")

    class Meta:
        constraints = [
            *once_for_each("post", "person", "area", name="mention_once_a_post_and"),
            models.CheckConstraint(
                condition=exactly_one("person", "area"), name="mention_is_of_a_person_or_an_area"
            ),
        ]


class Draft(models.Model):
    """What a person has begun and not posted: a reply to a thread, or a new thread. Seen by them alone."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="drafts")
    thread = models.ForeignKey(
        Thread,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="drafts",
        help_text="Empty: a new one.",
    )
    title = models.CharField(max_length=LONGEST_TITLE, blank=True)
    text = models.TextField(max_length=LONGEST_TEXT, blank=True)
    # The other fields of a form that starts a thread, as they were typed.
    fields = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["-saved_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "thread"],
                condition=Q(thread__isnull=False),
                name="draft_once_a_person_and_thread",
            ),
            models.UniqueConstraint(
                fields=["person"], condition=Q(thread__isnull=True), name="draft_once_of_a_new_thread"
            ),
        ]
