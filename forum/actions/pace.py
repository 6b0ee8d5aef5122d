"""Slow mode: how long each person waits between two replies to a thread."""

from datetime import timedelta

from django.db.models import Max
from django.utils import timezone

from accounts.models import User
from accounts.permissions import is_on_staff
from forum.actions.refusals import TooSoon
from forum.models import Thread


def refuse_too_soon(thread: Thread, by: User) -> None:
    """Raise TooSoon where somebody replied to a thread that is slowed down a short time ago. Staff need not wait."""
    if not thread.slow_minutes or is_on_staff(by):
        return
    last = thread.posts.filter(author=by, number__gt=1).aggregate(at=Max("created_at"))["at"]
    if last is None:
        return
    # Up to the next whole minute: the time that is said is one at which the reply is taken.
    wait = timedelta(minutes=thread.slow_minutes + 1, microseconds=-1)
    until = (last + wait).replace(second=0, microsecond=0)
    if timezone.now() < until:
        raise TooSoon(thread, until)
