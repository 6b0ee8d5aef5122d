"""The list of people that staff see, and what administrators reach from a person's page."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions.leads import appoint_lead
from accounts.models import Restriction, User
from metrics.models import Area
from tests.factories import administrator, member, moderator, person, signed_in, verified

pytestmark = pytest.mark.django_db
STATES = {
    "Suspended": lambda: restricted("suspension"),
    "Silenced": lambda: restricted("silence"),
    "Not verified": lambda: person(name="Sam Shaw"),
    "Closed": lambda: verified(name="Sam Shaw", is_active=False),
}


def restricted(kind: str) -> User:
    made = member(name="Sam Shaw")
    Restriction.objects.create(user=made, kind=kind, reason="Shouted.")
    return made


def row(page: str) -> str:
    """Return the heading of Sam Shaw's row."""
    return next(part for part in page.split("<h2")[1:] if "Sam Shaw" in part).split("</h2>")[0]


def found(by: User) -> str:
    return row(signed_in(by).get(reverse("people"), {"q": "Sam Shaw"}).content.decode())


@pytest.mark.parametrize("by", [administrator, moderator])
class TestTheList:
    def test_leads_to_a_persons_page_and_calls_nothing_amiss(self, by):
        one = member(name="Sam Shaw")

        heading = found(by())

        assert f'href="{reverse("person", args=[one.pk])}"' in heading
        assert not any(state in heading for state in STATES)

    @pytest.mark.parametrize("state", STATES)
    def test_says_what_keeps_somebody_from_taking_part(self, by, state):
        STATES[state]()

        heading = found(by())

        assert [each for each in STATES if each in heading] == [state]

    @pytest.mark.parametrize("state", STATES)
    def test_leads_to_no_page_that_is_not_there(self, by, state):
        one, reader = STATES[state](), by()

        answer = signed_in(reader).get(reverse("person", args=[one.pk]))

        assert ("href=" in found(reader)) is (answer.status_code == 200)

    def test_costs_the_same_with_one_and_with_ten(self, by):
        client = signed_in(by())
        STATES["Silenced"]()
        with_one = queries(client)

        for _ in range(3):
            for made in STATES.values():
                made()

        assert queries(client) == with_one <= 12


def test_an_administrator_is_no_unverified_person():
    administrator(name="Sam Shaw")

    assert "Not verified" not in found(moderator())


def queries(client) -> int:
    client.get(reverse("people"))
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("people")).status_code == 200
    return len(asked)


class TestAPersonsPage:
    MAKE, END = "Make them a lead of", "End that they lead"

    def page(self, one: User, by: User) -> str:
        return signed_in(by).get(reverse("person", args=[one.pk])).content.decode()

    def test_an_administrator_makes_somebody_a_lead_of_the_board_that_they_work_for(self):
        one, chief = member("03R"), administrator()
        page = self.page(one, chief)
        assert f'action="{reverse("area-lead", args=["QWO"])}"' in page
        assert self.MAKE in page

        signed_in(chief).post(reverse("area-lead", args=["QWO"]), {"person": one.pk, "change": "appoint"})

        assert one.is_lead
        page = self.page(one, chief)
        assert self.END in page
        assert self.MAKE not in page

    def test_somebody_made_a_lead_at_the_command_line_is_no_longer_one_by_the_same_button(self):
        one, chief = verified(), administrator()
        appoint_lead(user=one, area=Area.objects.get(code="QWO"))
        assert self.END in self.page(one, chief)

        signed_in(chief).post(reverse("area-lead", args=["QWO"]), {"person": one.pk, "change": "end"})

        assert not one.is_lead

    @pytest.mark.parametrize("by", [member, moderator])
    def test_nobody_else_is_offered_it(self, by):
        assert self.MAKE not in self.page(member("03R"), by())

    def test_it_is_offered_for_nobody_without_a_board(self):
        assert self.MAKE not in self.page(verified(), administrator())
