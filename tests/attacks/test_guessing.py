"""Guessing: who has an account, and what they sign in with. Guesses are counted, and the owner is not locked out."""

import re
import subprocess
import sys
import time
from collections import Counter
from datetime import timedelta

import pytest
import time_machine
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.contrib.auth import hashers
from django.core.cache import cache
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from tests import factories
from tests.accounts.outbox import last_link
from tests.attacks.world import PASSWORD, world
from tests.environment import ROOT
from tests.test_routes import NO_ROW

pytestmark = pytest.mark.django_db
KNOWN, UNKNOWN = "member@nhs.net", "nobody@nhs.net"
SECRET = re.compile(r'(csrfmiddlewaretoken" value|nonce|content|value)="[^"]*"')
# Forms that anybody sends, with an address that may have an account.
ASKED = {
    "sign in": ("/accounts/sign-in/", {"password": "not this one"}, "login"),
    "sign up": ("/accounts/sign-up/", {"name": "New", "password1": "kettle orchard violin"}, "email"),
    "new password": ("/accounts/password/forgotten/", {}, "email"),
}
# How somebody with an account may be: none of it is told.
KINDS = {
    "a member": {},
    "somebody whose account is closed": {"is_active": False},
    "a moderator": {"is_moderator": True},
    "an administrator": {"is_superuser": True},
    "somebody in other letters": {},
}
TRIES = [(what, kind) for what in ASKED for kind in KINDS]


def known(kind: str) -> str:
    """Let somebody of a kind have an account; return the address as an attacker types it."""
    made = factories.verified(KNOWN, password=PASSWORD, **KINDS[kind])
    return made.email.upper() if kind == "somebody in other letters" else made.email


def shown(answer: HttpResponse, email: str) -> str:
    """Return what an answer shows, but for tokens and what was typed."""
    words = SECRET.sub("", answer.content.decode()).replace(email, "").replace(email.lower(), "")
    return f"{answer.status_code} {answer.get('Location')} {words}"


def asked(what: str, email: str) -> str:
    address, fields, name = ASKED[what]
    client = Client(REMOTE_ADDR="192.0.2.1")
    answer = client.post(address, fields | {name: email})
    after = client.get(answer.url) if answer.status_code == 302 else answer
    return shown(answer, email) + shown(after, email)


@pytest.mark.parametrize(("what", "kind"), TRIES)
def test_an_answer_is_the_same_whether_there_is_an_account_or_not(what: str, kind: str):
    email = known(kind)

    assert asked(what, email) == asked(what, UNKNOWN)


@pytest.mark.parametrize("what", ASKED)
def test_so_is_the_work_of_it(what: str, monkeypatch):
    """The clock is waited out; counted is what an attacker could still measure: passwords hashed, and mails."""
    counted: Counter = Counter()
    hasher = hashers.get_hasher()
    encode = type(hasher).encode

    def count(*args, **kwargs) -> str:
        counted["hashes"] += 1
        return encode(*args, **kwargs)

    email = known("a member")
    monkeypatch.setattr(type(hasher), "encode", count)

    def work(address: str) -> tuple[int, int]:
        counted.clear()
        with CaptureQueriesContext(connection) as queries:
            asked(what, address)
        letters = [each for each in queries if each["sql"].startswith('INSERT INTO "accounts_letter"')]
        return counted["hashes"], len(letters)

    assert work(email) == work(UNKNOWN)


@pytest.mark.parametrize("there_is_one", [True, False])
def test_a_passkey_is_asked_for_without_saying_whose(there_is_one: bool):
    if there_is_one:
        world()

    options = Client().get("/accounts/passkeys/sign-in/", HTTP_X_REQUESTED_WITH="XMLHttpRequest").json()

    told = options["request_options"]["publicKey"]
    assert {name: told[name] for name in told if name != "challenge"} == {
        "allowCredentials": [],
        "rpId": "testserver",
        "userVerification": "required",
    }


@pytest.mark.parametrize("who", ["visitor", "no member", "member"])
def test_profiles_that_are_not_seen_are_like_profiles_that_are_not_there(who: str):
    hidden = [factories.person(), factories.verified(is_active=False), factories.verified()]
    hidden[2].closed_at = hidden[0].date_joined
    User.objects.filter(pk=hidden[2].pk).update(closed_at=hidden[2].closed_at, is_active=False, name="")
    client = Client()
    if who != "visitor":
        client.force_login(factories.member() if who == "member" else factories.verified())

    def answer(pk: int, page: str) -> str:
        address = f"/people/{pk}/{page}"
        return shown(client.get(address), address).replace(address, "")

    for page in ("", "report/"):
        assert {answer(one.pk, page) for one in hidden} == {answer(NO_ROW, page)}


