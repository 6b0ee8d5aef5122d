"""Times and numbers, as moderation says them."""

from datetime import datetime, timedelta

from django.utils import timezone

from metrics.charts.numbers import day_name


def ago(time: timedelta) -> str:
    """Return a time in words, as precise as one needs it."""
    minutes = int(time.total_seconds() // 60)
    if minutes < 1:
        return "under a minute"
    if minutes < 60:
        return counted(minutes, "minute")
    if minutes < 48 * 60:
        return counted(minutes // 60, "hour")
    return counted(minutes // (24 * 60), "day")


def counted(number: int, word: str) -> str:
    return f"{number:,} {word}{'' if number == 1 else 's'}"


def day_of(at: datetime) -> str:
    return day_name(timezone.localtime(at).date())
