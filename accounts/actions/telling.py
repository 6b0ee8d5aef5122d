"""Telling people what was decided of their account or their work: on the site, and by email."""

from django.db import transaction
from django.utils import timezone

from accounts.actions.letters import write_notice
from accounts.models import Notice, User


@transaction.atomic
def tell(
    person: User, subject: str, text: str, *, address: str = "", by_letter: bool = True
) -> Notice | None:
    """Tell a person something; `address` is the page that it is about. A closed account is told nothing: None.

    `by_letter`: by email too, whatever they chose to hear of.

    The email is a letter queued with it: neither a broker nor a mail server that does not answer undoes what was
    decided.
    """
    if person.closed_at:
        return None
    notice = Notice.objects.create(user=person, subject=subject, text=text, address=address)
    if by_letter:
        write_notice(notice)
    return notice


def take_back(*, person: User, words: str) -> int:
    """Erase what a person was told in these words, which must not be kept. Returns how many notices had them."""
    return person.notices.filter(text__contains=words).update(text="What this said was erased for good.")


def take_back_subjects(*, words: str) -> int:
    """Erase these words from what anybody was told, where its first line names them. Returns how many notices did."""
    return Notice.objects.filter(subject__contains=words).update(
        subject="About something that was erased for good"
    )


def mark_read(*, person: User) -> int:
    """Note that a person has seen all their notices. Returns how many were new."""
    return person.notices.filter(read_at__isnull=True).update(read_at=timezone.now())
