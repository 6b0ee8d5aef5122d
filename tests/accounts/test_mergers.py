"""Members and leads of boards that ended go on in what took over, where that is one."""

from datetime import date

import pytest
import time_machine

from accounts.actions.leads import appoint_lead
from accounts.actions.mergers import follow_mergers
from accounts.models import Claim, Lead, User
from accounts.permissions import is_lead_of, is_member
from accounts.queries import successor_of
from accounts.tasks import follow_mergers as follow_mergers_daily
from metrics.models import Area, Succession
from safety.models import AuditEntry
from tests.factories import administrator, member, verified

pytestmark = pytest.mark.django_db
# On 1 April 2026 Frimley (QNQ) was split between three boards, and Surrey Heartlands (QXU) went into one.
BEFORE, AFTER = "2026-03-31T12:00:00+00:00", "2026-04-01T12:00:00+00:00"
SPLIT, MERGED, SUCCESSOR = "QNQ", "QXU", "S9B9J"


def area(code: str) -> Area:
    return Area.objects.get(code=code)


def areas_of(user: User) -> dict[str, str]:
    """Return the areas of a person's open claims, and how each stands."""
    return dict(Claim.objects.open().filter(user=user).values_list("area__code", "state"))


def told(user: User) -> list[str]:
    return list(user.notices.order_by("pk").values_list("subject", flat=True))


def test_a_member_of_a_merged_board_is_a_member_of_its_successor():
    ann = member(MERGED, name="Ann Able")
    with time_machine.travel(AFTER):
        assert follow_mergers() == 1
        assert areas_of(ann) == {SUCCESSOR: "approved"}
        assert is_member(ann)
    assert told(ann) == [f"You are now a member of {area(SUCCESSOR)}"]
    old = Claim.objects.get(user=ann, area=area(MERGED))
    assert (old.state, old.ended_by) == ("ended", None)
    entry = AuditEntry.objects.get()
    assert (entry.act, entry.by, entry.area) == ("carry membership over", None, SUCCESSOR)


def test_on_its_last_day_a_board_has_its_members_still():
    ann = member(MERGED)
    with time_machine.travel(BEFORE):
        assert follow_mergers() == 0
    assert areas_of(ann) == {MERGED: "approved"}


def test_doing_it_again_changes_nothing():
    ann = member(MERGED)
    with time_machine.travel(AFTER):
        follow_mergers()
        follow_mergers_daily()
        assert follow_mergers() == 0
    assert areas_of(ann) == {SUCCESSOR: "approved"}
    assert len(told(ann)) == 1


def test_a_member_of_a_board_that_was_split_is_asked_to_choose():
    ann = member(SPLIT)
    with time_machine.travel(AFTER):
        follow_mergers()
        assert areas_of(ann) == {}
        assert not is_member(ann)
    assert told(ann) == [f"{area(SPLIT)} has ended: claim your area anew"]
    text = ann.notices.get().text
    assert all(area(code).short_name in text for code in ("S0E4D", "S9B9J", "QRL"))
    assert AuditEntry.objects.get().act == "end membership"


def test_a_location_that_was_split_is_chosen_anew_as_well():
    ann = member("D4U1Y")
    with time_machine.travel(AFTER):
        follow_mergers()
    assert areas_of(ann) == {}


def test_a_claim_that_waits_waits_on_at_the_successor():
    ann = verified()
    Claim.objects.create(user=ann, area=area(MERGED), note="Planning")
    with time_machine.travel(AFTER):
        follow_mergers()
    moved = Claim.objects.open().get(user=ann)
    assert (moved.area.code, moved.state, moved.note) == (SUCCESSOR, "pending", "Planning")
    assert told(ann) == [f"Your claim is now to {area(SUCCESSOR)}"]


@pytest.mark.parametrize(("there", "after"), [("pending", "approved"), ("approved", "approved")])
def test_whoever_claimed_the_successor_already_has_one_claim_to_it(there: str, after: str):
    ann = member(MERGED)
    decided = {"decided_at": ann.date_joined} if there == "approved" else {}
    Claim.objects.create(user=ann, area=area(SUCCESSOR), state=there, **decided)
    with time_machine.travel(AFTER):
        follow_mergers()
    assert areas_of(ann) == {SUCCESSOR: after}


def test_members_of_two_boards_that_became_one_belong_to_it_once():
    ann = member(MERGED)
    Claim.objects.create(user=ann, area=area("QNX"), state="approved", decided_at=ann.date_joined)
    with time_machine.travel(AFTER):
        assert follow_mergers() == 2
    assert areas_of(ann) == {SUCCESSOR: "approved"}


def test_a_lead_of_a_merged_board_leads_its_successor():
    lee, by = member(MERGED), administrator()
    with time_machine.travel(BEFORE):
        Lead.objects.create(user=lee, area=area(MERGED), appointed_by=by)
    with time_machine.travel(AFTER):
        follow_mergers()
        assert is_lead_of(lee, area(SUCCESSOR))
        assert not is_lead_of(lee, area(MERGED))
    assert Lead.objects.holding().get().appointed_by == by
    assert f"You lead {area(SUCCESSOR)}" in told(lee)
    assert "carry lead over" in AuditEntry.objects.values_list("act", flat=True)


def test_a_lead_of_a_board_that_was_split_leads_none():
    lee = member(SPLIT)
    Lead.objects.create(user=lee, area=area(SPLIT))
    with time_machine.travel(AFTER):
        follow_mergers()
        assert not lee.is_lead
    assert f"You no longer lead {area(SPLIT)}" in told(lee)


def test_whoever_leads_the_successor_already_leads_it_once():
    lee = member(SUCCESSOR)
    with time_machine.travel(AFTER):
        appoint_lead(user=lee, area=area(SUCCESSOR))
    Lead.objects.create(user=lee, area=area(MERGED))
    with time_machine.travel(AFTER):
        follow_mergers()
    assert Lead.objects.holding().get(user=lee).area == area(SUCCESSOR)


def test_a_successor_that_has_ended_itself_is_followed_on():
    Area.objects.filter(code=SUCCESSOR).update(closed=date(2028, 3, 31))
    further = Area.objects.create(
        code="ZZZ", kind="icb", name="Further ICB", short_name="Further", opened=date(2028, 4, 1)
    )
    Succession.objects.create(
        predecessor=area(SUCCESSOR), successor=further, date=date(2028, 4, 1), kind="merger"
    )
    with time_machine.travel("2028-04-02"):
        assert successor_of(area(MERGED)) == further
    with time_machine.travel(AFTER):
        assert successor_of(area(MERGED)) == area(SUCCESSOR)


def test_tables_that_go_round_in_circles_end():
    Area.objects.filter(code=SUCCESSOR).update(closed=date(2026, 4, 1))
    Succession.objects.create(
        predecessor=area(SUCCESSOR), successor=area(MERGED), date=date(2026, 4, 1), kind="merger"
    )
    with time_machine.travel("2026-05-01"):
        assert successor_of(area(MERGED)) is None


def test_no_member_of_any_board_is_lost_without_a_word():
    people = {code: member(code) for code in Area.objects.filter(kind="icb").values_list("code", flat=True)}
    with time_machine.travel(AFTER):
        follow_mergers()
        for code, person in people.items():
            here = areas_of(person)
            assert here or told(person), code
            assert not Area.objects.filter(code__in=here, closed__lt=date(2026, 4, 1)).exists()
