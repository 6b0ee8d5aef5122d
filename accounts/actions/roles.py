"""Who is a moderator. Administrators are made on the command line, by whoever runs the site."""

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.actions.sessions import end_sessions
from accounts.actions.telling import tell
from accounts.models import User
from safety import audit

WHERE = "Set it up under “Two-step sign-in and passkeys” in your account, unless you have one."
MUST_TAKE_TWO_STEPS = f"Moderators need a second step to sign in. {WHERE}"
MAY_TAKE_TWO_STEPS = f"This site does not ask you for a second step to sign in; we advise one. {WHERE}"


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
    _tell(user, is_moderator, reason)
    audit.record(act="make moderator" if is_moderator else "end moderator", by=by, about=user, reason=reason)


def _tell(user: User, is_moderator: bool, reason: str) -> None:
    """Tell a person of their role; a new moderator, where a second step is set up too."""
    said = "You are now a moderator" if is_moderator else "You are no longer a moderator"
    text = f"{said} of this site. The reason: {reason}"
    if not is_moderator:
        tell(user, said, text)
        return
    step = MUST_TAKE_TWO_STEPS if settings.MFA_REQUIRED else MAY_TAKE_TWO_STEPS
    tell(user, said, f"{text}\n\n{step}", address=reverse("mfa_index"))
