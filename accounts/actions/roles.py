"""Who is a moderator. Administrators are made on the command line, by whoever runs the site."""

from django.db import transaction

from accounts.actions.sessions import end_sessions
from accounts.actions.telling import tell
from accounts.models import User
from safety import audit


class RoleRefused(Exception):
    """A role that cannot be given or taken, with the reason in words."""


class OwnRole(RoleRefused):
    def __init__(self):
        super().__init__("Nobody sets their own role. Ask another administrator.")


class NoChange(RoleRefused):
    def __init__(self, user: User, is_moderator: bool):
        super().__init__(
            f"{user.public_name} is {'a moderator already' if is_moderator else 'no moderator'}."
        )


@transaction.atomic
def set_moderator(*, user: User, is_moderator: bool, by: User, reason: str) -> None:
    """Make a person a moderator, or no longer; signed out everywhere, they start with what they may do now.

    Raises RoleRefused.
    """
    if user.pk == by.pk:
        raise OwnRole
    changed = User.objects.filter(pk=user.pk, closed_at__isnull=True).exclude(is_moderator=is_moderator)
    if not changed.update(is_moderator=is_moderator):
        raise NoChange(user, is_moderator)
    end_sessions(user=user)
    said = "You are now a moderator" if is_moderator else "You are no longer a moderator"
    tell(user, said, f"{said} of this site. The reason: {reason}")
    audit.record(act="make moderator" if is_moderator else "end moderator", by=by, about=user, reason=reason)
