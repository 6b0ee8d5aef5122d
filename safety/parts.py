"""Parts of pages, kept while nothing that they are made of changes.

A part is found again by all that it was made of, so that it never needs clearing. It has holes where each
reader gets something of their own, as the token of a form.
"""

import pickle
from collections.abc import Callable, Hashable
from hashlib import sha256

from django.core.cache import caches
from django.utils.connection import ConnectionProxy
from django.utils.crypto import salted_hmac
from django.utils.safestring import SafeString, mark_safe

KEPT_FOR = 600
cache = ConnectionProxy(caches, "parts")


def hole(name: str) -> str:
    """Return what stands in a part where each reader gets something of their own. Nobody can write it into a text."""
    return salted_hmac("safety.parts", name).hexdigest()


TOKEN, NOW = hole("token"), hole("now")


def kept_part(name: str, made_of: Hashable, make: Callable[[], str], **own: str) -> SafeString:
    """Return what `make` returns, kept by all that it is made of, with what is the reader's `own` in its holes.

    `made_of`: None of what is made each time and kept nowhere.
    """
    part = make() if made_of is None else _kept(name, made_of, make)
    for each, value in own.items():
        part = part.replace(hole(each), value)
    return mark_safe(part)


def _kept(name: str, made_of: Hashable, make: Callable[[], str]) -> str:
    key = f"part:{sha256(pickle.dumps((name, made_of))).hexdigest()}"
    part = cache.get(key)
    if part is None:
        part = str(make())
        cache.set(key, part, KEPT_FOR)
    return part
