"""What django-allauth tells of signing in, written into the audit log: who, when and in which way."""

from collections.abc import Iterator

from allauth.account import signals as account
from allauth.account.models import EmailAddress
from allauth.mfa import signals as second_step
from allauth.mfa.models import Authenticator
from allauth.socialaccount import signals as work
from allauth.socialaccount.models import SocialAccount, SocialLogin
from django.dispatch import Signal, receiver
from django.http import HttpRequest

from accounts.actions.signing_in import note
from accounts.models import User

WAYS = {"password": "password", "socialaccount": "work account", "code": "code by email"}
STEPS = {
    Authenticator.Type.TOTP: "authenticator app",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery code",
}
ACTS: dict[Signal, str] = {
    account.password_set: "set password",
    account.password_changed: "change password",
    account.password_reset: "reset password",
}


@receiver(account.user_logged_in)
def signed_in(sender, request: HttpRequest, user: User, **_) -> None:
    note(act="sign in", user=user, way=" and ".join(dict.fromkeys(ways(request))))


def ways(request: HttpRequest) -> Iterator[str]:
    """Yield in which ways a person has shown who they are."""
    for way in request.session.get("account_authentication_methods", ()):
        if way["method"] == "mfa":
            yield STEPS[way["type"]]
        else:
            yield WAYS.get(way["method"], way["method"])


@receiver(account.user_signed_up)
def signed_up(sender, user: User, sociallogin: SocialLogin | None = None, **_) -> None:
    note(act="sign up", user=user, way=WAYS["socialaccount" if sociallogin else "password"])


@receiver(tuple(ACTS))
def changed(sender, signal: Signal, user: User, **_) -> None:
    note(act=ACTS[signal], user=user)


@receiver(account.email_changed)
def shown_to_be_theirs(sender, user: User, from_email_address: EmailAddress | None, **_) -> None:
    """Write down a change of address; the first one, verified at sign-up, changes nothing."""
    note(act="change address" if from_email_address else "verify address", user=user)


@receiver(second_step.authenticator_added)
def added(sender, user: User, authenticator: Authenticator, **_) -> None:
    if authenticator.type in (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN):
        note(act="add second step", user=user, kind=STEPS[authenticator.type])


@receiver(second_step.authenticator_removed)
def removed(sender, user: User, authenticator: Authenticator, **_) -> None:
    note(act="remove second step", user=user, kind=STEPS[authenticator.type])


@receiver(second_step.authenticator_reset)
def made_anew(sender, user: User, **_) -> None:
    note(act="new recovery codes", user=user)


@receiver(second_step.authenticator_used)
def used(sender, user: User, authenticator: Authenticator, **_) -> None:
    """Write down that a recovery code was used; that an app or a passkey was is said where it signs in."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        note(act="use recovery code", user=user)


@receiver(work.social_account_added)
def connected(sender, sociallogin: SocialLogin, **_) -> None:
    note(act="connect work account", user=sociallogin.user)


@receiver(work.social_account_removed)
def disconnected(sender, socialaccount: SocialAccount, **_) -> None:
    note(act="disconnect work account", user=socialaccount.user)
