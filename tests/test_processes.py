"""Programs beside ours end when they should, and a real worker carries out what is enqueued."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable

import pytest
from django_celery_results.models import TaskResult

from config.children import Child
from metrics.tasks import sweep_refreshes
from tests.environment import ROOT

STUBBORN = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""
STARTS_A_CHILD = """
import sys, time
from config.children import Child
print(Child([sys.executable, "-c", "import time; time.sleep(60)"]).pid, flush=True)
time.sleep(60)
"""


def eventually(holds: Callable[[], bool], seconds: float = 20) -> bool:
    deadline = time.monotonic() + seconds
    while not holds() and time.monotonic() < deadline:
        time.sleep(0.05)
    return holds()


def is_alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


@pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="only Linux tells a child of its parent's end"
)
def test_a_child_ends_with_a_parent_that_was_killed():
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTS_A_CHILD], cwd=ROOT, stdout=subprocess.PIPE, text=True
    )
    with parent:
        child = int(parent.stdout.readline())
        assert is_alive(child)
        parent.kill()
    assert eventually(lambda: not is_alive(child))


def test_a_child_that_will_not_end_is_killed(tmp_path):
    log = tmp_path / "log"
    child = Child([sys.executable, "-c", STUBBORN], log=log)
    assert eventually(lambda: "deaf" in log.read_text())
    child.end(patience=0.2)
    assert child.process.returncode == -signal.SIGKILL


@pytest.mark.embedded
@pytest.mark.django_db(transaction=True)
def test_a_worker_carries_out_what_is_enqueued(live_worker):
    enqueued = sweep_refreshes.delay()
    assert eventually(lambda: TaskResult.objects.filter(task_id=enqueued.id, status="SUCCESS").exists())
