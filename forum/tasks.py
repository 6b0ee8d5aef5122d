"""Doors that Celery opens: one action each."""

from celery import shared_task
from django.utils import timezone

from forum.actions.telling import tell_what_is_new


@shared_task(name="forum.gather_letters", ignore_result=True)
def gather_letters() -> None:
    tell_what_is_new(now=timezone.now())
