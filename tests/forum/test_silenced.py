"""What somebody silenced is told where others write."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.restricting import restrict
from accounts.models import Restriction, User
from tests.factories import member, moderator, signed_in, thread

pytestmark = pytest.mark.django_db
UNTIL_WHEN_AND_WHY = "You can read but not write until"


@pytest.fixture
def silenced() -> User:
    person, until = member(), timezone.now() + timedelta(days=3)
    restrict(
        user=person, kind=Restriction.Kind.SILENCE, by=moderator(), reason="It was advertising.", until=until
    )
    return person


def test_the_forum_says_until_when_and_why_in_place_of_what_leads_nowhere(silenced):
    client = signed_in(silenced)

    for address in ("/forum/", thread().get_absolute_url()):
        page = client.get(address).text
        assert UNTIL_WHEN_AND_WHY in page
        assert "It was advertising." in page
        assert "/moderation/mine/" in page
        assert "Start a thread" not in page


def test_others_are_told_nothing_of_the_kind():
    client = signed_in(member())

    for address in ("/forum/", thread(is_locked=True).get_absolute_url()):
        assert UNTIL_WHEN_AND_WHY not in client.get(address).text
