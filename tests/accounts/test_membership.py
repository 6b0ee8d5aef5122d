"""Claiming to belong to an area: made, decided, ended; by whom, and what follows at once."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.actions.leads import appoint_lead
from accounts.actions.membership import (
    ClaimedAlready,
    NothingToEnd,
    NotToBeClaimed,
    NotWaiting,
    OwnClaim,
    approve_claim,
    claim_membership,
    end_membership,
    refuse_claim,
)
from accounts.models import Claim
from accounts.permissions import is_lead_of, is_member, may_decide_claim
from metrics.models import Area
from safety.models import AuditEntry
from tests.accounts.outbox import deliver
from tests.factories import administrator, member, moderator, person, verified

pytestmark = pytest.mark.django_db
A_DAY = datetime(2026, 5, 1, tzinfo=UTC)


def area(code: str = "03R") -> Area:
    return Area.objects.get(code=code)


def claim(user=None, code: str = "03R", **fields) -> Claim:
    return Claim.objects.create(user=user or verified(name="Sam Shaw"), area=area(code), **fields)


def lead(code: str = "QWO"):
    """Return a member of a board who leads it."""
    made = member(code, name="Lee Lead")
    appoint_lead(user=made, area=area(code))
    return made


def decide(client, asked: Claim, **fields):
    return client.post(reverse("claim", args=[asked.pk]), fields)


class TestStates:
    def test_a_claim_waits_until_it_is_approved_and_then_makes_a_member(self):
        asked = claim_membership(user=verified(), area=area(), note="I plan theatres.")
        assert asked.state == "pending"
        assert not is_member(asked.user)

        approve_claim(claim=asked, by=administrator())

        assert is_member(asked.user)

    def test_a_refused_claim_makes_no_member_and_may_be_made_again(self):
        asked = claim()

        refuse_claim(claim=asked, by=administrator(), reason="Nobody here knows you.")

        assert not is_member(asked.user)
        assert claim_membership(user=asked.user, area=area()).state == "pending"

    def test_a_membership_that_ended_ends_its_rights_at_once(self):
        one = member()
        assert is_member(one)

        end_membership(claim=one.claims.get(), by=administrator(), reason="Moved to another trust.")

        assert not is_member(one)
        assert one.claims.get().state == "ended"

    def test_somebody_whose_address_is_not_verified_is_no_member_though_approved(self):
        asked = claim(person())

        approve_claim(claim=asked, by=administrator())

        assert not is_member(asked.user)

    @pytest.mark.parametrize("state", ["approved", "refused", "ended"])
    def test_only_what_waits_is_decided(self, state):
        now = timezone.now()
        asked = claim(state=state, decided_at=now, ended_at=now if state == "ended" else None)

        for decision in (approve_claim, lambda **who: refuse_claim(**who, reason="No.")):
            with pytest.raises(NotWaiting, match=f"was {state} in the meantime"):
                decision(claim=asked, by=administrator())

    @pytest.mark.parametrize("state", ["refused", "ended"])
    def test_what_is_over_cannot_end(self, state):
        now = timezone.now()
        asked = claim(state=state, decided_at=now, ended_at=now if state == "ended" else None)

        with pytest.raises(NothingToEnd):
            end_membership(claim=asked, by=administrator())

    @pytest.mark.parametrize("state", ["pending", "approved"])
    def test_an_area_is_claimed_once_while_a_claim_is_open(self, state):
        asked = claim(state=state, decided_at=timezone.now() if state == "approved" else None)

        with pytest.raises(ClaimedAlready):
            claim_membership(user=asked.user, area=area())

    @pytest.mark.parametrize("code", ["ENGLAND", "Y63", "QNQ"])
    def test_only_boards_and_locations_of_today_are_claimed(self, code):
        with pytest.raises(NotToBeClaimed):
            claim_membership(user=verified(), area=area(code))

    @pytest.mark.parametrize(
        "fields",
        [
            {"state": "approved"},
            {"state": "refused"},
            {"state": "pending", "decided_at": A_DAY},
            {"state": "ended"},
            {"state": "approved", "decided_at": A_DAY, "ended_at": A_DAY},
        ],
        ids=str,
    )
    def test_the_database_refuses_states_that_contradict_their_dates(self, fields):
        with pytest.raises(IntegrityError), transaction.atomic():
            claim(**fields)


class TestWhoDecides:
    def test_nobody_decides_their_own_claim_administrators_neither(self):
        chief = administrator()
        asked = claim(chief)

        assert not may_decide_claim(chief, asked)
        with pytest.raises(OwnClaim):
            approve_claim(claim=asked, by=chief)
        with pytest.raises(IntegrityError), transaction.atomic():
            Claim.objects.update(state="approved", decided_at=timezone.now(), decided_by=chief)

    def test_a_lead_decides_for_the_board_and_its_locations(self, client):
        client.force_login(lead("QWO"))

        for code in ("QWO", "03R"):
            asked = claim(code=code)
            assert decide(client, asked, decision="approve").status_code == 302
            asked.refresh_from_db()
            assert asked.state == "approved"

    def test_to_a_lead_of_another_board_a_claim_is_not_there(self, client):
        client.force_login(lead("QKS"))
        asked = claim(code="03R")

        for answer in (
            client.get(reverse("claim", args=[asked.pk])),
            decide(client, asked, decision="approve"),
        ):
            assert answer.status_code == 404
        asked.refresh_from_db()
        assert asked.state == "pending"

    @pytest.mark.parametrize("who", [verified, member, moderator, person])
    def test_to_everybody_else_a_claim_is_not_there(self, client, who):
        client.force_login(who())
        asked = claim()

        assert decide(client, asked, decision="approve").status_code == 404
        assert client.get(reverse("claims")).status_code == 403
        assert client.get(reverse("area-people", args=["QWO"])).status_code == 403

    def test_a_lead_may_not_decide_their_own_claim(self, client):
        leader = lead("QWO")
        client.force_login(leader)
        asked = claim(leader, "03R")

        assert decide(client, asked, decision="approve").status_code == 403
        assert asked not in client.get(reverse("claims")).context["page"].object_list

    def test_a_moderator_claims_nothing(self, client):
        client.force_login(moderator())

        assert client.post(reverse("membership"), {"area": "03R"}).status_code == 403

    def test_a_lead_who_no_longer_belongs_leads_no_longer(self):
        leader = lead("QWO")

        end_membership(claim=leader.claims.get(), by=leader)

        assert not is_lead_of(leader, area("QWO"))

    def test_a_lead_who_still_belongs_to_a_location_of_the_board_goes_on_leading(self):
        leader = lead("QWO")
        also = claim(leader, "03R", state="approved", decided_at=timezone.now())

        end_membership(claim=also, by=leader)

        assert is_lead_of(leader, area("QWO"))

    @pytest.mark.parametrize(
        ("who", "words"),
        [
            (lead, "the claims to the boards that you lead"),
            (administrator, "you see the claims to all areas"),
        ],
    )
    def test_the_page_says_who_decides_and_where_ones_own_claim_is(self, client, who, words):
        client.force_login(who())

        page = client.get(reverse("claims")).content.decode()

        assert words in page
        assert "Nobody decides their own claim" in page
        assert reverse("membership") in page

    @pytest.mark.parametrize(
        ("state", "words"),
        [("approved", "It is decided already"), ("refused", "there is nothing to decide")],
    )
    def test_a_claim_that_is_decided_says_why_there_is_no_button(self, client, state, words):
        client.force_login(lead("QWO"))
        decided = claim(state=state, decided_at=timezone.now())

        page = client.get(reverse("claim", args=[decided.pk])).content.decode()

        assert words in page
        assert ">Decide</button>" not in page


class TestTelling:
    def test_leads_are_told_of_a_claim_and_the_person_of_the_decision(self):
        leader, sam = lead("QWO"), verified("sam@leeds.nhs.uk", name="Sam Shaw")
        deliver().clear()

        asked = claim_membership(user=sam, area=area())
        refuse_claim(claim=asked, by=leader, reason="Nobody in Wakefield knows you.")

        to_lead, to_sam = deliver()
        assert to_lead.to == [leader.email]
        assert f"/people/claims/{asked.pk}/" in to_lead.body
        assert to_sam.to == ["sam@leeds.nhs.uk"]
        assert "Nobody in Wakefield knows you." in to_sam.body

    def test_administrators_are_told_where_a_board_has_no_lead(self):
        chief = administrator()

        asked = claim_membership(user=verified(), area=area())

        assert chief.notices.get().address == reverse("claim", args=[asked.pk])

    def test_every_act_is_in_the_audit_log(self):
        chief = administrator()
        asked = claim_membership(user=verified(), area=area())
        approve_claim(claim=asked, by=chief)
        end_membership(claim=asked, by=chief, reason="Left.")

        acts = AuditEntry.objects.filter(about=f"claim:{asked.pk}").order_by("number")

        assert [*acts.values_list("act", "area")] == [
            ("claim membership", "03R"),
            ("claim approved", "03R"),
            ("end membership", "03R"),
        ]


class TestPages:
    def test_a_claim_is_made_on_the_page_and_its_state_is_shown(self, client):
        client.force_login(verified())

        answer = client.post(reverse("membership"), {"area": "03R", "note": "Theatres"}, follow=True)

        assert "You claimed to belong to Wakefield" in answer.content.decode()
        assert [one.state for one in answer.context["claims"]] == ["pending"]

    @pytest.mark.parametrize(
        ("fields", "words"),
        [
            ({"area": ""}, "Enter the area that you work for."),
            ({"area": "RXF"}, "None of the areas to choose from is called “RXF”. Enter its name or code."),
            ({"area": "Yorkshire"}, "“Yorkshire” may be"),
        ],
    )
    def test_a_claim_to_nothing_says_what_to_do(self, client, fields, words):
        client.force_login(verified())

        assert words in client.post(reverse("membership"), fields).content.decode()

    @pytest.mark.parametrize("typed", ["Wakefield (03R)", "wakefield", "03r"])
    def test_an_area_is_claimed_by_its_name_or_code(self, client, typed):
        someone = verified()
        client.force_login(someone)

        client.post(reverse("membership"), {"area": typed})

        assert someone.claims.get().area.code == "03R"

    def test_only_what_can_be_claimed_is_offered(self, client):
        client.force_login(verified())

        page = client.get(reverse("membership")).text

        assert '<option value="Wakefield (03R)">' in page
        assert "Yorkshire and the Humber" not in page.split("<datalist")[1]

    def test_a_refusal_needs_a_reason(self, client):
        client.force_login(administrator())

        answer = decide(client, claim(), decision="refuse")

        assert "Enter why you refuse it." in answer.content.decode()

    def test_a_claim_that_another_decided_meanwhile_says_so(self, client):
        client.force_login(administrator())
        asked = claim(state="approved", decided_at=timezone.now())

        assert (
            "This claim was approved in the meantime."
            in decide(client, asked, decision="approve").content.decode()
        )

    def test_one_takes_back_only_ones_own_claim(self, client):
        asked = claim()
        client.force_login(verified())
        assert client.post(reverse("membership-leave", args=[asked.pk])).status_code == 404

        client.force_login(asked.user)
        client.post(reverse("membership-leave", args=[asked.pk]))

        asked.refresh_from_db()
        assert asked.state == "ended"

    def test_a_lead_ends_a_membership_of_their_board_and_of_no_other(self, client):
        client.force_login(lead("QWO"))
        ours, other = member("03R").claims.get(), member("QKS").claims.get()

        assert client.post(reverse("membership-end", args=[other.pk]), {"reason": "Left."}).status_code == 404
        assert client.post(reverse("membership-end", args=[ours.pk]), {"reason": "Left."}).status_code == 302
        assert Claim.objects.get(pk=ours.pk).state == "ended"

    def test_an_administrator_makes_a_member_a_lead_and_ends_it(self, client):
        one = member("03R")
        client.force_login(administrator())
        button = reverse("area-lead", args=["QWO"])

        client.post(button, {"person": one.pk, "change": "appoint"})
        assert one.leads(area("QWO"))

        client.post(button, {"person": one.pk, "change": "end"})
        assert not one.leads(area("QWO"))

    @pytest.mark.parametrize("asked", ["", "x", "9" * 30, "²"])
    def test_somebody_who_is_nobody_is_made_no_lead(self, client, asked):
        client.force_login(administrator())

        assert client.post(reverse("area-lead", args=["QWO"]), {"person": asked}).status_code == 404

    def test_a_lead_finds_the_people_of_the_boards_they_lead_and_no_others(self, client):
        client.force_login(lead("QWO"))

        boards = client.get(reverse("claims")).context["boards"]

        assert [board.code for board in boards] == ["QWO"]

    def test_only_administrators_make_leads(self, client):
        one = member("03R")
        client.force_login(lead("QWO"))

        assert client.post(reverse("area-lead", args=["QWO"]), {"person": one.pk}).status_code == 403

    @pytest.mark.parametrize("address", ["/people/claims/", "/areas/QWO/people/", "/people/"])
    def test_a_longer_list_costs_no_more_queries(self, client, django_assert_max_num_queries, address):
        chief = administrator()
        client.force_login(chief)

        def queries() -> int:
            with django_assert_max_num_queries(12) as seen:
                client.get(address)
            return len(seen)

        claim(), member()
        client.get(address)
        few = queries()
        for _ in range(9):
            claim(), member()

        assert queries() == few
