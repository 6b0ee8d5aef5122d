"""Ending the sessions of somebody who may be signed in no longer."""

from allauth.usersessions.models import UserSession
from django.utils import timezone

from accounts.models import User


def end_sessions(*, user: User) -> None:
    """Sign a person out everywhere, however they signed in."""
    user.sessions_ended_at = timezone.now()
    user.save(update_fields=["sessions_ended_at"])
    UserSession.objects.filter(user=user).delete()
