"""The second step of signing in, and that staff cannot do without."""

import base64
import re
import time
from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.test import Client

from tests.accounts.outbox import deliver, last_link
from tests.factories import verified

pytestmark = pytest.mark.django_db
PASSWORD = "walnut harbour pencil"
NEW_ADDRESS = {"action_add": "add", "email": "new@nhs.net"}


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def signed_in(email: str) -> Client:
    client = Client()
    client.post("/accounts/sign-in/", {"login": email, "password": PASSWORD})
    return client


@pytest.fixture
def member():
    return verified("member@nhs.net", password=PASSWORD)


@pytest.fixture
def secret(member) -> str:
    """The key of the member's authenticator app."""
    made = generate_totp_secret()
    TOTP.activate(member, made)
    return made


class TestAnAuthenticatorApp:
    def set_up(self, client: Client) -> str:
        """Set an app up by the pages; return its key."""
        client.post("/accounts/confirm/", {"password": PASSWORD})
        page = client.get("/accounts/two-steps/app/").content.decode()
        secret = re.search(r'class="app-key">(\w+)<', page).group(1)
        client.post("/accounts/two-steps/app/", {"code": code_of(secret)})
        return secret

    @pytest.mark.django_db(transaction=True)
    def test_is_set_up_with_a_code_from_it_and_told_by_mail(self, member):
        client = signed_in(member.email)

        self.set_up(client)
        codes = client.get("/accounts/two-steps/codes/").content.decode()

        assert Authenticator.objects.filter(user=member, type="totp").exists()
        assert "Authenticator app set up – Exemplar" in [sent.subject for sent in deliver()]
        assert len(re.findall(r"<code>\d+</code>", codes)) == 10

    def test_takes_a_password_just_entered_to_set_up(self, member):
        answer = signed_in(member.email).get("/accounts/two-steps/app/")

        assert answer.url == "/accounts/confirm/?next=%2Faccounts%2Ftwo-steps%2Fapp%2F"

    def test_shows_a_picture_and_the_same_key_in_words(self, member):
        client = signed_in(member.email)
        client.post("/accounts/confirm/", {"password": PASSWORD})

        page = client.get("/accounts/two-steps/app/").content.decode()

        assert 'src="data:image/svg+xml;' in page
        assert re.search(r'class="app-key">\w{32}<', page)

    def test_a_password_alone_no_longer_signs_in(self, member, secret):
        client = Client()

        answer = client.post("/accounts/sign-in/", {"login": member.email, "password": PASSWORD})

        assert answer.url == "/accounts/two-steps/sign-in/"
        assert "_auth_user_id" not in client.session
        assert client.get("/accounts/").status_code == 302

    def test_its_code_does(self, member, secret):
        client = signed_in(member.email)

        answer = client.post("/accounts/two-steps/sign-in/", {"code": code_of(secret)})

        assert answer.url == "/"
        assert client.session["_auth_user_id"] == str(member.pk)

    def test_the_same_code_does_not_work_twice(self, member, secret):
        code = code_of(secret)
        signed_in(member.email).post("/accounts/two-steps/sign-in/", {"code": code})
        again = signed_in(member.email)

        page = again.post("/accounts/two-steps/sign-in/", {"code": code}).content.decode()

        assert "The code is wrong or too old" in page
        assert "_auth_user_id" not in again.session

    def test_a_code_of_five_minutes_ago_is_refused(self, member, secret):
        old = format_hotp_value(hotp_value(secret, int(time.time()) // 30 - 10))
        client = signed_in(member.email)

        client.post("/accounts/two-steps/sign-in/", {"code": old})

        assert "_auth_user_id" not in client.session

    def test_codes_cannot_be_tried_without_end(self, member, secret):
        client = signed_in(member.email)
        for _ in range(5):
            client.post("/accounts/two-steps/sign-in/", {"code": "000000"})

        page = client.post("/accounts/two-steps/sign-in/", {"code": code_of(secret)}).content.decode()

        assert "too many wrong attempts" in page

    def test_nobody_gets_to_the_second_step_without_the_first(self, member, secret):
        answer = Client().get("/accounts/two-steps/sign-in/")

        assert answer.url == "/accounts/sign-in/"

    def test_a_sign_in_that_stops_half_way_is_over_after_a_quarter_of_an_hour(self, member, secret):
        with time_machine.travel(time.time(), tick=False) as now:
            client = signed_in(member.email)
            now.shift(timedelta(minutes=16))

            answer = client.post("/accounts/two-steps/sign-in/", {"code": code_of(secret)})

        assert answer.url == "/accounts/sign-in/"


class TestRecoveryCodes:
    def test_each_signs_in_once(self, member, secret):
        code = RecoveryCodes.activate(member).get_unused_codes()[0]
        client = signed_in(member.email)
        client.post("/accounts/two-steps/sign-in/", {"code": code})
        again = signed_in(member.email)
        again.post("/accounts/two-steps/sign-in/", {"code": code})

        assert client.session["_auth_user_id"] == str(member.pk)
        assert "_auth_user_id" not in again.session

    def test_come_as_a_file_to_whom_they_belong(self, member, secret):
        codes = RecoveryCodes.activate(member).get_unused_codes()
        client = signed_in(member.email)
        client.post("/accounts/two-steps/sign-in/", {"code": code_of(secret)})
        client.post("/accounts/confirm/", {"password": PASSWORD})

        answer = client.get("/accounts/two-steps/codes/file/")

        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert set(codes) <= set(answer.content.decode().split())


class TestStaff:
    @pytest.fixture(autouse=True)
    def required(self, settings):
        settings.MFA_REQUIRED = True

    @pytest.fixture(params=["is_superuser", "is_moderator", "is_staff"])
    def staff(self, request):
        return verified("staff@nhs.net", password=PASSWORD, **{request.param: True})

    @pytest.mark.parametrize(
        "address", ["/", "/data/refreshes/", "/areas/", "/accounts/data/", "/admin/", "/nowhere/"]
    )
    def test_are_led_to_set_up_a_second_step_before_anything_else(self, staff, address):
        client = signed_in(staff.email)

        page = client.get(address, follow=True)

        assert page.redirect_chain == [("/accounts/two-steps/", 302)]
        assert "Moderators and administrators need two-step sign-in" in page.content.decode()

    def test_cannot_do_anything_else_either(self, staff):
        client = signed_in(staff.email)

        assert client.post("/data/refreshes/", {"kind": "sweep"}).status_code == 403
        assert client.get("/api/v1/measures/").status_code == 403

    def test_reach_everything_once_it_is_set_up(self, staff):
        TOTP.activate(staff, secret := generate_totp_secret())
        client = signed_in(staff.email)
        client.post("/accounts/two-steps/sign-in/", {"code": code_of(secret)})

        assert client.get("/").status_code == 200

    def test_a_passkey_is_a_second_step_too(self, staff):
        Authenticator.objects.create(user=staff, type="webauthn", data={"name": "Key", "credential": {}})
        client = Client()
        client.force_login(staff)

        assert client.get("/").status_code == 200

    def test_recovery_codes_alone_are_none(self, staff):
        RecoveryCodes.activate(staff)
        client = Client()
        client.force_login(staff)

        assert client.get("/").url == "/accounts/two-steps/"

    def test_cannot_turn_off_their_only_second_step(self, staff):
        TOTP.activate(staff, secret := generate_totp_secret())
        client = signed_in(staff.email)
        client.post("/accounts/two-steps/sign-in/", {"code": code_of(secret)})
        client.post("/accounts/confirm/", {"password": PASSWORD})

        page = client.post("/accounts/two-steps/app/remove/").content.decode()

        assert "need a second step" in page
        assert Authenticator.objects.filter(user=staff, type="totp").exists()

    def test_change_their_address_by_a_password_just_entered_and_a_link(self, staff):
        client = self.in_by_two_steps(staff)
        asked = client.post("/accounts/address/", NEW_ADDRESS)
        assert asked.url.startswith("/accounts/confirm/")

        client.post("/accounts/confirm/", {"password": PASSWORD})
        client.post("/accounts/address/", NEW_ADDRESS)
        staff.refresh_from_db()
        assert staff.email == "staff@nhs.net"
        assert EmailAddress.objects.get(user=staff, verified=True).email == "staff@nhs.net"

        client.post(last_link())
        staff.refresh_from_db()
        assert staff.email == "new@nhs.net"
        assert EmailAddress.objects.get(user=staff).verified
        assert Authenticator.objects.filter(user=staff, type="totp").exists()

    def test_set_no_further_step_up_while_a_new_address_waits(self, staff):
        client = self.in_by_two_steps(staff)
        client.post("/accounts/confirm/", {"password": PASSWORD})
        client.post("/accounts/address/", NEW_ADDRESS)

        page = client.get("/accounts/passkeys/add/", follow=True)

        assert "Verify your email address first" in page.content.decode()

    def test_without_a_verified_address_change_to_none(self, staff):
        client = self.in_by_two_steps(staff)
        client.post("/accounts/confirm/", {"password": PASSWORD})
        EmailAddress.objects.update(verified=False)

        page = client.post("/accounts/address/", NEW_ADDRESS).content.decode()

        assert "Verify your present email address first" in page
        assert EmailAddress.objects.get().email == "staff@nhs.net"

    @pytest.mark.parametrize(
        ("email", "words"),
        [("new@gmail.com", "does not know this email domain"), ("staff@nhs.net", "your address already")],
    )
    def test_are_refused_what_everybody_is(self, staff, email, words):
        page = self.in_by_two_steps(staff).post("/accounts/address/", NEW_ADDRESS | {"email": email})

        assert words in page.content.decode()

    def in_by_two_steps(self, staff) -> Client:
        TOTP.activate(staff, secret := generate_totp_secret())
        client = signed_in(staff.email)
        client.post("/accounts/two-steps/sign-in/", {"code": code_of(secret)})
        return client

    def test_may_sign_out_and_look_after_their_signing_in(self, staff):
        client = signed_in(staff.email)

        assert client.get("/accounts/password/").status_code == 200
        assert client.get("/accounts/sessions/").status_code == 200
        assert client.post("/accounts/sign-out/").status_code == 302

    def test_members_are_asked_for_nothing(self, member):
        assert signed_in(member.email).get("/areas/").status_code == 200

    def test_a_member_who_becomes_staff_is_led_to_it(self, member):
        client = signed_in(member.email)
        member.is_moderator = True
        member.save()

        assert client.get("/", follow=True).wsgi_request.user.is_anonymous, "a new role begins a new session"
        assert signed_in(member.email).get("/").url == "/accounts/two-steps/"


ASKS, ASKS_NOBODY = "Moderators and administrators need one", "This site asks nobody to set one up"


@pytest.mark.parametrize(
    ("required", "local", "asked", "not_asked"),
    [
        (True, True, ASKS, "MFA_REQUIRED"),
        (True, False, ASKS, ASKS_NOBODY),
        (False, True, "MFA_REQUIRED=true make run", ASKS),
        (False, False, ASKS_NOBODY, "MFA_REQUIRED"),
    ],
)
def test_the_page_says_whether_this_site_asks_for_it(settings, member, required, local, asked, not_asked):
    client = signed_in(member.email)
    settings.MFA_REQUIRED, settings.LOCAL = required, local

    page = client.get("/accounts/two-steps/").content.decode()

    assert asked in page
    assert not_asked not in page


def test_on_a_site_of_one_machine_nobody_must(settings):
    assert settings.LOCAL
    assert not settings.MFA_REQUIRED


def test_the_key_is_in_base32():
    assert len(base64.b32decode(generate_totp_secret())) == 20


@pytest.mark.parametrize(
    "credential",
    [
        "",
        "{",
        "[]",
        "null",
        '"x"',
        "{}",
        '{"id": 1}',
        '{"id": "eA", "rawId": "eA", "response": {}}',
        "[" * 9999,
    ],
    ids=lambda credential: credential[:20] or "nothing",
)
def test_what_is_no_passkey_is_refused_in_words_as_a_second_step(member, secret, credential: str):
    visitor = signed_in(member.email)

    answer = visitor.post("/accounts/two-steps/sign-in/", {"credential": credential})

    assert answer.status_code == 200
    assert "This passkey was not accepted. Try again, or choose another way." in answer.text
    assert "_auth_user_id" not in visitor.session
