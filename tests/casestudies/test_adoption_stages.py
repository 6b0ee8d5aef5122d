"""From which stage an area may come to which, on which day, and why."""

from contextlib import suppress
from datetime import date

import pytest
import time_machine
from django.db import IntegrityError, transaction

from casestudies.actions.adoption.recording import come_to
from casestudies.actions.adoption.refusals import (
    AdoptionRefused,
    ChangedMeanwhile,
    NeedsReason,
    NoSuchStep,
    WrongDay,
)
from casestudies.models import StageEvent
from casestudies.models.steps import Step, that_hold
from casestudies.models.vocabulary import Stage
from safety.models import AuditEntry
from tests.casestudies.adopting import lead, recorded, step
from tests.factories import adoption

pytestmark = pytest.mark.django_db
MARCH, MAY, JUNE = date(2025, 3, 1), date(2025, 5, 1), date(2025, 6, 1)
WAY = "considering planned piloting adopted scaled sustained"
# From each stage (the rows) to which one may come, written down by hand.
MAY_COME_TO = {
    "considering": f"{WAY} paused declined",
    "planned": f"{WAY} paused stopped declined",
    "piloting": f"{WAY} paused stopped declined",
    "adopted": f"{WAY} paused stopped",
    "scaled": f"{WAY} paused stopped",
    "sustained": f"{WAY} paused stopped",
    "paused": f"{WAY} paused stopped declined",
    "stopped": f"{WAY} stopped",
    "declined": f"{WAY} declined",
}


def test_every_stage_is_in_the_table():
    assert list(MAY_COME_TO) == Stage.values


@pytest.mark.parametrize("after", Stage.values)
@pytest.mark.parametrize("before", Stage.values)
def test_from_each_stage_to_each(before, after):
    by = lead()
    record = recorded(by, first=step(before, MARCH))

    with suppress(NoSuchStep):
        come_to(adoption=record, version=1, step=step(after, MAY), by=by)

    record.refresh_from_db()
    may = after in MAY_COME_TO[before].split()
    assert (record.stage, record.since, record.version) == ((after, MAY, 2) if may else (before, MARCH, 1))
    assert [event.stage for event in record.events.all()] == ([before, after] if may else [before])
    assert record.versions.count() == record.version


@pytest.mark.parametrize("stage", ["stopped", "declined"])
def test_what_ends_says_why(stage):
    by = lead()
    record = recorded(by)
    with pytest.raises(NeedsReason):
        come_to(adoption=record, version=1, step=Step(stage, MAY), by=by)
    come_to(adoption=record, version=1, step=Step(stage, MAY, ("staff", "supplier")), by=by)

    assert record.events.last().reasons == ["staff", "supplier"]
    assert record.events.last().by == by


def test_the_database_keeps_that_what_ends_says_why():
    record = adoption()
    with pytest.raises(IntegrityError), transaction.atomic():
        StageEvent.objects.create(adoption=record, number=2, stage="stopped", day=MAY, reasons=[])


def test_what_cannot_follow_is_said_in_words():
    by = lead()
    record = recorded(by, first=step("declined", MARCH))
    with pytest.raises(NoSuchStep, match="What is declined cannot become stopped"):
        come_to(adoption=record, version=1, step=step("stopped", MAY), by=by)


def test_the_same_step_again_changes_nothing():
    by = lead()
    record = recorded(by)
    for _ in range(2):
        record = come_to(adoption=record, version=1, step=step("adopted", MAY, note="All sites"), by=by)

    assert (record.version, record.events.count(), record.versions.count()) == (2, 2, 2)
    assert AuditEntry.objects.filter(act="record stage").count() == 1


@pytest.mark.parametrize(
    ("stage", "day", "said"),
    [
        ("adopted", date(2025, 2, 28), "It was piloting from 1 March 2025 on"),
        ("adopted", date(2027, 1, 1), "in the future"),
        ("piloting", date(2027, 1, 1), "in the future"),
    ],
)
@time_machine.travel("2026-06-01")
def test_a_stage_is_come_to_after_the_one_before_and_not_in_the_future(stage, day, said):
    by = lead()
    record = recorded(by)
    with pytest.raises(WrongDay, match=said):
        come_to(adoption=record, version=1, step=step(stage, day), by=by)


def test_a_wrong_day_is_put_right_and_what_was_said_before_is_kept():
    by = lead()
    record = recorded(by, first=step("planned", MARCH))
    record = come_to(adoption=record, version=1, step=step("adopted", JUNE), by=by)
    record = come_to(adoption=record, version=2, step=step("adopted", MAY, note="It was May"), by=by)

    assert (record.stage, record.since) == ("adopted", MAY)
    assert record.events.count() == 3
    assert [(event.stage, event.day) for event in that_hold(record.events.all())] == [
        ("planned", MARCH),
        ("adopted", MAY),
    ]
    with pytest.raises(WrongDay, match="planned from 1 March 2025"):
        come_to(adoption=record, version=3, step=step("adopted", date(2025, 2, 1)), by=by)


def test_the_first_day_may_be_put_right_to_any():
    by = lead()
    record = recorded(by)

    assert come_to(adoption=record, version=1, step=step("piloting", date(2024, 1, 1)), by=by).since == date(
        2024, 1, 1
    )


def test_who_read_an_older_version_is_told():
    first, second = lead(), lead()
    record = recorded(first)
    come_to(adoption=record, version=1, step=step("adopted", MAY), by=first)

    with pytest.raises(ChangedMeanwhile) as refused:
        come_to(adoption=record, version=1, step=step("paused", MAY), by=second)

    assert refused.value.adoption.stage == "adopted"


@pytest.mark.parametrize("state", ["hidden", "removed", "erased"])
def test_what_moderators_hid_is_not_changed(state):
    record = adoption(state=state)
    with pytest.raises(AdoptionRefused, match="hidden"):
        come_to(adoption=record, version=1, step=step("sustained", JUNE), by=lead())
