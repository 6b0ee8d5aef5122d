"""Doors that Celery opens: one action each."""

from celery import shared_task
from django.utils import timezone

from casestudies.actions import effects
from casestudies.actions.reminding import ask_whether_they_hold
from casestudies.actions.searching import tell_of_new
from casestudies.filters.searches import finder


@shared_task(name="casestudies.ask_whether_case_studies_hold", ignore_result=True)
def ask_whether_case_studies_hold() -> None:
    """Look once a day: authors are asked 18 months after what they wrote was last said to hold."""
    ask_whether_they_hold(now=timezone.now())


@shared_task(name="casestudies.tell_of_new_case_studies", ignore_result=True)
def tell_of_new_case_studies() -> None:
    """Look once a day: whoever saved a search is told of what was published since and is found by it."""
    tell_of_new(finds=finder())


@shared_task(name="casestudies.plan_effects", ignore_result=True)
def plan_effects() -> None:
    """Look once a minute whether figures have not been asked about something that began; workers share the pieces."""
    for names in effects.plan():
        work_out_effects.delay(names)
    effects.take_together()


@shared_task(name="casestudies.work_out_effects", ignore_result=True)
def work_out_effects(names: list[str]) -> None:
    effects.work_out(names)
