"""Who may read the audit log: questions with a name.

Who leads what is the people's own record: a user answers `areas_led()`, and `suspension`.
"""

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

from safety.acts import SECRET, Subject, names_about
from safety.models import AuditEntry, AuditEntryQuerySet

Someone = AbstractBaseUser | AnonymousUser


def is_administrator(user: Someone) -> bool:
    """Say whether a person looks after the whole site."""
    return _is_present(user) and user.is_superuser


def may_read_audit_log(user: Someone) -> bool:
    """Say whether a person may read any of the audit log: administrators, moderators, and leads."""
    return _is_present(user) and (user.is_superuser or user.is_moderator or user.areas_led().exists())


def may_download_audit_log(user: Someone) -> bool:
    """Say whether a person may take the audit log away as a file: administrators."""
    return is_administrator(user)


def audit_entries_open_to(user: AbstractBaseUser) -> AuditEntryQuerySet:
    """Return the entries that a person may read.

    Administrators read all, moderators what is about content, leads what is about their boards and the parts of them.
    """
    entries = AuditEntry.objects.all()
    if user.is_superuser:
        return entries
    if user.is_moderator:
        return entries.filter(act__in=set(names_about(Subject.CONTENT)) - set(SECRET))
    return entries.filter(area__in=user.areas_led().values("code")).exclude(act__in=SECRET)


def subjects_open_to(user: AbstractBaseUser) -> list[Subject]:
    """Return what the entries that a person may read can be about: moderators read what is about content."""
    return [Subject.CONTENT] if user.is_moderator and not user.is_superuser else list(Subject)


def _is_present(user: Someone) -> bool:
    return user.is_authenticated and user.is_active and user.suspension is None
