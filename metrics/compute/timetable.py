"""When NHS England publishes a month, and which months are late or missing."""

from collections.abc import Collection
from datetime import date, timedelta

THURSDAY = 3
GRACE = timedelta(days=7)


def publication_day(month: date) -> date:
    """Return the day on which a month is due: the second Thursday of the second month after it.

    Source: NHS England's RTT timetable; May 2025 came on 10 July 2025, March 2026 on 14 May 2026.
    """
    first = months_later(month, 2)
    return first + timedelta(days=(THURSDAY - first.weekday()) % 7 + 7)


def months_later(month: date, count: int) -> date:
    """Return the first day of the month `count` months after `month` (before it, where negative)."""
    years, number = divmod(month.month - 1 + count, 12)
    return date(month.year + years, number + 1, 1)


def late_months(newest: date, today: date) -> list[date]:
    """Return the months after `newest` that were due more than a week before `today`, oldest first."""
    late, month = [], months_later(newest, 1)
    while publication_day(month) + GRACE < today:
        late.append(month)
        month = months_later(month, 1)
    return late


def missing_months(published: Collection[date]) -> list[date]:
    """Return the months that are absent between the first and the last of `published`, oldest first."""
    missing, month = [], min(published, default=date.max)
    while published and month < max(published):
        if month not in published:
            missing.append(month)
        month = months_later(month, 1)
    return missing
