"""Work on figures as rows: queue, claim with a lease and a fencing token, report progress, finish, sweep.

The row is the truth. A message to a worker carries only the row's id and may be lost or repeated.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F, Q
from django.db.models.functions import Now

from metrics.models import FigureSet, Refresh
from safety import audit
from safety.leases import Leases

RESEND_AFTER = timedelta(seconds=60)

LEASES = Leases(
    Refresh,
    waiting=Refresh.State.QUEUED,
    running=Refresh.State.RUNNING,
    failed=Refresh.State.FAILED,
    lasts=timedelta(seconds=120),
    attempts=3,
)


class LeaseLost(Exception):
    """Another worker has taken this work over: stop, and write nothing."""


@dataclass(frozen=True)
class Claim:
    """The right to work on a row until its lease ends; a later claim has a higher token."""

    refresh_id: int
    token: int

    def rows(self):
        return LEASES.held(self.refresh_id, self.token)


def queue(
    kind: str, source: str, *, month: date | None = None, by=None, reason: str = "", slot: str | None = None
) -> Refresh | None:
    """Queue a piece of work and return its row; the row that waits or runs already, when there is one.

    Returns None when the schedule slot has been filled.
    """
    try:
        with transaction.atomic():
            return Refresh.objects.create(
                kind=kind, source=source, month=month, requested_by=by, reason=reason, slot=slot
            )
    except IntegrityError:
        return Refresh.objects.filter(kind=kind, source=source, state__in=Refresh.WAITING).first()


@transaction.atomic
def start(kind: str, source: str, *, month: date | None = None, by, reason: str) -> Refresh:
    """Queue a piece of work that a person asks for, and write down who asked. Returns the row as `queue` does."""
    row = queue(kind, source, month=month, by=by, reason=reason)
    audit.record(act="start refresh", by=by, about=row, reason=reason, kind=row.kind)
    return row


def claim(refresh_id: int) -> Claim | None:
    """Take a queued row, or one whose lease ran out; None when somebody else has it or it is finished."""
    token = LEASES.take(refresh_id, started_at=Now(), phase="Starting", progress=0, error="")
    return Claim(refresh_id, token) if token else None


def report_progress(claim: Claim, phase: str, progress: int) -> None:
    """Say how far the work is and renew its lease. Raises LeaseLost."""
    if not claim.rows().update(phase=phase, progress=progress, lease_until=Now() + LEASES.lasts):
        raise LeaseLost(claim.refresh_id)


def finish(
    claim: Claim,
    state: str,
    *,
    error: str = "",
    report: dict | None = None,
    figure_set: FigureSet | None = None,
) -> None:
    """End the work. Call it in the transaction that writes its effect. Raises LeaseLost."""
    ended = claim.rows().update(
        state=state,
        error=error,
        report=report or {},
        figure_set=figure_set,
        month=figure_set.month if figure_set else F("month"),
        phase="",
        progress=100 if state in (Refresh.State.DONE, Refresh.State.HELD) else F("progress"),
        lease_until=None,
        finished_at=Now(),
    )
    if not ended:
        raise LeaseLost(claim.refresh_id)


def put_back(claim: Claim, error: str) -> None:
    """Give the work back to be tried again; the last attempt fails it."""
    claim.rows().filter(attempts__gte=LEASES.attempts).update(
        state=Refresh.State.FAILED, error=error, phase="", lease_until=None, finished_at=Now()
    )
    claim.rows().update(
        state=Refresh.State.QUEUED, error=error, phase="Waiting to try again", lease_until=None
    )


def sweep() -> list[int]:
    """Return the ids to send to a worker again: waiting too long, or with a lease that ran out.

    What has used up its attempts is failed.
    """
    LEASES.fail_used_up(error="The worker stopped three times before it finished.", finished_at=Now())
    unsent = Q(state=Refresh.State.QUEUED) & (
        Q(sent_at__isnull=True, created_at__lt=Now() - RESEND_AFTER) | Q(sent_at__lt=Now() - RESEND_AFTER)
    )
    due = list(Refresh.objects.filter(LEASES.ran_out | unsent).order_by("id").values_list("pk", flat=True))
    Refresh.objects.filter(pk__in=due).update(sent_at=Now())
    return due


def mark_sent(refresh_id: int) -> None:
    Refresh.objects.filter(pk=refresh_id).update(sent_at=Now())
