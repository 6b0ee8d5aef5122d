"""Adoption records: made, changed, brought from stage to stage. Each change leaves a version, and says who made it."""

import json
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils import timezone

from accounts.models import User
from accounts.queries import successor_of
from casestudies.actions.adoption.content import COLUMNS, Fields, content_of, differs
from casestudies.actions.adoption.refusals import (
    ChangedMeanwhile,
    NeedsReason,
    NoSuchStep,
    NotListed,
    NotThere,
    NotToBeRecorded,
    RecordedAlready,
    WrongDay,
    WrongNumber,
)
from casestudies.models import (
    Adoption,
    AdoptionFunction,
    AdoptionVersion,
    Rating,
    StageEvent,
    Technology,
)
from casestudies.models.steps import Step, as_step, may_follow, that_hold
from casestudies.models.vocabulary import ENDED, Stage
from metrics.models import Area
from safety import audit

KINDS = (Area.Kind.ICB, Area.Kind.SICBL, Area.Kind.PROVIDER)


@transaction.atomic
def add(*, area: Area, technology: Technology, step: Step, fields: Fields, by: User) -> Adoption:
    """Make a record with its first stage; the same again is the same record. Raises AdoptionRefused."""
    adoption, is_new = make(area=area, technology=technology, step=step, fields=fields, by=by)
    if is_new:
        audit.record(act="record adoption", by=by, about=adoption, area=area.code)
    return adoption


@transaction.atomic
def change(*, adoption: Adoption, version: int, fields: Fields, by: User) -> Adoption:
    """Change what a record says, of the version that was read; what changes nothing leaves no version.

    Raises ChangedMeanwhile or RecordedAlready.
    """
    adoption = locked(adoption)
    if not differs(adoption, fields):
        return adoption
    refuse_older(adoption, version)
    write(adoption, fields)
    next_version(adoption, by)
    audit.record(act="change adoption", by=by, about=adoption, area=adoption.area.code)
    return adoption


@transaction.atomic
def come_to(*, adoption: Adoption, version: int, step: Step, by: User) -> Adoption:
    """Bring a record to a stage, of the version that was read; the same step again changes nothing.

    Raises ChangedMeanwhile, NoSuchStep, NeedsReason or WrongDay.
    """
    adoption = locked(adoption)
    if is_there(adoption, step):
        return adoption
    refuse_older(adoption, version)
    take(adoption, step, by)
    next_version(adoption, by)
    audit.record(
        act="record stage",
        by=by,
        about=adoption,
        area=adoption.area.code,
        stage=step.stage,
        day=f"{step.day}",
    )
    return adoption


def make(
    *, area: Area, technology: Technology, step: Step, fields: Fields, by: User
) -> tuple[Adoption, bool]:
    """Return a record and whether it is new, not one that says all this already. Raises AdoptionRefused."""
    refuse_place(area, technology)
    refuse_step(step, ())
    there = _there(area, technology, fields.get("setting", ""))
    if there is not None:
        if there.state == Adoption.State.PUBLISHED and is_there(there, step) and not differs(there, fields):
            return there, False
        raise RecordedAlready(there)
    _refuse_numbers(fields.get("eligible"), fields.get("reached"))
    try:
        with transaction.atomic():
            made = Adoption.objects.create(
                area=area, technology=technology, stage=step.stage, since=step.day, **_columns(fields)
            )
    except IntegrityError:
        # Somebody else made it in the same moment.
        raise RecordedAlready(_there(area, technology, fields.get("setting", ""))) from None
    # As they are read again: to the penny.
    made.refresh_from_db(fields=["planned_cost", "cost"])
    _write_rows(made, fields)
    _add_event(made, step, by, number=1)
    _keep(made, by)
    return made, True


def write(adoption: Adoption, fields: Fields) -> None:
    """Write what a record says; counts no version. Raises RecordedAlready."""
    for name, value in _columns(fields).items():
        setattr(adoption, name, value)
    _refuse_numbers(adoption.eligible, adoption.reached)
    try:
        with transaction.atomic():
            adoption.save(update_fields=list(_columns(fields)))
    except IntegrityError:
        raise RecordedAlready(_there(adoption.area, adoption.technology, adoption.setting)) from None
    _write_rows(adoption, fields)


def take(adoption: Adoption, step: Step, by: User) -> None:
    """Add a stage event; counts no version. Raises NoSuchStep, NeedsReason or WrongDay."""
    events = list(adoption.events.all())
    refuse_step(step, events)
    adoption.stage, adoption.since = step.stage, step.day
    adoption.save(update_fields=["stage", "since"])
    _add_event(adoption, step, by, number=len(events) + 1)


