"""What pages of the forum cost the web process, beside the same pages of django-machina at the same data.

`python -m tests.performance.bench_forum [--requests 100] [--rounds 5] [--only ours]`. Each forum is on a PostgreSQL
database of its own, served as `make run` serves, and read by somebody who is signed in. django-machina is installed
into an environment of its own, under .cache.
"""

import argparse
import json
import os
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import psycopg

from tests.environment import ROOT
from tests.performance.forum import size
from tests.performance.forum.served import Served, served
from tests.servers import BROUGHT, Postgres, scratch_folder

SHARE = 0.25
LAST_TO_FIRST = 1.2
QUERIES = 10
OURS, MACHINA = "ours", "machina"
PROGRAMS = {
    OURS: ("tests.performance.forum.ours", "config.wsgi"),
    MACHINA: ("tests.performance.forum.machina.seed", "tests.performance.forum.machina.wsgi"),
}
REQUIREMENTS = Path(__file__).parent / "forum" / "machina" / "requirements.txt"


def machina_python() -> Path:
    """Return the Python of an environment that has django-machina, made if it is not there yet."""
    folder = BROUGHT / "django-machina"
    mark = folder / REQUIREMENTS.name
    python = folder / "bin" / "python"
    if not mark.exists() or mark.read_text() != REQUIREMENTS.read_text():
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder], check=True)
        quiet = ["--quiet", "--disable-pip-version-check"]
        subprocess.run([python, "-m", "pip", "install", *quiet, "-r", REQUIREMENTS], check=True)
        mark.write_text(REQUIREMENTS.read_text())
    return python


class Forum:
    """One of the two forums, being filled from the start."""

    def __init__(self, name: str, python: Path, server: Postgres, folder: Path):
        self.folder = folder / name
        self.folder.mkdir()
        seed, self.application = PROGRAMS[name]
        self.python = python
        with psycopg.connect(
            host=str(server.folder), user="postgres", dbname="postgres", autocommit=True
        ) as link:
            link.execute(f"CREATE DATABASE {name}")
        self.env = {
            "VAR_DIR": str(self.folder),
            "DATABASE_URL": server.url.removesuffix("exemplar") + name,
        }
        self.filling = subprocess.Popen(
            [python, "-m", seed], env=os.environ | self.env, cwd=ROOT, stdout=subprocess.PIPE, text=True
        )

    def filled(self) -> dict:
        """Return what its seed told: a cookie, and the pages."""
        told, _ = self.filling.communicate()
        if self.filling.returncode:
            raise SystemExit(f"{self.folder.name} could not be filled.")
        return json.loads(told.splitlines()[-1])

    def serve(self) -> Served:
        return served(self.python, self.application, self.env, self.folder)


def measured(names: list[str], requests: int, rounds: int) -> dict[str, dict[str, tuple[float, int]]]:
    """Return each page of each forum with its CPU a request, in milliseconds, and its queries."""
    pythons = {OURS: Path(sys.executable), MACHINA: machina_python() if MACHINA in names else Path()}
    with scratch_folder() as folder, ExitStack() as open_until_then:
        server = Postgres(folder).start()
        open_until_then.callback(server.stop)
        forums = {name: Forum(name, pythons[name], server, folder) for name in names}
        told = {name: forum.filled() for name, forum in forums.items()}
        sites = {name: open_until_then.enter_context(forum.serve()) for name, forum in forums.items()}
        costs = {name: {} for name in names}
        for title in told[OURS]["pages"]:
            for name, site in sites.items():
                page = told[name]["pages"].get(title)
                if page:
                    cost = site.cost(page["address"], told[name]["cookie"], requests, rounds)
                    costs[name][title] = cost, page["queries"]
        return costs


def told_of(costs: dict[str, dict[str, tuple[float, int]]]) -> list[str]:
    """Return the lines of the table, and what is wanted of it."""
    lines = [f"{'':26}{'ours':>9}{'queries':>9}{'machina':>10}{'queries':>9}{'ratio':>8}"]
    for title, (cost, asked) in costs[OURS].items():
        line = f"  {title:24}{cost:9.1f}{asked:9}"
        if theirs := costs.get(MACHINA, {}).get(title):
            ratio = cost / theirs[0]
            line += (
                f"{theirs[0]:10.1f}{theirs[1]:9}{ratio:8.2f}{'' if ratio <= SHARE else '  above a quarter'}"
            )
        lines.append(line + ("" if asked <= QUERIES else f"  more than {QUERIES} queries"))
    first, last = (costs[OURS][f"long thread, {which} page"][0] for which in ("first", "last"))
    return [
        *lines,
        f"  last page of the long thread ÷ its first: {last / first:.2f}, at most {LAST_TO_FIRST}",
    ]


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    asked.add_argument("--requests", type=int, default=100, help="warm requests a round")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--only", choices=[OURS], help="leave django-machina out")
    options = asked.parse_args()
    names = [options.only] if options.only else [OURS, MACHINA]
    print(
        f"\nThe forum: {size.THREADS:,} threads, {size.PEOPLE} people, {size.POSTS:,} posts, {size.LONG:,} in one;"
        " CPU of a warm request in ms"
    )
    print("\n".join(told_of(measured(names, options.requests, options.rounds))))


if __name__ == "__main__":
    main()
