"""Doors that Celery opens: one action each."""

from celery import shared_task
from django.utils import timezone

from forum.actions import figure_watches, notifying
from forum.actions.asking_areas import remind_leads
from forum.actions.bookmarking import remind
from forum.actions.telling import tell_what_is_new


@shared_task(name="forum.gather_letters", ignore_result=True)
def gather_letters() -> None:
    tell_what_is_new(now=timezone.now())


@shared_task(name="forum.remind_of_questions", ignore_result=True)
def remind_of_questions() -> None:
    """Look every hour: leads are reminded once of what nobody of their area has answered for a week."""
    remind_leads(now=timezone.now())


@shared_task(name="forum.remind_of_bookmarks", ignore_result=True)
def remind_of_bookmarks() -> None:
    remind(now=timezone.now())


@shared_task(name="forum.tell_of_post", ignore_result=True)
def tell_of_post(post_id: int) -> None:
    notifying.tell_of(post_id)


@shared_task(name="forum.sweep_notifications", ignore_result=True)
def sweep_notifications() -> None:
    for post_id in notifying.sweep():
        notifying.wake(post_id)


@shared_task(name="forum.check_figure_watches", ignore_result=True)
def check_figure_watches() -> None:
    """Look once a minute whether months of figures came that people watch for something in."""
    figure_watches.check_all()


@shared_task(name="forum.check_practice_watches", ignore_result=True)
def check_practice_watches() -> None:
    """Look every ten minutes for what areas that do better tell."""
    figure_watches.check_practice()
