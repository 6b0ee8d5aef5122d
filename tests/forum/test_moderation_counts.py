"""What moderation did, quarter by quarter, as anybody reads it."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum.actions.moderation import content, people
from forum.actions.moderation.appealing import answer, appeal
from forum.models import Reason, ReviewEvent, ReviewItem
from forum.presenters.moderation.counts import CALLED, csv_of
from forum.queries.counts import COUNT_OF, COUNTED, quarters
from tests.factories import administrator, member, moderator, post, thread
from tests.forum.reviewed import WHY, latest, reported, waiting

pytestmark = pytest.mark.django_db
PAGE, FILE = "/moderation/counts/", "/moderation/counts.csv"


def at(*moment: int) -> datetime:
    return datetime(*moment, tzinfo=UTC)


@pytest.fixture
def half_a_year(time_machine):
    """Something in the last quarter of 2025, nothing in the first of 2026, and something in the second."""
    time_machine.move_to(at(2025, 11, 3, 9), tick=False)
    held, spam, patient = waiting(), reported(), reported(reason=Reason.PATIENT)
    time_machine.shift(timedelta(hours=2))
    content.keep(**latest(held), by=moderator(), why=WHY)
    time_machine.shift(timedelta(hours=2))
    decision = content.hide(**latest(spam), by=moderator(), why=WHY)
    content.keep(**latest(patient), by=moderator(), why=WHY)
    time_machine.move_to(at(2026, 4, 1, 9), tick=False)
    made = appeal(decision=decision, by=decision.about, words="No.")
    version = ReviewItem.objects.get(pk=spam.pk).version
    answer(appeal=made, by=moderator(), version=version, is_upheld=True, words="You are right.")
    people.silence(**latest(reported()), by=administrator(), why=WHY, until=None)


def test_every_count_is_named_once():
    assert [name for part in CALLED.values() for name in part] == list(COUNTED)


def test_every_act_that_a_decision_can_be_is_counted():
    apart = {
        "reported",
        "opened",
        "overridden",
        "proposed",
        "spared",
        "silenced",
        "suspended",
        "escalated",
        "taken back",
    }
    assert set(ReviewEvent.Act.values) - set(COUNT_OF) - apart == set()


def test_quarters_are_counted_from_the_record(half_a_year):
    first, between, last = quarters()

    told = {name: count for name, count in first.counts.items() if count}
    assert told == {
        "reported": 2,
        "held": 1,
        "hidden_at_once": 1,
        "approved": 1,
        "shown_again": 1,
        "hidden": 1,
    }
    assert first.median == timedelta(hours=4)
    assert (set(between.counts.values()), between.median) == ({0}, None)
    told = {name: count for name, count in last.counts.items() if count}
    assert told == {"reported": 1, "silenced": 1, "appeals_made": 1, "appeals_upheld": 1}
    assert [one.start.isoformat() for one in (first, between, last)] == [
        "2025-10-01",
        "2026-01-01",
        "2026-04-01",
    ]


def test_a_quarter_begins_at_midnight_here(time_machine):
    time_machine.move_to(at(2026, 6, 30, 22, 59), tick=False)
    reported()
    time_machine.move_to(at(2026, 6, 30, 23, 1), tick=False)  # the first of July, in summer time
    reported()

    assert [one.counts["reported"] for one in quarters()] == [1, 1]


def test_anybody_reads_the_counts_and_takes_them_along(client, half_a_year):
    page = client.get(PAGE).content.decode()
    assert "October to December 2025" in page
    assert "April to June 2026 (so far)" in page
    assert "Upheld: the decision was overturned" in page
    assert "4 hours" in page

    answered = client.get(FILE)

    assert answered.headers["Content-Type"] == "text/csv; charset=utf-8"
    rows = list(csv.DictReader(answered.content.decode().splitlines()))
    assert [row["quarter"] for row in rows] == ["2025-Q4", "2026-Q1", "2026-Q2"]
    assert [row["median_hours"] for row in rows] == ["4.0", "", "0.0"]
    assert [row["appeals_upheld"] for row in rows] == ["0", "0", "1"]


def test_no_name_and_no_words_are_in_the_counts(client):
    item = reported(post=post(thread(), member(name="Ada Author")), by=member(name="Flo Flagger"))
    content.hide(**latest(item), by=moderator(name="Mo Moderator"), why=WHY)

    told = client.get(PAGE).content.decode() + client.get(FILE).content.decode()

    for words in ("Ada", "Flo", "Mo Moderator", "Please keep to theatres."):
        assert words not in told


def test_before_anything_happened_there_is_this_quarter(client):
    assert len(quarters()) == 1
    assert client.get(PAGE).status_code == 200


def test_many_quarters_cost_as_many_queries_as_one(time_machine):
    def queries() -> int:
        with CaptureQueriesContext(connection) as made:
            csv_of(quarters())
        return len(made)

    time_machine.move_to(at(2024, 1, 3), tick=False)
    waiting()
    with_one = queries()
    for _ in range(9):
        time_machine.shift(timedelta(days=80))
        content.keep(**latest(waiting()), by=moderator(), why=WHY)

    assert queries() == with_one == 5
