"""Writing the audit log: one entry an act, in the transaction of the act itself."""

from django.contrib.auth.models import AbstractBaseUser
from django.db import connection, models
from django.utils import timezone

from safety.acts import act_named
from safety.models import AuditEntry, AuditHead

LONGEST_DETAIL = 200
BY_THE_SITE = "the site itself"


class OutsideTransaction(Exception):
    """An entry is written in the transaction of what it tells of, so that neither stays without the other."""


class DetailRefused(ValueError):
    """A detail that does not belong into the log: people's words, addresses, or what JSON gives back otherwise."""

    def __init__(self, name: str):
        super().__init__(f"The audit log keeps no such detail: {name}.")


def record(
    *,
    act: str,
    by: AbstractBaseUser | None,
    about: models.Model | str,
    reason: str = "",
    area: str = "",
    **details,
) -> AuditEntry:
    """Add an entry to the log. Call it last in an action: others wait for the log until the transaction ends.

    `by` None: the site itself, or its command line. `about`: a row, or its name like "post:31". `area`: the code of
    the area concerned, whose leads may read the entry. `details`: small facts; never what people wrote, nor email
    addresses. Raises UnknownAct, DetailRefused or OutsideTransaction.
    """
    if not connection.in_atomic_block:
        raise OutsideTransaction
    _check(details)
    name = act_named(act).name
    head, _ = AuditHead.objects.select_for_update().get_or_create(pk=1)
    entry = AuditEntry(
        number=head.number + 1,
        at=timezone.now(),
        by=by.pk if by else None,
        role=role_of(by),
        act=name,
        about=name_of(about),
        area=area,
        reason=reason,
        details=details,
        previous_hash=head.hash,
    )
    entry.hash = entry.hash_of_content()
    entry.save()
    head.number, head.hash = entry.number, entry.hash
    head.save()
    return entry


def name_of(about: models.Model | str) -> str:
    """Return what an entry calls a row: its kind and number, "post:31"."""
    if isinstance(about, str):
        return about
    return f"{about._meta.model_name}:{about.pk}"


def role_of(by: AbstractBaseUser | None) -> str:
    """Return what a person is on the site just now, in words."""
    if by is None:
        return BY_THE_SITE
    if by.is_superuser:
        return "administrator"
    if by.is_moderator:
        return "moderator"
    return "lead" if by.areas_led().exists() else "member"


def _check(details: dict) -> None:
    for name, value in details.items():
        if not _is_plain(value):
            raise DetailRefused(name)


def _is_plain(value) -> bool:
    """Say whether JSON gives a value back as it was, and it is neither a person's words nor an address."""
    match value:
        case None | bool() | int():
            return True
        case str():
            return len(value) <= LONGEST_DETAIL and "@" not in value
        case list() | tuple():
            return all(map(_is_plain, value))
        case dict():
            return all(
                isinstance(key, str) and _is_plain(key) and _is_plain(each) for key, each in value.items()
            )
    return False
