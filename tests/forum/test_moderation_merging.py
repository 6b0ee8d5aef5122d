"""The thread that takes another's posts is found by words of its title, not by its number."""

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from forum.actions.moderation import merging
from forum.models import Merge, ReviewItem
from forum.models.reasons import FITTING
from metrics.models import Area
from tests.factories import moderator, signed_in, thread
from tests.forum.reviewed import WHY, latest, thread_reported

pytestmark = pytest.mark.django_db
LABELS = re.compile(r"nhsuk-radios__label\" for=\"[^\"]+\">([^<]+) \(")


@pytest.fixture
def item() -> ReviewItem:
    return thread_reported(title="Late starts")


@pytest.fixture
def client() -> Client:
    return signed_in(moderator())


def page(item: ReviewItem, words: str = "") -> str:
    return reverse("moderation-decide", args=[item.pk, "merge"]) + (f"?title={words}" if words else "")


def listed(client: Client, address: str) -> list[str]:
    return LABELS.findall(client.get(address).content.decode())


def sent(item: ReviewItem, **more) -> dict:
    return {"version": latest(item)["version"], "reason": FITTING["merge"][0]} | more


def test_threads_are_found_by_words_of_their_titles_in_any_order(client, item):
    for title in ("Theatre start times", "Starting theatres early", "Clinic letters"):
        thread(title=title)

    assert sorted(listed(client, page(item, "START+theatre"))) == [
        "Starting theatres early",
        "Theatre start times",
    ]
    assert listed(client, page(item, "letters")) == ["Clinic letters"]


def test_without_words_the_liveliest_are_listed_and_never_the_thread_itself_nor_one_merged_away(client, item):
    gone, other = thread_reported(title="Gone"), thread(title="Theatre start times")
    merging.merge(**latest(gone), by=moderator(), why=WHY, into=other)

    assert listed(client, page(item)) == ["Theatre start times"]


def test_what_is_not_found_is_said(client, item):
    assert "No other thread has these words in its title." in client.get(page(item, "zebra")).content.decode()


def test_the_thread_that_was_chosen_takes_the_posts(client, item):
    other = thread(title="Theatre start times", area=Area.objects.get(code="03R"))
    assert "Theatre start times (" in client.get(page(item, "theatre")).content.decode()

    assert client.post(page(item, "theatre"), sent(item, into=other.pk)).status_code == 302

    assert Merge.objects.get().into == other


@pytest.mark.parametrize(
    ("into", "said"),
    [
        ("", "Choose the other thread."),
        ("999999999", "That thread is no longer there."),
        ("Theatre start times", "That thread is no longer there."),
        ("itself", "That thread is no longer there."),
    ],
)
def test_no_choice_and_no_other_thread_are_refused_with_the_search_kept(client, item, into, said):
    thread(title="Theatre start times")
    into = item.thread_id if into == "itself" else into

    answered = client.post(page(item, "theatre"), sent(item, into=into)).content.decode()

    assert said in answered
    assert LABELS.findall(answered) == ["Theatre start times"]
    assert not Merge.objects.exists()


def test_a_list_of_ten_costs_what_one_costs(client, item):
    client.get(page(item))
    asked = []
    for count in (1, 9):
        for _ in range(count):
            thread(area=Area.objects.get(code="03R"))
        with CaptureQueriesContext(connection) as queries:
            client.get(page(item))
        asked.append(len(queries))

    assert asked[0] == asked[1] <= 12
