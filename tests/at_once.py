"""Several works at the same time, each on a connection of its own."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connection


def at_once(*works: Callable[[], object]) -> list[object]:
    """Carry several works out at the same time; return what each returned or raised."""
    ready = Barrier(len(works))

    def carry_out(work: Callable[[], object]) -> object:
        try:
            ready.wait(30)
            return work()
        except Exception as raised:
            return raised
        finally:
            connection.close()

    with ThreadPoolExecutor(len(works)) as threads:
        return [done.result(60) for done in [threads.submit(carry_out, work) for work in works]]
