"""Emails as rows: sent once, later where the mail server is away, and never in the way of what they tell of."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.core import mail
from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.urls import reverse

from accounts.actions import letters
from accounts.actions.closing import close_account
from accounts.actions.restricting import restrict
from accounts.actions.telling import tell
from accounts.models import Letter, Restriction, User
from accounts.models.letters import GOOD_FOR
from accounts.tasks import sweep_letters
from tests.accounts.outbox import deliver
from tests.at_once import at_once
from tests.environment import ROOT
from tests.factories import administrator, verified
from tests.servers import MailServer
from tests.test_administration import with_two_steps
from tests.test_processes import eventually

pytestmark = pytest.mark.django_db
SECRET = "https://exemplar.example/accounts/password/new/1-secret/"


def written(to: str = "sam@nhs.net", **fields) -> Letter:
    return letters.write(to=to, subject="Choose a new password", text=f"Choose it: {SECRET}", **fields)


def state(letter: Letter) -> str:
    letter.refresh_from_db()
    return letter.state


def let_pass(letter: Letter, **times: timedelta) -> None:
    """Put times of a letter so much into the past."""
    Letter.objects.filter(pk=letter.pk).update(**{name: Now() - ago for name, ago in times.items()})


def due(letter: Letter) -> None:
    let_pass(letter, not_before=timedelta(seconds=1))


def lease_ran_out(letter: Letter) -> None:
    let_pass(letter, lease_until=timedelta(seconds=1))


@pytest.fixture
def server(settings) -> Iterator[MailServer]:
    """A mail server that the site uses."""
    with MailServer().running() as made:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = made.server_address
        yield made


# Sent once


def test_a_letter_is_sent_once_and_keeps_no_text(server):
    letter = written()

    letters.send(letter.pk)
    letters.send(letter.pk)

    (sent,) = server.letters
    assert SECRET in sent.get_content()
    assert state(letter) == "sent"
    assert (letter.text, letter.error, letter.attempts) == ("", "", 1)


def test_whatever_becomes_of_it_it_is_the_same_message_by_its_number(server):
    letter = written()
    letters.send(letter.pk)
    Letter.objects.update(state="waiting", ended_at=None)  # as if the commit after it had failed

    letters.send(letter.pk)

    first, second = server.letters
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Auto-Submitted"] == "auto-generated"


def test_two_letters_are_two_messages(server):
    written(), written()

    deliver()

    assert len({sent["Message-ID"] for sent in server.letters}) == 2


def test_a_worker_that_wakes_after_its_lease_sends_nothing(server, monkeypatch):
    """The letter is taken over while its words are looked for; the second worker has it still in hand."""
    letter = written()

    def slow(one: Letter):
        lease_ran_out(one)
        assert letters.LEASES.take(one.pk) == 2
        return words_of(one)

    words_of = letters.words_of
    monkeypatch.setattr(letters, "words_of", slow)
    letters.send(letter.pk)

    assert server.letters == []
    assert state(letter) == "sending"


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_send_each_letter_once(server):
    numbers = [written(f"person{number}@nhs.net").pk for number in range(20)]

    def work() -> None:
        for number in numbers:
            letters.send(number)

    assert at_once(work, work) == [None, None]
    assert sorted(sent["To"] for sent in server.letters) == sorted(
        f"person{number}@nhs.net" for number in range(20)
    )
    assert set(Letter.objects.values_list("state", "attempts")) == {("sent", 1)}


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_a_letter_whose_worker_was_killed_is_sent_once_by_another(server, start_worker):
    server.goes_on.clear()
    worker = start_worker(EMAIL_URL=server.url)
    letter = written()
    assert server.waits.wait(30)

    worker.kill()
    server.goes_on.set()
    assert state(letter) == "sending"
    lease_ran_out(letter)
    start_worker(EMAIL_URL=server.url)
    sweep_letters.delay()

    assert eventually(lambda: state(letter) == "sent")
    assert letter.attempts == 2
    assert len([sent for sent in server.letters if sent["To"]]) == 1


# Later


def test_what_the_server_puts_off_is_sent_a_minute_later(server):
    server.answers["RCPT"] = ["451 4.7.1 greylisted, sam@nhs.net"]
    letter = written()

    letters.send(letter.pk)
    assert state(letter) == "waiting"
    assert letter.error == "The mail server refused the address (451)."
    letters.send(letter.pk)
    assert server.letters == [], "it is not due yet"
    due(letter)
    letters.send(letter.pk)

    assert (state(letter), letter.attempts, len(server.letters)) == ("sent", 2, 1)


def test_the_waits_grow_and_the_third_time_is_the_last(server, caplog):
    server.answers["DATA"] = ["452 full"] * 3
    letter = written()
    waits = []

    for _ in range(3):
        due(letter)
        letters.send(letter.pk)
        letter.refresh_from_db()
        waits.append(round((letter.not_before - letter.queued_at).total_seconds() / 60))

    assert waits[:2] == [1, 10]
    assert (letter.state, letter.text) == ("failed", "")
    assert f"Letter {letter.pk} could not be sent: The mail server refused the letter (452)." in caplog.text
    assert "sam@" not in caplog.text


@pytest.mark.parametrize(
    ("command", "answer", "words"),
    [
        ("RCPT", "550 no such person: sam@nhs.net", "The mail server refused the address (550)."),
        ("DATA", "554 that is spam, sam@nhs.net", "The mail server refused the letter (554)."),
    ],
    ids=["address", "letter"],
)
def test_what_is_refused_for_good_fails_at_once_and_quotes_nobody(server, caplog, command, answer, words):
    server.answers[command] = [answer]
    letter = written()

    letters.send(letter.pk)
    due(letter)
    letters.send(letter.pk)

    assert state(letter) == "failed"
    assert (letter.error, letter.text, letter.attempts) == (words, "", 1)
    assert server.letters == []
    assert "sam@" not in letter.error + caplog.text


def test_a_server_that_breaks_off_is_tried_again(server):
    server.answers["MAIL"] = ["421 closing"]
    letter = written()

    letters.send(letter.pk)

    assert (state(letter), letter.error) == ("waiting", "The mail server refused us (421).")


def test_while_the_server_is_down_everything_waits_and_then_goes_once(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    with MailServer() as closed:
        settings.EMAIL_HOST, settings.EMAIL_PORT = closed.server_address
    first, second = written("a@nhs.net"), written("b@nhs.net")

    for _ in range(5):  # for longer than a letter is tried
        letters.send(first.pk)
        letters.send(second.pk)
        due(first)
    first.refresh_from_db()
    assert (first.state, first.attempts) == ("waiting", 0)
    assert first.error == "The mail server cannot be reached (ConnectionRefusedError)."
    assert second.attempts == 0
    second.refresh_from_db()
    assert second.not_before > second.queued_at, "nothing is tried while the server is known to be away"

    with MailServer(settings.EMAIL_PORT).running() as back:
        due(first), due(second)
        deliver(), deliver()
        assert [sent["To"] for sent in back.letters] == ["a@nhs.net", "b@nhs.net"]


def test_a_letter_grows_too_old_to_be_sent(caplog):
    letter = written()
    let_pass(letter, queued_at=GOOD_FOR + timedelta(minutes=1))

    assert letters.sweep() == []

    assert (state(letter), letter.text) == ("failed", "")
    assert "1 grew too old" in caplog.text


# The sweeper


def test_the_sweeper_wakes_for_what_waited_a_minute_and_says_so_once():
    lost, fresh, later = written(), written(), written()
    let_pass(lost, woken_at=timedelta(seconds=61))
    let_pass(later, woken_at=timedelta(seconds=61))
    Letter.objects.filter(pk=later.pk).update(not_before=Now() + timedelta(minutes=1))

    assert letters.sweep() == [lost.pk]
    assert letters.sweep() == []
    assert state(fresh) == "waiting"


def test_the_sweeper_wakes_for_what_a_dead_worker_left():
    letter = written()
    letters.LEASES.take(letter.pk)
    assert letters.sweep() == []

    lease_ran_out(letter)

    assert letters.sweep() == [letter.pk]


def test_what_stops_three_workers_has_failed(caplog):
    letter = written()
    for _ in range(3):
        assert letters.LEASES.take(letter.pk)
        lease_ran_out(letter)

    assert letters.sweep() == []

    assert (state(letter), letter.text, letter.error) == ("failed", "", letters.STOPPED)
    assert "1 stopped their worker" in caplog.text


def test_links_that_people_wait_for_go_before_what_everybody_gets(monkeypatch):
    monkeypatch.setattr(letters, "WOKEN_AT_A_TIME", 2)
    weekly = [
        Letter.objects.create(kind="weekly", user=verified(), since=Now(), until=Now()) for _ in range(2)
    ]
    link = written()
    let_pass(link, woken_at=timedelta(seconds=61))

    assert letters.sweep() == [link.pk, weekly[0].pk]
    assert letters.sweep() == [weekly[1].pk]


def test_letters_are_forgotten_after_a_month():
    old, new = written(), written()
    deliver()
    let_pass(old, ended_at=timedelta(days=31))

    letters.sweep()

    assert list(Letter.objects.all()) == [new]


# To whom, and what


def test_a_notice_is_put_into_words_when_it_is_sent_to_the_address_of_then():
    sam = verified("old@nhs.net")
    tell(sam, "You lead a board", "From today.", address="/accounts/membership/")
    User.objects.update(email="new@nhs.net")

    (sent,) = deliver()

    assert sent.to == ["new@nhs.net"]
    assert "From today." in sent.body
    assert "http://localhost:8000/accounts/membership/" in sent.body


def test_whoever_is_suspended_is_told_so():
    sam = verified("sam@nhs.net")
    restrict(user=sam, kind=Restriction.Kind.SUSPENSION, by=administrator(), reason="Adverts.")

    assert ["sam@nhs.net"] in [sent.to for sent in deliver()]


def test_a_closed_account_gets_nothing_and_its_letters_are_forgotten():
    sam = verified("sam@nhs.net")
    tell(sam, "You lead a board", "From today.")
    written("sam@nhs.net", user=sam), written("sam@nhs.net")

    close_account(user=sam)

    assert deliver() == []
    assert not Letter.objects.exists()


def test_a_letter_that_was_taken_when_the_account_closed_is_dropped(server):
    sam = verified("sam@nhs.net")
    letter = written("sam@nhs.net", user=sam)
    User.objects.filter(pk=sam.pk).update(closed_at=Now(), is_active=False)

    letters.send(letter.pk)

    assert (state(letter), letter.text, server.letters) == ("dropped", "", [])


@pytest.mark.parametrize(
    "fields",
    [{"kind": "account", "state": "sent", "text": "x"}, {"kind": "notice"}, {"kind": "weekly", "text": "x"}],
    ids=["text of a sent one", "notice of none", "kept words"],
)
def test_the_database_refuses_letters_that_keep_what_they_must_not(fields):
    with pytest.raises(IntegrityError), transaction.atomic():
        Letter.objects.create(user=verified(), since=Now(), until=Now(), **fields)


# On its way


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_a_worker_sends_what_a_page_queued(client, server, start_worker):
    start_worker(EMAIL_URL=server.url)
    verified("member@nhs.net")

    client.post(reverse("account_reset_password"), {"email": "member@nhs.net"})

    assert eventually(lambda: [sent["To"] for sent in server.letters] == ["member@nhs.net"])
    assert eventually(lambda: state(Letter.objects.get()) == "sent")


ASKS = """
import django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
from django.test import Client
answer = Client().post("/accounts/password/forgotten/", {"email": "member@nhs.net"})
print(answer.status_code, answer.url)
"""


@pytest.mark.django_db(transaction=True)
def test_without_a_broker_pages_answer_and_the_letter_waits(outside):
    dead = {"REDIS_URL": "redis://127.0.0.1:9/0", "CACHE_URL": ""}

    said = subprocess.run(
        [sys.executable, "-c", ASKS],
        env=os.environ | outside | dead,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert said.stdout.split() == ["302", "/accounts/password/forgotten/sent/"]
    letter = Letter.objects.get()
    assert letter.state == "waiting"
    let_pass(letter, woken_at=timedelta(seconds=61))
    assert letters.sweep() == [letter.pk]


# Seen by administrators


def test_administrators_see_what_failed_and_nobody_sees_its_words(client, settings, server):
    settings.MFA_REQUIRED = False
    server.answers["RCPT"] = ["550 no"]
    failed, waits = written(user=verified()), written()
    letters.send(failed.pk)
    assert mail.outbox == []
    client.force_login(with_two_steps(administrator()))

    shown = client.get("/admin/accounts/letter/").content.decode()
    one = client.get(f"/admin/accounts/letter/{waits.pk}/change/").content.decode()
    index = client.get("/admin/").content.decode()

    assert "The mail server refused the address (550)." in shown
    assert SECRET not in shown + one
    assert "1 email could not be sent in the last 30 days" in index
