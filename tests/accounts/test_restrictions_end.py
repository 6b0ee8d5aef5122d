"""Silences and suspensions end by themselves, and whom they held is told so, once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.actions.restricting import lift, restrict, tell_of_ends
from accounts.models import Notice, Restriction
from accounts.permissions import is_silenced, is_suspended
from accounts.tasks import tell_of_ends as by_the_clock
from tests.accounts.outbox import deliver
from tests.factories import administrator, member

pytestmark = pytest.mark.django_db
WEEK = timedelta(days=7)


@pytest.fixture(autouse=True)
def stopped(time_machine):
    time_machine.move_to(timezone.now(), tick=False)


def restricted(kind: str = "silence", **fields) -> Restriction:
    asked = {
        "user": member(),
        "by": administrator(),
        "reason": "Rude",
        "until": timezone.now() + WEEK,
    } | fields
    return restrict(kind=Restriction.Kind(kind), **asked)


def told(restriction: Restriction) -> list[str]:
    return list(
        Notice.objects.filter(user=restriction.user, subject__endswith="has ended").values_list(
            "text", flat=True
        )
    )


@pytest.mark.parametrize(
    ("kind", "again"), [("silence", "You can write again."), ("suspension", "You can sign in again.")]
)
def test_a_restriction_that_ends_by_itself_is_told_by_mail_once(kind, again, time_machine):
    made = restricted(kind)
    assert tell_of_ends() == 0

    time_machine.shift(WEEK)
    by_the_clock()
    by_the_clock()

    assert not is_silenced(made.user)
    assert not is_suspended(made.user)
    (text,) = told(made)
    assert text.endswith(again)
    assert [letter.to for letter in deliver() if letter.subject == f"The {kind} has ended"] == [
        [made.user.email]
    ]


def test_nobody_is_told_that_they_may_write_who_still_may_not(time_machine):
    silence = restricted()
    restrict(
        user=silence.user, kind=Restriction.Kind.SUSPENSION, by=administrator(), reason="Rude", until=None
    )

    time_machine.shift(WEEK)
    tell_of_ends()

    assert [text for text in told(silence) if "You can write again" in text] == []
    assert len(told(silence)) == 1


def test_what_was_lifted_ends_once(time_machine):
    made = restricted()
    lift(restriction=made, by=administrator(), reason="A mistake")

    time_machine.shift(WEEK)

    assert tell_of_ends() == 0
    assert len(told(made)) == 1


def test_what_has_no_end_is_not_said_to_have_ended(time_machine):
    made = restricted(until=None)

    time_machine.shift(WEEK * 100)

    assert tell_of_ends() == 0
    assert is_silenced(made.user)
