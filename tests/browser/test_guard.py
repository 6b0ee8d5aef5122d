"""The patient-data guard as a person meets it, in a browser: refused with words, asked to tick, let through."""

import pytest
from playwright.sync_api import expect

from accounts.actions.leads import appoint_lead
from metrics.models import Area, Rebase
from tests.browser.test_limits import months
from tests.factories import person
from tests.forum.test_limits import LIMITS

__all__ = ["months"]
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.parametrize("size", ["desktop", "phone"])
def test_what_is_about_a_patient_is_refused_and_what_is_not_goes_through_once_ticked(
    size, request, sign_in, axe_clean, months
):
    page = request.getfixturevalue(size)
    lee = person(name="Lee Lead")
    appoint_lead(user=lee, area=Area.objects.get(code="QWO"))
    sign_in(page, lee)
    page.goto(LIMITS)
    reason = page.get_by_label("Reason").first
    button = page.get_by_role("button", name="Set the rebase date")

    page.get_by_label("Month from which the limits start anew").select_option("January 2025")
    reason.fill("Since 943 476 5919 was seen")
    button.click()
    page.get_by_role("link", name="“Reason” seems to have an NHS number (word 2).").click()
    expect(reason).to_be_focused()
    expect(reason).to_have_value("Since 943 476 5919 was seen")
    axe_clean(page)

    reason.fill("Mrs Shaw opened a second centre")
    button.click()
    page.get_by_role("link", name="“Reason” seems to have a person’s name (word 1).").click()
    tick = page.get_by_label("I have checked: this is not about a patient")
    expect(tick).to_be_focused()
    axe_clean(page)
    page.keyboard.press("Space")
    button.click()

    expect(page.get_by_text("The limits start anew in January 2025.")).to_be_visible()
    assert Rebase.objects.get().reason == "Mrs Shaw opened a second centre"
