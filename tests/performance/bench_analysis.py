"""How long it takes to work out where every area stands on two years of figures, and how much memory.

`python -m tests.performance.bench_analysis [--months 24] [--runs 3]`. The months are invented, of all of England; the
analysis runs in a process of its own, so that its peak memory is its own.

This process itself imports the standard library alone: Linux counts the memory of the process that starts another
towards the peak of the one started.
"""

import argparse
import json
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.performance.bench_import import ROOT, environment, manage

MONTHS = 24
LARGEST_SECONDS, LARGEST_MEMORY = 60, 700


def prepare(var: Path, months: int) -> None:
    """Publish invented months in a new database."""
    manage(["migrate", "--verbosity=0"], var)
    manage(["load_reference", "--verbosity=0"], var)
    manage(["make_demo_rtt", "--months", str(months), "--out", str(var / "files")], var)
    manage(["import_rtt", "--no-analysis", str(var / "files")], var)


def analyse_here() -> dict[str, float]:
    """Work out in this process what has been worked out already, as after a publication; return what it took."""
    import django

    django.setup()
    from metrics.actions.analysing import analyse
    from metrics.models import Analysis, Standing

    Analysis.objects.all().delete()
    wall, cpu = time.perf_counter(), time.process_time()
    analyse(lambda words, done: None)
    taken = {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return taken | {"peak": peak, "standings": Standing.objects.count()}


def run(var: Path) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.performance.bench_analysis", "--step"]
    done = subprocess.run(command, env=environment(var), cwd=ROOT, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout.splitlines()[-1])


def report(months: int, runs: int) -> None:
    with TemporaryDirectory() as folder:
        prepare(Path(folder), months)
        found = [run(Path(folder)) for _ in range(runs)]
    best = min(found, key=lambda taken: taken["seconds"])
    print(
        f"{best['standings']:,} standings on {months} months; the fastest of {runs} runs, each in a new process\n"
    )
    print(f"{'seconds':>9}{'CPU':>9}{'peak MB':>9}")
    print(f"{best['seconds']:9.1f}{best['cpu']:9.1f}{best['peak']:9.0f}")
    print(
        f"\nPromised: at most {LARGEST_SECONDS} seconds on 2 cores, and a peak of at most {LARGEST_MEMORY} MB."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--months", type=int, default=MONTHS)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--step", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.step:
        print(json.dumps(analyse_here()))
        return
    report(asked.months, asked.runs)


if __name__ == "__main__":
    main()
