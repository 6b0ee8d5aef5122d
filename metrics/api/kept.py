"""Answers made of published figures alone, kept as they were written until others are published."""

import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.core.cache import caches
from django.http import HttpResponse
from django.utils.cache import set_response_etag
from django.utils.connection import ConnectionProxy
from rest_framework.request import Request
from rest_framework.response import Response

from metrics.api.addresses import Address
from metrics.measured import kept

QUICKLY = 1  # a third of the time of the usual way, for an eighth more bytes
answers = ConnectionProxy(caches, "answers")


@dataclass(frozen=True)
class Written:
    body: bytes  # compressed
    headers: Mapping[str, str]


class OfFigures(Address):
    """An address whose answers are the same for everybody, and the same until other figures are published."""

    def get(self, request: Request, *args, **kwargs) -> HttpResponse:
        asked = f"{request.build_absolute_uri()} {request.accepted_media_type}"
        name = f"api:{sha256(asked.encode()).hexdigest()}"
        made = super().get
        found = kept(name, lambda: self._written(lambda: made(request, *args, **kwargs)), within=answers)
        return HttpResponse(zlib.decompress(found.body), headers=found.headers)

    def _written(self, make: Callable[[], Response]) -> Written:
        answer = self.finalize_response(self.request, make())
        answer.render()
        set_response_etag(answer)
        return Written(zlib.compress(answer.content, QUICKLY), dict(answer.items()))
