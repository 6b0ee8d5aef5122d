"""What letters say: each kind is put into words by one function, when the letter is sent.

Apps that stand above add their own: `@writes(Letter.Kind.DAILY)` on a function of a letter, in a module that their
app's `ready` imports. None says that there is nothing to tell any more, or that the person may not be told; `Later`
that it is not the time.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin

from django.conf import settings
from django.core import signing
from django.template.loader import render_to_string
from django.urls import reverse

from accounts.models import Letter, NotificationChoice, User


@dataclass(frozen=True)
class Words:
    """What a letter says. `stop`: where its reader ends letters of this kind with one click, where that can be."""

    subject: str
    text: str
    stop: str = ""


@dataclass(frozen=True)
class Later:
    """That a letter is not to be sent before a time."""

    not_before: datetime


Writer = Callable[[Letter], Words | Later | None]
WRITERS: dict[str, Writer] = {}


def writes(*kinds: Letter.Kind) -> Callable[[Writer], Writer]:
    """Have a function put letters of these kinds into words."""

    def add(writer: Writer) -> Writer:
        WRITERS.update(dict.fromkeys(kinds, writer))
        return writer

    return add


def words_of(letter: Letter) -> Words | Later | None:
    """Return what a letter says now. None: nothing any more, or nobody to whom it may be said. Later: not yet."""
    if letter.user and letter.user.closed_at:
        return None
    return WRITERS[letter.kind](letter)


@writes(Letter.Kind.ACCOUNT)
def about_an_account(letter: Letter) -> Words:
    return Words(letter.subject, letter.text)


@writes(Letter.Kind.NOTICE)
def notice(letter: Letter) -> Words:
    """Return a notice in words. Whoever is suspended is told too: most of all that they are."""
    told = letter.notice
    words = {"notice": told, "link": on_this_site(told.address) if told.address else ""}
    return Words(told.subject, render_to_string("accounts/mail/notice.txt", words))


def on_this_site(path: str) -> str:
    """Return the whole address of a page, as mails need it."""
    return urljoin(settings.SITE_ADDRESS, path)


def stop_address(user: User, how_often: str) -> str:
    """Return where a person ends what they are told so often, without signing in."""
    return on_this_site(reverse("stop-letters", args=[signing.dumps([user.pk, how_often], salt=__name__)]))


def stop_meant(signed: str) -> tuple[User, NotificationChoice.HowOften] | None:
    """Return who ends what by a signed address; None for one that we did not make, or of a closed account."""
    try:
        pk, how_often = signing.loads(signed, salt=__name__)
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=pk, closed_at__isnull=True).first()
    return (user, NotificationChoice.HowOften(how_often)) if user else None
