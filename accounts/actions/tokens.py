"""Personal tokens of the API: made, used and withdrawn. The secret itself is told once and kept nowhere."""

from collections.abc import Sequence
from datetime import date
from hashlib import sha256
from secrets import token_urlsafe

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.telling import tell
from accounts.models import Token, User
from safety import audit

# By which people, mail filters and scanners of code know it; safety.logs keeps it out of what is logged.
BEGINNING = "exm_"
BYTES = 32
SHOWN = len(BEGINNING) + 6


class TokenRefused(Exception):
    """A token that cannot be made, with the reason in words."""


def digest_of(secret: str) -> str:
    """Return what is kept of a secret. It has 256 random bits, so that a plain digest cannot be guessed back."""
    return sha256(secret.encode()).hexdigest()


@transaction.atomic
def make_token(*, user: User, name: str, scopes: Sequence[str], last_day: date) -> tuple[Token, str]:
    """Return a new token and its secret, which is told to nobody again. Raises TokenRefused."""
    User.objects.select_for_update().get(pk=user.pk)
    if user.tokens.in_force().count() >= Token.MOST:
        raise TokenRefused(f"You have {Token.MOST} tokens. Withdraw one that you no longer use.")
    secret = BEGINNING + token_urlsafe(BYTES)
    made = Token.objects.create(
        user=user,
        name=name,
        digest=digest_of(secret),
        begins=secret[:SHOWN],
        scopes=list(scopes),
        last_day=last_day,
    )
    tell(
        user,
        "A personal token was made for you",
        f"A personal token for the API was made in your name: “{name}”, until {last_day:%-d %B %Y}. A program that has "
        "it can act as you. If it was not you, withdraw it and change your password.",
        address=reverse("tokens"),
    )
    audit.record(act="make token", by=user, about=made)
    return made, secret


@transaction.atomic
def withdraw_token(*, token: Token) -> None:
    """Let a token open nothing any longer; one that was withdrawn before stays as it was."""
    if Token.objects.filter(pk=token.pk, withdrawn_at__isnull=True).update(withdrawn_at=timezone.now()):
        audit.record(act="withdraw token", by=token.user, about=token)


def token_for(secret: str) -> Token | None:
    """Return the token of a secret, with its person; None where there is none."""
    return Token.objects.select_related("user").filter(digest=digest_of(secret)).first()


def note_use(token: Token) -> None:
    """Write down the day on which a token was last used: once a day."""
    today = timezone.localdate()
    if token.last_used != today:
        Token.objects.filter(pk=token.pk).update(last_used=today)
