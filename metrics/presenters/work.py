"""What the refresh pages say about each piece of work: what it is, who asked for it, how far it is."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from metrics.actions.refreshing import LEASES
from metrics.actions.sources import DEMONSTRATION, is_address
from metrics.charts import numbers
from metrics.models import Refresh
from metrics.provenance import Workload

COLOURS = {
    Refresh.State.QUEUED: "grey",
    Refresh.State.RUNNING: "blue",
    Refresh.State.DONE: "green",
    Refresh.State.HELD: "orange",
    Refresh.State.QUARANTINED: "red",
    Refresh.State.FAILED: "red",
}
LONG_WAIT = timedelta(minutes=2)


@dataclass(frozen=True)
class Work:
    """A piece of work as pages show it; `now` tells a lease that ran out."""

    row: Refresh
    now: datetime

    @property
    def title(self) -> str:
        if self.row.kind != Refresh.Kind.MONTH:
            return self.row.get_kind_display()
        return f"Bring in {numbers.month_name(self.row.month)}" if self.row.month else "Bring in a file"

    @property
    def source(self) -> str:
        """What it reads: an address, the name of a file (not where it lies on this machine), the generator, or the
        figures themselves."""
        if self.row.kind == Refresh.Kind.ANALYSE:
            return "all published figures"
        if self.row.source.startswith(DEMONSTRATION):
            return "invented demonstration figures"
        return self.row.source if is_address(self.row.source) else Path(self.row.source).name

    @property
    def link(self) -> str | None:
        return self.row.source if is_address(self.row.source) else None

    @property
    def colour(self) -> str:
        return COLOURS[self.row.state]

    @property
    def is_under_way(self) -> bool:
        return self.row.state in Refresh.WAITING

    @property
    def is_running(self) -> bool:
        return self.row.state == Refresh.State.RUNNING

    @property
    def may_be_tried_again(self) -> bool:
        return self.row.state in (Refresh.State.FAILED, Refresh.State.QUARANTINED)

    @property
    def attempt(self) -> str:
        return f"{self.row.attempts} of {LEASES.attempts}"

    @property
    def lost_its_worker(self) -> bool:
        return self.is_running and self.row.lease_until is not None and self.row.lease_until < self.now

    @property
    def asked_by(self) -> str:
        if self.row.requested_by:
            return str(self.row.requested_by)
        return "The daily look" if self.row.slot else "Exemplar"

    @property
    def is_refused(self) -> bool:
        return self.row.state == Refresh.State.QUARANTINED

    @property
    def outcome(self) -> str:
        """What came of it, in a sentence; empty while nothing has."""
        report = self.row.report
        if "words" in report:
            return report["words"]
        if "found" in report:
            return f"{_counted(report['found'], 'month')} found, {report['queued'] or 'none'} of them new."
        if "standings" in report:
            return (
                f"{_counted(report['standings'], 'standing')} worked out: of each area, measure and treatment "
                "function."
            )
        if "rows" in report:
            return (
                f"{_counted(report['rows'], 'row')} read, {_counted(report['figures'], 'row')} of figures, "
                f"{_counted(report['warnings'], 'warning')}."
            )
        return ""


def _counted(count: int, thing: str) -> str:
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def how_much_is_under_way(load: Workload) -> str:
    if not load.queued and not load.running:
        return "Nothing is waiting or running."
    return f"{load.running} running, {load.queued} waiting."


def looks_stuck(load: Workload, now: datetime) -> bool:
    """Say whether work waits although nothing runs, as it does when no worker is there to take it."""
    return bool(load.oldest and not load.running and now - load.oldest > LONG_WAIT)
