"""Attempts to sign in, counted against where they come from.

One that was right is taken back, and nothing else with it: whoever has an account of their own would begin anew at
guessing others' by signing in between. django-allauth forgets all of an origin at a right code, so that it is left to
count what is tried at an account.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from allauth.account.adapter import get_adapter
from allauth.core import context
from allauth.core.internal.ratelimit import RateLimitUsage, consume
from django.http import HttpRequest

ACTION = "attempts_of_origin"


def count(request: HttpRequest) -> RateLimitUsage:
    """Count an attempt; return what takes it back. Raises ValidationError when there were too many."""
    usage = consume(request, app="allauth.account", action=ACTION)
    if usage is None:
        raise get_adapter().validation_error("too_many_login_attempts")
    return usage


@contextmanager
def counted() -> Iterator[None]:
    """Count an attempt, unless it turns out to be right. Raises ValidationError when there were too many."""
    usage = count(context.request)
    yield
    usage.rollback()
