"""Bring in several files at once: read and compute on every core, load and publish one after another."""

import multiprocessing
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from metrics.actions.publishing import PublishingRefused, bring_in, context_for, known_release
from metrics.actions.sources import Source
from metrics.ingest.prepare import Prepared, prepare
from metrics.ingest.rtt import Quarantined
from metrics.models import FigureSet


@dataclass(frozen=True)
class Outcome:
    """What became of one file: a version, or an error in words."""

    source: Source
    figure_set: FigureSet | None = None
    error: str = ""
    was_known: bool = False


def bring_in_files(sources: list[Source], *, workers: int) -> Iterator[Outcome]:
    """Bring in local files and yield an outcome each, as they finish; a refused file stops none of the others."""
    fresh = []
    for source in sources:
        known = known_release(Path(source.place))
        if known:
            yield Outcome(source, known, was_known=True)
        else:
            fresh.append(source)
    if workers > 1 and len(fresh) > 1:
        yield from _side_by_side(fresh, workers)
    else:
        for source in fresh:
            yield _outcome(
                source, lambda source=source: prepare(Path(source.place), context_for(source.month))
            )


def _side_by_side(sources: list[Source], workers: int) -> Iterator[Outcome]:
    # A fork server: its children hold the imported libraries and no database connection of ours.
    processes = multiprocessing.get_context("forkserver")
    processes.set_forkserver_preload(["metrics.ingest.prepare"])
    with ProcessPoolExecutor(workers, mp_context=processes) as pool:
        pending = {
            pool.submit(prepare, Path(source.place), context_for(source.month)): source for source in sources
        }
        for done in as_completed(pending):
            yield _outcome(pending[done], done.result)


def _outcome(source: Source, prepared) -> Outcome:
    try:
        return Outcome(source, _load(source, prepared()))
    except (Quarantined, PublishingRefused, OSError) as refused:
        return Outcome(source, error=f"{source.place}: {refused}")


def _load(source: Source, prepared: Prepared) -> FigureSet:
    return bring_in(prepared, address=source.address, kept_as=source.place)
