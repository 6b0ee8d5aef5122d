"""How long a month takes from zip to published figures, set against a bare `pandas.read_csv` of its CSV.

`python -m tests.performance.bench_import [ZIP] [--runs 3] [--all]`. Every step runs in a process of its own, so that
its peak memory is its own; the fastest of the runs counts, since everything else on a machine only adds time.

This process itself imports the standard library alone: Linux counts the memory of the process that starts another
towards the peak of the one started.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

ROOT = Path(__file__).resolve().parents[2]
REAL_MONTHS = ROOT.parent / "shared" / "rtt"
BARE = "pandas.read_csv, bare"
WHOLE = "zip to published figures"
NOTEBOOK = "the notebook way"
LARGEST_RATIO, LARGEST_MEMORY = 2.5, 500

Laps = dict[str, dict[str, float]]


@contextmanager
def lap(laps: Laps, name: str) -> Iterator[None]:
    """Note the seconds and the CPU seconds that a block takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    laps[name] = {"seconds": time.perf_counter() - wall, "cpu": time.process_time() - cpu}


def timed(laps: Laps, name: str, function: Callable) -> Callable:
    def measured(*args, **kwargs):
        with lap(laps, name):
            return function(*args, **kwargs)

    return measured


def bare(month: Path, folder: Path) -> Laps:
    import pandas as pd

    laps: Laps = {}
    with lap(laps, BARE):
        pd.read_csv(unzipped(month, folder))
    return laps


def bare_one_thread(month: Path, folder: Path) -> Laps:
    """Read as pandas did before 3.1, which reads large files with a thread for each core."""
    import pandas as pd

    laps: Laps = {}
    with pd.option_context("mode.max_threads", 1), lap(laps, "  the same on one thread"):
        pd.read_csv(unzipped(month, folder))
    return laps


def whole(month: Path, folder: Path) -> Laps:
    """Bring a month into a new SQLite database, as the site does."""
    import django

    django.setup()
    from django.core.management import call_command

    from metrics.actions.publishing import bring_in, context_for
    from metrics.ingest import prepare

    call_command("migrate", verbosity=0)
    call_command("load_reference", verbosity=0)
    laps: Laps = {}
    prepare.read_release = timed(laps, "  unzip, read and check", prepare.read_release)
    prepare.figures = timed(laps, "  compute figures", prepare.figures)
    prepare.provider_use = timed(laps, "  find providers used", prepare.provider_use)
    publish = timed(laps, "  publish into SQLite", bring_in)
    with lap(laps, WHOLE):
        publish(prepare.prepare(month, context_for(None)), address=str(month))
    return {WHOLE: laps.pop(WHOLE)} | laps


def notebook(month: Path, folder: Path) -> Laps:
    """Do what an analyst would: read, group at four levels, a plain function for each percentile."""
    import pandas as pd

    laps: Laps = {}
    links = pd.read_csv(ROOT / "metrics" / "reference" / "memberships.csv", keep_default_na=False)
    region_of = dict(zip(links["child"], links["parent"], strict=True))
    with lap(laps, NOTEBOOK):
        table = pd.read_csv(unzipped(month, folder))
        table = table[table["Commissioner Org Code"] != "NONC"].assign(
            England="ENGLAND", Region=table["Commissioner Parent Org Code"].map(region_of)
        )
        for level in ("England", "Region", "Commissioner Parent Org Code", "Commissioner Org Code"):
            group_in_notebook(table, level)
    return laps


def group_in_notebook(table, level: str) -> None:
    bands = [name for name in table if name.startswith("Gt ")]
    keys = [level, "RTT Part Type", "Treatment Function Code"]
    waits = table.groupby(keys)[[*bands, "Total All"]].sum()
    waits["within_18"] = waits[bands[:18]].sum(axis=1)
    for weeks in (52, 65, 78, 104):
        waits[f"over_{weeks}"] = waits[bands[weeks:]].sum(axis=1)
    for share in (0.5, 0.92, 0.95):
        waits[f"p{share}"] = waits[bands].apply(percentile_in_notebook, axis=1, share=share)


def percentile_in_notebook(bands, share: float) -> float:
    total = bands.sum()
    if total < 20:
        return float("nan")
    before = 0
    for week, count in enumerate(bands):
        if before + count >= share * total:
            return min(week + (share * total - before) / count, 104)
        before += count
    return float("nan")


STEPS = {"bare": bare, "bare_one_thread": bare_one_thread, "whole": whole, "notebook": notebook}


