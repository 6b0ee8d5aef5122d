"""Who is suspended is told so when signing in, and gets no further."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Restriction
from tests.factories import verified

pytestmark = pytest.mark.django_db
PASSWORD = "walnut harbour pencil"


@pytest.fixture
def member():
    made = verified("member@nhs.net", password=PASSWORD)
    until = timezone.now() + timedelta(days=7)
    Restriction.objects.create(user=made, kind="suspension", until=until, reason="Named a patient twice.")
    return made


def sign_in(client, password: str = PASSWORD):
    return client.post("/accounts/sign-in/", {"login": "member@nhs.net", "password": password})


def test_who_is_suspended_reads_why_and_is_not_signed_in(client, member):
    answer = sign_in(client)

    assert answer.status_code == 403
    assert "Named a patient twice." in answer.content.decode()
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(
    ("contact", "words"), [("help@nhs.net", "mailto:help@nhs.net"), ("", "the administrators of this site")]
)
def test_who_is_suspended_reads_how_to_object(client, member, settings, contact, words):
    settings.CONTACT_EMAIL = contact

    page = sign_in(client).content.decode()

    assert "If you think that this is wrong, write to" in page
    assert words in page


def test_somebody_elses_guess_is_told_nothing(client, member):
    page = sign_in(client, "not the password").content.decode()

    assert "suspended" not in page
    assert "is wrong" in page


def test_it_ends_by_itself(client, member):
    Restriction.objects.update(
        starts=timezone.now() - timedelta(days=8), until=timezone.now() - timedelta(days=1)
    )

    assert sign_in(client).status_code == 302
