"""What a page looks up once of who reads it says the same as the conditions that are asked with rows."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Claim, Lead, Restriction, User
from accounts.models.readers import is_member, is_one_of, members
from accounts.models.standing import standing_of
from accounts.permissions import look_up_once
from forum.models.categories import areas_of
from metrics.models import Area
from tests.factories import administrator, member, moderator, person, verified

pytestmark = pytest.mark.django_db


def area(code: str = "QWO") -> Area:
    return Area.objects.get(code=code)


def ended() -> User:
    made = member()
    Claim.objects.filter(user=made).update(state=Claim.State.ENDED, ended_at=timezone.now())
    return made


def lead() -> User:
    made = verified()
    Lead.objects.create(user=made, area=area())
    return made


def former_lead() -> User:
    made = verified()
    Lead.objects.create(user=made, area=area(), ended_at=timezone.now())
    return made


def kept(kind: str, **fields) -> User:
    made = member()
    Restriction.objects.create(user=made, kind=kind, reason="Too fast.", **fields)
    return made


def unverified() -> User:
    made = member()
    made.emailaddress_set.update(verified=False)
    return made


def closed() -> User:
    made = member()
    User.objects.filter(pk=made.pk).update(is_active=False, closed_at=timezone.now(), name="")
    made.refresh_from_db()
    return made


PEOPLE = {
    "member of a location": member,
    "member of a board": lambda: member("QWO"),
    "verified": verified,
    "unverified": person,
    "with an address that is no longer theirs": unverified,
    "former member": ended,
    "lead": lead,
    "former lead": former_lead,
    "moderator": moderator,
    "administrator": administrator,
    "closed": closed,
    "silenced": lambda: kept("silence"),
    "suspended": lambda: kept("suspension"),
    "suspended until yesterday": lambda: kept(
        "suspension",
        starts=timezone.now() - timedelta(days=2),
        until=timezone.now() - timedelta(days=1),
    ),
}


@pytest.mark.parametrize("who", PEOPLE)
def test_standing_says_what_rows_are_asked(who):
    someone = PEOPLE[who]()
    standing = standing_of(someone)
    assert standing.is_member == User.objects.filter(is_one_of(someone, members())).exists()
    assert standing.areas == set(Area.objects.filter(areas_of(someone)).values_list("pk", flat=True))
    assert standing.kept_from == set(someone.restrictions.in_force().values_list("kind", flat=True))


@pytest.mark.parametrize("who", PEOPLE)
def test_the_condition_is_the_same_before_and_after_it_was_looked_up(who):
    someone = PEOPLE[who]()
    before = User.objects.filter(is_member(someone)).exists()
    look_up_once(someone)
    assert User.objects.filter(is_member(someone)).exists() == before


def test_standing_costs_one_query_and_is_looked_up_once(django_assert_num_queries):
    someone = member()
    with django_assert_num_queries(1):
        look_up_once(someone)
        look_up_once(someone)
