"""A cache that takes connections and says nothing, as a Redis that is stopped does: pages come without it."""

import os
import subprocess
import sys

import pytest

from metrics.models import Area
from tests.environment import ROOT
from tests.factories import member, moderator, thread
from tests.forum.reviewed import opened
from tests.forum.test_frozen_broker import BEGIN, frozen  # noqa: F401
from tests.published import MAY, publish

pytestmark = [pytest.mark.embedded, pytest.mark.django_db(transaction=True)]
# What the settings give the cache to answer, and to make the page: much more for a slow machine.
PATIENCE = 180
READS = f"""{BEGIN}
client = browser(author)
addresses = ("/areas/03R/", "/", "/forum/", f"/threads/{{thread}}-theatre-start-times/")
print(*(client.get(address).status_code for address in addresses))
"""


def test_pages_come_while_the_cache_is_frozen(outside, frozen):  # noqa: F811
    publish(MAY)
    made = thread(area=Area.objects.get(code="03R"))
    item = opened(made.posts.get())
    numbers = (member().pk, moderator().pk, made.pk, item.pk, item.version)
    at_it = {"CACHE_URL": f"{frozen.url}?db=1", "DEBUG": "1"}

    read = subprocess.run(
        [sys.executable, "-c", READS, *map(str, numbers)],
        env=os.environ | outside | at_it,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )

    assert read.stdout.split() == ["200"] * 4, read.stderr[-2000:]
