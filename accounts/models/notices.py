"""What people are told: the notices themselves, and what each person chose to hear of and how often."""

from django.conf import settings
from django.db import models


class NotificationChoice(models.Model):
    """How often a person wants to hear of something by email. Where there is no row, `USUALLY` holds."""

    class About(models.TextChoices):
        REPLIES = "replies", "Mentions and replies"
        WATCHED = "watched", "What I watch"
        AREAS = "areas", "New discussions about my areas"
        INTERESTS = "interests", "New discussions about my interests"
        FIGURES = "figures", "A new month of figures"
        DIGEST = "digest", "A digest of my areas"

    class HowOften(models.TextChoices):
        AT_ONCE = "at once", "At once"
        DAILY = "daily", "Once a day"
        WEEKLY = "weekly", "Once a week"
        NEVER = "never", "Never"

    USUALLY = HowOften.WEEKLY

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notification_choices"
    )
    about = models.CharField(max_length=10, choices=About)
    how_often = models.CharField(max_length=8, choices=HowOften)

    class Meta:
        ordering = ["about"]
        constraints = [models.UniqueConstraint(fields=["user", "about"], name="one_choice_about_each")]


class Notice(models.Model):
    """Something that a person is told about their own account or work: on the site, and by email."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notices")
    subject = models.CharField(max_length=200)
    text = models.TextField()
    address = models.CharField(max_length=200, blank=True, help_text="The page that it is about.")
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        indexes = [models.Index(fields=["user", "read_at"], name="notice_by_person")]
