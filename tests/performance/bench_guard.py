"""What the patient-data guard costs: CPU on an ordinary post, and on 20,000 characters of each hostile kind.

`python -m tests.performance.bench_guard`. What is promised: 50 ms on 20,000 hostile characters.
"""

import time

from safety.guard import scan
from tests.safety.hostile import MADE, hostile
from tests.safety.prose import paragraphs

LENGTH, PROMISED, SHOWN = 20_000, 50, 8


def milliseconds(text: str) -> float:
    """Return the CPU of the quickest of three scans."""
    times = []
    for _ in range(3):
        begun = time.process_time()
        scan(text)
        times.append(time.process_time() - begun)
    return 1000 * min(times)


def main() -> None:
    posts = list(paragraphs(1_000, seed=1))
    begun = time.process_time()
    for post in posts:
        scan(post)
    usual = 1000 * (time.process_time() - begun) / len(posts)
    print(f"\nPatient-data guard: {usual:.2f} ms for an ordinary paragraph")
    costs = sorted(((milliseconds(hostile(kind, LENGTH)), kind) for kind in MADE), reverse=True)
    print(f"{LENGTH:,} hostile characters of {len(costs)} kinds, in ms (promised: {PROMISED}); the dearest:")
    for cost, kind in costs[:SHOWN]:
        print(f"  {kind:24} {cost:7.1f}")


if __name__ == "__main__":
    main()
