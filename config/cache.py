"""The cache of a site without Redis: files that all of its processes share."""

import fcntl
from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache


class SharedFiles(FileBasedCache):
    """Django's cache in files, in which only one of several processes adds a key: what they count is then counted."""

    def add(
        self, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        self._createdir()
        with (Path(self._dir) / "adding").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            return super().add(key, value, timeout, version)