def next_version(adoption: Adoption, by: User) -> None:
    """Count a change of a record, and keep what it says now."""
    adoption.version += 1
    adoption.changed_at = timezone.now()
    adoption.save(update_fields=["version", "changed_at"])
    _keep(adoption, by)


def locked(adoption: Adoption) -> Adoption:
    """Read a record anew, and let nobody else change it until the transaction ends. Raises NotThere."""
    rows = Adoption.objects.select_for_update(of=["self"]).select_related("area", "technology", "source")
    found = rows.get(pk=adoption.pk)
    if found.state != Adoption.State.PUBLISHED:
        raise NotThere
    return found


def refuse_older(adoption: Adoption, version: int) -> None:
    if adoption.version != version:
        raise ChangedMeanwhile(adoption, version)


def is_there(adoption: Adoption, step: Step) -> bool:
    """Say whether a record's newest event is this step."""
    last = adoption.events.last()
    return last is not None and as_step(last) == step


def refuse_place(area: Area, technology: Technology) -> None:
    """Raise where no record can be made: England and regions, areas that ended, technologies that are not listed."""
    if area.kind not in KINDS:
        raise NotToBeRecorded(
            f"{area} is no board, sub-ICB location or provider: record it where it is used."
        )
    if area.closed and area.closed < timezone.localdate():
        successor = successor_of(area)
        then = (
            f" {successor} took over: record it there." if successor else " Record it where it is used now."
        )
        raise NotToBeRecorded(f"{area} has ended.{then}")
    if technology.state != Technology.State.LISTED:
        raise NotListed(technology)


def refuse_step(step: Step, events: list[StageEvent] | tuple) -> None:
    """Raise where a step cannot follow the events that a record has."""
    if step.stage in ENDED and not step.reasons:
        raise NeedsReason
    if step.day > timezone.localdate():
        raise WrongDay("The day is in the future: say from when on it has been at this stage.")
    if not events:
        return
    last = events[-1]
    if not may_follow(last.stage, step.stage):
        raise NoSuchStep(
            f"What is {last.get_stage_display().lower()} cannot become {Stage(step.stage).label.lower()}."
        )
    _refuse_earlier(step, events)


def _refuse_numbers(eligible: int | None, reached: int | None) -> None:
    if eligible is not None and reached is not None and reached > eligible:
        raise WrongNumber


def _refuse_earlier(step: Step, events: list[StageEvent]) -> None:
    """Raise where a step is before the stage that it follows; what puts a stage right is not its own measure."""
    before = [event for event in that_hold(events) if event is not events[-1] or event.stage != step.stage]
    if before and step.day < before[-1].day:
        stage, day = before[-1].get_stage_display().lower(), f"{before[-1].day:%-d %B %Y}"
        raise WrongDay(f"It was {stage} from {day} on: enter that day or a later one.")


def _keep(adoption: Adoption, by: User) -> None:
    content = json.dumps(content_of(adoption), ensure_ascii=False, sort_keys=True)
    AdoptionVersion.objects.create(adoption=adoption, number=adoption.version, content=content, by=by)


def _columns(fields: Fields) -> dict[str, Any]:
    return {name: value for name, value in fields.items() if name in COLUMNS}


def _there(area: Area, technology: Technology, setting: str) -> Adoption | None:
    found = Adoption.objects.filter(area=area, technology=technology, setting=setting)
    return found.select_related("area", "technology").first()


def _write_rows(adoption: Adoption, fields: Fields) -> None:
    """Replace the functions and the ratings, where they are given."""
    if "functions" in fields:
        _replace(
            adoption,
            AdoptionFunction,
            [AdoptionFunction(adoption=adoption, treatment_function=code) for code in fields["functions"]],
        )
    if "ratings" in fields:
        rated = fields["ratings"].items()
        rows = [
            Rating(adoption=adoption, domain=each, complexity=how, note=note) for each, (how, note) in rated
        ]
        _replace(adoption, Rating, rows)


def _replace(adoption: Adoption, model: type[Model], rows: list[Model]) -> None:
    model.objects.filter(adoption=adoption).delete()
    model.objects.bulk_create(rows)


def _add_event(adoption: Adoption, step: Step, by: User, *, number: int) -> None:
    StageEvent.objects.create(
        adoption=adoption,
        number=number,
        stage=step.stage,
        day=step.day,
        reasons=sorted(step.reasons),
        note=step.note,
        by=by,
    )
