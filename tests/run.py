"""Run every test: `python -m tests.run [pytest's options]`.

The suite runs on throw-away PostgreSQL and Redis (or those named in TEST_DATABASE_URL and TEST_REDIS_URL), then what
may differ without them (marked `embedded`) on SQLite and the embedded broker. Options narrow both runs down.
"""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from config.children import end_with_parent, tethered
from tests import servers

PROCESSES = ["-n", "2", "--dist", "loadgroup"]
PATIENCE = 30
SERVERS = {"TEST_DATABASE_URL": servers.Postgres, "TEST_REDIS_URL": servers.Redis}


@contextmanager
def running_servers(folder: Path, named: dict[str, str]) -> Iterator[dict[str, str]]:
    """Start the servers that are not `named`; give the variables that name both."""
    started = []
    try:
        for variable, server in SERVERS.items():
            if variable not in named:
                started.append(server(folder))
                named = named | {variable: started[-1].start().url}
        yield named
    finally:
        for server in started:
            server.stop()


def run_pytest(options: list[str], folder: Path, variables: dict[str, str]) -> int:
    """Run pytest to its end, also when this process is told to end. Whatever it leaves lies in `folder`."""
    run = subprocess.Popen(
        tethered([sys.executable, "-m", "pytest", *options]),
        env=os.environ | {"TMPDIR": str(folder)} | variables,
        cwd=servers.ROOT,
    )
    try:
        return run.wait()
    except KeyboardInterrupt:
        run.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            run.wait(PATIENCE)
        raise
    finally:
        run.kill()
        run.wait()


def run_all(options: list[str]) -> int:
    """Return pytest's exit code: that of the first run that did not pass."""
    named = {variable: address for variable in SERVERS if (address := os.environ.pop(variable, ""))}
    servers.install_chromium()
    with servers.scratch_folder() as folder:
        with running_servers(folder, named) as variables:
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
