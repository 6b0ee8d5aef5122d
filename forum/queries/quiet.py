"""When people are left in peace, by the clock in England."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from accounts.models import User
from forum.models import QuietHours


def quiet_until(user: User, now: datetime) -> datetime | None:
    """Return when the quiet hours end that a person has now; None where they have none."""
    hours = QuietHours.objects.filter(person=user.pk).first()
    return end_of(hours.starts, hours.ends, now) if hours else None


def end_of(starts: time, ends: time, now: datetime) -> datetime | None:
    """Return when quiet hours end that hold at a moment; None where they do not hold.

    `starts` and `ends`: what the clock shows in England. They may lie around midnight. In the night when clocks change,
    a time that comes twice is the first of the two, and one that is left out is as long after midnight as it would be.
    """
    today = timezone.localdate(now)
    for day in (today, today - timedelta(days=1)):
        end_day = day if starts < ends else day + timedelta(days=1)
        if _moment(day, starts) <= now < (end := _moment(end_day, ends)):
            return end
    return None


def _moment(day: date, clock: time) -> datetime:
    return timezone.make_aware(datetime.combine(day, clock)).astimezone(UTC)
