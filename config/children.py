"""Programs started beside this one. They end when it ends, however it ends, and take their own children with them."""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

PR_SET_PDEATHSIG = 1


def tethered(
    command: Sequence[str | Path], *, farewell: signal.Signals = signal.SIGTERM, user: str | None = None
) -> list[str]:
    """Return the command that runs `command` as a child which gets `farewell` when this process ends."""
    return [sys.executable, __file__, str(os.getpid()), str(int(farewell)), user or "", *map(str, command)]


class Child:
    """A program in a process group of its own, out of reach of the terminal's Ctrl-C.

    `log` gets what it prints, else it prints where this process does. `user` runs it as somebody else (root only).
    `farewell` is the signal that asks it to end.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        log: Path | None = None,
        user: str | None = None,
        farewell: signal.Signals = signal.SIGTERM,
    ):
        self.farewell = farewell
        output = log.open("ab") if log else None
        self.process = subprocess.Popen(
            tethered(command, farewell=farewell, user=user),
            env=env,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT if log else None,
            start_new_session=True,
        )
        if output:
            output.close()

    @property
    def pid(self) -> int:
        return self.process.pid

    def is_running(self) -> bool:
        return self.process.poll() is None

    def ask_to_end(self) -> None:
        if self.is_running():
            self.process.send_signal(self.farewell)

    def end(self, patience: float = 10) -> None:
        """Ask it to end, wait `patience` seconds, and end what is left of its group for good."""
        self.ask_to_end()
        with suppress(subprocess.TimeoutExpired):
            self.process.wait(patience)
        self.kill()

    def kill(self) -> None:
        """End its whole group at once."""
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self.process.wait()


def end_all(children: Sequence[Child], patience: float = 10) -> None:
    """Ask all to end at the same time, then wait at most `patience` seconds for all of them together."""
    deadline = time.monotonic() + patience
    for child in children:
        child.ask_to_end()
    for child in children:
        child.end(max(0, deadline - time.monotonic()))


def end_with_parent(parent: int, farewell: int) -> None:
    """Have this process get the signal `farewell` when `parent` ends. Elsewhere than on Linux nothing changes."""
    if not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, farewell)
    if os.getppid() != parent:
        raise SystemExit("The process that started this one has ended.")


def become(name: str) -> None:
    person = pwd.getpwnam(name)
    os.setgroups([])
    os.setgid(person.pw_gid)
    os.setuid(person.pw_uid)


def _start(parent: str, farewell: str, user: str, *command: str) -> None:
    if user:
        become(user)
    end_with_parent(int(parent), int(farewell))
    os.execvp(command[0], command)


if __name__ == "__main__":
    _start(*sys.argv[1:])
