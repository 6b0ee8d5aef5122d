"""Emails as rows: queue them, send each once as far as mail permits, try again later, give up in the end.

The row is the truth. A message to a worker carries only its number and may be lost or repeated: a worker takes the row
by the database's clock (`safety.leases`), and a sweeper wakes workers for what was left lying.
"""

import logging
import smtplib
from contextlib import suppress
from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from accounts.actions import waking
from accounts.letters import Later, Words, words_of
from accounts.models import Letter, Notice, User
from accounts.models.letters import GOOD_FOR
from safety.leases import Leases

log = logging.getLogger(__name__)

LEASES = Leases(
    Letter,
    waiting=Letter.State.WAITING,
    running=Letter.State.SENDING,
    failed=Letter.State.FAILED,
    lasts=timedelta(seconds=120),
    attempts=3,
)
WAIT_AFTER = {1: timedelta(minutes=1), 2: timedelta(minutes=10)}
SERVER_IS_AWAY_FOR = timedelta(minutes=1)
WAKE_AGAIN_AFTER = timedelta(seconds=60)
WOKEN_AT_A_TIME = 100
KEPT_FOR = timedelta(days=30)
STOPPED = "The worker stopped three times while it sent this."
TOO_OLD = "The mail server could not be reached until its links were too old."


def write(*, to: str, subject: str, text: str, user: User | None = None) -> Letter:
    """Queue a letter to an address, about an account; a worker is woken when it is committed."""
    return _queue(kind=Letter.Kind.ACCOUNT, to=to, subject=subject, text=text, user=user)


def write_notice(notice: Notice) -> Letter:
    """Queue a notice as a letter; a worker is woken when it is committed."""
    return _queue(kind=Letter.Kind.NOTICE, user=notice.user, notice=notice)


def _queue(**fields) -> Letter:
    letter = Letter.objects.create(woken_at=Now(), **fields)
    transaction.on_commit(lambda: wake(letter.pk), robust=True)
    return letter


def wake(letter_id: int) -> None:
    """Tell a worker of a letter, once: when no broker takes the message, the sweeper says it again."""
    waking.wake("accounts.send_letter", letter_id)


def send(letter_id: int) -> None:
    """Send a letter that waits, if it is due and nobody else does. Whatever comes of it is in its row.

    A worker that dies between the mail server's yes and the row's "sent" has its letter sent twice, with the same
    Message-ID: the two lie as close together as they can.
    """
    token = LEASES.take(letter_id, Q(not_before__lte=Now()))
    if token is None:
        return
    letter = Letter.objects.select_related("user", "notice").get(pk=letter_id)
    letter.token = token
    words = words_of(letter)
    if words is None:
        return _end(letter, Letter.State.DROPPED)
    if isinstance(words, Later):
        return _put_off(letter, words)
    connection = get_connection()
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as away:
        return _put_off_all(letter, away)
    try:
        _hand_over(letter, words, connection)
    except (OSError, smtplib.SMTPException) as refused:
        _put_back(letter, refused)
    finally:
        with suppress(OSError, smtplib.SMTPException):
            connection.close()


def _hand_over(letter: Letter, words: Words, connection: BaseEmailBackend) -> None:
    """Give a letter to an open mail server and note that it is sent: nothing, when another worker took it over.

    Raises what the server answers.
    """
    message = _message(letter, words, connection)
    if _held(letter).update(lease_until=Now() + LEASES.lasts):
        message.send()
        _end(letter, Letter.State.SENT)


def _message(letter: Letter, words: Words, connection: BaseEmailBackend) -> EmailMessage:
    """Return a letter as mail programs read it. However often it is sent, it is the same message."""
    site = urlsplit(settings.SITE_ADDRESS).hostname
    headers = {
        "Message-ID": f"<letter.{letter.pk}.{letter.queued_at:%Y%m%d%H%M%S%f}@{site}>",
        "Auto-Submitted": "auto-generated",
    }
    if words.stop:
        headers["List-Unsubscribe"] = f"<{words.stop}>"
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return EmailMessage(
        words.subject, words.text, to=[letter.address], headers=headers, connection=connection
    )


