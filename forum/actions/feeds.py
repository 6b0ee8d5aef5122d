"""Private addresses of feeds: made, and ended. Whoever knows one reads as the person."""

import secrets
from hashlib import sha256

from accounts.models import User
from forum.models import FeedToken

BYTES = 32


def new_token(*, person: User) -> str:
    """Return a new secret for a person's feeds, said this once; the old one ends."""
    token = secrets.token_urlsafe(BYTES)
    FeedToken.objects.update_or_create(person=person, defaults={"digest": digest_of(token)})
    return token


def end_token(*, person: User) -> None:
    """End a person's feeds. Safe to repeat."""
    FeedToken.objects.filter(person=person).delete()


def reader_by(token: str) -> User | None:
    """Return who reads by a secret: None for one that we did not make or that has ended, or of who may not sign in."""
    readers = User.objects.present().filter(feed_token__digest=digest_of(token))
    return readers.first()


def digest_of(token: str) -> str:
    """Return what is kept of a secret: it is long and random, so that nobody finds it from this."""
    return sha256(token.encode()).hexdigest()
