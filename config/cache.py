"""Caches: files that all processes share, for a site without Redis; and a Redis that pages do not wait for."""

import fcntl
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache
from django.core.cache.backends.redis import RedisCache
from redis.exceptions import RedisError

NOT_ASKED_FOR = 10  # seconds in which a server that did not answer is not asked again


class SharedFiles(FileBasedCache):
    """Django's cache in files, in which only one of several processes adds a key: what they count is then counted."""

    def add(
        self, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        self._createdir()
        with (Path(self._dir) / "adding").open("w") as held:
            fcntl.flock(held, fcntl.LOCK_EX)
            return super().add(key, value, timeout, version)


class Dispensable(RedisCache):
    """Django's cache in Redis, for what can be made anew: a server that does not answer has nothing, and keeps nothing.

    It is then left alone for a while, so that a page waits for it once and not as often as it asks.
    """

    _asked_again_at = 0.0

    def get(self, key: str, default: object = None, version: int | None = None) -> object:
        return self._or(default, lambda: super(Dispensable, self).get(key, default, version))

    def set(
        self, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> None:
        self._or(None, lambda: super(Dispensable, self).set(key, value, timeout, version))

    def add(
        self, key: str, value: object, timeout: float | None = DEFAULT_TIMEOUT, version: int | None = None
    ) -> bool:
        return self._or(False, lambda: super(Dispensable, self).add(key, value, timeout, version))

    def get_many(self, keys: Iterable[str], version: int | None = None) -> dict[str, object]:
        return self._or({}, lambda: super(Dispensable, self).get_many(keys, version))

    def set_many(
        self,
        data: Mapping[str, object],
        timeout: float | None = DEFAULT_TIMEOUT,
        version: int | None = None,
    ) -> list[str]:
        return self._or(list(data), lambda: super(Dispensable, self).set_many(data, timeout, version))

    def _or(self, otherwise: object, ask: Callable[[], object]) -> object:
        if time.monotonic() < Dispensable._asked_again_at:
            return otherwise
        try:
            return ask()
        except RedisError:
            Dispensable._asked_again_at = time.monotonic() + NOT_ASKED_FOR
            return otherwise
