"""Doors that Celery opens: a letter's number in, one action."""

from celery import shared_task

from accounts.actions import letters, mergers, restricting


@shared_task(name="accounts.send_letter", ignore_result=True)
def send_letter(letter_id: int) -> None:
    letters.send(letter_id)


@shared_task(name="accounts.sweep_letters", ignore_result=True)
def sweep_letters() -> None:
    for letter_id in letters.sweep():
        letters.wake(letter_id)


@shared_task(name="accounts.follow_mergers", ignore_result=True)
def follow_mergers() -> None:
    """Look once a day: a board's last day comes after its end was written into the reference tables."""
    mergers.follow_mergers()


@shared_task(name="accounts.tell_of_ends", ignore_result=True)
def tell_of_ends() -> None:
    restricting.tell_of_ends()
