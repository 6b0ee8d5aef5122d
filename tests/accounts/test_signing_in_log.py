"""What the audit log says of signing in: who did what to their own way in, without addresses and secrets."""

import json
import time

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from allauth.usersessions.models import UserSession
from django.core.management import call_command
from django.test import Client

from accounts.models import User
from config import prepare
from safety.models import AuditEntry
from tests.accounts.outbox import deliver, last_link
from tests.factories import administrator, moderator, verified

pytestmark = pytest.mark.django_db
PASSWORD = "walnut harbour pencil"
OTHER = "harbour pencil walnut"


@pytest.fixture
def ann() -> User:
    return verified("ann.able@nhs.net", name="Ann Able", password=PASSWORD)


def log() -> list[tuple]:
    """Return the entries, oldest first: what was done, by whom, to whom, and the details."""
    entries = AuditEntry.objects.order_by("number")
    return [(entry.act, entry.by, entry.about, entry.details) for entry in entries]


def acts() -> list[str]:
    return [act for act, *_ in log()]


def signed_in(password: str = PASSWORD, **extra) -> Client:
    client = Client(**extra)
    client.post("/accounts/sign-in/", {"login": "ann.able@nhs.net", "password": password})
    return client


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def test_signing_in_is_written_down_with_its_way(ann):
    signed_in()
    assert log() == [("sign in", ann.pk, f"user:{ann.pk}", {"way": "password"})]


def test_so_are_two_steps(ann):
    secret = generate_totp_secret()
    TOTP.activate(ann, secret)
    signed_in().post("/accounts/two-steps/sign-in/", {"code": code_of(secret)})
    assert log() == [("sign in", ann.pk, f"user:{ann.pk}", {"way": "password and authenticator app"})]


def test_a_recovery_code_is_written_down_by_itself_too(ann):
    TOTP.activate(ann, generate_totp_secret())
    code = RecoveryCodes.activate(ann).get_unused_codes()[0]
    signed_in().post("/accounts/two-steps/sign-in/", {"code": code})
    assert acts() == ["use recovery code", "sign in"]
    assert log()[1][3] == {"way": "password and recovery code"}


def test_a_wrong_password_is_not_but_a_closed_door_is_once(ann):
    for _ in range(4):
        signed_in("wrong")
    assert acts() == []
    for _ in range(4):
        signed_in("wrong")
    assert log() == [("too many attempts", None, f"user:{ann.pk}", {})]


def test_a_door_that_nobody_has_is_closed_as_well(ann):
    for _ in range(7):
        Client().post("/accounts/sign-in/", {"login": "nobody@nhs.net", "password": "x"})
    assert log() == [("too many attempts", None, "an unknown address", {})]


def test_another_origin_makes_another_entry(ann):
    for _ in range(7):
        signed_in("wrong")
    for _ in range(7):
        signed_in("wrong", REMOTE_ADDR="192.0.2.7")
    assert acts() == ["too many attempts"] * 2


def test_guessing_the_second_step_is_written_down(ann):
    TOTP.activate(ann, generate_totp_secret())
    client = signed_in()
    for _ in range(7):
        client.post("/accounts/two-steps/sign-in/", {"code": "000000"})
    assert log() == [("too many attempts", None, f"user:{ann.pk}", {})]


