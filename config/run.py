"""Run the site on this machine: `python -m config.run`, or `make run`.

Prepares the database and its figures, then keeps a web server and two workers going until told to end. All of them end
with this process, however it ends.
"""

import fcntl
import os
import signal
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from config import env
from config.children import Child, end_all, end_with_parent
from config.loopback import name_of, served_at
from config.prepare import ADMINISTRATOR, password_file

WEB = (
    "gunicorn config.wsgi --worker-class gthread --workers 2 --threads 4 --timeout 60 --graceful-timeout 5"
    " --log-level warning --no-control-socket"
)
WORKER = "celery -A config --quiet worker --without-mingle --without-gossip -l WARNING"
FIGURES = f"{WORKER} -B -c 1 -X letters -n figures@%h"
LETTERS = f"{WORKER} -P solo -Q letters -n letters@%h"
TOLD_TO_END = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
PATIENCE = 10
# A program that ends again and again is beyond help by starting it: this many times in this many seconds.
RESTARTS, RESTART_SECONDS = 5, 60


class CannotRun(Exception):
    """Why the site cannot be started or kept going, in words."""


def environment() -> dict[str, str]:
    """Return the programs' environment: they pass files on by renaming, so temporary ones lie beside the data.

    A worker run as root says so at length each time; on one's own machine, often a container, that is no news.
    """
    temporary = settings.VAR_DIR / "tmp"
    temporary.mkdir(exist_ok=True)
    return os.environ | {"TMPDIR": str(temporary), "PYTHONWARNINGS": "ignore:You're running the worker"}


class Program:
    """A Python module that runs as a child, and is started again when it ends by itself."""

    def __init__(self, title: str, command: str):
        self.title = title
        self.command = [sys.executable, "-m", *command.split()]
        self.started: list[float] = []
        self.child = self._start()

    def _start(self) -> Child:
        self.started.append(time.monotonic())
        return Child(self.command, env=environment(), cwd=settings.BASE_DIR)

    def keep_going(self) -> None:
        if self.child.is_running():
            return
        self.child.kill()
        if len(self.started) > RESTARTS and time.monotonic() - self.started[-RESTARTS] < RESTART_SECONDS:
            raise CannotRun(f"The {self.title} ended {RESTARTS} times within {RESTART_SECONDS} seconds.")
        print(
            f"The {self.title} ended (code {self.child.process.returncode}) and is started again.", flush=True
        )
        self.child = self._start()


@contextmanager
def only_one() -> Iterator[None]:
    """Hold this installation's data for this process alone: two beats would tick twice."""
    with (settings.VAR_DIR / "running").open("a+") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise CannotRun(f"This site is running already, on the data in {settings.VAR_DIR}.") from None
        yield


def checked(port: int) -> list[str]:
    """Return the machine's own addresses to serve a port at."""
    try:
        return served_at(port)
    except (OSError, OverflowError) as refused:
        raise CannotRun(f"Port {port} cannot be used ({refused}). Name another: PORT=8001 make run") from None


def web_server(port: int, addresses: list[str]) -> str:
    """Return the command of the web server, which answers at all of these addresses."""
    places = (f"[{address}]:{port}" if ":" in address else f"{address}:{port}" for address in addresses)
    return " ".join([WEB, *(f"--bind {place}" for place in places)])


def run_to_its_end(*arguments: str) -> int:
    """Run a Python module or script beside this process; return its exit code."""
    child = Child([sys.executable, *arguments], env=environment(), cwd=settings.BASE_DIR)
    try:
        return child.process.wait()
    finally:
        child.end(PATIENCE)


def answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=30).close()
    except urllib.error.HTTPError as answer:
        answer.close()
    except OSError:
        return False
    return True


def wait_for(address: str, programs: list[Program], seconds: float = 120) -> None:
    deadline = time.monotonic() + seconds
    while not answers(address):
        if time.monotonic() > deadline:
            raise CannotRun(f"{address} does not answer after {seconds:.0f} seconds.")
        for program in programs:
            program.keep_going()
        time.sleep(0.2)


def welcome(address: str) -> str:
    """Return what a person who just started the site needs to know."""
    lines = ["", f"Exemplar is at {address}"]
    if password_file().exists():
        lines += [
            f"Administrator:  {ADMINISTRATOR}",
            f"Password:       {password_file().read_text()}  (as first made)",
        ]
    return "\n".join([*lines, "Stop it with Ctrl-C.", ""])


def serve(port: int, addresses: list[str]) -> None:
    """Prepare, start, say where, and keep going for ever."""
    address = f"http://{name_of(addresses)}:{port}/"
    # Links in mail lead to where the site is served, unless somebody says that it is reached otherwise.
    os.environ["SITE_ADDRESS"] = env.text("SITE_ADDRESS", address)
    if run_to_its_end("-m", "config.prepare"):
        raise CannotRun("The site could not be prepared: see above.")
    programs: list[Program] = []
    try:
        programs.append(Program("web server", web_server(port, addresses)))
        programs.append(Program("worker", FIGURES))
        programs.append(Program("worker for emails", LETTERS))
        run_to_its_end("manage.py", "first_figures")
        wait_for(address, programs)
        print(welcome(address), flush=True)
        while True:
            for program in programs:
                program.keep_going()
            time.sleep(0.5)
    finally:
        for told in TOLD_TO_END:
            signal.signal(told, signal.SIG_IGN)
        end_all([program.child for program in programs], PATIENCE)


def main() -> int:
    def told_to_end(*_):
        raise KeyboardInterrupt

    for told in TOLD_TO_END:
        signal.signal(told, told_to_end)
    end_with_parent(os.getppid(), signal.SIGTERM)
    try:
        port = env.number("PORT", 8000)
        with only_one():
            serve(port, checked(port))
    except (CannotRun, ImproperlyConfigured) as reason:
        print(reason, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("\nStopped.")
    return 0


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    sys.exit(main())
