"""Waking workers without waiting for a broker that takes connections and says nothing."""

import logging
import threading
from time import monotonic

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

# What is left lying meanwhile the sweeper finds.
ASKED_AGAIN_AFTER = 10  # seconds
_silence = threading.local()


def wake(task: str, *arguments: int) -> None:
    """Send a message to a worker, once. A broker that has just not answered is not waited for again by this thread."""
    if monotonic() < getattr(_silence, "until", 0):
        return
    try:
        current_app.send_task(task, arguments, retry=False)
    except OperationalError:
        _silence.until = monotonic() + ASKED_AGAIN_AFTER
        log.warning("The broker does not answer: workers are woken by the sweeper.")
