"""Two leads at once, each in a connection of their own: one of them is first, the other is told."""

import pytest

from casestudies.actions.adoption.proposals import DecidedAlready, propose, refuse
from casestudies.actions.adoption.recording import add, change, come_to
from casestudies.actions.adoption.refusals import ChangedMeanwhile, RecordedAlready
from casestudies.actions.adoption.sheets import Cell, fill_in
from casestudies.models import Adoption
from safety.models import AuditEntry
from tests.at_once import at_once
from tests.casestudies.adopting import BOARD, area, lead, recorded, step
from tests.factories import MAY, member, technology

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.embedded]


def test_one_of_two_who_change_a_record_at_once_changes_it():
    record, people = recorded(lead()), [lead(), lead()]

    answers = at_once(
        *(
            lambda by=by: change(adoption=record, version=1, fields={"scope": f"As {by.pk} says"}, by=by)
            for by in people
        )
    )

    assert len([one for one in answers if isinstance(one, ChangedMeanwhile)]) == 1, answers
    record.refresh_from_db()
    assert (record.version, record.versions.count()) == (2, 2)
    assert AuditEntry.objects.filter(act="change adoption").count() == 1


def test_one_of_two_who_record_a_stage_at_once_records_it():
    record, people = recorded(lead()), [lead(), lead()]

    answers = at_once(
        *(
            lambda by=by, stage=stage: come_to(adoption=record, version=1, step=step(stage, MAY), by=by)
            for by, stage in zip(people, ("adopted", "paused"), strict=True)
        )
    )

    assert len([one for one in answers if isinstance(one, ChangedMeanwhile)]) == 1, answers
    assert [event.number for event in record.events.all()] == [1, 2]


def test_two_who_begin_the_same_record_at_once_make_one():
    of, place, people = technology(), area(), [lead(), lead()]

    answers = at_once(
        *(
            lambda by=by, stage=stage: add(area=place, technology=of, step=step(stage), fields={}, by=by)
            for by, stage in zip(people, ("planned", "piloting"), strict=True)
        )
    )

    assert len([one for one in answers if isinstance(one, RecordedAlready)]) == 1, answers
    assert Adoption.objects.get().versions.count() == 1


def test_two_who_fill_in_the_same_cell_at_once_lose_nothing():
    of, place, board, people = technology(), area(), area(BOARD), [lead(), lead()]

    answers = at_once(
        *(
            lambda by=by, stage=stage: fill_in(board=board, cells=[Cell(place, of, step(stage), 0)], by=by)
            for by, stage in zip(people, ("planned", "piloting"), strict=True)
        )
    )

    assert sorted(done.made for done, _ in answers) == [0, 1]
    assert sorted(len(conflicts) for _, conflicts in answers) == [0, 1]
    assert Adoption.objects.get().events.count() == 1


def test_one_of_two_who_decide_a_proposal_at_once_decides_it():
    proposal = propose(area=area(), technology=technology(), setting="", sent={}, by=member())
    people = [lead(), lead()]

    answers = at_once(*(lambda by=by: refuse(proposal=proposal, reason="Not so", by=by) for by in people))

    assert len([one for one in answers if isinstance(one, DecidedAlready)]) == 1, answers
    assert AuditEntry.objects.filter(act="refuse proposal").count() == 1
