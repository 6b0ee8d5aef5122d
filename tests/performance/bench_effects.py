"""How often “Did it work?” is wrong, how often it finds a true shift, and how long it takes.

`python -m tests.performance.bench_effects [--areas 500] [--records 500]`. Areas are simulated as real ones move: what
they are made of, and from which files it was estimated, stands in `tests/metrics/effects/simulated.py`. Verdicts are
those that pages show; beside them what they might have rested on. The database is not part of it.
"""

import argparse
import os
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from functools import partial
from multiprocessing import get_context

# Its matrices are small: a second thread costs more than it gives, and the second core has a process of its own.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import numpy as np

from metrics.compute.effects import Asked, Effect, effect
from metrics.compute.effects import choosing as words
from metrics.compute.effects.step import LEVEL
from tests.metrics.effects.simulated import (
    BOARDS,
    KINDS,
    LIST,
    LOCATIONS,
    RATE,
    RATE_OF_FUNCTION,
    RATE_OF_LOCATIONS,
    SHARE,
    simulated,
)

CORES = 2
PROMISED = (SHARE, LIST, RATE)
MOST_FALSE_ALARMS, FEWEST_FOUND, LARGEST_SECONDS = 0.07, 0.80, 60
SHIFT = 0.1
# What a record is asked about: its outcomes, or the headline measures of its treatment functions.
MEASURES_A_RECORD = 4
CHANGED = {words.BETTER, words.WORSE}
# What else could have been the verdict, and was turned down: `docs/decisions.md`.
OTHERS: dict[str, Callable[[Effect], bool]] = {
    "chart": lambda found: found.signal.verdict != "no change",
    "N-W": lambda found: found.segmented.step.p <= LEVEL,
    "N-W, peers": lambda found: found.against.step.p <= LEVEL,
    "synthetic": lambda found: found.synthetic.p <= LEVEL,
}


def asked(
    kind: str, random: np.random.Generator, *, areas: int, before: int, after: int, shift: float
) -> Asked:
    panel = simulated(kind, random, areas=areas, before=before, after=after, shift=shift)
    return Asked(
        values=panel["A000"],
        controls=panel.drop(columns="A000"),
        peers=tuple(panel.columns[1:11]),
        start=panel.index[before].date(),
        last=panel.index[-1].date(),
        improvement="increase",
        control_starts={"A001": date(2022, 6, 1)},
    )


def counted(
    seed: int, *, kind: str, areas: int, before: int, after: int, shift: float, worlds: int
) -> Counter:
    """Return how many of so many areas are called changed, and how many would have been by what was turned down."""
    random, found = np.random.default_rng(seed), Counter()
    for _ in range(worlds):
        answer = effect(asked(kind, random, areas=areas, before=before, after=after, shift=shift))
        found["verdict"] += answer.verdict in CHANGED
        found.update(name for name, is_changed in OTHERS.items() if is_changed(answer))
    return found


def shares(pool: ProcessPoolExecutor, total: int, **case) -> dict[str, float]:
    """Return the share of `total` simulated areas that are called changed, by the verdict and by the others."""
    parts = list(pool.map(partial(counted, worlds=total // CORES, **case), range(CORES)))
    return {name: sum(part[name] for part in parts) / total for name in ("verdict", *OTHERS)}


def line(name: str, found: dict[str, float]) -> str:
    return f"{name:52}" + "".join(f"{100 * share:11.1f}" for share in found.values())


def report_sureness(pool: ProcessPoolExecutor, total: int) -> None:
    print(f"\nCalled changed, of {total} simulated areas each, in per cent")
    print(f"{'':52}" + "".join(f"{name:>11}" for name in ("verdict", *OTHERS)))
    for shift, title in ((0.0, "nothing began"), (SHIFT, "shift by a tenth")):
        found = []
        for kind in PROMISED:
            found.append(shares(pool, total, kind=kind, areas=BOARDS, before=12, after=12, shift=shift))
            print(line(f"{title}, 12 + 12 months, {kind}", found[-1]))
        print(
            line(f"{title}, all three", {name: np.mean([each[name] for each in found]) for name in found[0]})
        )
    print(
        f"Promised of the verdict: at most {100 * MOST_FALSE_ALARMS:.0f} where nothing began, "
        f"at least {100 * FEWEST_FOUND:.0f} of the shifts.\n\nOther cases:"
    )
    for name, case in OTHER_CASES.items():
        print(line(name, shares(pool, total, **case)))


def _case(kind: str, areas: int, before: int, after: int, shift: float) -> dict:
    return {"kind": kind, "areas": areas, "before": before, "after": after, "shift": shift}


OTHER_CASES = {
    "nothing began, 12 controls, waiting list": _case(LIST, 14, 12, 12, 0.0),
    "nothing began, 12 controls, 12 + 6 months, list": _case(LIST, 14, 12, 6, 0.0),
    "shift by a tenth, 12 controls, waiting list": _case(LIST, 14, 12, 12, SHIFT),
    f"nothing began, {RATE_OF_LOCATIONS}": _case(RATE_OF_LOCATIONS, LOCATIONS, 12, 12, 0.0),
    f"shift by a tenth, {RATE_OF_LOCATIONS}": _case(RATE_OF_LOCATIONS, LOCATIONS, 12, 12, SHIFT),
    f"the same, 24 + 24 months, {RATE_OF_LOCATIONS}": _case(RATE_OF_LOCATIONS, LOCATIONS, 24, 24, SHIFT),
    f"shift by a tenth, {RATE_OF_FUNCTION}": _case(RATE_OF_FUNCTION, LOCATIONS, 12, 12, SHIFT),
}


def recompute(questions: list[Asked]) -> int:
    return sum(effect(one).verdict != words.CANNOT for one in questions)


def report_time(pool: ProcessPoolExecutor, records: int) -> None:
    """Print how long all effects of so many records take, half of boards and half of sub-ICB locations."""
    random, questions = np.random.default_rng(1), []
    for number in range(records * MEASURES_A_RECORD):
        kind = list(KINDS)[number % len(KINDS)]
        areas = BOARDS if number % 2 else LOCATIONS
        after = int(random.integers(6, 25))
        questions.append(asked(kind, random, areas=areas, before=24, after=after, shift=0.0))
    begun = time.perf_counter()
    measured = sum(pool.map(recompute, [questions[core::CORES] for core in range(CORES)]))
    seconds = time.perf_counter() - begun
    print(
        f"\n{records} records, {MEASURES_A_RECORD} measures each, {measured:,} effects with all methods: "
        f"{seconds:.1f} seconds on {CORES} cores (promised: at most {LARGEST_SECONDS})."
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--areas", type=int, default=500)
    parser.add_argument("--records", type=int, default=500)
    given = parser.parse_args()
    with ProcessPoolExecutor(CORES, mp_context=get_context("spawn")) as pool:
        report_time(pool, given.records)
        report_sureness(pool, given.areas)


if __name__ == "__main__":
    main()
