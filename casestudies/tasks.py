"""Doors that Celery opens: one action each."""

from celery import shared_task
from django.utils import timezone

from casestudies.actions.reminding import ask_whether_they_hold


@shared_task(name="casestudies.ask_whether_case_studies_hold", ignore_result=True)
def ask_whether_case_studies_hold() -> None:
    """Look once a day: authors are asked 18 months after what they wrote was last said to hold."""
    ask_whether_they_hold(now=timezone.now())
