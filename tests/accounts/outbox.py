"""What was sent in a test, and the links in it."""

import re

from django.core import mail

LINK = re.compile(r"https?://[^/\s]+(/\S+)")


def last_mail() -> str:
    return mail.outbox[-1].body


def last_link() -> str:
    """Return the path of the first link in the newest mail."""
    return LINK.search(last_mail()).group(1)
