"""Rebase dates of control charts: a person says from which month limits start anew, and why; all stays on record."""

from datetime import date

from django.contrib.auth.models import AbstractBaseUser
from django.db import IntegrityError, transaction
from django.utils import timezone

from metrics.charts.numbers import month_name
from metrics.compute.measures import Measure
from metrics.measured import series
from metrics.models import Area, Rebase
from safety import audit


class RebaseRefused(Exception):
    """A rebase date that may not be set or withdrawn, with the reason in words."""


class MonthWithoutFigure(RebaseRefused):
    def __init__(self, month: date):
        super().__init__(f"{month_name(month)} has no figure here: choose a month that has one.")


class NothingBefore(RebaseRefused):
    def __init__(self, month: date):
        super().__init__(f"{month_name(month)} is the first month with a figure: limits start there already.")


class AlreadySet(RebaseRefused):
    def __init__(self, month: date):
        super().__init__(f"The limits start anew in {month_name(month)} already.")


class AlreadyWithdrawn(RebaseRefused):
    def __init__(self, month: date):
        super().__init__(f"The rebase date {month_name(month)} has been withdrawn already.")


class ReasonMissing(RebaseRefused):
    def __init__(self):
        super().__init__("Enter a reason: readers see it beside the chart.")


@transaction.atomic
def set_rebase(
    *, area: Area, measure: Measure, function: str, month: date, reason: str, by: AbstractBaseUser
) -> Rebase:
    """Have the limits of a measure of an area start anew in a month. Raises RebaseRefused."""
    known = series(area, function).set_index("month")[measure.slug].dropna().index
    if not reason.strip():
        raise ReasonMissing
    if month not in known.date:
        raise MonthWithoutFigure(month)
    if month == known[0].date():
        raise NothingBefore(month)
    try:
        with transaction.atomic():
            rebase = Rebase.objects.create(
                area=area,
                measure=measure.slug,
                treatment_function=function,
                month=month,
                reason=reason.strip(),
                set_by=by,
            )
    except IntegrityError:
        raise AlreadySet(month) from None
    _write_down("set rebase", rebase, by=by, reason=rebase.reason)
    return rebase


@transaction.atomic
def withdraw_rebase(*, rebase: Rebase, reason: str, by: AbstractBaseUser) -> None:
    """Let a rebase date hold no longer; it stays on record with the reason. Raises RebaseRefused."""
    if not reason.strip():
        raise ReasonMissing
    held = Rebase.objects.filter(pk=rebase.pk, withdrawn_at__isnull=True)
    if not held.update(withdrawn_at=timezone.now(), withdrawn_by=by, withdrawn_because=reason.strip()):
        raise AlreadyWithdrawn(rebase.month)
    _write_down("withdraw rebase", rebase, by=by, reason=reason.strip())


def _write_down(act: str, rebase: Rebase, *, by: AbstractBaseUser, reason: str) -> None:
    audit.record(
        act=act,
        by=by,
        about=rebase,
        area=rebase.area.code,
        reason=reason,
        measure=rebase.measure,
        function=rebase.treatment_function,
        month=f"{rebase.month:%Y-%m}",
    )
