"""A second letter with a link within three minutes: none is sent, and the page says so, of whomever it is asked."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress
from django.test import Client
from django.utils import timezone

from tests.accounts.outbox import deliver, last_link
from tests.accounts.test_links import heading, link_to
from tests.accounts.test_sign_up import PASSWORD, SOMEONE, main, sign_in, sign_up, unverified
from tests.factories import verified

pytestmark = pytest.mark.django_db
SENT, WAIT = "Check your email", "Wait before you ask again"
ADDRESS = "/accounts/address/"
TOO_SOON = "No email was sent just now"


def followed(client: Client, answer):
    return client.get(answer.url)


def test_who_signs_in_before_the_address_is_verified_is_told_to_wait_and_then_gets_another_letter(client):
    with time_machine.travel(timezone.now(), tick=False) as now:
        assert heading(followed(client, sign_up(client))) == SENT
        client.logout()

        page = followed(client, sign_in(client))
        assert heading(page) == WAIT
        assert "one went to this address a short while ago" in page.text
        assert heading(client.get("/accounts/sign-up/sent/")) == WAIT, "also when the page is loaded anew"
        assert len(deliver()) == 1

        now.shift(timedelta(minutes=3, seconds=1))
        client.logout()
        assert heading(followed(client, sign_in(client))) == SENT
        assert len(deliver()) == 2


def test_who_asks_twice_is_told_the_same_whether_there_is_an_account_or_not():
    verified("member@nhs.net")

    def asked_twice(email: str) -> list[str]:
        pages = []
        for _ in range(2):
            client = Client()
            pages.append(main(followed(client, sign_up(client, email=email))))
        return pages

    known, unknown = asked_twice("member@nhs.net"), asked_twice("newcomer@nhs.net")

    assert known == unknown
    assert SENT in known[0]
    assert WAIT in known[1]
    assert sorted(letter.to[0] for letter in deliver()) == ["member@nhs.net", "newcomer@nhs.net"]


def test_a_new_link_for_one_that_is_too_old_is_not_sent_twice_either(client):
    old = link_to(unverified())
    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert heading(followed(client, client.post(old, {"again": "yes"}))) == SENT
        assert heading(followed(client, client.post(old, {"again": "yes"}))) == WAIT
        assert len(deliver()) == 1


class TestChangingTheAddress:
    @pytest.fixture
    def browser(self, client) -> Client:
        verified(SOMEONE["email"], password=PASSWORD)
        sign_in(client)
        client.post("/accounts/confirm/", {"password": PASSWORD})
        return client

    def change(self, client: Client, email: str) -> str:
        return client.post(ADDRESS, {"action_add": "add", "email": email}, follow=True).text

    def test_a_letter_that_is_sent_is_not_denied(self, browser):
        page = self.change(browser, "new@nhs.net")

        assert TOO_SOON not in page
        assert "once you follow the link in our newest email to it" in page
        assert [letter.to for letter in deliver()] == [["new@nhs.net"]]

    def test_whoever_asks_again_too_soon_is_told_and_later_gets_it(self, browser):
        with time_machine.travel(timezone.now(), tick=False) as now:
            self.change(browser, "new@nhs.net")
            again = {"action_send": "send", "email": "new@nhs.net"}

            assert TOO_SOON in browser.post(ADDRESS, again, follow=True).text
            assert len(deliver()) == 1

            now.shift(timedelta(minutes=3, seconds=1))
            assert TOO_SOON not in browser.post(ADDRESS, again, follow=True).text
            assert len(deliver()) == 2

    def test_who_changes_back_and_forth_is_told_that_no_letter_went(self, browser):
        """The link of the first letter is dead by then: its address was given up."""
        with time_machine.travel(timezone.now(), tick=False) as now:
            self.change(browser, "new@nhs.net")
            self.change(browser, "other@nhs.net")
            assert TOO_SOON in self.change(browser, "new@nhs.net")

            now.shift(timedelta(minutes=3, seconds=1))
            browser.post(ADDRESS, {"action_send": "send", "email": "new@nhs.net"})
            browser.post(last_link())

        assert EmailAddress.objects.get().email == "new@nhs.net"

    def test_somebody_elses_address_is_answered_alike(self, browser):
        verified("member@nhs.net")

        def words(email: str) -> str:
            return main(browser.post(ADDRESS, {"action_add": "add", "email": email}, follow=True)).replace(
                email, ""
            )

        assert words("member@nhs.net") == words("newcomer@nhs.net")
        assert words("member@nhs.net") == words("newcomer@nhs.net")
