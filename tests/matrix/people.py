"""One person of each role, signed in."""

import time
from importlib import import_module

from allauth.account.internal.flows.login import record_authentication
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from accounts.models import Lead, Restriction, User
from metrics.models import Area
from tests import factories

# Where things lie: in Wakefield, a part of West Yorkshire; those from elsewhere are of the North East.
AREA, BOARD, ELSEWHERE, OTHER_BOARD = "03R", "QWO", "00L", "QHM"
VISITOR, ADMINISTRATOR = "visitor", "administrator"
PASSWORD = "olive kettle drum"


def _unverified() -> User:
    made = factories.person()
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=False)
    return made


def _lead(board: str, part: str) -> User:
    made = factories.member(part)
    Lead.objects.create(user=made, area=Area.objects.get(code=board))
    return made


def _silenced(made: User) -> User:
    Restriction.objects.create(user=made, kind=Restriction.Kind.SILENCE, reason="Was rude to others.")
    return made


def _with_second_step(made: User) -> User:
    Authenticator.objects.create(user=made, type=Authenticator.Type.TOTP, data={"secret": "unknown"})
    return made


def _administrator() -> User:
    made = factories.administrator()
    EmailAddress.objects.create(user=made, email=made.email, primary=True, verified=True)
    return made


# How somebody of each role comes to be, in the order of the table's columns.
ROLES = {
    VISITOR: lambda: None,
    "unverified": _unverified,
    "no member": factories.verified,
    "member": lambda: factories.member(AREA),
    "member elsewhere": lambda: factories.member(ELSEWHERE),
    "lead": lambda: _lead(BOARD, AREA),
    "lead elsewhere": lambda: _lead(OTHER_BOARD, ELSEWHERE),
    "silenced": lambda: _silenced(factories.member(AREA)),
    "silenced lead": lambda: _silenced(_lead(BOARD, AREA)),
    "moderator": lambda: _with_second_step(factories.moderator()),
    ADMINISTRATOR: lambda: _with_second_step(_administrator()),
}


def made(role: str) -> User | None:
    """Return somebody of a role, with a name and a password; nobody for a visitor."""
    person = ROLES[role]()
    if person is not None:
        person.name = f"Robin {role.title()}"
        person.set_password(PASSWORD)
        person.save()
    return person


def signed_in(person: User, *, confirmed: bool = True) -> str:
    """Return the key of a new session of a person, who has just shown again that it is them where `confirmed`."""
    request = HttpRequest()
    request.user = person
    request.session = import_module(settings.SESSION_ENGINE).SessionStore()
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    if confirmed:
        record_authentication(request, person, method="password", reauthenticated=True)
        # As of an hour from now, so that a slow run does not outlast it.
        request.session["account_authentication_methods"][-1]["at"] = time.time() + 3600
    request.session.save()
    return request.session.session_key
