"""Do a piece of queued work: look for new releases, take one file from its source to published figures, or analyse."""

import logging
from dataclasses import asdict
from datetime import date
from pathlib import Path

from django.conf import settings
from django.db import transaction

from metrics.actions import refreshing
from metrics.actions.analysing import work_on_analysis
from metrics.actions.publishing import PublishingRefused, bring_in, context_for, known_release
from metrics.actions.refreshing import Claim, LeaseLost
from metrics.actions.sources import NothingToRead, Source, obtain, published_by_nhs_england
from metrics.ingest.discover import DiscoveryError
from metrics.ingest.fetch import FetchError, FetchFailed
from metrics.ingest.peek import month_of
from metrics.ingest.prepare import Prepared, prepare
from metrics.ingest.rtt import Quarantined
from metrics.models import FigureSet, Refresh, Release

log = logging.getLogger(__name__)


def work_on(refresh_id: int) -> list[int]:
    """Do one row's work if it is free to take. Returns the ids of rows that it queued."""
    claim = refreshing.claim(refresh_id)
    if claim is None:
        return []
    refresh = Refresh.objects.get(pk=refresh_id)
    try:
        if refresh.kind == Refresh.Kind.DISCOVER:
            return _discover(claim)
        if refresh.kind == Refresh.Kind.ANALYSE:
            work_on_analysis(claim)
        else:
            _bring_in(claim, refresh)
    except LeaseLost:
        log.warning("Refresh %s was taken over by another worker.", refresh_id)
    except Quarantined as refused:
        _end(
            claim,
            Refresh.State.QUARANTINED,
            str(refused),
            {"findings": [asdict(f) for f in refused.findings]},
        )
    except FetchFailed as failed:
        refreshing.put_back(claim, str(failed))
    except (PublishingRefused, NothingToRead, FetchError, DiscoveryError) as failed:
        _end(claim, Refresh.State.FAILED, str(failed))
    except Exception as fault:
        refreshing.put_back(claim, f"{type(fault).__name__}: {fault}")
        raise
    return []


def _end(claim: Claim, state: str, error: str = "", report: dict | None = None) -> None:
    try:
        refreshing.finish(claim, state, error=error, report=report)
    except LeaseLost:
        log.warning("Refresh %s was taken over by another worker.", claim.refresh_id)


def _discover(claim: Claim) -> list[int]:
    refreshing.report_progress(claim, "Reading NHS England's pages", 10)
    sources = published_by_nhs_england(settings.RTT_MONTHS)
    queued = queue_sources(new_sources(sources))
    refreshing.finish(claim, Refresh.State.DONE, report={"found": len(sources), "queued": len(queued)})
    return queued


def new_sources(sources: list[Source]) -> list[Source]:
    """Leave out the addresses that have been read: a month that was rolled back stays as it was put."""
    seen = set(Release.objects.values_list("address", flat=True))
    return [source for source in sources if source.address not in seen]


def queue_sources(sources: list[Source], *, by=None, reason: str = "") -> list[int]:
    """Queue a row a source, in order. Returns their ids."""
    rows = (
        refreshing.queue(Refresh.Kind.MONTH, source.place, month=source.month, by=by, reason=reason)
        for source in sources
    )
    return [row.pk for row in rows if row]


def _bring_in(claim: Claim, refresh: Refresh) -> None:
    def fetched(done: int, total: int | None) -> None:
        refreshing.report_progress(claim, "Fetching the file", 5 + int(25 * done / total) if total else 5)

    path = obtain(refresh.source, fetched)
    known = known_release(path)
    if known:
        _end(
            claim, _state_of(known), report={"words": "This very file has been read before: nothing changes."}
        )
        return
    refreshing.report_progress(claim, "Reading and checking the file", 30)
    prepared = prepare_file(path, expected=refresh.month)
    refreshing.report_progress(claim, "Loading and publishing", 80)
    with transaction.atomic():
        figure_set = _load(prepared, refresh, path)
        refreshing.finish(claim, _state_of(figure_set), report=_report(prepared), figure_set=figure_set)


def prepare_file(path: Path, *, expected: date | None = None) -> Prepared:
    """Read, check and compute a file in the light of what is published around its month."""
    return prepare(path, context_for(month_of(path), expected=expected))


def _load(prepared: Prepared, refresh: Refresh, path: Path) -> FigureSet:
    return bring_in(
        prepared,
        address=Source(refresh.source).address,
        kept_as=str(path),
        by=refresh.requested_by,
        reason=refresh.reason,
    )


def _state_of(figure_set: FigureSet) -> str:
    return Refresh.State.HELD if figure_set.state == FigureSet.State.HELD else Refresh.State.DONE


def _report(prepared: Prepared) -> dict:
    return {
        "rows": prepared.provenance.rows,
        "figures": len(prepared.figures),
        "warnings": len(prepared.warnings),
    }
