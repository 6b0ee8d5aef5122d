"""Static files by the names that their content gives them: each name is looked up once in the life of a process."""

from functools import cache

from django.contrib.staticfiles.storage import ManifestStaticFilesStorage
from whitenoise.storage import CompressedManifestStaticFilesStorage


class UrlsKept:
    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.url = cache(self.url)


class OnOneMachine(UrlsKept, ManifestStaticFilesStorage):
    """Compressing takes half a minute and saves nothing on one's own machine."""


class Deployed(UrlsKept, CompressedManifestStaticFilesStorage):
    pass
