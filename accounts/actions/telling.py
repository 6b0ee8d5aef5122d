"""Telling people what was decided of their account or their work: on the site, and by e-mail once it is committed."""

from urllib.parse import urljoin

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction
from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import Notice, User


def tell(person: User, subject: str, text: str, *, address: str = "") -> Notice | None:
    """Tell a person something; `address` is the page that it is about. A closed account is told nothing: None.

    The mail leaves after the transaction: a mail server that does not answer never undoes what was decided.
    """
    if person.closed_at:
        return None
    notice = Notice.objects.create(user=person, subject=subject, text=text, address=address)
    transaction.on_commit(lambda: mail(notice), robust=True)
    return notice


def mail(notice: Notice) -> None:
    """Send a notice by e-mail, once. Raises what the mail server answers; the notice then stays unsent."""
    if notice.mailed_at:
        return
    words = {
        "notice": notice,
        "link": urljoin(settings.SITE_ADDRESS, notice.address) if notice.address else "",
    }
    text = render_to_string("accounts/mail/notice.txt", words)
    send_mail(notice.subject, text, settings.DEFAULT_FROM_EMAIL, [notice.user.email])
    Notice.objects.filter(pk=notice.pk).update(mailed_at=timezone.now())


def mark_read(*, person: User) -> int:
    """Note that a person has seen all their notices. Returns how many were new."""
    return person.notices.filter(read_at__isnull=True).update(read_at=timezone.now())
