"""How long it takes to ask the figures about every adoption record anew, as workers do after a publication.

`python -m tests.performance.bench_records [--records 500] [--months 24]`. The months are invented, of all of England;
records, questions and answers go through the database, in pieces that two processes share. What the statistics alone
take is what `bench_effects` prints.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from tempfile import TemporaryDirectory

# Its matrices are small: a second thread costs more than it gives, and the second core has a process of its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

from tests.performance.bench_analysis import prepare
from tests.performance.bench_import import ROOT, environment

CORES = 2
TECHNOLOGIES = 25
LARGEST_SECONDS = 60


def set_up() -> None:
    import django

    django.setup()


def fill(records: int) -> None:
    """Write so many records, each begun in a month with a year of figures before it and half a year after."""
    from metrics.models import Area
    from metrics.queries import published_months
    from tests.factories import adoption, technology

    months = published_months()
    chance = random.Random(1)
    areas = list(Area.objects.filter(kind__in=["icb", "sicbl"], closed__isnull=True).order_by("code"))
    offered = [technology(name=f"Technology {number}") for number in range(TECHNOLOGIES)]
    places = [(area, one) for area in areas for one in offered]
    for area, one in chance.sample(places, records):
        adoption(area.code, of=one, since=chance.choice(months[12:-6]))


def work_out(names: list[str]) -> None:
    from casestudies.actions.effects import work_out

    work_out(names)


def here(records: int) -> dict[str, float]:
    """Fill the database of this process and ask the figures about every record; return what it took."""
    set_up()
    fill(records)
    from casestudies.actions.effects import plan, take_together
    from casestudies.models import EffectTogether, MeasuredEffect

    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn"), initializer=set_up) as pool:
        list(pool.map(abs, range(CORES)))
        begun = time.perf_counter()
        pieces = plan()
        planned = time.perf_counter()
        list(pool.map(work_out, pieces))
        worked = time.perf_counter()
        take_together()
        ended = time.perf_counter()
    return {
        "pieces": len(pieces),
        "effects": MeasuredEffect.objects.exclude(verdict__in=["not yet", "cannot"]).count(),
        "answers": MeasuredEffect.objects.count(),
        "together": EffectTogether.objects.exclude(answer=None).count(),
        "plan": planned - begun,
        "work": worked - planned,
        "forests": ended - worked,
        "all": ended - begun,
    }


def report(records: int, months: int) -> None:
    with TemporaryDirectory() as folder:
        prepare(Path(folder), months)
        command = [sys.executable, "-m", "tests.performance.bench_records", "--step", f"--records={records}"]
        done = subprocess.run(
            command, env=environment(Path(folder)), cwd=ROOT, stdout=subprocess.PIPE, check=True
        )
    took = json.loads(done.stdout.splitlines()[-1])
    print(
        f"{records} records: {took['answers']:,} answers ({took['effects']:,} with a result) in {took['pieces']} "
        f"pieces, {took['together']} taken together, on {CORES} cores\n"
    )
    print(f"{'seconds':10}{'plan':>9}{'work':>9}{'forests':>9}{'all':>9}")
    print(f"{'':10}" + "".join(f"{took[name]:9.1f}" for name in ("plan", "work", "forests", "all")))
    print(f"\nPromised: at most {LARGEST_SECONDS} seconds.")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--records", type=int, default=500)
    parser.add_argument("--months", type=int, default=24)
    parser.add_argument("--step", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(here(asked.records)))
        return
    report(asked.records, asked.months)


if __name__ == "__main__":
    main()
