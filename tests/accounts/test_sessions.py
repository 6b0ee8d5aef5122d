"""How long one stays signed in, where, and what ends it; and that wrong passwords lock nobody else out."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.signing_in.devices import device_of
from tests.factories import administrator, verified

pytestmark = pytest.mark.django_db
PASSWORD = "walnut harbour pencil"
EDGE = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1"
START = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def member():
    return verified("member@nhs.net", password=PASSWORD)


def signed_in(email: str = "member@nhs.net", **headers) -> Client:
    client = Client(**headers)
    client.post("/accounts/sign-in/", {"login": email, "password": PASSWORD})
    return client


def is_in(client: Client) -> bool:
    return client.get("/accounts/").status_code == 200


class TestSessionsEnd:
    def test_after_half_an_hour_without_a_click(self, member):
        with time_machine.travel(START, tick=False) as now:
            client = signed_in()
            now.shift(timedelta(minutes=29))
            assert is_in(client)
            now.shift(timedelta(minutes=29))
            assert is_in(client), "each click counts"
            now.shift(timedelta(minutes=31))

            answer = client.get("/accounts/", follow=True)

        assert "You were signed out because you were away for a while" in answer.content.decode()
        assert "_auth_user_id" not in client.session

    def test_twelve_hours_after_signing_in_however_busy_one_is(self, member):
        with time_machine.travel(START, tick=False) as now:
            client = signed_in()
            for _ in range(35):
                now.shift(timedelta(minutes=20))
                assert is_in(client)
            now.shift(timedelta(minutes=21))

            assert not is_in(client)

    def test_when_one_signs_out_and_the_old_cookie_does_nothing(self, member):
        client = signed_in()
        kept = client.cookies[settings.SESSION_COOKIE_NAME].value
        client.post("/accounts/sign-out/")
        thief = Client()
        thief.cookies[settings.SESSION_COOKIE_NAME] = kept

        assert not is_in(thief)

    def test_elsewhere_when_one_changes_the_password(self, member):
        here, there = signed_in(), signed_in()
        new = {
            "oldpassword": PASSWORD,
            "password1": "kettle orchard violin",
            "password2": "kettle orchard violin",
        }

        here.post("/accounts/password/", new)

        assert is_in(here)
        assert not is_in(there)

    @pytest.mark.parametrize("role", ["is_superuser", "is_staff", "is_moderator"])
    def test_when_a_role_is_taken_away(self, role):
        made = verified("staff@nhs.net", password=PASSWORD, **{role: True})
        client = signed_in(made.email)
        assert is_in(client)

        type(made).objects.filter(pk=made.pk).update(**{role: False})

        assert not is_in(client)

    def test_when_the_account_is_closed(self, member):
        client = signed_in()
        member.is_active = False
        member.save()

        assert not is_in(client)

    def test_begun_before_marks_were_kept(self, member):
        client = signed_in()
        session = client.session
        del session["signed_in_at"]
        session.save()

        assert not is_in(client)


def test_signing_in_takes_a_new_session_key(member):
    client = Client()
    client.get("/accounts/sign-in/")
    session = client.session
    session["planted"] = True
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key

    client.post("/accounts/sign-in/", {"login": member.email, "password": PASSWORD})

    assert client.session.session_key != session.session_key
    assert is_in(client)


class TestTheListOfSessions:
    def test_says_where_one_is_signed_in_with_what_and_since_when(self, member):
        with time_machine.travel(START, tick=False):
            here = signed_in(HTTP_USER_AGENT=EDGE, REMOTE_ADDR="192.0.2.1")
            signed_in(HTTP_USER_AGENT=IPHONE, REMOTE_ADDR="192.0.2.2")

            page = here.get("/accounts/sessions/").content.decode()

        assert "Edge on Windows (this one)" in page
        assert "Safari on an iPhone" in page
        assert "192.0.2.2" in page
        assert "2 March 2026, 09:00" in page

    def test_one_is_ended_and_the_others_stay(self, member):
        here, there, elsewhere = signed_in(), signed_in(), signed_in()
        row = UserSession.objects.get(session_key=there.session.session_key)

        here.post("/accounts/sessions/", {"session": row.pk})

        assert [is_in(each) for each in (here, there, elsewhere)] == [True, False, True]

    def test_all_others_are_ended(self, member):
        here, there = signed_in(), signed_in()

        here.post("/accounts/sessions/")

        assert is_in(here)
        assert not is_in(there)

    def test_nobody_ends_somebody_elses(self, member):
        verified("other@nhs.net", password=PASSWORD)
        here, theirs = signed_in(), signed_in("other@nhs.net")
        row = UserSession.objects.get(session_key=theirs.session.session_key)

        here.post("/accounts/sessions/", {"session": row.pk})

        assert is_in(theirs)

    def test_costs_as_much_for_each_session(self, member, django_assert_max_num_queries):
        here = signed_in()
        with django_assert_max_num_queries(12):
            here.get("/accounts/sessions/")


@pytest.mark.parametrize(
    ("user_agent", "device"),
    [(EDGE, "Edge on Windows"), (IPHONE, "Safari on an iPhone"), ("", "A browser on an unknown device")],
)
def test_a_device_is_named_in_words(user_agent, device):
    assert device_of(user_agent) == device


def test_a_page_asks_once_for_the_session_the_person_and_new_notices_and_for_a_visitor_never(client):
    def asked() -> list[str]:
        with CaptureQueriesContext(connection) as queries:
            client.get("/about/")
        tables = (
            re.search(r'"(accounts|account|django_session|mfa|usersessions)\w*"', each["sql"])
            for each in queries
        )
        return [table.group(0).strip('"') for table in tables if table]

    assert asked() == []
    client.force_login(administrator())
    assert asked() == ["django_session", "accounts_user", "accounts_notice"]


class TestWrongPasswords:
    def tries(self, client: Client, email: str, password: str = "not the password") -> str:
        return client.post("/accounts/sign-in/", {"login": email, "password": password}).content.decode()

    def test_are_counted_and_then_the_right_one_is_refused_too(self, member):
        attacker = Client(REMOTE_ADDR="192.0.2.66")
        for _ in range(5):
            assert "is wrong" in self.tries(attacker, member.email)

        assert "too many wrong attempts" in self.tries(attacker, member.email)
        assert "too many wrong attempts" in self.tries(attacker, member.email, PASSWORD)

    def test_do_not_lock_out_the_owner_who_is_elsewhere(self, member):
        attacker = Client(REMOTE_ADDR="192.0.2.66")
        for _ in range(8):
            self.tries(attacker, member.email)

        assert is_in(signed_in(REMOTE_ADDR="192.0.2.7"))

    def test_are_answered_alike_for_an_address_that_has_no_account(self, member):
        known, unknown = Client(REMOTE_ADDR="192.0.2.66"), Client(REMOTE_ADDR="192.0.2.67")
        said = [
            ["too many" in self.tries(client, email) for _ in range(7)]
            for client, email in ((known, member.email), (unknown, "nobody@nhs.net"))
        ]

        assert said[0] == said[1] == [False] * 5 + [True] * 2

    def test_are_forgotten_after_five_minutes(self, member):
        with time_machine.travel(START, tick=False) as now:
            attacker = Client(REMOTE_ADDR="192.0.2.66")
            for _ in range(6):
                self.tries(attacker, member.email)
            now.shift(timedelta(minutes=6))

            assert is_in(signed_in(REMOTE_ADDR="192.0.2.66"))

    def test_for_many_addresses_from_one_place_are_refused(self, member):
        sprayer = Client(REMOTE_ADDR="192.0.2.66")
        said = [self.tries(sprayer, f"person{number}@nhs.net") for number in range(21)]

        assert "too many wrong attempts" in said[-1]

    def test_cannot_be_hidden_behind_a_made_up_origin(self, member):
        said = [
            self.tries(
                Client(REMOTE_ADDR="192.0.2.66", HTTP_X_FORWARDED_FOR=f"198.51.100.{turn}"), member.email
            )
            for turn in range(6)
        ]

        assert "too many wrong attempts" in said[-1]

    def test_of_a_proxy_one_trusts_are_counted_by_who_is_behind_it(self, member, settings):
        settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
        for _ in range(6):
            self.tries(Client(HTTP_X_FORWARDED_FOR="198.51.100.1"), member.email)

        assert is_in(signed_in(HTTP_X_FORWARDED_FOR="198.51.100.2"))


@pytest.mark.parametrize(
    ("address", "limit"), [("/accounts/sign-up/", 10), ("/accounts/password/forgotten/", 3)]
)
def test_forms_that_send_mail_are_limited(client, address, limit):
    statuses = [client.post(address, {"email": "member@nhs.net"}).status_code for _ in range(limit + 1)]

    assert statuses[-1] == 429
    assert 429 not in statuses[:-1]


def test_too_many_attempts_are_answered_in_words(client):
    for _ in range(4):
        answer = client.post("/accounts/password/forgotten/", {"email": "member@nhs.net"})

    assert "Wait a few minutes, then try again" in answer.content.decode()
    assert "<header" in answer.content.decode()


def test_administrators_made_at_the_command_line_sign_in_at_once():
    made = administrator(password=PASSWORD)

    assert is_in(signed_in(made.email))
