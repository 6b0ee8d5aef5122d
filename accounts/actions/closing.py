"""Deleting an account: what says who the person is goes; what they wrote stays under "former member"."""

from collections.abc import Callable

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accounts.actions.leads import end_lead
from accounts.actions.letters import forget_letters
from accounts.actions.pictures import remove_picture
from accounts.actions.sessions import end_sessions
from accounts.models import Claim, Lead, User
from safety import audit


class ClosingRefused(Exception):
    """An account that cannot be deleted, with the reason in words."""


class LastAdministrator(ClosingRefused):
    def __init__(self):
        super().__init__("You are the only administrator. Let somebody else become one first.")


Forgetting = Callable[[User], object]
FORGETTING: list[Forgetting] = []


def when_closing(forget: Forgetting) -> Forgetting:
    """Have a function of an app above forget what it keeps of a person's name, in a module that `ready` imports."""
    FORGETTING.append(forget)
    return forget


@transaction.atomic
def close_account(*, user: User, by: User | None = None) -> None:
    """Delete a person's account for good. The email address is free again. Safe to repeat. Raises ClosingRefused.

    `by`: who does it; the person, unless told.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.closed_at:
        return
    if user.is_superuser and not User.objects.present().administrators().exclude(pk=user.pk).exists():
        raise LastAdministrator
    end_sessions(user=user)
    _end_roles(user)
    _forget(user)
    for forget in FORGETTING:
        forget(user)
    audit.record(act="close account", by=by or user, about=user)


def _end_roles(user: User) -> None:
    for lead in Lead.objects.holding().filter(user=user).select_related("area"):
        end_lead(user=user, area=lead.area, by=user)
    Claim.objects.open().filter(user=user).update(
        state=Claim.State.ENDED, ended_at=timezone.now(), ended_by=user
    )
    user.groups.clear()
    user.user_permissions.clear()


def _forget(user: User) -> None:
    """Erase what says who a person is. The row stays, so that what they wrote keeps an author."""
    remove_picture(user=user)
    forget_letters(user=user)
    for kept in (EmailAddress, Authenticator, SocialAccount):
        kept.objects.filter(user=user).delete()
    for rows in (user.interests, user.technology_interests, user.notification_choices, user.notices):
        rows.all().delete()
    user.claims.update(note="", reason="")
    user.restrictions.update(reason="–", private_note="")
    user.email = f"former-member-{user.pk}@invalid"
    user.name = user.job_role = ""
    user.is_active = user.is_moderator = user.is_staff = user.is_superuser = False
    user.last_login = None
    user.closed_at = timezone.now()
    user.set_unusable_password()
    user.save()


@transaction.atomic
def give_up_sign_up(*, email: str, by: User) -> bool:
    """Delete the sign-up that holds an address and never verified it, for who has shown that the address is theirs.

    Returns whether nobody else has the address then.
    """
    others = User.objects.exclude(pk=by.pk).filter(email=email.lower())
    waiting = EmailAddress.objects.filter(email=email.lower(), verified=False)
    never_in = others.filter(last_login__isnull=True, pk__in=waiting.values("user"))
    for holder in never_in.exclude(Q(is_superuser=True) | Q(is_moderator=True)):
        close_account(user=holder, by=by)
    return not others.exists()
