"""The environment of one test process: its own folder, database and Redis numbers, and nothing of the developer's.

`TEST_DATABASE_URL` and `TEST_REDIS_URL` name the servers; without them tests run on SQLite and the embedded broker.
"""

import atexit
import os
import re
import shutil
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LISTED = re.compile(r"^#?\s?([A-Z][A-Z0-9_]+)=", re.MULTILINE)


def listed_variables() -> set[str]:
    """Return the names of the variables that `.env.example` lists, set or commented out."""
    return set(LISTED.findall((ROOT / ".env.example").read_text()))


def worker_number() -> int:
    """Return this process's number among those that share the servers: 0 alone, gw0 is 0, gw1 is 1."""
    return int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))


def redis_addresses(server: str, number: int) -> dict[str, str]:
    """Return the broker's and the cache's address on `server` (redis://host:port or unix:///path), a pair a process."""
    broker, cache = 2 * number, 2 * number + 1
    if server.startswith("unix://"):
        path = server.removeprefix("unix://")
        return {
            "REDIS_URL": f"redis+socket://{path}?virtual_host={broker}",
            "CACHE_URL": f"unix://{path}?db={cache}",
        }
    return {"REDIS_URL": f"{server.rstrip('/')}/{broker}", "CACHE_URL": f"{server.rstrip('/')}/{cache}"}


def prepare() -> None:
    """Set this process's environment. A folder of its own is made in TMPDIR, and goes with the process."""
    for name in listed_variables():
        os.environ.pop(name, None)
    os.environ["VAR_DIR"] = tempfile.mkdtemp(prefix="exemplar-var-")
    atexit.register(shutil.rmtree, os.environ["VAR_DIR"], ignore_errors=True)
    if database := os.environ.get("TEST_DATABASE_URL"):
        os.environ["DATABASE_URL"] = database
    if server := os.environ.get("TEST_REDIS_URL"):
        os.environ.update(redis_addresses(server, worker_number()))