def unzipped(month: Path, folder: Path) -> Path:
    """Return where `main` has unzipped the month's CSV to."""
    with ZipFile(month) as zipped:
        return folder / zipped.namelist()[0]


def run(step: str, month: Path, folder: Path) -> Laps:
    """Run a step in a process of its own; all its laps have the peak memory of that process, in MB."""
    command = [
        sys.executable,
        "-m",
        "tests.performance.bench_import",
        str(month),
        "--step",
        step,
        "--folder",
        folder,
    ]
    with TemporaryDirectory(dir=folder) as var:
        done = subprocess.run(
            command, env=environment(Path(var)), cwd=ROOT, stdout=subprocess.PIPE, check=True
        )
    return json.loads(done.stdout.splitlines()[-1])


def environment(var: Path) -> dict[str, str]:
    """Return variables that give a process a folder and an SQLite database of its own."""
    named = {"DJANGO_SETTINGS_MODULE": "config.settings", "VAR_DIR": str(var)}
    return {name: value for name, value in os.environ.items() if name != "DATABASE_URL"} | named


def fastest(runs: list[Laps]) -> Laps:
    return min(runs, key=lambda laps: max(lap["seconds"] for lap in laps.values()))


def report(month: Path, folder: Path, runs: int) -> None:
    """Print what each step took, as it is and as a multiple of the bare read."""
    rounds = [{step: run(step, month, folder) for step in STEPS} for _ in range(runs)]
    laps: Laps = {}
    for step in STEPS:
        laps |= fastest([found[step] for found in rounds])
    size = unzipped(month, folder).stat().st_size / 1e6
    print(f"{month.name}: {size:.0f} MB of CSV; the fastest of {runs} runs, each in a new process\n")
    print(f"{'':28}{'seconds':>9}{'× read_csv':>12}{'CPU':>9}{'× read_csv':>12}{'peak MB':>9}")
    for name, found in laps.items():
        ratios = {kind: found[kind] / laps[BARE][kind] for kind in ("seconds", "cpu")}
        times = (f"{found[kind]:9.2f}{ratio:12.2f}" for kind, ratio in ratios.items())
        peak = "" if name.startswith("  ") else f"{found['peak']:.0f}"
        print(f"{name:28}{''.join(times)}{peak:>9}")
    print(
        f"\nPromised: {WHOLE} in at most {LARGEST_RATIO} × read_csv, with a peak of at most {LARGEST_MEMORY} MB."
    )


def report_all(folder: Path) -> None:
    """Print what all real months take together, through the command, with both cores."""
    months = sorted(REAL_MONTHS.glob("*.zip"))
    with TemporaryDirectory(dir=folder) as var:
        for command in (["migrate", "--verbosity=0"], ["load_reference", "--verbosity=0"]):
            manage(command, Path(var))
        start = time.perf_counter()
        manage(["import_rtt", "--no-analysis", *map(str, months)], Path(var))
    taken = time.perf_counter() - start
    print(f"\n{len(months)} months by import_rtt: {taken:.1f} seconds, {taken / len(months):.2f} a month")


def manage(command: list[str], var: Path) -> None:
    subprocess.run(
        [sys.executable, "manage.py", *command],
        env=environment(var),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def month_to_measure(folder: Path) -> Path:
    """Return the newest real month, or one made up where there are none."""
    real = sorted(REAL_MONTHS.glob("*.zip"))
    if real:
        return real[-1]
    manage(["make_demo_rtt", "--months", "1", "--out", str(folder)], folder)
    return next(folder.glob("*.zip"))


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("zip", nargs="?", type=Path, help="a month's zip; the newest real one unless named")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--all", action="store_true", help="time the import of all real months too")
    parser.add_argument("--step", choices=STEPS, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    return parser.parse_args()


def measure_here(step: str, month: Path, folder: Path) -> None:
    laps = STEPS[step](month, folder)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({name: found | {"peak": peak} for name, found in laps.items()}))


def main() -> None:
    asked = arguments()
    if asked.step:
        measure_here(asked.step, asked.zip, asked.folder)
        return
    with TemporaryDirectory() as name:
        folder = Path(name)
        month = (asked.zip or month_to_measure(folder)).resolve()
        with ZipFile(month) as zipped:
            zipped.extractall(folder)
        report(month, folder, asked.runs)
        if asked.all:
            report_all(folder)


if __name__ == "__main__":
    main()
