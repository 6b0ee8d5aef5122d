"""Telling people of what is new, as often as each chose."""

from datetime import datetime, timedelta

from accounts.actions.gathering import gather
from accounts.models import NotificationChoice
from accounts.queries import Reader, chosen_notifications
from forum.news import figures_told_between, new_month, news_for, published_between
from forum.queries.quiet import quiet_until

HowOften = NotificationChoice.HowOften
A_DAY = timedelta(days=1)


def tell_what_is_new(*, now: datetime) -> None:
    """Queue the letters that are due: at once where there is something new, daily and weekly when it is time."""
    gather(how_often=HowOften.DAILY, now=now)
    gather(how_often=HowOften.WEEKLY, now=now)
    if (
        published_between(now - A_DAY, now).exists()
        or new_month(now - A_DAY, now)
        or figures_told_between(now - A_DAY, now).exists()
    ):
        gather(how_often=HowOften.AT_ONCE, now=now, is_wanted=lambda reader: is_welcome(reader, now))


def is_welcome(reader: Reader, now: datetime) -> bool:
    """Say whether a person is to be told now: not in their quiet hours, and only if there is anything new."""
    return not quiet_until(reader.user, now) and has_news(reader)


def has_news(reader: Reader) -> bool:
    """Say whether there is anything new of what a person is told at once."""
    about = [name for name, often in chosen_notifications(reader.user).items() if often == HowOften.AT_ONCE]
    return bool(news_for(reader.user, about, reader.since, reader.until))
