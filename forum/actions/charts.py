"""Charts from which threads are started: kept as they are at that moment, for ever."""

from django.utils import timezone

from forum.models import ChartKept, Thread


def keep_chart(thread: Thread, chart: ChartKept | None) -> None:
    """Keep the chart from which a thread was started, if it was started from one. Within the caller's transaction."""
    if chart is not None:
        chart.thread, chart.kept_at = thread, timezone.now()
        chart.save(force_insert=True)