def test_a_domain_is_refused_alike_whether_somebody_has_that_address_or_not():
    factories.verified("somebody@elsewhere.example")

    assert asked("sign up", "somebody@elsewhere.example") == asked("sign up", "nobody@elsewhere.example")


# Guessing


def code_of(secret: str) -> str:
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


def sign_in(origin: str, email: str = KNOWN, password: str = PASSWORD, **headers) -> Client:
    client = Client(REMOTE_ADDR=origin, **headers)
    client.said = client.post("/accounts/sign-in/", {"login": email, "password": password}).content.decode()
    return client


def is_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


@pytest.fixture
def victim() -> User:
    return factories.verified(KNOWN, password=PASSWORD)


@pytest.fixture
def two_steps(victim: User) -> str:
    """The key of the victim's authenticator app; the attacker knows the password already."""
    made = generate_totp_secret()
    TOTP.activate(victim, made)
    RecoveryCodes.activate(victim)
    return made


ATTACKER, HOME = "192.0.2.66", "192.0.2.7"
GUESSES = {
    "passwords": {},
    "passwords behind a made up origin": {"HTTP_X_FORWARDED_FOR": "198.51.100.9"},
    "passwords in other letters": {"email": KNOWN.upper()},
    "passwords with spaces around the address": {"email": f" {KNOWN} "},
    "passwords from the same network of IPv6": {
        "origins": [f"2001:db8:0:1::{number}" for number in range(1, 40)]
    },
}


@pytest.mark.parametrize("how", GUESSES)
def test_passwords_are_guessed_five_times_and_the_owner_comes_in(victim: User, how: str):
    options = dict(GUESSES[how])
    origins = options.pop("origins", [ATTACKER] * 39)
    said = [
        sign_in(origin, password=f"guess number {turn}", **options).said
        for turn, origin in enumerate(origins[:8])
    ]

    assert ["too many" in page for page in said] == [False] * 5 + [True] * 3
    assert "too many" in sign_in(origins[9], **options).said
    assert is_in(sign_in(HOME))


@pytest.mark.parametrize("what", ["000000", "abcd1234", ""])
def test_codes_of_the_second_step_are_guessed_five_times(victim: User, two_steps: str, what: str):
    client = sign_in(ATTACKER)
    said = [
        client.post("/accounts/two-steps/sign-in/", {"code": what or f"{turn:06}"}).content.decode()
        for turn in range(7)
    ]

    assert "too many" in said[-1]
    assert not is_in(client)


def test_codes_are_counted_for_the_account_wherever_guesses_come_from(victim: User, two_steps: str):
    for turn in range(5):
        sign_in(f"192.0.2.{turn}").post("/accounts/two-steps/sign-in/", {"code": "000000"})
    last = sign_in("192.0.2.9")

    last.post("/accounts/two-steps/sign-in/", {"code": code_of(two_steps)})

    assert not is_in(last)


def test_recovery_codes_are_counted_with_them_and_work_again_after_five_minutes(victim: User, two_steps: str):
    right, *_ = Authenticator.objects.get(user=victim, type="recovery_codes").wrap().get_unused_codes()
    with time_machine.travel(time.time(), tick=False) as now:
        for turn in range(5):
            sign_in(f"192.0.2.{turn}").post("/accounts/two-steps/sign-in/", {"code": f"abcd{turn:04}"})
        owner = sign_in(HOME)
        said = owner.post("/accounts/two-steps/sign-in/", {"code": right}).content.decode()
        assert "too many wrong attempts" in said
        assert not is_in(owner)

        now.shift(timedelta(minutes=6))
        owner.post("/accounts/two-steps/sign-in/", {"code": right})

    assert is_in(owner)


def test_codes_that_confirm_who_one_is_are_counted_too(victim: User, two_steps: str):
    """Whoever sits down at somebody's open session guesses no code to change how they sign in."""
    with time_machine.travel(time.time(), tick=False) as now:
        owner = sign_in(HOME)
        owner.post("/accounts/two-steps/sign-in/", {"code": code_of(two_steps)})
        now.shift(timedelta(minutes=10))
        said = [
            owner.post("/accounts/two-steps/confirm/", {"code": f"{turn:06}"}).content.decode()
            for turn in range(7)
        ]
        now.shift(timedelta(minutes=6))
        answer = owner.post("/accounts/two-steps/confirm/", {"code": code_of(two_steps)})

    assert "too many" in said[-1]
    assert "too many" not in said[0]
    assert answer.status_code == 302


def test_many_codes_from_one_origin_close_the_door_to_it_whoever_they_are_of():
    """Wrong codes count against their origin too: twenty a minute, of however many people."""
    with time_machine.travel(time.time(), tick=False) as now:
        for turn in range(5):
            one = factories.verified(f"member{turn}@nhs.net", password=PASSWORD)
            TOTP.activate(one, generate_totp_secret())
            for _ in range(4):
                client = sign_in(ATTACKER, one.email)
                now.shift(timedelta(milliseconds=1))
                client.post("/accounts/two-steps/sign-in/", {"code": "no code"})
                now.shift(timedelta(milliseconds=1))

        assert "too many" in sign_in(ATTACKER, one.email).said
        assert "too many" not in sign_in(HOME, one.email).said


