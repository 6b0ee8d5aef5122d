import pytest
from django.test import Client
from django.urls import reverse

from tests.factories import verified

pytestmark = pytest.mark.django_db
SIGN_IN = "/accounts/sign-in/"
PASSWORD = "a long enough password"


@pytest.fixture
def someone():
    return verified("Someone@Example.org", password=PASSWORD)


def sign_in(client, email: str, password: str = PASSWORD, **fields):
    return client.post(SIGN_IN, {"login": email, "password": password} | fields)


def test_an_address_in_any_case_and_its_password_sign_in(client, someone):
    answer = sign_in(client, "SOMEONE@example.ORG")

    assert answer.url == reverse("home")
    assert client.session["_auth_user_id"] == str(someone.pk)


def test_an_unknown_address_and_a_wrong_password_get_the_same_answer(client, someone):
    unknown = sign_in(client, "nobody@example.org")
    wrong = sign_in(client, someone.email, "another password")

    shown = [answer.content.decode().split("<main")[1] for answer in (unknown, wrong)]
    assert "The email address or the password is wrong" in shown[0]
    assert shown[0].replace("nobody@example.org", someone.email).split("csrf")[0] == shown[1].split("csrf")[0]
    assert "_auth_user_id" not in client.session


def test_somebody_suspended_gets_that_answer_too(client, someone):
    someone.is_active = False
    someone.save()

    assert "The email address or the password is wrong" in sign_in(client, someone.email).content.decode()


def test_fields_left_empty_are_named_and_linked(client, db):
    page = sign_in(client, "", "").content.decode()

    assert '<a href="#id_login">Enter your email address.</a>' in page
    assert '<a href="#id_password">Enter your password.</a>' in page
    assert "<title>Error: Sign in" in page


def test_one_goes_on_to_where_one_was_going(client, someone):
    assert sign_in(client, someone.email, next="/data/").url == "/data/"


def test_a_form_without_its_security_token_is_refused_in_plain_words(someone):
    answer = sign_in(Client(enforce_csrf_checks=True), someone.email)

    text = answer.content.decode()
    assert answer.status_code == 403
    assert "The page was open too long or your browser sent no security token" in text
    assert "nothing was changed" in text
    assert "<header" in text


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_one_is_not_sent_to_another_site(client, someone, elsewhere):
    assert sign_in(client, someone.email, next=elsewhere).url == reverse("home")


def test_signing_out_takes_a_button_not_a_link(client, someone):
    client.force_login(someone)

    assert client.get("/accounts/sign-out/").status_code == 405
    assert client.post("/accounts/sign-out/").url == reverse("home")
    assert "_auth_user_id" not in client.session


def test_a_form_from_elsewhere_signs_nobody_in(someone):
    assert sign_in(Client(enforce_csrf_checks=True), someone.email).status_code == 403
