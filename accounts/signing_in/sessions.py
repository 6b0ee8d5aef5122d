"""How long one stays signed in, and where one is: marks in the session, checked on the server."""

import time

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.contrib.sessions.backends.base import SessionBase
from django.dispatch import receiver
from django.http import HttpRequest

from accounts.models import User

BEGAN, SEEN, ROLES = "signed_in_at", "last_seen_at", "roles"
# Writing down each request would cost a write a page; a minute is near enough.
NOTED_EVERY = 60


@receiver(user_logged_in)
def mark_the_beginning(sender, request: HttpRequest, user: User, **_) -> None:
    request.session[BEGAN] = request.session[SEEN] = int(time.time())
    request.session[ROLES] = roles_of(user)


def roles_of(user: User) -> list[bool]:
    return [user.is_superuser, user.is_staff, user.is_moderator]


def has_ended(session: SessionBase, user: User) -> bool:
    """Say whether a session is over: half an hour idle, half a day old, or begun with other roles than today's."""
    now = time.time()
    is_idle = now - session.get(SEEN, 0) > settings.SESSION_IDLE_SECONDS
    is_old = now - session.get(BEGAN, 0) > settings.SESSION_COOKIE_AGE
    return is_idle or is_old or session.get(ROLES) != roles_of(user)


def note_activity(request: HttpRequest) -> None:
    """Write down, once a minute, that a session is in use, and from where."""
    if time.time() - request.session.get(SEEN, 0) < NOTED_EVERY:
        return
    request.session[SEEN] = int(time.time())
    UserSession.objects.create_from_request(request)
