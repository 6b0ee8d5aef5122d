"""What was sent in a test, and the links in it."""

import re

from django.core import mail

from accounts.actions import letters
from accounts.models import Letter

LINK = re.compile(r"https?://[^/\s]+(/\S+)")


def deliver() -> list:
    """Send the letters that wait, in their order, as a worker does; return all that was sent so far."""
    for number in Letter.objects.waiting().order_by("pk").values_list("pk", flat=True):
        letters.send(number)
    return mail.outbox


def last_mail() -> str:
    return deliver()[-1].body


def last_link() -> str:
    """Return the path of the first link in the newest mail."""
    return LINK.search(last_mail()).group(1)