def _held(letter: Letter):
    return LEASES.held(letter.pk, letter.token)


def _end(letter: Letter, state: Letter.State, error: str = "") -> None:
    _held(letter).update(state=state, error=error, text="", lease_until=None, ended_at=Now())


def _put_off(letter: Letter, later: Later) -> None:
    """Let a letter wait until it is welcome: that was no attempt."""
    _held(letter).update(
        state=Letter.State.WAITING,
        attempts=F("attempts") - 1,
        lease_until=None,
        not_before=later.not_before,
    )


def _put_off_all(letter: Letter, away: Exception) -> None:
    """Wait until the mail server can be reached, with all letters: that it cannot says nothing about this one."""
    log.warning("The mail server cannot be reached: %s", type(away).__name__)
    later = Now() + SERVER_IS_AWAY_FOR
    _held(letter).update(
        state=Letter.State.WAITING,
        attempts=F("attempts") - 1,
        lease_until=None,
        not_before=later,
        error=f"The mail server cannot be reached ({type(away).__name__}).",
    )
    Letter.objects.waiting().filter(not_before__lt=later).update(not_before=later)


def _put_back(letter: Letter, refused: Exception) -> None:
    """Try a letter again later; what is refused for good, or for the last time, has failed."""
    error, is_for_good = in_words(refused)
    attempts = _held(letter).values_list("attempts", flat=True).first()
    if attempts is None:
        return
    if is_for_good or attempts >= LEASES.attempts:
        log.error("Letter %s could not be sent: %s", letter.pk, error)
        return _end(letter, Letter.State.FAILED, error)
    _held(letter).update(
        state=Letter.State.WAITING, error=error, lease_until=None, not_before=Now() + WAIT_AFTER[attempts]
    )


def in_words(refused: Exception) -> tuple[str, bool]:
    """Return why a mail server took no letter, without the server's own words (they quote addresses), and whether it
    never will."""
    match refused:
        case smtplib.SMTPRecipientsRefused(recipients=answers):
            code = max(code for code, _ in answers.values())
            return f"The mail server refused the address ({code}).", code >= 500
        case smtplib.SMTPDataError(smtp_code=code):
            return f"The mail server refused the letter ({code}).", code >= 500
        case smtplib.SMTPResponseException(smtp_code=code):
            return f"The mail server refused us ({code}).", False
    return f"The mail server broke off ({type(refused).__name__}).", False


def sweep() -> list[int]:
    """Return the letters to wake workers for again, and forget what is over.

    Some at a time, those first that somebody may be waiting for: a weekly letter to everybody holds up nobody's link.
    """
    _give_up()
    Letter.objects.filter(ended_at__lt=Now() - KEPT_FOR).delete()
    is_silent = Q(woken_at__isnull=True) | Q(woken_at__lt=Now() - WAKE_AGAIN_AFTER)
    due = LEASES.ran_out | Q(state=Letter.State.WAITING, not_before__lte=Now()) & is_silent
    letters = Letter.objects.filter(due).to_be_waited_for().values_list("pk", flat=True)
    chosen = list(letters[:WOKEN_AT_A_TIME])
    Letter.objects.filter(pk__in=chosen).update(woken_at=Now())
    return chosen


def _give_up() -> None:
    """Fail what stopped three workers and what waited until it was too old, and tell the log."""
    over = {"text": "", "ended_at": Now()}
    stopped = LEASES.fail_used_up(error=STOPPED, **over)
    old = Letter.objects.waiting().filter(queued_at__lt=Now() - GOOD_FOR)
    too_old = old.update(state=Letter.State.FAILED, error=TOO_OLD, **over)
    if stopped or too_old:
        log.error("Letters could not be sent: %s stopped their worker, %s grew too old.", stopped, too_old)


def forget_letters(*, user: User) -> None:
    """Forget the letters to a person, sent or not."""
    Letter.objects.filter(Q(user=user) | Q(to=user.email)).delete()
