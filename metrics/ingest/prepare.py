"""A file in, a month's figures out: read, check and compute, with no database, so that it can run on another core."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pandas as pd

from metrics.compute.providers import provider_use
from metrics.compute.waits import figures
from metrics.ingest.rtt import Finding, Provenance, read_release, unmapped_commissioners


@dataclass(frozen=True)
class Context:
    """What checking a month needs to know: `membership` has the columns `commissioner, area`, `known` the
    commissioner codes that have a place in England, `expected` the month that was asked for."""

    today: date
    membership: pd.DataFrame
    known: frozenset[str]
    expected: date | None = None


@dataclass(frozen=True)
class Prepared:
    """A month ready to be loaded: `figures` and `use` as in `waits.figures` and `providers.provider_use`."""

    month: date
    provenance: Provenance
    figures: pd.DataFrame
    use: pd.DataFrame
    organisations: pd.DataFrame
    warnings: tuple[Finding, ...]

    @property
    def providers(self) -> frozenset[str]:
        return frozenset(self.use["provider"])


def prepare(path: Path, context: Context) -> Prepared:
    """Read, check and compute one file. Raises Quarantined with every reason found."""
    reading = read_release(path, today=context.today, expected=context.expected)
    extract = reading.extract
    return Prepared(
        month=extract.month,
        provenance=reading.provenance,
        figures=figures(extract, context.membership),
        use=provider_use(extract),
        organisations=extract.organisations,
        warnings=(*reading.warnings, *unmapped_commissioners(extract, set(context.known))),
    )