def test_a_changed_password_is_written_down(ann):
    signed_in().post("/accounts/password/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})
    assert acts() == ["sign in", "change password"]


@pytest.mark.django_db(transaction=True)
def test_a_new_password_by_mail_is_written_down(ann):
    client = Client()
    client.post("/accounts/password/forgotten/", {"email": ann.email})
    link = next(word for word in deliver()[-1].body.split() if "/password/new/" in word)
    page = client.get(link.removeprefix("http://testserver"), follow=True)
    client.post(page.redirect_chain[-1][0], {"password1": OTHER, "password2": OTHER})
    assert "reset password" in acts()


def test_a_first_address_is_written_down_as_verified(client):
    someone = {"name": "Ben Best", "email": "ben.best@nhs.net", "password1": PASSWORD}
    client.post("/accounts/sign-up/", someone)
    client.post(last_link())
    client.force_login(administrator())

    assert acts()[:2] == ["sign up", "verify address"]
    assert "verified their email address" in client.get("/audit/", {"act": "verify address"}).text


def test_a_changed_address_is_written_down_as_changed(ann):
    client = signed_in()
    client.post("/accounts/confirm/", {"password": PASSWORD})
    client.post("/accounts/address/", {"action_add": "add", "email": "ann.best@nhs.net"})
    client.post(last_link())

    assert acts() == ["sign in", "change address"]


@pytest.mark.django_db(transaction=True)
def test_second_steps_that_come_and_go_are_written_down(ann):
    secret = generate_totp_secret()
    client = signed_in()
    client.post("/accounts/confirm/", {"password": PASSWORD})
    page = client.get("/accounts/two-steps/app/")
    secret = page.context["form"].secret
    client.post("/accounts/two-steps/app/", {"code": code_of(secret)})
    client.post("/accounts/two-steps/codes/new/")
    client.post("/accounts/two-steps/app/remove/")

    assert [(act, details) for act, _, _, details in log()][1:] == [
        ("add second step", {"kind": "authenticator app"}),
        ("new recovery codes", {}),
        ("remove second step", {"kind": "authenticator app"}),
        ("remove second step", {"kind": "recovery code"}),
    ]


def test_sessions_ended_by_their_owner_are_written_down(ann):
    here, _ = signed_in(), signed_in()
    third = signed_in()
    row = UserSession.objects.get(session_key=third.session.session_key)
    here.post("/accounts/sessions/", {"session": row.pk})
    here.post("/accounts/sessions/")
    here.post("/accounts/sessions/")
    ended = [details for act, _, _, details in log() if act == "end session"]
    assert ended == [{"sessions": 1}, {"sessions": 1}]


def test_an_administrator_made_at_the_command_line_is_written_down(monkeypatch):
    monkeypatch.setenv("DJANGO_SUPERUSER_PASSWORD", PASSWORD)
    call_command("createsuperuser", email="head@nhs.net", interactive=False, verbosity=0)
    made = User.objects.get()
    assert made.is_superuser
    assert log() == [("make administrator", None, f"user:{made.pk}", {})]


def test_the_first_administrator_of_a_local_site_has_a_name(settings, tmp_path):
    settings.VAR_DIR = tmp_path
    prepare.administrator()
    prepare.administrator()
    assert User.objects.get().name == "Administrator"
    assert acts() == ["make administrator"]


@pytest.mark.parametrize(("before", "after"), [("", "Administrator"), ("Ada Able", "Ada Able")])
def test_an_administrator_made_without_a_name_gets_one_and_keeps_what_they_chose(before, after):
    User.objects.create_superuser(prepare.ADMINISTRATOR, name=before)

    prepare.administrator()

    assert User.objects.get().name == after


def test_a_site_that_others_reach_names_nobody(settings):
    settings.LOCAL = False
    User.objects.create_superuser(prepare.ADMINISTRATOR)

    prepare.administrator()

    assert User.objects.get().name == ""


def test_no_entry_holds_an_address_or_a_secret(ann):
    signed_in().post("/accounts/password/", {"oldpassword": PASSWORD, "password1": OTHER, "password2": OTHER})
    for _ in range(7):
        Client().post("/accounts/sign-in/", {"login": "nobody@nhs.net", "password": PASSWORD})
    assert acts() == ["sign in", "change password", "too many attempts"]
    kept = json.dumps(list(AuditEntry.objects.values("act", "about", "role", "reason", "details")))
    assert not any(word in kept for word in ("@", "ann", "Ann", "walnut", "127.0.0.1"))


def test_administrators_read_of_it_in_words_and_moderators_nothing(client, ann):
    signed_in()
    client.force_login(administrator())
    assert "signed in" in client.get("/audit/", {"act": "sign in"}).text
    client.force_login(moderator())
    assert client.get("/audit/").context["rows"] == []
