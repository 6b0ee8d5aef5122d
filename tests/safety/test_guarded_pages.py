"""Pages on which people write refuse what is about a patient, and give back what was written."""

import pytest

from metrics.models import Rebase, Refresh
from tests.factories import administrator
from tests.forum.test_limits import LIMITS, asked, lead, months

__all__ = ["months"]
pytestmark = pytest.mark.django_db
NUMBER = "943 476 5919"


def answer(client, address: str, data: dict) -> str:
    response = client.post(address, data)
    assert response.status_code == 200
    return response.content.decode()


def test_a_rebase_reason_with_an_nhs_number_is_refused_and_given_back(client, months):
    client.force_login(lead())

    page = answer(client, LIMITS, asked(reason=f"Seen: {NUMBER}"))

    assert "“Reason” seems to have an NHS number (word 2). Take it out" in page
    assert f"Seen: {NUMBER}</textarea>" in page
    assert not Rebase.objects.exists()


def test_a_rebase_reason_with_a_name_goes_through_once_ticked(client, months):
    client.force_login(lead())
    reason = "Mrs Shaw opened the second centre"

    page = answer(client, LIMITS, asked(reason=reason))
    assert '<input type="checkbox" name="set-confirmed"' in page
    assert not Rebase.objects.exists()

    response = client.post(LIMITS, asked(reason=reason) | {"set-confirmed": "on"})
    assert response.status_code == 302
    assert Rebase.objects.get().reason == reason


@pytest.mark.parametrize("how", ["look", "link"])
def test_a_refresh_is_not_queued_for_a_reason_about_a_patient(client, how):
    client.force_login(administrator())

    page = answer(
        client,
        "/data/refreshes/",
        {"how": how, f"{how}-reason": NUMBER, "link-link": "https://www.england.nhs.uk/a.zip"},
    )

    assert "seems to have an NHS number" in page
    assert not Refresh.objects.exists()
