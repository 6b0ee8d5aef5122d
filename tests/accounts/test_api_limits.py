"""How often one may ask the API: counted apart by token, person and address, told in each answer."""

import socket

import pytest
from django.test import Client
from django.urls import reverse

from accounts.api.throttles import PerAsker
from config.cache import Dispensable, SharedFiles
from tests.accounts.test_tokens import made
from tests.factories import member, signed_in

pytestmark = [pytest.mark.django_db, pytest.mark.embedded]
RATES = {"visitor": "2/min", "person": "3/min", "token": "4/min"}


@pytest.fixture(autouse=True)
def counts(settings, monkeypatch, tmp_path) -> SharedFiles:
    """Counts of this test alone: others ask the API at the same time."""
    settings.API_RATES = RATES
    own = SharedFiles(str(tmp_path), {})
    monkeypatch.setattr(PerAsker, "cache", own)
    return own


def statuses(client: Client, times: int, name: str = "api-me", **more) -> list[int]:
    return [client.get(reverse(name), **more).status_code for _ in range(times)]


def test_each_asker_has_a_count_of_their_own():
    one = member()
    _, secret = made(one)
    bearer = {"headers": {"Authorization": f"Bearer {secret}"}}

    assert statuses(signed_in(one), 4) == [200] * 3 + [429]
    assert statuses(Client(), 5, **bearer) == [200] * 4 + [429]
    assert statuses(Client(), 3, "api-areas") == [200] * 2 + [429]
    assert statuses(signed_in(member("15F")), 1) == [200]
    assert statuses(Client(), 1, "api-areas", REMOTE_ADDR="192.0.2.7") == [200]


def test_an_address_cannot_be_made_up_to_be_counted_apart():
    client = Client()

    answers = [
        client.get(reverse("api-areas"), headers={"X-Forwarded-For": f"192.0.2.{number}"}).status_code
        for number in range(3)
    ]

    assert answers == [200, 200, 429]


def test_each_answer_says_how_often_one_may_still_ask():
    first, second, third = (Client().get(reverse("api-measures")) for _ in range(3))

    assert [answer["RateLimit-Limit"] for answer in (first, second, third)] == ["2"] * 3
    assert [answer["RateLimit-Remaining"] for answer in (first, second, third)] == ["1", "0", "0"]
    assert 0 < int(third["RateLimit-Reset"]) <= 60
    assert 0 < int(third["Retry-After"]) <= 60
    assert "Request was throttled" in third.json()["detail"]


def test_what_was_refused_counts_no_further(counts):
    statuses(Client(), 6, "api-areas")

    assert len(counts.get("api:visitor:127.0.0.1")) == 2


def test_where_nothing_can_be_counted_everybody_is_let_in(monkeypatch):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = free.getsockname()[1]
    # What does not answer is left alone for a while, by other tests too unless that is put back.
    monkeypatch.setattr(Dispensable, "_asked_again_at", 0.0)
    monkeypatch.setattr(PerAsker, "cache", Dispensable(f"redis://127.0.0.1:{nobody}/0", {}))

    assert statuses(Client(), 5, "api-areas") == [200] * 5


def test_a_token_is_counted_as_itself_where_everybody_may_read_too():
    _, secret = made(member())
    bearer = {"headers": {"Authorization": f"Bearer {secret}"}}

    assert statuses(Client(), 5, "api-areas", **bearer) == [200] * 4 + [429]
    assert statuses(Client(), 1, "api-areas") == [200]


def test_whoever_tries_tokens_is_stopped():
    bearer = {"headers": {"Authorization": "Bearer exm_guessed"}}

    assert statuses(Client(), 3, "api-areas", **bearer) == [401] * 2 + [429]


def test_what_one_may_not_do_is_counted_too():
    assert statuses(Client(), 3) == [401] * 2 + [429]


def test_pages_are_not_counted():
    assert statuses(Client(), 5, "api-docs") == [200] * 5
