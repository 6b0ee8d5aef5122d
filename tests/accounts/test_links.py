"""Links in emails that are followed twice, too late or in part: plain words, what to do, and nothing about others."""

from datetime import timedelta

import pytest
import time_machine
from allauth.account.models import EmailAddress, EmailConfirmationHMAC
from django.utils import timezone

from accounts.models import User
from tests.accounts.outbox import deliver, last_link
from tests.accounts.test_sign_up import PASSWORD, SOMEONE, sign_in, sign_up, unverified
from tests.factories import signed_in, verified

pytestmark = pytest.mark.django_db
NOBODYS = "/accounts/verify/none/"


def heading(answer) -> str:
    return answer.text.split('<h1 class="nhsuk-heading-l">')[1].split("</h1>")[0]


def link_to(person: User) -> str:
    address = EmailAddress.objects.get(user=person)
    return f"/accounts/verify/{EmailConfirmationHMAC(address).key}/"


class TestLinksThatVerifyAnAddress:
    def test_a_second_use_says_that_the_address_is_confirmed_already(self, client):
        sign_up(client)
        link = last_link()
        client.post(link)

        again = client.get(link)
        assert (again.status_code, heading(again)) == (200, "This address is confirmed already")
        assert 'href="/accounts/sign-in/"' in again.text.split("<main")[1]
        pressed_twice = client.post(link)
        assert (pressed_twice.status_code, heading(pressed_twice)) == (200, heading(again))

    def test_whoever_is_signed_in_is_led_to_their_account(self):
        member = verified()

        page = signed_in(member).get(link_to(member)).text

        assert "This address is confirmed already" in page
        assert 'href="/accounts/"' in page.split("<main")[1]

    def test_one_that_is_too_old_gets_a_new_one_by_a_button(self, client):
        somebody = unverified()
        old = link_to(somebody)
        with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
            page = client.get(old)
            assert (page.status_code, heading(page)) == (200, "This link is too old")
            assert 'name="again"' in page.text
            assert heading(client.post(old)) == "This link is too old"
            assert deliver() == []

            answer = client.post(old, {"again": "yes"})

            assert answer.url == "/accounts/sign-up/sent/"
            assert [letter.to for letter in deliver()] == [[somebody.email]]
            client.post(last_link())
        assert EmailAddress.objects.get(user=somebody).verified

    def test_no_new_one_is_sent_while_the_old_one_works_or_after_it_was_used(self, client):
        somebody, member = unverified(), verified()

        client.post(link_to(somebody), {"again": "yes"})
        client.post(link_to(member), {"again": "yes"})

        assert deliver() == []

    def test_one_of_an_address_that_was_given_up_says_no_more_than_one_of_nobody(self, client):
        somebody = unverified()
        link = link_to(somebody)
        EmailAddress.objects.all().delete()

        gone, never = client.get(link), client.get(NOBODYS)
        assert heading(gone) == heading(never) == "This link does not work"
        assert somebody.email not in gone.text
        for address in (link, NOBODYS):
            for sent in ({}, {"again": "yes"}):
                answer = client.post(address, sent)
                assert (answer.status_code, heading(answer)) == (404, "This link does not work")
        assert deliver() == []

    def test_a_link_to_an_address_that_another_account_verified_meanwhile_says_so(self, client):
        somebody = unverified()
        link = link_to(somebody)
        EmailAddress.objects.create(user=verified(), email=somebody.email, verified=True)

        assert "belongs to another account already" in client.get(link).text


class TestLinksToANewPassword:
    @pytest.fixture
    def link(self, client) -> str:
        verified(SOMEONE["email"], password="a long enough password")
        client.post("/accounts/password/forgotten/", {"email": SOMEONE["email"]})
        return last_link()

    def test_a_second_use_says_so_and_leads_to_signing_in_and_to_a_new_one(self, client, link):
        form = client.get(link).url
        client.post(form, {"password1": PASSWORD, "password2": PASSWORD})
        sign_in(client)

        for address in (link, form):
            page = client.get(address)
            assert (page.status_code, heading(page)) == (200, "This link does not work any more")
            assert 'href="/accounts/password/forgotten/"' in page.text
            assert "<form" not in page.text.split("<main")[1]
            pressed_twice = client.post(address, {"password1": PASSWORD, "password2": PASSWORD})
            assert heading(pressed_twice) == "This link does not work any more"

    def test_so_does_one_that_is_too_old_also_while_its_form_is_open(self, client, link):
        form = client.get(link).url

        with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
            assert heading(client.get(link)) == "This link does not work any more"
            client.post(form, {"password1": PASSWORD, "password2": PASSWORD})

        assert not User.objects.get().check_password(PASSWORD)

    def test_so_does_one_of_nobody(self, client):
        page = client.get("/accounts/password/new/zzz-abc-0123/")

        assert heading(page) == "This link does not work any more"
