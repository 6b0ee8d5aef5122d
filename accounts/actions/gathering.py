"""Letters with what is new: one a person and time, queued when due. What they say is found when they are sent."""

from collections.abc import Callable
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Letter, NotificationChoice
from accounts.queries import Reader, readers

HowOften = NotificationChoice.HowOften
HOUR = 7
# What was published a moment ago may not be committed yet: it waits for the next letter.
MOMENT = timedelta(seconds=10)
AT_A_TIME = 500


def gather(
    *, how_often: HowOften, now: datetime, is_wanted: Callable[[Reader], bool] = lambda reader: True
) -> int:
    """Queue a letter to each person who is told so often and whose time has come. Safe to repeat, and in two places.

    `is_wanted` says of a reader whether there is anything to tell. Returns how many letters were due.
    """
    letters = [
        Letter(kind=how_often, user=reader.user, since=reader.since, until=reader.until)
        for reader in readers(how_often, last_time(how_often, now))
        if is_wanted(reader)
    ]
    Letter.objects.bulk_create(letters, AT_A_TIME, ignore_conflicts=True)
    return len(letters)


def last_time(how_often: HowOften, now: datetime) -> datetime:
    """Return when people were last to be told: a moment ago, at seven in the morning, or on Monday at seven."""
    if how_often == HowOften.AT_ONCE:
        return now - MOMENT
    morning = timezone.localtime(now).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    if morning > now:
        morning -= timedelta(days=1)
    return morning - timedelta(days=morning.weekday()) if how_often == HowOften.WEEKLY else morning
