"""Charts from which threads were started, and of which figures they were drawn."""

from django.db.models import QuerySet
from django.utils.timezone import localtime

from accounts.permissions import Someone
from forum.models import ChartKept, Thread
from metrics.charts.numbers import day_name
from metrics.models import Publication


def charts_seen_by(user: Someone) -> QuerySet[ChartKept]:
    """Return the charts of threads that a person may read."""
    return ChartKept.objects.filter(thread__in=Thread.objects.visible_to(user).values("pk"))


def figures_in_words() -> str:
    """Return which published figures a chart is drawn of now. One query."""
    last = Publication.objects.order_by("-pk").first()
    return f"figures as published on {day_name(localtime(last.at).date())}, version {last.pk}" if last else ""
