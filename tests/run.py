"""Run every test: `python -m tests.run [pytest's options]`.

The suite runs on throw-away PostgreSQL and Redis (or those named in TEST_DATABASE_URL and TEST_REDIS_URL), then what
may differ without them (marked `embedded`) on SQLite and the embedded broker. Options narrow both runs down.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config.children import end_with_parent
from tests import servers

PROCESSES = ["-n", "2", "--dist", "loadgroup"]
PATIENCE = 30


@contextmanager
def test_servers(folder: Path) -> Iterator[dict[str, str]]:
    """Start what the environment does not name; give the variables that name both servers."""
    named = {
        "TEST_DATABASE_URL": os.environ.get("TEST_DATABASE_URL"),
        "TEST_REDIS_URL": os.environ.get("TEST_REDIS_URL"),
    }
    kinds = {"TEST_DATABASE_URL": servers.Postgres, "TEST_REDIS_URL": servers.Redis}
    started = []
    try:
        for variable, kind in kinds.items():
            if not named[variable]:
                started.append(kind(folder))
                named[variable] = started[-1].start().url
        yield named
    finally:
        for server in started:
            server.stop()


def run_pytest(options: list[str], folder: Path, variables: dict[str, str]) -> int:
    """Run pytest to its end, also when this process is told to end. Whatever it leaves lies in `folder`."""
    env = {
        name: value
        for name, value in os.environ.items()
        if name not in ("TEST_DATABASE_URL", "TEST_REDIS_URL")
    }
    run = subprocess.Popen(
        [sys.executable, "-m", "pytest", *options],
        env=env | {"TMPDIR": str(folder)} | variables,
        cwd=servers.ROOT,
    )
    try:
        return run.wait()
    except KeyboardInterrupt:
        run.send_signal(signal.SIGINT)
        run.wait(PATIENCE)
        raise
    finally:
        run.kill()
        run.wait()


def run_all(options: list[str]) -> int:
    """Return pytest's exit code: that of the first run that did not pass."""
    servers.install_chromium()
    with servers.scratch_folder() as folder:
        with test_servers(folder) as variables:
            full = run_pytest([*PROCESSES, *options], folder, variables)
        print("\nOnce more without PostgreSQL and Redis: what may differ there.\n", flush=True)
        embedded = run_pytest(["-m", "embedded", *options], folder, {})
    narrowed_to_none = options and embedded == pytest.ExitCode.NO_TESTS_COLLECTED
    return full or (0 if narrowed_to_none else embedded)


def main() -> int:
    def end(*_):
        raise KeyboardInterrupt

    for told in (signal.SIGTERM, signal.SIGHUP):
        signal.signal(told, end)
    end_with_parent(os.getppid(), signal.SIGTERM)
    try:
        return run_all(sys.argv[1:])
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
