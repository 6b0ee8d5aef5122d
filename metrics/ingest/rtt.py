"""One file of NHS England's RTT data, a zip or a CSV → its checked rows. Pure: no database, nothing written.

A strange file is refused with the place and the reason (`Quarantined`), or read and warned about, never guessed at.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from metrics.compute.extract import NOT_ENGLAND, PARTS, Extract
from metrics.ingest.archive import Source, open_source
from metrics.ingest.careful import read_carefully
from metrics.ingest.checks import check_period, check_rows
from metrics.ingest.findings import QUARANTINE, WARNING, Finding, Quarantined, quarantines
from metrics.ingest.layouts import find_layout
from metrics.ingest.plain import NotPlain, read_plain
from metrics.ingest.table import Table, Texts, cleaned

__all__ = [
    "Finding",
    "Provenance",
    "Quarantined",
    "Reading",
    "compare_with_previous",
    "read_release",
    "unmapped_commissioners",
]

# Real months differ by 3% in rows; a file that lost a tenth of them is cut, not quiet.
MOST_CHANGE_IN_ROWS = 0.10
MOST_NAMES = 20


@dataclass(frozen=True, slots=True)
class Provenance:
    """Where a month's rows come from. `sha256` and `size` (bytes) are of the file as given, zip or CSV."""

    sha256: str
    size: int
    file_name: str
    rows: int
    revised: bool
    made_on: datetime | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was read: its rows, where they come from, and what is odd about them."""

    extract: Extract
    provenance: Provenance
    warnings: tuple[Finding, ...]


def read_release(path: Path, *, today: date, expected: date | None = None) -> Reading:
    """Return the checked rows of a zip or CSV as NHS England publishes them.

    `expected` is the month asked for, if one was. Raises Quarantined when the file must not be published, with
    every reason found; OSError when it cannot be opened.
    """
    source = open_source(Path(path))
    table, warnings = _rows_of(source)
    table.texts = {what: cleaned(texts) for what, texts in table.texts.items()}
    month, found = check_period(table, today=today, expected=expected)
    findings = [*warnings, *found]
    if not quarantines(findings):
        findings += check_rows(table)
    if quarantines(findings):
        raise Quarantined(findings)
    return Reading(_extract(month, table), _provenance(source, len(table)), tuple(findings))


def _rows_of(source: Source) -> tuple[Table, list[Finding]]:
    layout = find_layout(source)
    try:
        return read_plain(source, layout), []
    except NotPlain:
        return read_carefully(source, layout)


def _provenance(source: Source, rows: int) -> Provenance:
    return Provenance(
        sha256=source.sha256,
        size=source.size,
        file_name=source.file_name,
        rows=rows,
        revised="revised" in source.file_name.lower(),
        made_on=source.made_on,
    )


def _extract(month: date, table: Table) -> Extract:
    rows = pd.DataFrame(
        {
            "provider": _categories(table.texts["provider"]),
            "commissioner": _categories(table.texts["commissioner"]),
            "part": _categories(table.texts["part"], PARTS),
            "treatment_function": _categories(table.texts["treatment_function"]),
            "total": table.counts["total_all"].astype(np.int64),
            "unknown_start": np.maximum(table.counts["unknown_start"], 0).astype(np.int64),
        }
    )
    return Extract(month=month, rows=rows, bands=table.bands, organisations=_organisations(table))


def _categories(texts: Texts, categories: Iterable[str] | None = None) -> pd.Categorical:
    """Return a column of codes as categories in order."""
    ordered = pd.Index(sorted(texts.values) if categories is None else list(categories), dtype="str")
    places = ordered.get_indexer(pd.Index(texts.values, dtype="str"))
    return pd.Categorical.from_codes(places[texts.ids], categories=ordered)


def _organisations(table: Table) -> pd.DataFrame:
    """Return each organisation of the file once in each role that it has there."""
    facts = [fact for role in ("provider", "commissioner") for fact in _facts(table, role)]
    return pd.DataFrame(facts, columns=["code", "name", "parent", "parent_name", "role"], dtype="str")


def _facts(table: Table, role: str) -> Iterable[tuple[str, ...]]:
    """Yield code, name, parent, parent's name and role; a name is one that some row gives, if any does."""
    names, parents = _known_of(table, role, f"{role}_name"), _known_of(table, role, f"{role}_parent")
    parent_names = _known_of(table, role, f"{role}_parent_name")
    for code in sorted(table.texts[role].values):
        yield code, names.get(code, ""), parents.get(code, ""), parent_names.get(code, ""), role


def _known_of(table: Table, what: str, fact: str) -> dict[str, str]:
    """Return for each code what some row says of it, if any row says anything."""
    keys, facts = table.texts[what], table.texts[fact]
    places = np.full(len(keys.values), -1)
    places[keys.ids[facts.said]] = facts.ids[facts.said]
    return {code: facts.values[place] for code, place in zip(keys.values, places, strict=True) if place >= 0}


def compare_with_previous(
    provenance: Provenance,
    providers: Iterable[str],
    previous_rows: int | None,
    previous_providers: Iterable[str] | None,
) -> tuple[Finding, ...]:
    """Return how a file differs from the month before it, as published: None where there is none.

    Quarantines (severity Q) when the number of rows changed by more than a tenth; warns of providers that did
    not submit, which is never to be read as zero.
    """
    missing = sorted(set(previous_providers or ()) - set(providers))
    findings = []
    if previous_rows and abs(provenance.rows - previous_rows) > MOST_CHANGE_IN_ROWS * previous_rows:
        findings.append(_rows_finding(provenance, previous_rows, missing))
    if missing:
        text = f"did not submit this month, but did the month before ({len(missing)} providers)"
        findings.append(
            Finding("not-submitted", WARNING, provenance.file_name, None, None, _listed(missing), text)
        )
    return tuple(findings)


def _rows_finding(provenance: Provenance, previous_rows: int, missing: list[str]) -> Finding:
    change = provenance.rows / previous_rows - 1
    text = f"rows, {change:+.0%} on the month before, which had {previous_rows:,}"
    if missing:
        text += f"; providers missing: {_listed(missing)}"
    return Finding("rows", QUARANTINE, provenance.file_name, None, None, f"{provenance.rows:,}", text)


def unmapped_commissioners(extract: Extract, known: set[str]) -> tuple[Finding, ...]:
    """Warn of sub-ICB locations that the site does not know: they count in England and in no ICB.

    A commissioner without a parent is NHS England's own, and is meant to be in no ICB.
    """
    commissioners = extract.organisations.query("role == 'commissioner' and parent != ''")
    file = f"RTT-{extract.month:%B-%Y}"
    return tuple(
        Finding("unmapped", WARNING, file, None, "Commissioner Org Code", code, _unmapped_text(name, parent))
        for code, name, parent in commissioners[["code", "name", "parent"]].itertuples(index=False)
        if code not in known and code != NOT_ENGLAND
    )


def _unmapped_text(name: str, parent: str) -> str:
    return f"{name or 'an organisation without a name'}, of {parent}, is not known: it counts in England and in no ICB"


def _listed(codes: list[str]) -> str:
    more = len(codes) - MOST_NAMES
    return ", ".join(codes[:MOST_NAMES]) + (f" and {more} more" if more > 0 else "")
