"""A cookie that somebody copied is worth nothing once its session has ended, however it ended."""

import time
from collections.abc import Callable

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client

from accounts.actions.closing import close_account
from accounts.actions.restricting import lift, restrict
from accounts.actions.roles import set_moderator
from accounts.models import Restriction, User
from tests import factories
from tests.attacks.world import PASSWORD, signed_in

pytestmark = pytest.mark.django_db
NEW = "kettle orchard violin"
COOKIE = settings.SESSION_COOKIE_NAME


def rewritten(client: Client, **marks: int) -> None:
    """Move a session back in time, as it lies on the server."""
    session = client.session
    session.update(marks)
    session.save()


def sign_out(owner: Client, user: User) -> None:
    owner.post("/accounts/sign-out/")


def change_password(owner: Client, user: User) -> None:
    owner.post("/accounts/password/", {"oldpassword": PASSWORD, "password1": NEW, "password2": NEW})


def reset_password(owner: Client, user: User) -> None:
    user.set_password(NEW)
    user.save()


def become_moderator(owner: Client, user: User) -> None:
    set_moderator(user=user, is_moderator=True, by=factories.administrator(), reason="Needed")


def end_elsewhere(owner: Client, user: User) -> None:
    """The owner ends all other sessions from another device: the thief has the cookie of the first."""
    signed_in(user).post("/accounts/sessions/")


def end_one(owner: Client, user: User) -> None:
    row = UserSession.objects.get(user=user)
    signed_in(user).post("/accounts/sessions/", {"session": row.pk})


def suspend(owner: Client, user: User) -> None:
    restrict(user=user, kind=Restriction.Kind.SUSPENSION, by=factories.moderator(), reason="Rude")


def suspend_and_lift(owner: Client, user: User) -> None:
    kept = restrict(user=user, kind=Restriction.Kind.SUSPENSION, by=factories.moderator(), reason="Rude")
    lift(restriction=kept, by=factories.moderator(), reason="Enough")


def be_away(owner: Client, user: User) -> None:
    rewritten(owner, last_seen_at=int(time.time()) - settings.SESSION_IDLE_SECONDS - 60)


def work_all_day(owner: Client, user: User) -> None:
    rewritten(owner, signed_in_at=int(time.time()) - settings.SESSION_COOKIE_AGE - 60)


def delete_account(owner: Client, user: User) -> None:
    close_account(user=user)


def lock(owner: Client, user: User) -> None:
    User.objects.filter(pk=user.pk).update(is_active=False)


def lose_marks(owner: Client, user: User) -> None:
    session = owner.session
    del session["signed_in_at"]
    session.save()


ENDS: dict[str, Callable[[Client, User], None]] = {
    "signing out": sign_out,
    "a changed password": change_password,
    "a new password by mail": reset_password,
    "a new role": become_moderator,
    "the end of all other sessions": end_elsewhere,
    "the end of this one": end_one,
    "a suspension": suspend,
    "a suspension that was lifted": suspend_and_lift,
    "half an hour away": be_away,
    "twelve hours": work_all_day,
    "a deleted account": delete_account,
    "a closed account": lock,
    "a session without its marks": lose_marks,
}
# What a thief would go for: reading, downloading and changing alike.
SECRETS = (
    "/accounts/",
    "/accounts/profile/",
    "/accounts/sessions/",
    "/forum/",
    "/notifications/",
    "/accounts/data/",
)


def thief(cookie: str, **headers) -> Client:
    client = Client(REMOTE_ADDR="192.0.2.66", HTTP_USER_AGENT="Thief", **headers)
    client.cookies[COOKIE] = cookie
    return client


@pytest.mark.parametrize("end", ENDS)
def test_a_copied_cookie_is_worth_nothing_after(end: str):
    user = factories.member()
    owner = signed_in(user)
    copied = owner.cookies[COOKIE].value
    assert thief(copied).get("/accounts/").status_code == 200, "without an end it is the owner's session"

    ENDS[end](owner, user)

    answers = {address: thief(copied).get(address).status_code for address in SECRETS}
    assert answers == dict.fromkeys(SECRETS, 302)
    before = User.objects.values().get(pk=user.pk)
    assert thief(copied).post("/accounts/profile/about/", {"name": "Mallory"}).status_code == 302
    assert User.objects.values().get(pk=user.pk) == before


@pytest.mark.parametrize("role", ["is_superuser", "is_staff", "is_moderator"])
@pytest.mark.parametrize("gained", [True, False], ids=["gained", "lost"])
def test_a_role_gained_or_lost_ends_every_session(role: str, gained: bool):
    user = factories.verified(**{role: not gained})
    copied = signed_in(user).cookies[COOKIE].value

    User.objects.filter(pk=user.pk).update(**{role: gained})

    assert thief(copied).get("/people/").status_code == 302


PLANTED = ("a key of the attacker's", "a session of the attacker's", "another person's session")


@pytest.mark.parametrize("planted", PLANTED)
def test_a_planted_session_is_not_the_one_that_is_signed_in(planted: str):
    user, attacker = factories.verified(password=PASSWORD), Client()
    if planted == "a key of the attacker's":
        attacker.cookies[COOKIE] = "x" * 32
    elif planted == "a session of the attacker's":
        attacker.get("/accounts/sign-in/")
        attacker.session.save()
    else:
        attacker = signed_in(factories.verified())
    key = attacker.cookies[COOKIE].value if COOKIE in attacker.cookies else attacker.session.session_key
    victim = Client()
    victim.cookies[COOKIE] = key

    victim.post("/accounts/sign-out/")
    victim.post("/accounts/sign-in/", {"login": user.email, "password": PASSWORD})

    assert victim.cookies[COOKIE].value != key
    assert victim.session["_auth_user_id"] == str(user.pk)
    assert thief(key).get("/accounts/").status_code == 302


def test_the_first_step_alone_opens_nothing():
    user = factories.member(password=PASSWORD)
    TOTP.activate(user, generate_totp_secret())
    half = Client()
    half.post("/accounts/sign-in/", {"login": user.email, "password": PASSWORD})

    assert {address: half.get(address).status_code for address in SECRETS} == dict.fromkeys(SECRETS, 302)


MADE_UP = ("", "x", "' OR 1=1 --", "../../secret", "a" * 5000, "eyJfYXV0aF91c2VyX2lkIjoxfQ")


@pytest.mark.parametrize("cookie", MADE_UP)
def test_a_made_up_cookie_is_a_visitors(cookie: str):
    factories.member()

    assert thief(cookie).get("/accounts/").status_code == 302


def test_a_session_says_nothing_to_who_reads_its_cookie():
    user = factories.member()
    client = signed_in(user)

    assert client.cookies[COOKIE].value == Session.objects.get().session_key
    assert len(client.cookies[COOKIE].value) == 32
