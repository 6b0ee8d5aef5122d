"""Areas that a person keeps as a group to compare with."""

from django.conf import settings
from django.db import models

from metrics.models import Area

LONGEST_NAME = 60


class OwnPeers(models.Model):
    """Areas of one kind that a person chose to compare with, under a name that nobody else sees."""

    person = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="own_peers")
    name = models.CharField(max_length=LONGEST_NAME)
    areas = models.ManyToManyField(Area, related_name="own_peers")
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["name", "pk"]
        constraints = [models.UniqueConstraint(fields=["person", "name"], name="own_peers_once_a_name")]

    def __str__(self) -> str:
        return self.name
