"""Give a new site its figures: the newest month now, the older ones by the worker."""

from collections.abc import Callable

from django.conf import settings

from metrics.actions.months import new_sources, queue_sources, work_on
from metrics.actions.sources import DEMONSTRATION, Source, demonstration_months, first_sources, local_files
from metrics.models import PublishedMonth, Refresh
from metrics.provenance import is_any_month_invented

Say = Callable[[str], object]


class NothingPublished(Exception):
    """A site that would start without a single figure."""


def bring_in_first(say: Say) -> list[int]:
    """Publish the newest month that can be read and queue the others; on a site with figures, only what is new.

    Returns the ids of the queued rows. Raises NothingPublished when no month could be read.
    """
    if PublishedMonth.objects.exists():
        sources = new_sources(local_files() or _rest_of_demonstration())
        say(f"{PublishedMonth.objects.count()} months of figures are here, {len(sources)} more to bring in.")
    else:
        words, sources = first_sources()
        say(f"Reading {words}.")
    while sources and not _publish_now(sources.pop(0), say):
        pass
    if not is_any_month_invented():
        _drop_waiting_demonstration()
    if not PublishedMonth.objects.exists():
        raise NothingPublished("No month could be read. Put RTT zips in RTT_DATA_DIR and start again.")
    if sources:
        say(f"{len(sources)} older months follow while the site runs.")
    return queue_sources(sources)


def _rest_of_demonstration() -> list[Source]:
    """Return the invented months that a site with invented months may still lack."""
    return demonstration_months(settings.RTT_MONTHS) if is_any_month_invented() else []


def _drop_waiting_demonstration() -> None:
    Refresh.objects.filter(source__startswith=DEMONSTRATION, state=Refresh.State.QUEUED).delete()


def _publish_now(source: Source, say: Say) -> bool:
    [refresh_id] = queue_sources([source])
    work_on(refresh_id)
    row = Refresh.objects.get(pk=refresh_id)
    say(
        f"{row.month:%B %Y} is published."
        if row.state == Refresh.State.DONE
        else f"{source.place}: {row.error}"
    )
    return row.state == Refresh.State.DONE
