"""Who must sign in in two steps, and who does."""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, AnonymousUser

SECOND_STEPS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)


def must_take_two_steps(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether a person must sign in in two steps: moderators and administrators."""
    is_staff = user.is_superuser or user.is_staff or getattr(user, "is_moderator", False)
    return settings.MFA_REQUIRED and is_staff


def takes_two_steps(user: AbstractBaseUser, *, without: Authenticator | None = None) -> bool:
    """Say whether a person has a second step, leaving `without` out."""
    steps = Authenticator.objects.filter(user_id=user.pk, type__in=SECOND_STEPS)
    return steps.exclude(pk=without.pk if without else None).exists()


def lacks_two_steps(user: AbstractBaseUser | AnonymousUser) -> bool:
    """Say whether a person must set up a second step first. Asks the database about staff alone."""
    return must_take_two_steps(user) and not takes_two_steps(user)
