"""A site served as `make run` serves it, and the CPU that its web processes spend."""

import http.client
import os
import socket
import statistics
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote

from config.children import Child
from config.run import WEB
from tests.environment import ROOT
from tests.servers import wait_until

TICK = 1000 / os.sysconf("SC_CLK_TCK")
WARM = 10
FEWEST = 4
# In milliseconds of CPU.
LONGEST_ROUND = 5000


class Served:
    """Web processes that answer at a port of their own."""

    def __init__(self, python: Path, application: str, env: dict[str, str], folder: Path):
        self.port = free_port()
        command = WEB.replace("config.wsgi", application)
        self.child = Child(
            [python, "-m", *command.split(), "--bind", f"127.0.0.1:{self.port}"],
            env=os.environ | env,
            cwd=ROOT,
            log=folder / "web.log",
        )
        wait_until(self.answers, self.child, application)

    def answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True

    def ask(self, address: str, cookie: str, times: int) -> None:
        """Ask for a page so many times, each over a connection of its own, as browsers behind a proxy do."""
        for _ in range(times):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
            connection.request("GET", quote(address, safe="/?=&"), headers={"Cookie": cookie})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 200, (address, answer.status)
            connection.close()

    def cpu(self) -> float:
        """Return the milliseconds of CPU, user's and system's, that the web processes have spent so far."""
        return sum(map(_spent, descendants(self.child.pid)))

    def cost(self, address: str, cookie: str, requests: int, rounds: int) -> float:
        """Return the CPU of a warm request in milliseconds: the median of rounds, none of many slow requests."""
        self.ask(address, cookie, WARM)
        requests = min(
            requests, max(FEWEST, round(LONGEST_ROUND / max(self._spent_on(address, cookie, FEWEST), TICK)))
        )
        return statistics.median(self._spent_on(address, cookie, requests) for _ in range(rounds))

    def _spent_on(self, address: str, cookie: str, requests: int) -> float:
        before = self.cpu()
        self.ask(address, cookie, requests)
        return (self.cpu() - before) / requests


@contextmanager
def served(*asked) -> Iterator[Served]:
    site = Served(*asked)
    try:
        yield site
    finally:
        site.child.end(10)


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


def descendants(pid: int) -> Iterator[int]:
    """Yield a process and all that it started."""
    yield pid
    for task in Path(f"/proc/{pid}/task").iterdir():
        for child in (task / "children").read_text().split():
            yield from descendants(int(child))


def _spent(pid: int) -> float:
    # The name, in brackets, may hold blanks; user's and system's ticks are the 14th and 15th words.
    words = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return TICK * (int(words[11]) + int(words[12]))
