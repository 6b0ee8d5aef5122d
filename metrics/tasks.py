"""Doors that Celery opens: an id in, one action, and messages for the work that it queued."""

from celery import shared_task
from django.conf import settings
from django.utils import timezone

from metrics.actions import analysing, months, refreshing
from metrics.models import Refresh


@shared_task(name="metrics.work_on_refresh")
def work_on_refresh(refresh_id: int) -> None:
    send(months.work_on(refresh_id))
    send(analysing.queue_due())


@shared_task(name="metrics.sweep_refreshes")
def sweep_refreshes() -> None:
    for refresh_id in refreshing.sweep():
        work_on_refresh.delay(refresh_id)
    send(analysing.queue_due())


@shared_task(name="metrics.discover_releases")
def discover_releases() -> None:
    """Look for new releases once a day, however many beats tick."""
    slot = f"discover {timezone.localdate():%Y-%m-%d}"
    row = refreshing.queue(Refresh.Kind.DISCOVER, settings.RTT_INDEX_ADDRESS, slot=slot)
    if row:
        send([row.pk])


def send(refresh_ids: list[int]) -> None:
    """Wake a worker for rows that are committed."""
    for refresh_id in refresh_ids:
        refreshing.mark_sent(refresh_id)
        work_on_refresh.delay(refresh_id)