OWN = "attacker@nhs.net"


def right_code(client: Client, secret: str) -> None:
    client.post("/accounts/two-steps/sign-in/", {"code": code_of(secret)})


def confirm_by_code(client: Client, secret: str) -> None:
    client.post("/accounts/two-steps/confirm/", {"code": code_of(secret)})


def new_password(client: Client, secret: str) -> None:
    """Choose a new password of one's own by a link."""
    browser = Client(REMOTE_ADDR=ATTACKER)
    browser.post("/accounts/password/forgotten/", {"email": OWN})
    browser.post(browser.get(last_link()).url, {"password1": "kettle orchard violin"} | NEW)


NEW = {"password2": "kettle orchard violin"}
# What an attacker does right with an account of their own, between guesses at others'.
RIGHT = {
    "a code": right_code,
    "a code that confirms": confirm_by_code,
    "a password": lambda *_: sign_in(ATTACKER, OWN),
    "a new password": new_password,
}


@pytest.mark.parametrize("what", RIGHT)
def test_what_an_attacker_does_right_with_an_account_of_their_own_forgets_no_guess(what: str):
    """Twenty wrong passwords a minute from an origin, of however many people, whatever is right between them."""
    attacker, secret = factories.verified(OWN, password=PASSWORD), generate_totp_secret()
    if what.startswith("a code"):
        TOTP.activate(attacker, secret)
    with time_machine.travel(1_800_000_000, tick=False) as now:
        own = sign_in(ATTACKER, OWN)
        if what == "a code that confirms":
            right_code(own, secret)
            now.shift(timedelta(minutes=10))
        pages = []
        for turn in range(21):
            now.shift(timedelta(milliseconds=1))
            if turn == 19:
                RIGHT[what](own, secret)
                now.shift(timedelta(milliseconds=1))
            pages.append(sign_in(ATTACKER, f"member{turn}@nhs.net", "guess number one").said)

    assert ["too many" in page for page in pages] == [False] * 20 + [True]


def test_who_guesses_codes_is_shut_out_by_a_new_password_and_the_owner_comes_in(victim: User, two_steps: str):
    """Who gets to the codes has the password; a code has six digits. So the account counts, and waits five minutes."""
    with time_machine.travel(time.time(), tick=False) as now:
        attacker = sign_in(ATTACKER)
        for _ in range(9):
            attacker.post("/accounts/two-steps/sign-in/", {"code": "000000"})
        victim.set_password("kettle orchard violin")
        victim.save()
        now.shift(timedelta(minutes=6))
        attacker.post("/accounts/two-steps/sign-in/", {"code": "000000"})
        owner = sign_in(HOME, password="kettle orchard violin")
        owner.post("/accounts/two-steps/sign-in/", {"code": code_of(two_steps)})

        assert is_in(owner)
        assert not is_in(sign_in(ATTACKER))


def test_asking_for_new_passwords_ends_and_the_owner_still_has_a_link(victim: User):
    statuses = [
        Client(REMOTE_ADDR=ATTACKER).post("/accounts/password/forgotten/", {"email": KNOWN}).status_code
        for _ in range(6)
    ]

    assert statuses == [302] * 3 + [429] * 3
    assert is_in(sign_in(HOME))


def test_keys_of_links_for_new_passwords_are_not_guessed(victim: User):
    statuses = set()
    for turn in range(25):
        client = Client(REMOTE_ADDR=ATTACKER)
        page = client.get(f"/accounts/password/new/{victim.pk}-abc{turn}-{'0' * 32}/", follow=True)
        statuses.add("password1" in page.content.decode())

    assert statuses == {False}


COUNT = """
import django; django.setup()
from django.test import RequestFactory
from allauth.core.internal import ratelimit
request = RequestFactory().post("/", REMOTE_ADDR="192.0.2.66")
rate = {"guess": "20/5m/ip"}
print(sum(bool(ratelimit.consume(request, app="test", action="guess", config=rate)) for _ in range(20)))
"""


def test_guesses_are_counted_by_all_processes_together(tmp_path):
    """Four processes that each try twenty times at once: twenty get through in all, as if there were one."""
    cache.clear()
    environment = {
        "VAR_DIR": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": "config.settings",
        "PATH": "/usr/bin:/bin",
    }
    tries = [
        subprocess.Popen([sys.executable, "-c", COUNT], cwd=ROOT, env=environment, stdout=subprocess.PIPE)
        for _ in range(4)
    ]

    assert sum(int(each.communicate()[0]) for each in tries) == 20
