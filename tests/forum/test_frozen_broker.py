"""A broker that takes connections and says nothing, as a Redis that is stopped does: people's work goes on."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
import redis
from django.db.models.functions import Now

from accounts.models import Letter, User
from forum.models import Post, ReviewItem
from tests.environment import ROOT
from tests.factories import member, moderator, thread, trusted
from tests.forum.reviewed import latest, opened, reported
from tests.servers import MailServer, Redis
from tests.test_processes import eventually

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(transaction=True)]
# Much more than the settings give a broker to take a message, for a slow machine.
PATIENCE = 180
REPORTERS = 9
# A second or two, once; as long as a worker listens it was half a minute, for each letter.
ANSWERED_WITHIN = 60  # seconds
BEGIN = """
import sys
import django
django.setup()
from django.conf import settings
settings.ALLOWED_HOSTS.append("testserver")
settings.SESSION_COOKIE_SECURE = False
from django.test import Client
from accounts.models import User
def browser(pk):
    client = Client()
    client.force_login(User.objects.get(pk=pk))
    return client
author, moderator, thread, item, version = map(int, sys.argv[1:])
"""
POSTS_AND_HIDES = f"""{BEGIN}
import uuid
sent = {{"text": "So do we.", "key": uuid.uuid4()}}
print(browser(author).post(f"/threads/{{thread}}/reply/", sent).status_code)
why = {{"version": version, "reason": "spam", "words": "No adverts."}}
print(browser(moderator).post(f"/moderation/items/{{item}}/hide/", why).status_code)
"""
DECIDES = f"""{BEGIN}
import logging
from time import monotonic
silences = []
logging.getLogger("accounts.actions.waking").addFilter(silences.append)
why = {{"version": version, "reason": "spam", "words": "No adverts."}}
at_work, began = browser(moderator), monotonic()
status = at_work.post(f"/moderation/items/{{item}}/hide/", why).status_code
print(status, len(silences), monotonic() - began)
"""
SWEEPS = f"""{BEGIN}
from accounts.tasks import sweep_letters
sweep_letters.delay()
"""


@pytest.fixture
def frozen(tmp_path: Path) -> Iterator[Redis]:
    """A Redis of this test alone, stopped with SIGSTOP."""
    server = Redis(tmp_path).start()
    os.killpg(server.child.pid, signal.SIGSTOP)
    with (
        redis.Redis.from_url(server.url, socket_timeout=1, retry=None) as client,
        pytest.raises(redis.TimeoutError),
    ):
        client.ping()
    yield server
    os.killpg(server.child.pid, signal.SIGCONT)
    server.stop()


def by(server: Redis) -> dict[str, str]:
    """Return the settings of a site whose broker a server is."""
    return {"REDIS_URL": f"redis+socket://{server.folder}/socket", "CACHE_URL": ""}


def run_with(program: str, author: User, item: ReviewItem, settings: dict[str, str]) -> list[str]:
    """Return what a program prints that is given an author, a moderator and a review."""
    numbers = (author.pk, moderator().pk, item.post.thread_id, item.pk, item.version)
    return subprocess.run(
        [sys.executable, "-c", program, *map(str, numbers)],
        env=os.environ | settings,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
        timeout=PATIENCE,
    ).stdout.split()


def test_a_post_and_a_decision_are_taken_while_redis_is_frozen_and_the_letter_goes_later(
    outside, frozen, start_worker
):
    author, made = trusted(member()), thread()
    item = opened(made.posts.get())
    at_it = by(frozen)

    def run(program: str) -> list[str]:
        return run_with(program, author, item, outside | at_it)

    assert run(POSTS_AND_HIDES) == ["302", "302"]
    assert Post.objects.filter(thread=made, text="So do we.", author=author, state="published").exists()
    letter = Letter.objects.get()
    assert letter.state == "waiting"

    os.killpg(frozen.child.pid, signal.SIGCONT)
    Letter.objects.update(woken_at=Now() - timedelta(seconds=61))
    with MailServer().running() as mails:
        start_worker(EMAIL_URL=mails.url, **at_it)
        run(SWEEPS)
        assert eventually(lambda: Letter.objects.get().state == "sent")
    assert [sent["To"] for sent in mails.letters] == [made.author.email]


def test_a_decision_that_ten_people_are_told_of_waits_for_a_frozen_redis_once(outside, frozen):
    made = thread()
    item = opened(made.posts.get())
    for _ in range(REPORTERS):
        reported(post=item.post)

    status, silences, seconds = run_with(DECIDES, member(), latest(item)["item"], outside | by(frozen))

    print(f"Answered in {seconds} s")
    assert (status, silences) == ("302", "1")
    assert Post.objects.get(thread=made).state == "hidden"
    assert Letter.objects.filter(state="waiting").count() == REPORTERS + 1
    assert float(seconds) < ANSWERED_WITHIN
