"""“Did it work?” in a browser: from a record to its answer, by the keyboard; every page looked at."""

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from tests.browser.test_pages import DESK, PHONE, sticks_out
from tests.casestudies.measuring import START, answered
from tests.casestudies.test_effect_pages import forest
from tests.factories import adoption, case_study, outcome, technology

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_record_leads_to_what_the_figures_say_by_the_keyboard(desktop: Page):
    record = adoption("03R", since=START)
    answered(record)
    desktop.goto(record.get_absolute_url())

    desktop.get_by_role("link", name="Waiting 18 weeks or less, Wakefield").focus()
    desktop.keyboard.press("Enter")

    expect(desktop.get_by_role("heading", level=1)).to_contain_text("Changed for the better")
    desktop.locator("main summary").first.focus()
    desktop.keyboard.press("Enter")
    expect(desktop.get_by_role("columnheader", name="Mix of other areas")).to_be_visible()
    desktop.get_by_role("link", name="How it is worked out").click()
    expect(desktop.get_by_role("heading", name="Did it work?")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
def test_every_answer_is_accessible_and_fits(open_page, axe_clean, width):
    record, case = adoption("03R", since=START), case_study(state="published")
    outcome(case, starts=START)
    page: Page = open_page(width=width)
    found = [answered(record), answered(record, name="later", after=3), answered(case, shift=0.0)]
    scope = technology()
    forest(scope, (0.1, 0.1, -0.1, 0.0))
    together = reverse("technology-effects", args=[scope.slug])
    for address in [*(one.get_absolute_url() for one in (*found, record, case)), together]:
        page.goto(address)
        axe_clean(page)
        assert not sticks_out(page), address
