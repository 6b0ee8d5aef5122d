"""Writing down how people sign in and what they change of it: without addresses, secrets, or where they were."""

from allauth.account.models import EmailAddress
from django.core.cache import cache
from django.db import transaction

from accounts.models import User
from accounts.queries import with_address
from safety import audit

NOBODY = "an unknown address"
# Somebody who tries on and on makes one entry in so many seconds.
NOTED_EVERY = 300


@transaction.atomic
def note(*, act: str, user: User, **details) -> None:
    """Write down what a person did to their own way in."""
    audit.record(act=act, by=user, about=user, **details)


def note_too_many_attempts(*, email: str = "", user: User | None = None, origin: str) -> None:
    """Write down, once in a while for each origin, whose door it was that wrong attempts closed."""
    if not cache.add(f"too-many-attempts:{origin}", 1, NOTED_EVERY):
        return
    with transaction.atomic():
        audit.record(act="too many attempts", by=None, about=user or with_address(email) or NOBODY)


def note_new_administrator(*, user: User) -> None:
    """Write down that whoever runs the site made an administrator. Call it in the transaction that does."""
    audit.record(act="make administrator", by=None, about=user)


@transaction.atomic
def drop_waiting_address(*, email: str) -> bool:
    """Drop what others asked to change to and never verified; return whether nobody has the address then."""
    waiting = EmailAddress.objects.filter(email=email.lower(), verified=False)
    waiting.exclude(user__email=email.lower()).delete()
    return not EmailAddress.objects.is_verified(email) and with_address(email) is None
