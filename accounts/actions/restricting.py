"""Silencing and suspending people for a time, with a reason that they are told; lifting it before its time."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from accounts.actions.sessions import end_sessions
from accounts.actions.telling import tell
from accounts.letters import on_this_site
from accounts.models import Restriction, User
from safety import audit

ERASED = "erased for good"
MEANS = {
    Restriction.Kind.SILENCE: "You can read, but not write",
    Restriction.Kind.SUSPENSION: "You cannot sign in",
}

MEANT = {
    Restriction.Kind.SILENCE: "You can write again",
    Restriction.Kind.SUSPENSION: "You can sign in again",
}


class RestrictionRefused(Exception):
    """A restriction that cannot be set or lifted, with the reason in words."""


class RestrictedAlready(RestrictionRefused):
    def __init__(self, restriction: Restriction):
        kind = restriction.get_kind_display().lower()
        super().__init__(f"There is a {kind} of {restriction.user.public_name} already. Lift it first.")


class NothingToLift(RestrictionRefused):
    def __init__(self, restriction: Restriction):
        super().__init__(f"This {restriction.get_kind_display().lower()} has ended already.")


class OverBeforeItBegins(RestrictionRefused):
    def __init__(self):
        super().__init__("The end must lie ahead.")


@transaction.atomic
def restrict(
    *,
    user: User,
    kind: Restriction.Kind,
    by: User,
    reason: str,
    until: datetime | None = None,
    private_note: str = "",
    how_to_object: str = "",
    objecting_address: str = "",
) -> Restriction:
    """Silence or suspend a person until a time, or until it is lifted. Raises RestrictionRefused.

    `how_to_object`: what the person is told of it, and where, if there is another way than writing to the contact.
    """
    User.objects.select_for_update().get(pk=user.pk)
    held = Restriction.objects.in_force().filter(user=user, kind=kind).first()
    if held:
        raise RestrictedAlready(held)
    starts = timezone.now()
    if until and until <= starts:
        raise OverBeforeItBegins
    made = Restriction.objects.create(
        user=user, kind=kind, starts=starts, until=until, by=by, reason=reason, private_note=private_note
    )
    if kind == Restriction.Kind.SUSPENSION:
        end_sessions(user=user)
    text = [
        f"{MEANS[kind]} {how_long(made)}. The reason: {reason}",
        how_to_object or write_to_object(),
        the_rules(),
    ]
    tell(user, f"{MEANS[kind]} for now", "\n\n".join(text), address=objecting_address)
    audit.record(act=kind.value, by=by, about=user, reason=reason, until=until.isoformat() if until else "")
    return made


@transaction.atomic
def lift(*, restriction: Restriction, by: User, reason: str) -> None:
    """End a silence or suspension before its time. Raises RestrictionRefused."""
    held = Restriction.objects.in_force().filter(pk=restriction.pk)
    if not held.update(lifted_at=timezone.now(), lifted_by=by):
        raise NothingToLift(restriction)
    kind = restriction.get_kind_display().lower()
    tell(
        restriction.user,
        f"The {kind} has ended",
        f"The {kind} has ended before its time. The reason: {reason}",
    )
    audit.record(act=f"lift {restriction.kind}", by=by, about=restriction.user, reason=reason)


def tell_of_ends() -> int:
    """Tell people that what kept them from something has ended by itself, each once; return how many were told.

    Safe to repeat, and beside another that does the same.
    """
    ended = list(Restriction.objects.ended_untold().values_list("pk", flat=True))
    return sum(map(_tell_of_end, ended))


@transaction.atomic
def _tell_of_end(pk: int) -> bool:
    ended = Restriction.objects.select_for_update(of=["self"], skip_locked=True).select_related("user")
    restriction = ended.ended_untold().filter(pk=pk).first()
    if restriction is None:
        return False
    restriction.told_of_end_at = timezone.now()
    restriction.save(update_fields=["told_of_end_at"])
    kind = restriction.get_kind_display().lower()
    is_free = not Restriction.objects.in_force().filter(user=restriction.user).exists()
    again = f" {MEANT[restriction.kind]}." if is_free else ""
    tell(
        restriction.user,
        f"The {kind} has ended",
        f"The {kind} held {how_long(restriction)}, and has ended.{again}",
    )
    return True


def erase_reason(*, user: User, words: str) -> int:
    """Erase these words, which must not be kept, from why a person was silenced or suspended; returns how often."""
    whole = user.restrictions.filter(reason=words).update(reason=ERASED)
    return whole + user.restrictions.filter(private_note=words).update(private_note="")


def write_to_object() -> str:
    """Return how somebody objects to a silence or suspension that there is no appeal against, in words."""
    contact = settings.CONTACT_EMAIL or "the administrators of this site"
    return f"If you think that this is wrong, write to {contact}."


def the_rules() -> str:
    """Return where it is written what may be posted and how appeals are answered, in words."""
    return f"The community rules: {on_this_site(reverse('rules'))}"


def how_long(restriction: Restriction) -> str:
    """Return how long a restriction holds, in words."""
    if not restriction.until:
        return "until further notice"
    return f"until {date_format(timezone.localtime(restriction.until), 'j F Y, H:i')}"
