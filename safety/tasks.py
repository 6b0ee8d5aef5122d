"""Doors that Celery opens: each calls one action."""

from celery import shared_task

from safety.actions import uploads


@shared_task(name="safety.clear_uploads")
def clear_uploads() -> None:
    """Clear out once a day; twice does no harm."""
    uploads.clear_uploads()
