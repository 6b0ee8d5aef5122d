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

from accounts.models import Letter
from forum.models import Post
from tests.environment import ROOT
from tests.factories import member, moderator, thread, trusted
from tests.forum.reviewed import opened
from tests.servers import MailServer, Redis
from tests.test_processes import eventually

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(transaction=True)]
# What the settings give a broker to take a message, twice over for a slow machine: for each of the two acts.
PATIENCE = 2 * (30 + 5) * 2
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


def test_a_post_and_a_decision_are_taken_while_redis_is_frozen_and_the_letter_goes_later(
    outside, frozen, start_worker
):
    author, made = trusted(member()), thread()
    item = opened(made.posts.get())
    at_it = {"REDIS_URL": f"redis+socket://{frozen.folder}/socket", "CACHE_URL": ""}

    def run(program: str) -> list[str]:
        numbers = (author.pk, moderator().pk, made.pk, item.pk, item.version)
        return subprocess.run(
            [sys.executable, "-c", program, *map(str, numbers)],
            env=os.environ | outside | at_it,
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=True,
            timeout=PATIENCE,
        ).stdout.split()

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
