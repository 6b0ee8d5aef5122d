"""What somebody who has just signed in is led to, and what every page tells them is new."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions.membership import claim_membership
from accounts.actions.telling import tell
from accounts.models import Claim, Restriction
from metrics.models import Area
from tests.factories import administrator, member, moderator, signed_in, verified

pytestmark = pytest.mark.django_db
HINT = "You have not said yet where you work"
PLACES = ["home", "profile"]


@pytest.mark.parametrize("place", PLACES)
class TestWhereOneWorks:
    def test_is_asked_of_a_newcomer_with_a_link_to_where_it_is_said(self, place):
        page = signed_in(verified()).get(reverse(place)).content.decode()

        assert HINT in page
        assert f'href="{reverse("membership")}#claim"' in page

    def test_is_asked_no_longer_once_it_is_said(self, place):
        one = verified()
        claim_membership(user=one, area=Area.objects.get(code="03R"), note="")

        assert HINT not in signed_in(one).get(reverse(place)).content.decode()

    def test_is_asked_again_when_a_claim_was_refused(self, place):
        one = verified()
        refused = {"state": Claim.State.REFUSED, "decided_at": timezone.now()}
        Claim.objects.create(user=one, area=Area.objects.get(code="03R"), **refused)

        assert HINT in signed_in(one).get(reverse(place)).content.decode()

    @pytest.mark.parametrize("who", [member, moderator, administrator])
    def test_is_not_asked_of_who_has_an_area_or_serves_all(self, place, who):
        assert HINT not in signed_in(who()).get(reverse(place)).content.decode()

    def test_is_not_asked_of_who_may_not_say_it_now(self, place):
        one = verified()
        Restriction.objects.create(user=one, kind=Restriction.Kind.SILENCE, reason="Shouted.")

        assert HINT not in signed_in(one).get(reverse(place)).content.decode()


def test_a_visitor_is_not_asked_where_they_work(client):
    assert HINT not in client.get(reverse("home")).content.decode()


class TestNewNotices:
    def test_are_counted_on_every_page_until_they_are_seen(self):
        one = member()
        tell(one, "A first thing", "It happened.")
        tell(one, "A second thing", "It happened too.")
        tell(member(), "Of somebody else", "It is theirs.")
        client = signed_in(one)

        assert "Notifications (2 new)</a>" in client.get(reverse("areas")).content.decode()
        client.get(reverse("notifications"))
        assert ">Notifications</a>" in client.get(reverse("areas")).content.decode()

    @pytest.mark.parametrize("place", ["areas", "your-account", "notifications"])
    @pytest.mark.parametrize("told", [0, 1, 10])
    def test_cost_one_count_a_page_however_many_there_are(self, place, told):
        one = member()
        for number in range(told):
            tell(one, f"Thing {number}", "It happened.")
        client = signed_in(one)

        assert len(counts(client, place)) == 1

    def test_cost_a_visitor_nothing(self, client):
        assert counts(client, "areas") == []

    def test_are_counted_by_an_index(self):
        one = member()
        plan = one.notices.filter(read_at__isnull=True).explain()

        assert "notice_by_person" in plan or connection.vendor != "sqlite"


def counts(client, place: str) -> list[str]:
    """Return the queries of a page that count a person's new notices."""
    with CaptureQueriesContext(
        connection,
    ) as asked:
        client.get(reverse(place))
    told = [query["sql"] for query in asked if '"accounts_notice"' in query["sql"]]
    return [sql for sql in told if 'COUNT("accounts_notice"."id")' in sql and '"read_at" IS NULL' in sql]
