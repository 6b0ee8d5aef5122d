"""The picture that a person shows of themselves."""

from django.conf import settings
from django.db import models

from safety.models import Upload


class Picture(models.Model):
    """A person's picture: one each."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="picture")
    upload = models.OneToOneField(Upload, on_delete=models.PROTECT, related_name="picture")

    def get_absolute_url(self) -> str:
        return self.upload.get_absolute_url()
